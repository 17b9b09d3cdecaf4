import assert from "node:assert/strict";
import { estimatePair, type PairCounts } from "../../../core/similarity/estimate.ts";
import { exactJaccard } from "../../../core/similarity/exact.ts";
import type { Estimate } from "../../../core/similarity/interval.ts";
import { randomInteger, seededRandom } from "./_random.ts";

const typical: PairCounts = { bothEmpty: 0, equal: 51, less: 46, greater: 927, exactShared: -1 };
const options = { registerCount: 1024, universe: 1_000_000 };

Deno.test("estimatePair() carries the ends of J through every measure", () => {
  const counts = { left: 20_000, right: 200_000 };
  const pair = estimatePair(typical, counts, options);
  for (const end of ["value", "low", "high"] as const) {
    close(pair.jaccard[end], pair.sketch[end]);
    const shared = pair.sketch[end] / (1 + pair.sketch[end]) * 220_000;
    close(pair.shared[end], shared);
    close(pair.containmentLeft[end], shared / 20_000);
    close(pair.containmentRight[end], shared / 200_000);
    close(pair.cosine[end], shared / Math.sqrt(20_000 * 200_000));
    close(pair.lift![end], shared * 1_000_000 / (20_000 * 200_000));
  }
  assert.equal(pair.exact, false);
  assert.equal(pair.coverage, "unknown");
  assert.ok(Math.abs(pair.standardError - 0.005044728314) < 1e-9);
});

Deno.test("estimatePair() has no lift where the number of people is not given", () => {
  assert.equal(estimatePair(typical, { left: 20_000, right: 200_000 }, { registerCount: 1024 }).lift, undefined);
});

Deno.test("estimatePair() of two lists is exact", () => {
  const left = new Set([1, 2, 3, 4]);
  const right = new Set([3, 4, 5, 6, 7]);
  const pair = estimatePair(listPair(2), { left: 4, right: 5 }, { ...options, coverage: { left: 1, right: 1 } });
  assert.deepEqual(pair.jaccard, constant(exactJaccard(left, right)));
  assert.deepEqual(pair.shared, constant(2));
  assert.deepEqual(pair.containmentLeft, constant(0.5));
  assert.deepEqual(pair.containmentRight, constant(0.4));
  assert.equal(pair.exact, true);
  assert.equal(pair.standardError, 0);
  assert.equal(pair.coverage, "full");
});

Deno.test("estimatePair() stays within what is possible, at any coverage", () => {
  const random = seededRandom(7);
  for (let made = 0; made < 500; made++) {
    const equal = randomInteger(random, 0, 1024);
    const less = randomInteger(random, 0, 1024 - equal);
    const statistics = { bothEmpty: 0, equal, less, greater: 1024 - equal - less, exactShared: -1 };
    const counts = { left: randomInteger(random, 1100, 90_000), right: randomInteger(random, 1100, 90_000) };
    const coverage = { left: 0.01 + random(), right: 0.01 + random() };
    const pair = estimatePair(statistics, counts, { ...options, coverage });
    const { jaccard, containmentLeft, containmentRight, cosine } = pair;
    for (const share of [jaccard, containmentLeft, containmentRight, cosine]) {
      ordered(share);
      assert.ok(share.high <= 1 + 1e-12, `${JSON.stringify(pair)}`);
    }
    ordered(pair.shared);
    ordered(pair.lift!);
  }
});

Deno.test("estimatePair() mirrors when the sides are swapped", () => {
  const coverage = { left: 0.4, right: 0.9 };
  const one = estimatePair(typical, { left: 20_000, right: 200_000 }, { ...options, coverage });
  const other = estimatePair(
    { ...typical, less: typical.greater, greater: typical.less },
    { left: 200_000, right: 20_000 },
    { ...options, coverage: { left: 0.9, right: 0.4 } },
  );
  for (const end of ["value", "low", "high"] as const) {
    close(one.jaccard[end], other.jaccard[end]);
    close(one.containmentLeft[end], other.containmentRight[end]);
  }
});

Deno.test("estimatePair() of an account without followers is 0 throughout", () => {
  const pair = estimatePair(
    { bothEmpty: 900, equal: 0, less: 0, greater: 124, exactShared: -1 },
    { left: 0, right: 130 },
    options,
  );
  for (const measure of [pair.jaccard, pair.shared, pair.containmentLeft, pair.containmentRight, pair.lift!]) {
    assert.deepEqual(measure, constant(0));
  }
});

Deno.test("estimatePair() refuses bins that do not add up and lists that share too many", () => {
  assert.throws(
    () => estimatePair({ ...typical, equal: 50 }, { left: 1, right: 1 }, options),
    /its bins must add up to 1024, got 1023/,
  );
  assert.throws(() => estimatePair(listPair(5), { left: 4, right: 9 }, options), /sides of 4 and 9 cannot share 5/);
});

function listPair(exactShared: number): PairCounts {
  return { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared };
}

function constant(value: number): Estimate {
  return { value, low: value, high: value };
}

function ordered({ value, low, high }: Estimate): void {
  assert.ok(0 <= low && low <= value * (1 + 1e-12) && value <= high * (1 + 1e-12), `${low} ${value} ${high}`);
}

function close(found: number, wanted: number): void {
  assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `needed ${wanted}, got ${found}`);
}
