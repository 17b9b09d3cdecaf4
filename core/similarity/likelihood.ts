/**
 * Jaccard similarity from register counts and exact set sizes by joint maximum likelihood (DESIGN 9).
 *
 * A bin that is not empty in both holds the least hash of the two sets together. With u = n_a/(n_a+n_b) and v = 1-u it
 * comes from both sets with probability J, from the left alone with u - vJ, from the right alone with v - uJ.
 */
import type { Estimate } from "./interval.ts";
import { bisect } from "./interval.ts";

/** Counts of bins of one pair; see `PairStatistics` in core/kernel. */
export interface RegisterCounts {
  readonly bothEmpty: number;
  readonly equal: number;
  readonly less: number;
  readonly greater: number;
}

/** Distinct followers of the two sides. */
export interface SetSizes {
  readonly left: number;
  readonly right: number;
}

export interface JaccardEstimate extends Estimate {
  /** Of the value, from sketch noise alone; 0 where the likelihood peaks at the edge of what is possible. */
  readonly standardError: number;
}

/**
 * Estimates J with the standard error and the likelihood-ratio interval of DESIGN 9, with their finite-population factor.
 *
 * Honest where each kind of bin was met more than about three times; below, see `widenFewMatches`.
 *
 * @returns Value in [0, smaller/larger], 0 where there is nothing to go by.
 */
export function estimateJaccard(counts: RegisterCounts, sizes: SetSizes): JaccardEstimate {
  if (sizes.left <= 0 || sizes.right <= 0) return { value: 0, low: 0, high: 0, standardError: 0 };
  const model = fitModel(counts, sizes);
  const { u, v, used, most } = model;
  const value = model.jaccard;
  const union = (sizes.left + sizes.right) / (1 + value);
  const spare = union > 1 ? Math.max(0, (union - used) / (union - 1)) : 0;
  const information = used * (1 / value + v * v / (u - v * value) + u * u / (v - u * value));
  const standardError = value > 0 && value < most ? Math.sqrt(spare / information) : 0;

  const floor = logLikelihood(model, value) - likelihoodRatioLimit * spare / 2;
  const holds = (jaccard: number) => logLikelihood(model, jaccard) >= floor;
  return { value, low: bisect(value, 0, holds), high: bisect(value, most, holds), standardError };
}

/** The largest J that two sets of these sizes can have. */
export function jaccardMax({ left, right }: SetSizes): number {
  return left > 0 && right > 0 ? Math.min(left, right) / Math.max(left, right) : 0;
}

/** Probability that the codes of two different hashes are equal, for sides with shares u and v of the followers (DESIGN 9). */
export function falseMatchProbability({ left, right }: SetSizes): number {
  const total = left + right;
  return total > 0 ? 3.522e-4 * (left / total) * (right / total) : 0;
}

/** Register counts without the false matches that are to be expected, and the J at which they are likeliest. */
export interface LikelihoodModel {
  readonly u: number;
  readonly v: number;
  /** U: bins that are not empty in both. */
  readonly used: number;
  readonly equal: number;
  readonly less: number;
  readonly greater: number;
  /** Largest J that the sizes allow. */
  readonly most: number;
  readonly jaccard: number;
}

export function fitModel(counts: RegisterCounts, sizes: SetSizes): LikelihoodModel {
  const u = sizes.left / (sizes.left + sizes.right);
  const v = 1 - u;
  const most = Math.min(u / v, v / u);
  const used = counts.equal + counts.less + counts.greater;
  if (used === 0) return { u, v, used, equal: 0, less: 0, greater: 0, most, jaccard: 0 };

  const chance = falseMatchProbability(sizes);
  const unequal = counts.less + counts.greater;
  const equal = unequal === 0 ? used : used * Math.max(0, (counts.equal / used - chance) / (1 - chance));
  const scale = unequal === 0 ? 1 : (used - equal) / unequal;
  const less = counts.less * scale;
  const greater = counts.greater * scale;

  const b = v * v * (equal + less) + u * u * (equal + greater);
  const root = Math.sqrt(Math.max(0, b * b - 4 * u * u * v * v * used * equal));
  const jaccard = equal === 0 ? 0 : Math.min(most, 2 * u * v * equal / (b + root));
  return { u, v, used, equal, less, greater, most, jaccard };
}

/** Logarithm of the likelihood of a J, up to a constant. */
export function logLikelihood({ u, v, equal, less, greater }: LikelihoodModel, jaccard: number): number {
  return times(equal, jaccard) + times(less, u - v * jaccard) + times(greater, v - u * jaccard);
}

/** 95 % point of chi-squared with one degree of freedom, as DESIGN 9 rounds it. */
const likelihoodRatioLimit = 3.84;

function times(count: number, probability: number): number {
  return count > 0 ? count * Math.log(Math.max(0, probability)) : 0;
}
