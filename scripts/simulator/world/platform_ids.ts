/**
 * Account ids and creation dates as a large platform has them: small sequential numbers until 2016, then 64-bit numbers
 * that hold the millisecond. Both grow with the index; influencers take odd numbers, followers even ones, so none clash.
 */

/** The moment the world is looked at: 1 September 2026. */
export const nowMs = Date.UTC(2026, 8, 1);

export type Role = "influencer" | "follower";

/** Share of today's accounts created in each year from 2007 on; the last is two thirds of a year. */
// deno-fmt-ignore
const yearShares = [1, 2, 7, 8, 10, 10, 9, 7, 6, 5, 4, 4, 4, 5, 5, 5, 4, 2, 1, 1];
const firstYear = 2007;
const yearStarts = yearShares.map((_, i) => Date.UTC(firstYear + i, 0, 1)).concat(nowMs);
const shareSum = yearShares.reduce((sum, share) => sum + share, 0);

/**
 * When account `index` of `count` was made, in milliseconds since 1970.
 *
 * @param within Where in its own slot of time, in [0, 1); kept off the edges so that later accounts stay later.
 */
export function createdMs(index: number, count: number, within: number): number {
  let rest = ((index + 0.25 + within / 2) / count) * shareSum;
  let year = 0;
  while (year < yearShares.length - 1 && rest >= yearShares[year]) rest -= yearShares[year++];
  return Math.floor(yearStarts[year] + (yearStarts[year + 1] - yearStarts[year]) * (rest / yearShares[year]));
}

const sequentialStart = Date.UTC(2006, 0, 1);
const sequentialEnd = Date.UTC(2016, 0, 1);
const snowflakeEpoch = 1_288_834_974_657;

/** The bare id of an account made at `created` milliseconds, in decimal. Grows with `created`. */
export function platformNumber(created: number, role: Role): string {
  const odd = role === "influencer" ? 1 : 0;
  if (created < sequentialEnd) {
    const age = (created - sequentialStart) / (sequentialEnd - sequentialStart);
    return String(2 * Math.floor(2.4e9 * age * age * age) + odd);
  }
  // (created - epoch) * 2^22 + low, in two halves of base 10^6 that a double holds exactly.
  const elapsed = created - snowflakeEpoch;
  const thousands = Math.floor(elapsed / 1e6);
  const lower = (elapsed - thousands * 1e6) * 4194304 + ((elapsed * 7919) % 2097152) * 2 + odd;
  const carry = Math.floor(lower / 1e6);
  return String(thousands * 4194304 + carry) + String(lower - carry * 1e6).padStart(6, "0");
}
