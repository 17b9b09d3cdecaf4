/** Finds the community that an edit was about, in a run that may know it by another id or not at all. */
import type { Draft, DraftPlace } from "./draft.ts";

export interface Subject {
  readonly id: string;
  /** Level over the base level. */
  readonly depth: number;
  readonly anchors: readonly string[];
}

export interface Ground {
  readonly draft: Draft;
  readonly baseLevel: number;
  /** Influencer index of an account id; undefined = not in this network. */
  readonly indexOf: (account: string) => number | undefined;
}

/** The community of that id, or else the one of its level that holds most of its anchors; a reason where there is none. */
export function findSubject({ draft, baseLevel, indexOf }: Ground, subject: Subject): DraftPlace | string {
  const { id, depth, anchors } = subject;
  const place = draft.find(id);
  if (place !== undefined) return place;
  if (isMade(id)) return `the community "${id}" is not there: the edit that made it does not hold`;
  const level = baseLevel + depth;
  if (draft.levels[level] === undefined) return `the community "${id}" is not there, nor is its level`;
  const known = anchors.flatMap((account) => indexOf(account) ?? []);
  const counts = new Map<number, number>();
  for (const influencer of known) {
    const position = draft.levels[level].communityOf[influencer];
    counts.set(position, (counts.get(position) ?? 0) + 1);
  }
  for (const [position, count] of counts) {
    const isCommunity = draft.levels[level].communities[position] !== undefined;
    if (isCommunity && 2 * count > known.length) return { level, position };
  }
  if (known.length === 0) return `the community "${id}" is not there, and none of its accounts is in this network`;
  return `the community "${id}" is not there, and no other holds most of the ${known.length} accounts it is known by`;
}

/** Ids of communities that a split made have ten letters or digits, those of a run seven. */
function isMade(id: string): boolean {
  return /^c-[a-z2-7]{10}$/.test(id);
}
