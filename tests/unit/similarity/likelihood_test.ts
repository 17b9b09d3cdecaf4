import assert from "node:assert/strict";
import { countShared, exactJaccard, searchJaccard } from "../../../core/similarity/exact.ts";
import {
  estimateJaccard,
  falseMatchProbability,
  jaccardMax,
  type RegisterCounts,
  type SetSizes,
} from "../../../core/similarity/likelihood.ts";
import { randomInteger, seededRandom } from "./_random.ts";

interface GoldenCase extends RegisterCounts {
  readonly K: number;
  readonly countA: number;
  readonly countB: number;
  readonly jaccard: number;
  readonly standardError?: number;
  readonly low?: number;
  readonly high?: number;
}

const golden = JSON.parse(await Deno.readTextFile(new URL("../../golden/vectors.json", import.meta.url)));
const cases: GoldenCase[] = golden.pairs.cases;

Deno.test("estimateJaccard() gives the golden values, errors and ends to 1e-9", () => {
  assert.ok(cases.length >= 10);
  for (const given of cases) {
    const estimate = estimateJaccard(given, { left: given.countA, right: given.countB });
    const wanted = [given.jaccard, given.standardError, given.low, given.high];
    const found = [estimate.value, estimate.standardError, estimate.low, estimate.high];
    wanted.forEach((number, index) => {
      if (number !== undefined) close(found[index], number, 1e-9, `${JSON.stringify(given)}, number ${index}`);
    });
  }
});

Deno.test("estimateJaccard() finds the peak of the likelihood that a search finds", () => {
  for (const { counts, sizes } of randomPairs(300, 1)) {
    close(estimateJaccard(counts, sizes).value, searchJaccard(counts, sizes), 1e-6, JSON.stringify({ counts, sizes }));
  }
});

Deno.test("estimateJaccard() of equal sizes is the share of equal bins, less the false matches", () => {
  for (const { counts, sizes } of randomPairs(100, 2)) {
    const equalSizes = { left: sizes.left, right: sizes.left };
    const chance = falseMatchProbability(equalSizes);
    const share = counts.equal / (counts.equal + counts.less + counts.greater);
    close(estimateJaccard(counts, equalSizes).value, Math.max(0, (share - chance) / (1 - chance)), 1e-9, "");
  }
});

Deno.test("estimateJaccard() is the same after the sides are swapped", () => {
  for (const { counts, sizes } of randomPairs(100, 3)) {
    const swapped = { ...counts, less: counts.greater, greater: counts.less };
    const one = estimateJaccard(counts, sizes);
    const other = estimateJaccard(swapped, { left: sizes.right, right: sizes.left });
    for (const key of ["value", "low", "high", "standardError"] as const) close(one[key], other[key], 1e-9, key);
  }
});

Deno.test("estimateJaccard() stays within what the sizes allow, its interval around its value", () => {
  for (const { counts, sizes } of randomPairs(500, 4)) {
    const { value, low, high, standardError } = estimateJaccard(counts, sizes);
    assert.ok(0 <= low && low <= value && value <= high && high <= jaccardMax(sizes) * (1 + 1e-12));
    assert.ok(standardError >= 0 && Number.isFinite(standardError));
  }
});

Deno.test("estimateJaccard() is 0 without matches, bins or followers; the upper end is not", () => {
  const none = { bothEmpty: 0, equal: 0, less: 60, greater: 4 };
  const few = estimateJaccard(none, { left: 900, right: 80 });
  assert.equal(few.value, 0);
  assert.ok(few.high > 0);
  const empty = { bothEmpty: 64, equal: 0, less: 0, greater: 0 };
  const blind = estimateJaccard(empty, { left: 10, right: 20 });
  assert.deepEqual({ ...blind, high: 0 }, { value: 0, low: 0, high: 0, standardError: 0 });
  close(blind.high, 0.5, 1e-12, "nothing is known but the sizes");
  assert.deepEqual(estimateJaccard(empty, { left: 0, right: 20 }), { value: 0, low: 0, high: 0, standardError: 0 });
  assert.deepEqual(estimateJaccard(empty, { left: 0, right: 0 }), { value: 0, low: 0, high: 0, standardError: 0 });
});

Deno.test("exactJaccard() is shared over union", () => {
  assert.equal(countShared(new Set([1, 2, 3]), new Set([2, 3, 4, 5])), 2);
  assert.equal(exactJaccard(new Set([1, 2, 3]), new Set([2, 3, 4, 5])), 0.4);
  assert.equal(exactJaccard(new Set(), new Set()), 0);
});

function* randomPairs(count: number, seed: number): Generator<{ counts: RegisterCounts; sizes: SetSizes }> {
  const random = seededRandom(seed);
  for (let made = 0; made < count; made++) {
    const bothEmpty = randomInteger(random, 0, 20);
    const equal = randomInteger(random, 0, 1024 - bothEmpty);
    const less = randomInteger(random, 0, 1024 - bothEmpty - equal);
    const sizes = { left: randomInteger(random, 600, 50_000), right: randomInteger(random, 600, 50_000) };
    yield { counts: { bothEmpty, equal, less, greater: 1024 - bothEmpty - equal - less }, sizes };
  }
}

function close(found: number, wanted: number, tolerance: number, about: string): void {
  assert.ok(Math.abs(found - wanted) <= tolerance, `needed ${wanted}, got ${found}: ${about}`);
}
