/**
 * The second error: a crawl saw only a part of the followers (coverage = seen / claimed by the profile).
 *
 * What the unseen part does to an overlap depends on how it was missed, and that is not known. Two readings stand for
 * the span of possibilities:
 * - *people*: the crawl saw the same people in both lists. Of the shared followers it saw the lesser coverage,
 *   so with equal coverages the observed Jaccard similarity is right as it stands.
 * - *lists*: it saw independent parts of each list. A shared follower was seen twice only with the product of the two.
 *
 * The value is what was seen, as it was seen; the interval is the hull of it and of both readings, each with the noise of the
 * sketch and of the thinning. A value corrected by either reading was tried: accounts of which little was seen then stood at the
 * head of every ranking, on the strength of people that nobody saw. Not covered: a crawl that preferred people by what they
 * follow (say, the newest followers of each).
 */
import { type Estimate, hull } from "./interval.ts";

/** Whether the intervals hold what the crawl did not see; "unknown" where no profile says how much that is. */
export type CoverageKind = "full" | "partial" | "unknown";

/** Coverage of each side in (0, 1]; left out where unknown. Above 1 (people left since the profile was read) counts as 1. */
export interface PairCoverage {
  readonly left?: number;
  readonly right?: number;
}

/** One way in which the unseen part may have come about. */
export interface Reading {
  /** Probability that a shared follower was seen in both lists. */
  readonly seen: number;
  /** Followers of each side, seen or not. */
  readonly left: number;
  readonly right: number;
  /** People of the network, seen or not, per person seen. Leaves lift as observed in both readings. */
  readonly peoplePerSeen: number;
}

/** "unknown" when one is left out or is no positive number. */
export function coverageKind(coverages: readonly (number | undefined)[]): CoverageKind {
  if (!coverages.every((coverage) => coverage !== undefined && coverage > 0)) return "unknown";
  return coverages.every((coverage) => coverage! >= 1) ? "full" : "partial";
}

/** What was seen, as it was seen, then the readings of what was not; the first alone where coverage is full or unknown. */
export function readCoverage(
  counts: { readonly left: number; readonly right: number },
  coverage: PairCoverage,
): [Reading, ...Reading[]] {
  const asSeen = { seen: 1, ...counts, peoplePerSeen: 1 };
  if (coverageKind([coverage.left, coverage.right]) !== "partial") return [asSeen];
  const a = Math.min(1, coverage.left!);
  const b = Math.min(1, coverage.right!);
  const sizes = { left: counts.left / a, right: counts.right / b };
  return [
    asSeen,
    { seen: Math.min(a, b), ...sizes, peoplePerSeen: 1 / Math.max(a, b) },
    { seen: a * b, ...sizes, peoplePerSeen: 1 },
  ];
}

/**
 * How many there are, when each was seen with the given probability and the seen were themselves estimated.
 *
 * The two errors are joined end by end as in the "method of variance estimates recovery": distances from the value add
 * in quadrature (Zou and Donner, "Construction of confidence limits about effect measures", Stat. Med. 27, 2008).
 *
 * @param count Seen, with the interval of its own error.
 */
export function undoThinning(count: Estimate, seen: number): Estimate {
  const value = count.value / seen;
  const thinned = thinningInterval(count.value, seen);
  return {
    value,
    low: Math.max(count.low, value - Math.hypot(value - count.low / seen, value - thinned.low)),
    high: value + Math.hypot(count.high / seen - value, thinned.high - value),
  };
}

/** Score interval of n when Binomial(n, probability) gave `count`; has an upper end above 0 where the count is 0. */
export function thinningInterval(count: number, probability: number): { low: number; high: number } {
  const spread = normalPoint ** 2 * (1 - probability);
  const middle = 2 * count + spread;
  const width = Math.sqrt(spread * spread + 4 * count * spread);
  return { low: (middle - width) / (2 * probability), high: (middle + width) / (2 * probability) };
}

/** A measure over all readings: value of the first, hull of all. */
export function overReadings(
  readings: readonly [Reading, ...Reading[]],
  measure: (reading: Reading) => Estimate,
): Estimate {
  const [first, ...others] = readings;
  return hull(measure(first), ...others.map(measure));
}

/** 97.5 % point of the normal distribution. */
export const normalPoint = 1.959963984540054;
