/** Ids that last: a community of a new run is the one of the run before with which it shares most, by its members' account ids. */
import { sha256 } from "../workspace/digest.ts";
import { none } from "./partition.ts";

/** One level of one run. */
export interface LevelOfRun {
  /** Account id of each influencer, shape (N). */
  readonly accounts: readonly string[];
  /** Community of each influencer, shape (N); `none` = in none. */
  readonly communityOf: Uint32Array;
  /** One per community. */
  readonly ids: readonly string[];
}

/** How many accounts each pair of communities of two runs has in common. */
export interface Overlaps {
  readonly sizesBefore: Uint32Array;
  readonly sizesAfter: Uint32Array;
  /** Per community before: shared accounts by community after. */
  readonly shared: readonly ReadonlyMap<number, number>[];
  /** Per community before: accounts that are in the other run too, wherever. */
  readonly stayed: Uint32Array;
  /** Accounts of both runs. */
  readonly compared: number;
}

export function countOverlaps(before: LevelOfRun, after: LevelOfRun): Overlaps {
  const sizesBefore = new Uint32Array(before.ids.length);
  const sizesAfter = new Uint32Array(after.ids.length);
  const stayed = new Uint32Array(before.ids.length);
  const shared = before.ids.map(() => new Map<number, number>());
  const indexOf = new Map(after.accounts.map((account, index) => [account, index]));
  for (const community of after.communityOf) if (community !== none) sizesAfter[community]++;
  let compared = 0;
  before.communityOf.forEach((community, influencer) => {
    const index = indexOf.get(before.accounts[influencer]);
    if (index !== undefined) compared++;
    if (community === none) return;
    sizesBefore[community]++;
    if (index === undefined) return;
    stayed[community]++;
    const now = after.communityOf[index];
    if (now !== none) shared[community].set(now, (shared[community].get(now) ?? 0) + 1);
  });
  return { sizesBefore, sizesAfter, shared, stayed, compared };
}

/** Jaccard of members below which nothing is the same any more. Half of a community split in two equal parts has 0.5, a third 0.33. */
const likenessMin = 0.25;

/**
 * Pairs communities of two runs one to one, most alike (Jaccard of members) first.
 * @returns Per community after, the one before that it continues, or undefined.
 */
export function matchCommunities({ sizesBefore, sizesAfter, shared }: Overlaps): (number | undefined)[] {
  const pairs = shared.flatMap((row, before) =>
    [...row].map(([after, both]) => ({
      before,
      after,
      likeness: both / (sizesBefore[before] + sizesAfter[after] - both),
    }))
  ).filter(({ likeness }) => likeness >= likenessMin)
    .sort((left, right) => right.likeness - left.likeness || left.before - right.before || left.after - right.after);
  const taken = new Set<number>();
  const continued: (number | undefined)[] = Array.from(sizesAfter, () => undefined);
  for (const { before, after } of pairs) {
    if (taken.has(before) || continued[after] !== undefined) continue;
    taken.add(before);
    continued[after] = before;
  }
  return continued;
}

export interface Naming {
  /** Account id of the most central member of each community. */
  readonly central: readonly string[];
  /** The same level of the run before, and what it has in common with this one. */
  readonly before?: { readonly ids: readonly string[]; readonly continued: readonly (number | undefined)[] };
  /** Told apart from another level's ids. */
  readonly kind: string;
  /** Ids that may not be given: those of this run's other levels and of the run before. Grows by what is given. */
  readonly taken: Set<string>;
}

/** Ids of a level's communities: taken over where one continues, else new, from the most central member. */
export async function nameCommunities({ central, before, kind, taken }: Naming): Promise<string[]> {
  const kept = central.map((_, community) => {
    const old = before?.continued[community];
    return old === undefined ? undefined : before?.ids[old];
  });
  for (const id of kept) if (id !== undefined) taken.add(id);
  const ids: string[] = [];
  for (const [community, account] of central.entries()) ids.push(kept[community] ?? await newId(kind + account, taken));
  return ids;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** Short, fit for a URL; another one where it is taken. */
async function newId(seed: string, taken: Set<string>): Promise<string> {
  for (let attempt = 0;; attempt++) {
    const digest = await sha256(attempt === 0 ? seed : `${seed} ${attempt}`);
    const letters = Array.from(
      { length: 7 },
      (_, i) => alphabet[Number.parseInt(digest.slice(2 * i, 2 * i + 2), 16) % 32],
    );
    const id = `c-${letters.join("")}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}
