/** What became of the communities of one run in the next: births, deaths, splits, merges (DESIGN 10). Pure. */
import type { CommunityEvent, Kin } from "../answers/changes.ts";
import type { CommunityName } from "../answers/communities.ts";
import type { Overlaps } from "./ids.ts";

export interface RunNames {
  readonly before: readonly CommunityName[];
  readonly after: readonly CommunityName[];
}

/**
 * Least share of a community that must come from, or go to, one other for the two to be kin: what splits off or joins is
 * more than stragglers. Chosen on worlds with seeds 11 to 15, judged on others: `deno task judge`.
 */
const kinShareMin = 0.2;
/** A part of a split is mostly of the old one; a side of a merge goes mostly into the new one; what keeps less is dead. */
const mostly = 0.5;
/** Fewer accounts than these come and go by chance. */
const kinSizeMin = 5;

/**
 * Events of one level, what matters most first: by the accounts they concern, those that merely continue last.
 * A community that was in a split or a merge has no further event of its own.
 * @param continued Per community after, the one before whose id it has.
 */
export function findChanges(
  names: RunNames,
  { sizesBefore, sizesAfter, shared, stayed }: Overlaps,
  continued: readonly (number | undefined)[],
): CommunityEvent[] {
  const origins = names.after.map(() => new Map<number, number>());
  shared.forEach((row, old) => row.forEach((both, now) => origins[now].set(old, both)));
  /** Of the accounts of `old` that are still there, the share that is in `now`. */
  const went = (old: number, now: number) => stayed[old] > 0 ? (shared[old].get(now) ?? 0) / stayed[old] : 0;
  /** Of `now`, the share that was in `old`. */
  const came = (now: number, old: number) => (origins[now].get(old) ?? 0) / sizesAfter[now];
  const isKin = (both: number) => both >= kinSizeMin;
  const told = { before: new Set<number>(), after: new Set<number>() };
  const events: CommunityEvent[] = [];

  const toAfter = (old: number): Kin[] =>
    kinOf(
      shared[old],
      (now) => ({ ...names.after[now], share: shared[old].get(now)! / sizesBefore[old], size: sizesAfter[now] }),
    );
  const toBefore = (now: number): Kin[] =>
    kinOf(origins[now], (old) => ({ ...names.before[old], share: came(now, old), size: sizesBefore[old] }));

  names.before.forEach((community, old) => {
    const parts = [...shared[old]]
      .filter(([now, both]) => isKin(both) && went(old, now) >= kinShareMin && came(now, old) >= mostly)
      .map(([now]) => now);
    if (parts.length < 2) return;
    told.before.add(old);
    for (const now of parts) told.after.add(now);
    const kin = toAfter(old).filter(({ id }) => parts.some((now) => names.after[now].id === id));
    const sizeAfter = parts.reduce((sum, now) => sum + sizesAfter[now], 0);
    events.push({ kind: "split", community, sizeBefore: sizesBefore[old], sizeAfter, kin });
  });
  names.after.forEach((community, now) => {
    const sides = [...origins[now]]
      .filter(([old, both]) => isKin(both) && came(now, old) >= kinShareMin && went(old, now) >= mostly)
      .map(([old]) => old);
    if (sides.length < 2) return;
    told.after.add(now);
    for (const old of sides) told.before.add(old);
    const kin = toBefore(now).filter(({ id }) => sides.some((old) => names.before[old].id === id));
    const sizeBefore = sides.reduce((sum, old) => sum + sizesBefore[old], 0);
    events.push({ kind: "merge", community, sizeBefore, sizeAfter: sizesAfter[now], kin });
  });
  names.after.forEach((community, now) => {
    if (told.after.has(now)) return;
    const old = continued[now];
    if (old !== undefined) {
      told.before.add(old);
      const sizes = { sizeBefore: sizesBefore[old], sizeAfter: sizesAfter[now] };
      events.push({ kind: "continues", community, ...sizes, kin: toBefore(now) });
    } else {
      events.push({ kind: "birth", community, sizeBefore: 0, sizeAfter: sizesAfter[now], kin: toBefore(now) });
    }
  });
  names.before.forEach((community, old) => {
    if (told.before.has(old)) return;
    events.push({ kind: "death", community, sizeBefore: sizesBefore[old], sizeAfter: 0, kin: toAfter(old) });
  });
  return events.sort((left, right) =>
    weightOf(right) - weightOf(left) || (left.community.id < right.community.id ? -1 : 1)
  );
}

/** Kin that are shown with an event. */
const kinMax = 8;

function kinOf(row: ReadonlyMap<number, number>, describe: (community: number) => Kin): Kin[] {
  return [...row.keys()].map(describe)
    .sort((left, right) => right.share - left.share || (left.id < right.id ? -1 : 1))
    .slice(0, kinMax);
}

/** Accounts that an event concerns; what merely continues counts by how much it grew or shrank, and below all else. */
function weightOf({ kind, sizeBefore, sizeAfter }: CommunityEvent): number {
  if (kind === "continues") return Math.abs(sizeAfter - sizeBefore) / 1e9;
  return Math.max(sizeBefore, sizeAfter);
}
