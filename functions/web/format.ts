/**
 * Numbers in plain words. No more digits than the interval can stand for, narrow spaces before units.
 */
import type { Interval } from "../../core/answers/answers.ts";

const narrowSpace = "\u202f";
const units: readonly [number, string][] = [[1e9, "bn"], [1e6, "M"], [1e3, "k"]];

/** 812 -> "812", 9400 -> "9,400", 12400 -> "12.4 k", 3.24e6 -> "3.24 M". */
export function formatCount(count: number): string {
  // Below ten thousand every digit still reads at a glance.
  if (count < 9999.5) return groupDigits(Math.round(count));
  // 999,950 would round to "1000.0 k", so each unit begins a little below itself.
  const [size, unit] = units.find(([size]) => count >= size * 0.9995) ?? units[2];
  const scaled = count / size;
  return `${trimZeros(scaled.toFixed(scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0))}${narrowSpace}${unit}`;
}

/** All digits: 12400 -> "12,400". */
export function groupDigits(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** 0.314 -> "31 %", with as many decimals as the interval allows. */
export function formatShare(share: Interval): string {
  return `${(share.value * 100).toFixed(decimalsFor(share, 100))}${narrowSpace}%`;
}

/** 0.28 to 0.34 -> "28–34 %". */
export function formatShareInterval(share: Interval): string {
  return `${formatEnds(share, 100)}${narrowSpace}%`;
}

/** 4.21 -> "4.2×". */
export function formatTimes(times: Interval): string {
  return `${formatDecimals(times.value, decimalsFor(times, 1))}×`;
}

export function formatTimesInterval(times: Interval): string {
  return `${formatEnds(times, 1)}×`;
}

export function formatCountInterval(count: Interval): string {
  const [low, high] = [formatCount(count.low), formatCount(count.high)];
  return low === high ? low : `${low} – ${high}`;
}

/** A share without an interval, such as coverage: 0.4012 -> "40 %", 0.0427 -> "4.3 %". */
export function formatPlainShare(share: number): string {
  const percent = share * 100;
  // 99.7 % seen is not "100 %".
  const shown = percent < 9.95
    ? trimZeros(percent.toFixed(1))
    : String(Math.min(Math.round(percent), share < 1 ? 99 : 100));
  return `${shown}${narrowSpace}%`;
}

function formatEnds(interval: Interval, scale: number): string {
  const decimals = decimalsFor(interval, scale);
  const [low, high] = [interval.low, interval.high].map((end) => formatDecimals(end * scale, decimals));
  return low === high ? low : `${low}–${high}`;
}

function formatDecimals(value: number, decimals: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/**
 * Decimals to show: the last digit is about the size of the uncertainty, and the value's first digit is always there.
 * Exact numbers get three digits.
 */
function decimalsFor(interval: Interval, scale: number): number {
  const value = interval.value * scale;
  const halfWidth = (interval.high - interval.low) * scale / 2;
  const forValue = value > 0 ? -Math.floor(Math.log10(value)) : 0;
  const wanted = halfWidth > 0 ? Math.max(Math.ceil(-Math.log10(halfWidth)), forValue) : forValue + 2;
  return Math.min(Math.max(wanted, 0), 3);
}

function trimZeros(digits: string): string {
  return digits.replace(/\.?0+$/, (zeros) => digits.includes(".") ? "" : zeros);
}
