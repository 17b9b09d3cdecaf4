/**
 * Interval ends where one kind of bin was met three times or less.
 *
 * The likelihood ratio is an approximation for many matches. With few, and most of all where the registers hold a good
 * part of all people (small sets), it is too narrow: people are whole, and the ends fall between them. Measured with
 * K 1024, share of intervals that hold the truth, the likelihood ratio alone -> with the rule below. By
 * `scripts/accuracy.ts`, 50 seeds: 120 Last.fm artists, below 5 expected matches, size ratio 1 to 3: 93.3 -> 98.5 %,
 * 3 to 30: 92.6 -> 97.9 %; 100 Twitter accounts, above 100 matches, ratio 3 to 30: 93.2 -> 96.4 %. Below 5 expected matches of
 * made-up sets, 200 draws of 7 pairs: two of 3,000: 91.8 -> 97.4 %; two of 50,000: 93.1 -> 97.4 %. Applied up to a count
 * of 5 instead of 3, pairs of 100 with 5 to 10 expected matches pass 97 %.
 *
 * The ends come from the exact distribution instead: given U, the bins hold a fair draw of U of the f people in the
 * union without replacement, so the matches are hypergeometric. An end is where the observed count or fewer, counting
 * half of the count itself (mid-p), has probability 2.5 %.
 *
 * Source of mid-p: Lancaster, "Significance tests in discrete distributions", J. Am. Stat. Assoc. 56, 1961.
 */
import { bisect } from "./interval.ts";
import {
  falseMatchProbability,
  type JaccardEstimate,
  jaccardMax,
  type RegisterCounts,
  type SetSizes,
} from "./likelihood.ts";

/** Moves ends of the likelihood-ratio interval outward where counts are too few for it; never inward. */
export function widenFewMatches(estimate: JaccardEstimate, counts: RegisterCounts, sizes: SetSizes): JaccardEstimate {
  const { equal, less, greater } = counts;
  const { left, right } = sizes;
  const used = equal + less + greater;
  if (left <= 0 || right <= 0) return estimate;
  let { low, high } = estimate;
  if (equal <= fewCountMax) {
    // Whoever made one side's register the lesser is on that side alone.
    const most = Math.max(0, Math.min(left - less, right - greater));
    const shared = mostMarked(equal, used, { least: Math.min(equal, most), most, union: (x) => left + right - x });
    high = Math.max(high, shared / (left + right - shared));
  }
  const sharedMin = equal - falseMatchesMax(used * falseMatchProbability(sizes));
  if (sharedMin <= 0) return { ...estimate, low: 0, high };
  if (less + greater <= fewCountMax) {
    // Nearly equal sets: people on one side only are few, whichever side it is.
    const [least, most] = [less + greater, Math.max(less + greater, left + right - 2 * sharedMin)];
    const marked = mostMarked(less + greater, used, { least, most, union: (x) => (left + right + x) / 2 });
    low = Math.min(low, (left + right - marked) / (left + right + marked));
  } else {
    for (const [alone, own, other] of [[less, left, right], [greater, right, left]]) {
      if (alone > fewCountMax) continue;
      const most = Math.max(alone, own - sharedMin);
      const marked = mostMarked(alone, used, { least: alone, most, union: (x) => other + x });
      low = Math.min(low, Math.max(0, own - marked) / (other + marked));
    }
  }
  return { ...estimate, low, high: Math.min(high, jaccardMax(sizes)) };
}

/** Counts up to this are few. */
const fewCountMax = 3;
/** Probability of a miss on either side. */
const tailProbability = 0.025;

interface Marked {
  readonly least: number;
  readonly most: number;
  /** Size of the union when x people are marked. */
  readonly union: (x: number) => number;
}

/** The largest number of marked people (a real number) at which seeing so few is not yet unlikely. */
function mostMarked(seen: number, drawn: number, { least, most, union }: Marked): number {
  return bisect(least, most, (marked) => lowerTail(seen, drawn, marked, union(marked)) >= tailProbability);
}

/** P(X < seen) + P(X = seen)/2, X hypergeometric: marked people among `drawn` of `union`. */
function lowerTail(seen: number, drawn: number, marked: number, union: number): number {
  let sum = 0;
  const all = logChoose(union, drawn);
  for (let count = 0; count <= seen; count++) {
    if (count > marked || drawn - count > union - marked) continue;
    const probability = Math.exp(logChoose(marked, count) + logChoose(union - marked, drawn - count) - all);
    sum += count < seen ? probability : probability / 2;
  }
  return sum;
}

/** So many equal bins would be no surprise with no shared follower at all; Poisson, mid-p. */
function falseMatchesMax(expected: number): number {
  let term = Math.exp(-expected);
  let above = 1 - term;
  for (let count = 0;; count++) {
    term *= expected / (count + 1);
    // P(X > count + 1) + P(X = count + 1)/2
    if (above - term / 2 <= tailProbability) return count;
    above -= term;
  }
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** Stirling's series, after stepping up to 8: relative error below 1e-10 for x > 0. */
function logGamma(x: number): number {
  let shift = 0;
  for (; x < 8; x++) shift += Math.log(x);
  const square = x * x;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + (1 / 12 - (1 / 360 - 1 / (1260 * square)) / square) / x -
    shift;
}
