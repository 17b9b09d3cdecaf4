import assert from "node:assert/strict";
import { widenFewMatches } from "../../../core/similarity/few_matches.ts";
import { estimateJaccard } from "../../../core/similarity/likelihood.ts";

Deno.test("widenFewMatches() puts the end where seeing none has probability 5 % (half of it counts)", () => {
  const sizes = { left: 1_000_000, right: 1_000_000 };
  const counts = { bothEmpty: 0, equal: 0, less: 512, greater: 512 };
  const { high } = widenFewMatches(estimateJaccard(counts, sizes), counts, sizes);
  // (1 - J) ** 1024 = 0.05, draws being far fewer than people.
  assert.ok(Math.abs(high - (1 - 0.05 ** (1 / 1024))) < 3e-6, String(high));
});

Deno.test("widenFewMatches() holds one shared follower that small signatures missed", () => {
  // 100 people, 1 shared; 8 lost their bin to another person.
  const sizes = { left: 51, right: 50 };
  const counts = { bothEmpty: 932, equal: 0, less: 46, greater: 46 };
  const design = estimateJaccard(counts, sizes);
  assert.ok(design.high < 0.01, "the likelihood ratio alone misses it");
  assert.ok(widenFewMatches(design, counts, sizes).high >= 0.01);
});

Deno.test("widenFewMatches() widens the lower end where few of the smaller set are alone", () => {
  const sizes = { left: 400, right: 4000 };
  const counts = { bothEmpty: 5, equal: 100, less: 0, greater: 919 };
  const design = estimateJaccard(counts, sizes);
  const widened = widenFewMatches(design, counts, sizes);
  assert.ok(widened.low < design.low);
  assert.equal(widened.high, design.high);
  const swapped = { ...counts, less: counts.greater, greater: counts.less };
  const other = { left: 4000, right: 400 };
  assert.ok(Math.abs(widenFewMatches(estimateJaccard(swapped, other), swapped, other).low - widened.low) < 1e-12);
});

Deno.test("widenFewMatches() counts both sides together where the sets are nearly equal", () => {
  const sizes = { left: 1_000_000, right: 1_000_000 };
  const counts = { bothEmpty: 0, equal: 1024, less: 0, greater: 0 };
  const { low } = widenFewMatches(estimateJaccard(counts, sizes), counts, sizes);
  // J ** 1024 = 0.05.
  assert.ok(Math.abs(low - 0.05 ** (1 / 1024)) < 3e-6, String(low));
});

Deno.test("widenFewMatches() lets one equal register be a false match", () => {
  const sizes = { left: 50_000, right: 50_000 };
  const one = { bothEmpty: 0, equal: 1, less: 500, greater: 523 };
  assert.ok(estimateJaccard(one, sizes).low > 0);
  assert.equal(widenFewMatches(estimateJaccard(one, sizes), one, sizes).low, 0);
  const three = { ...one, equal: 3, less: 498 };
  assert.ok(widenFewMatches(estimateJaccard(three, sizes), three, sizes).low > 0);
});

Deno.test("widenFewMatches() leaves everything alone where no count is few", () => {
  const sizes = { left: 600, right: 700 };
  const counts = { bothEmpty: 300, equal: 200, less: 300, greater: 224 };
  const design = estimateJaccard(counts, sizes);
  assert.deepEqual(widenFewMatches(design, counts, sizes), design);
});

Deno.test("widenFewMatches() of sets that were seen whole stays exact", () => {
  const sizes = { left: 5, right: 4 };
  const counts = { bothEmpty: 1017, equal: 2, less: 3, greater: 2 };
  const { low, value, high } = widenFewMatches(estimateJaccard(counts, sizes), counts, sizes);
  assert.ok(Math.abs(value - 2 / 7) < 1e-3);
  // Whoever was met on one side or on both leaves nothing open; two false matches have a chance of 1e-7.
  assert.ok(low > 0.28 && high < 0.29, `${low} to ${high}`);
});
