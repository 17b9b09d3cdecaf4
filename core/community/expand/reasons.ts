/** Why an account is a member, in numbers and in a sentence. */

export interface SeedLikeness {
  /** Position among the seeds. */
  readonly seed: number;
  readonly jaccard: number;
  /** Registers or followers in common. */
  readonly shared: number;
}

export interface Reason {
  readonly seedsShared: number;
  /** Nearest first, at most three, only those above noise. */
  readonly nearest: readonly SeedLikeness[];
}

/** One match of registers can be chance; two of a thousand rarely are. The same bar as for neighbours. */
const matchesMin = 2;
const nearestMax = 3;

export function findReason(likenesses: readonly SeedLikeness[]): Reason {
  const shared = likenesses.filter(({ shared, jaccard }) => shared >= matchesMin && jaccard > 0);
  const nearest = shared.toSorted((left, right) => right.jaccard - left.jaccard || left.seed - right.seed);
  return { seedsShared: shared.length, nearest: nearest.slice(0, nearestMax) };
}

/** @param names Of the seeds in `nearest`, in that order. */
export function describeReason({ seedsShared }: Reason, names: readonly string[], seedCount: number): string {
  if (seedsShared === 0) return "Shares its audience with accounts that the seeds share theirs with";
  const most = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  if (seedCount === 1) return `Shares an audience with ${most}`;
  return `Shares an audience with ${seedsShared} of ${seedCount} seeds, most with ${most}`;
}
