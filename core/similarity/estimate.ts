/** From the statistics of one pair to what people are shown: overlap measures, each with a 95 % interval (DESIGN 9). */
import {
  type CoverageKind,
  coverageKind,
  overReadings,
  type PairCoverage,
  readCoverage,
  type Reading,
  undoThinning,
} from "./coverage.ts";
import { type Estimate, mapEstimate } from "./interval.ts";
import { estimateJaccard, type JaccardEstimate, type RegisterCounts, type SetSizes } from "./likelihood.ts";
import { widenFewMatches } from "./few_matches.ts";

/** One entry of `PairStatistics` (core/kernel). */
export interface PairCounts extends RegisterCounts {
  /** Shared followers where both sides are exact lists, else -1. */
  readonly exactShared: number;
}

export interface PairOptions {
  /** K. */
  readonly registerCount: number;
  /** Distinct followers in the network; without it there is no lift. */
  readonly universe?: number;
  readonly coverage?: PairCoverage;
}

export interface PairEstimate {
  /** Shared followers / followers of either. */
  readonly jaccard: Estimate;
  /** People who follow both: as many as were seen; with partial coverage the interval holds those who were not. */
  readonly shared: Estimate;
  /** Share of left's audience that also follows right. */
  readonly containmentLeft: Estimate;
  /** Share of right's audience that also follows left. */
  readonly containmentRight: Estimate;
  /** Shared followers / geometric mean of the two audiences. */
  readonly cosine: Estimate;
  /** How many times more people follow both than if the two were followed independently. */
  readonly lift?: Estimate;
  /** Jaccard similarity of what was seen, with sketch noise alone. */
  readonly sketch: Estimate;
  /** Of `sketch`; 0 where exact and where the estimate lies at the edge of what the sizes allow. */
  readonly standardError: number;
  /** Counted, not estimated, within what the crawl saw. */
  readonly exact: boolean;
  /** Whether the intervals hold what the crawl did not see. */
  readonly coverage: CoverageKind;
}

/**
 * Estimates how two audiences overlap.
 *
 * @param counts Distinct followers seen, exact.
 * @throws {RangeError} If the bins do not add up to K or the exact count is more than a side has.
 */
export function estimatePair(statistics: PairCounts, counts: SetSizes, options: PairOptions): PairEstimate {
  const { registerCount, universe, coverage = {} } = options;
  const exact = statistics.exactShared >= 0;
  const sketch = exact
    ? exactJaccard(statistics.exactShared, counts)
    : sketchJaccard(statistics, counts, registerCount);
  const people = counts.left + counts.right;
  const sharedMax = Math.min(counts.left, counts.right);
  const seenShared = exact
    ? constant(statistics.exactShared)
    : mapEstimate(sketch, (jaccard) => Math.min(sharedMax, jaccard / (1 + jaccard) * people));

  const readings = readCoverage(counts, coverage);
  const measure = (rising: (shared: number, reading: Reading) => number) =>
    overReadings(readings, (reading) => {
      const most = Math.min(reading.left, reading.right);
      return mapEstimate(undoThinning(seenShared, reading.seen), (shared) => rising(Math.min(shared, most), reading));
    });
  return {
    jaccard: measure((shared, { left, right }) => ratio(shared, left + right - shared)),
    shared: measure((shared) => shared),
    containmentLeft: measure((shared, { left }) => ratio(shared, left)),
    containmentRight: measure((shared, { right }) => ratio(shared, right)),
    cosine: measure((shared, { left, right }) => ratio(shared, Math.sqrt(left * right))),
    lift: universe === undefined
      ? undefined
      : measure((shared, { left, right, peoplePerSeen }) => ratio(shared * universe * peoplePerSeen, left * right)),
    sketch: { value: sketch.value, low: sketch.low, high: sketch.high },
    standardError: sketch.standardError,
    exact,
    coverage: coverageKind([coverage.left, coverage.right]),
  };
}

function sketchJaccard(statistics: PairCounts, sizes: SetSizes, registerCount: number): JaccardEstimate {
  const bins = statistics.bothEmpty + statistics.equal + statistics.less + statistics.greater;
  if (bins !== registerCount) {
    throw new RangeError(`Cannot estimate a pair: its bins must add up to ${registerCount}, got ${bins}`);
  }
  return widenFewMatches(estimateJaccard(statistics, sizes), statistics, sizes);
}

function exactJaccard(shared: number, { left, right }: SetSizes): JaccardEstimate {
  if (shared > Math.min(left, right)) {
    throw new RangeError(`Cannot estimate a pair: sides of ${left} and ${right} cannot share ${shared}`);
  }
  return { ...constant(ratio(shared, left + right - shared)), standardError: 0 };
}

function constant(value: number): Estimate {
  return { value, low: value, high: value };
}

/** 0 where there is nobody to take a share of. */
function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
