/**
 * How similar an account is to a seed, from a sample of the seed's audience. Following lists of sampled people tell which share of
 * the audience follows the account too; profiles tell how large both audiences are; together they give Jaccard similarity.
 *
 * Source: Cochran, "Sampling Techniques", 3rd edition, 1977, chapters 5 and 5A (stratified sampling, finite populations);
 * interval: Wilson, "Probable inference, the law of succession, and statistical inference", 1927, doi:10.1080/01621459.1927.10502953.
 */
import type { Estimate } from "../../similarity/interval.ts";

/** One stratum of a seed's audience, and what of it was sampled. */
export interface Stratum {
  /** People of the audience in it. */
  readonly people: number;
  /** Of these, sampled. */
  readonly sampled: number;
  /** Of the sampled, those who follow the account. */
  readonly hits: number;
}

export interface ShareEstimate extends Estimate {
  /** Of the value. */
  readonly variance: number;
}

const z = 1.96;

/**
 * Estimates which share of an audience follows an account.
 * @param strata Of the part of the audience that was seen.
 * @param audience Size of the whole audience; what was seen of it is taken for a random part.
 */
export function estimateShare(strata: readonly Stratum[], audience: number): ShareEstimate {
  let [seen, sampled, hits] = [0, 0, 0];
  for (const stratum of strata) {
    seen += stratum.people;
    sampled += stratum.sampled;
    hits += stratum.hits;
  }
  if (sampled === 0) return { value: 0, low: 0, high: 1, variance: 0.25 };
  const pooled = (hits + 0.5) / (sampled + 1);
  let [value, weightKnown, variance] = [0, 0, 0];
  for (const { people, sampled: n, hits: x } of strata) {
    if (people === 0) continue;
    const weight = people / seen;
    if (n > 0) {
      value += weight * (x / n);
      weightKnown += weight;
    }
    // Towards the pooled share, so that one stratum without a hit is not taken for certain.
    const smoothed = (x + pooled) / (n + 1);
    variance += weight ** 2 * (smoothed * (1 - smoothed) / Math.max(1, n - 1)) * (1 - n / people);
  }
  value = Math.min(1, value / weightKnown);
  const likely = (value * sampled + 0.5) / (sampled + 1);
  if (seen < audience) variance += likely * (1 - likely) / seen * (1 - seen / audience);
  if (variance === 0) return { value, low: value, high: value, variance };
  return { value, ...wilson(value, likely * (1 - likely) / variance), variance };
}

/** Interval (95 %) of a share, from as many draws as would have the same variance. */
function wilson(share: number, draws: number): { low: number; high: number } {
  const scale = 1 + z ** 2 / draws;
  const middle = (share + z ** 2 / (2 * draws)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / draws + z ** 2 / (4 * draws ** 2));
  return { low: Math.max(0, Math.min(share, middle - half)), high: Math.min(1, Math.max(share, middle + half)) };
}

/** Jaccard similarity of audiences of `own` and `other` people, if `share` of the own follow the other; never falls with it. */
export function jaccardOfShare(share: number, own: number, other: number): number {
  const shared = Math.min(share * own, other);
  const union = own + other - shared;
  return union <= 0 ? 0 : Math.min(1, shared / union);
}

/** How fast Jaccard similarity rises with the share. */
export function jaccardSlope(share: number, own: number, other: number): number {
  const union = own + other - Math.min(share * own, other);
  return union <= 0 ? 0 : own * (own + other) / union ** 2;
}
