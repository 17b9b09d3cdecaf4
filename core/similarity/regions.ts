/** Regions of up to 6 audiences as counted from the edge store, with what the crawl did not see. */
import { type CoverageKind, coverageKind, normalPoint, thinningInterval } from "./coverage.ts";
import { type Estimate, hull } from "./interval.ts";

export interface RegionEstimate {
  /** Positions of the accounts that these people follow; they follow none of the others. */
  readonly members: readonly number[];
  readonly size: Estimate;
  /** Of the people who follow at least one. */
  readonly share: Estimate;
}

export interface OverlapEstimate {
  /** Regions that somebody was seen in, largest first. */
  readonly regions: readonly RegionEstimate[];
  /** People who follow at least one. */
  readonly union: Estimate;
  /** Everybody seen was counted, not a sample of them. */
  readonly exact: boolean;
  readonly coverage: CoverageKind;
}

/**
 * Describes counted regions: sizes, shares and their 95 % intervals.
 *
 * With partial coverage a person of one region may have been seen in a smaller one. Under each of the two readings of
 * `coverage.ts` the chance of that is known, so the counts are solved for the true sizes, from the largest region down;
 * the interval is the hull of both and of what was seen, which is the value.
 *
 * @param counts Entry p counts people who follow exactly the accounts whose bit is set in p; shape (2 ** accounts).
 * @param coverages Of each account, in (0, 1]; undefined where unknown.
 * @param sampleShare Share of all samples that the counts cover.
 * @throws {RangeError} If the shapes differ.
 */
export function describeRegions(
  counts: Float64Array,
  coverages: readonly (number | undefined)[],
  sampleShare = 1,
): OverlapEstimate {
  if (counts.length !== 2 ** coverages.length) {
    throw new RangeError(
      `Cannot describe regions of ${coverages.length} accounts: needed ${
        2 ** coverages.length
      } counts, got ${counts.length}`,
    );
  }
  const coverage = coverageKind(coverages);
  const seen = coverages.map((value) => coverage === "partial" ? Math.min(1, value!) : 1);
  const asSeen: SeenAs = (as, truth) => as === truth ? 1 : 0;
  const readings: SeenAs[] = coverage === "partial"
    ? [asSeen, (as, truth) => seenPeople(seen, as, truth), (as, truth) => seenLists(seen, as, truth)]
    : [asSeen];
  const solved = readings.map((reading) => solveRegions(counts, (as, truth) => sampleShare * reading(as, truth)));
  const [first, ...others] = solved;

  const regions: RegionEstimate[] = [];
  for (let pattern = 1; pattern < counts.length; pattern++) {
    if (counts[pattern] === 0) continue;
    regions.push({
      members: coverages.map((_, index) => index).filter((index) => pattern >> index & 1),
      size: hull(first.sizes[pattern], ...others.map(({ sizes }) => sizes[pattern])),
      share: hull(first.shares[pattern], ...others.map(({ shares }) => shares[pattern])),
    });
  }
  regions.sort((a, b) => b.size.value - a.size.value);
  const union = hull(first.union, ...others.map(({ union }) => union));
  return { regions, union, exact: sampleShare === 1, coverage };
}

/** Chance that a person of region `truth` is seen in region `as`, a part of it. */
type SeenAs = (as: number, truth: number) => number;

/** A person is seen in every list whose coverage is above one level of their own. */
function seenPeople(coverages: readonly number[], as: number, truth: number): number {
  let least = 1;
  let most = 0;
  for (const [index, coverage] of coverages.entries()) {
    if (as >> index & 1) least = Math.min(least, coverage);
    else if (truth >> index & 1) most = Math.max(most, coverage);
  }
  return Math.max(0, least - most);
}

/** A person is seen in each list independently. */
function seenLists(coverages: readonly number[], as: number, truth: number): number {
  let chance = 1;
  for (const [index, coverage] of coverages.entries()) {
    if (as >> index & 1) chance *= coverage;
    else if (truth >> index & 1) chance *= 1 - coverage;
  }
  return chance;
}

interface Solution {
  readonly sizes: Estimate[];
  readonly shares: Estimate[];
  readonly union: Estimate;
}

function solveRegions(counts: Float64Array, seenAs: SeenAs): Solution {
  const weights = invertRegions(counts.length, seenAs);
  const totals = new Float64Array(counts.length);
  const raw = new Float64Array(counts.length);
  for (let truth = 1; truth < counts.length; truth++) {
    for (let as = 1; as < counts.length; as++) {
      raw[truth] += weights[truth][as] * counts[as];
      totals[as] += weights[truth][as];
    }
  }
  const people = raw.reduce((sum, size) => sum + Math.max(0, size), 0);
  const seenPeopleCount = counts.subarray(1).reduce((sum, count) => sum + count, 0);
  const union = interval(people, deviation(counts, totals, raw, () => 1));
  const sizes: Estimate[] = [];
  const shares: Estimate[] = [];
  for (let truth = 0; truth < counts.length; truth++) {
    const size = interval(raw[truth], deviation(counts, weights[truth], raw, (other) => other === truth ? 1 : 0));
    // A count of few has a longer tail upward than its deviation tells.
    const high = truth === 0 ? 0 : Math.max(size.high, thinningInterval(counts[truth], seenAs(truth, truth)).high);
    sizes.push({ ...size, high });
    if (people === 0) {
      shares.push({ value: 0, low: 0, high: 0 });
      continue;
    }
    const part = Math.max(0, raw[truth]) / people;
    const slopes = totals.map((total, as) => (weights[truth][as] - part * total) / people);
    const share = interval(
      part,
      deviation(counts, slopes, raw, (other) => ((other === truth ? 1 : 0) - part) / people),
    );
    shares.push({ ...share, high: Math.min(1, Math.max(share.high, high / (people - part * people + high))) });
  }
  return { sizes, shares, union: { ...union, low: Math.max(union.low, seenPeopleCount) } };
}

/** weights[truth][as] such that the true size is the weighted sum of the counts. */
function invertRegions(length: number, seenAs: SeenAs): Float64Array[] {
  const weights = Array.from({ length }, () => new Float64Array(length));
  for (let truth = length - 1; truth > 0; truth--) {
    const own = seenAs(truth, truth);
    weights[truth][truth] = 1 / own;
    for (let above = truth + 1; above < length; above++) {
      if ((above & truth) !== truth) continue;
      const share = seenAs(truth, above) / own;
      for (let as = above; as < length; as++) weights[truth][as] -= share * weights[above][as];
    }
  }
  return weights;
}

/**
 * Standard deviation of a weighted sum of counts, when each person falls into one region or is not seen:
 * sum over true regions of size x (mean of weight² - (mean weight)²); the first part is what the counts show.
 */
function deviation(
  counts: Float64Array,
  weights: Float64Array,
  sizes: Float64Array,
  meanWeight: (truth: number) => number,
): number {
  let variance = 0;
  for (let region = 1; region < counts.length; region++) {
    variance += weights[region] ** 2 * counts[region] - meanWeight(region) ** 2 * Math.max(0, sizes[region]);
  }
  return Math.sqrt(Math.max(0, variance));
}

function interval(raw: number, deviation: number): Estimate {
  const value = Math.max(0, raw);
  return { value, low: Math.max(0, raw - normalPoint * deviation), high: Math.max(0, raw + normalPoint * deviation) };
}
