import assert from "node:assert/strict";
import {
  formatCount,
  formatCountInterval,
  formatPlainShare,
  formatShare,
  formatShareInterval,
  formatTimes,
  formatTimesInterval,
} from "../../../functions/web/format.ts";

const interval = (value: number, low = value, high = value) => ({ value, low, high });
const plain = (text: string) => text.replaceAll("\u202f", " ");

Deno.test("formatCount() keeps small counts whole and shortens large ones to three digits", () => {
  const counts = [0, 812, 9400, 9999, 10_000, 12_400, 99_960, 999_499, 999_950, 3_240_000, 1.2e9];
  assert.deepEqual(counts.map((count) => plain(formatCount(count))), [
    ...["0", "812", "9,400", "9,999", "10 k", "12.4 k", "100 k", "999 k", "1 M", "3.24 M", "1.2 bn"],
  ]);
});

Deno.test("formatShare() shows as many digits as the interval can stand for", () => {
  assert.equal(plain(formatShare(interval(0.314, 0.28, 0.34))), "31 %");
  assert.equal(plain(formatShareInterval(interval(0.314, 0.28, 0.34))), "28–34 %");
  assert.equal(plain(formatShare(interval(0.0204, 0.013, 0.029))), "2.0 %");
  assert.equal(plain(formatShareInterval(interval(0.0204, 0.013, 0.029))), "1.3–2.9 %");
});

Deno.test("formatShare() never rounds a value away, however wide its interval", () => {
  assert.equal(plain(formatShare(interval(0.004, 0, 0.02))), "0.4 %");
  assert.equal(plain(formatShare(interval(0, 0, 0.002))), "0.0 %");
});

Deno.test("formatShare() gives exact values three digits and intervals without width one number", () => {
  assert.equal(plain(formatShare(interval(0.31415))), "31.4 %");
  assert.equal(plain(formatShareInterval(interval(0.31415))), "31.4 %");
});

Deno.test("formatTimes() writes lift with its interval", () => {
  assert.equal(formatTimes(interval(4.21, 3.9, 4.6)), "4.2×");
  assert.equal(formatTimesInterval(interval(4.21, 3.9, 4.6)), "3.9–4.6×");
});

Deno.test("formatCountInterval() writes one number where both ends read alike", () => {
  assert.equal(plain(formatCountInterval(interval(12_400, 12_398, 12_402))), "12.4 k");
  assert.equal(plain(formatCountInterval(interval(950, 900, 12_402))), "900 – 12.4 k");
});

Deno.test("formatPlainShare() says 100 % only where all was seen", () => {
  assert.deepEqual([0.0042, 0.05, 0.401, 0.998, 1].map((share) => plain(formatPlainShare(share))), [
    ...["0.4 %", "5 %", "40 %", "99 %", "100 %"],
  ]);
});
