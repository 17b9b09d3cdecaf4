import assert from "node:assert/strict";
import { buildRegisters, mix } from "../../../scripts/_accuracy.ts";
import { coverageKind, readCoverage, thinningInterval, undoThinning } from "../../../core/similarity/coverage.ts";
import { estimatePair } from "../../../core/similarity/estimate.ts";
import { seededRandom } from "./_random.ts";

Deno.test("coverageKind() is unknown unless every coverage is known", () => {
  assert.equal(coverageKind([1, 1.2]), "full");
  assert.equal(coverageKind([1, 0.4]), "partial");
  assert.equal(coverageKind([0.4, undefined]), "unknown");
  assert.equal(coverageKind([0, 1]), "unknown");
});

Deno.test("readCoverage() has one reading where there is nothing to correct or nothing known", () => {
  const counts = { left: 10, right: 20 };
  assert.equal(readCoverage(counts, { left: 1, right: 1 }).length, 1);
  assert.equal(readCoverage(counts, { left: 0.5 }).length, 1);
  assert.deepEqual(readCoverage(counts, { left: 0.5, right: 0.5 }).map(({ seen }) => seen), [1, 0.5, 0.25]);
});

Deno.test("undoThinning() adds nothing when all were seen, and an upper end to none seen", () => {
  const count = { value: 7, low: 5, high: 9 };
  assert.deepEqual(undoThinning(count, 1), count);
  assert.deepEqual(thinningInterval(7, 1), { low: 7, high: 7 });
  assert.ok(undoThinning({ value: 0, low: 0, high: 0 }, 0.5).high > 3);
});

Deno.test("estimatePair() says the observed J where coverages are equal, and spans both readings", () => {
  const statistics = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: 100 };
  const coverage = { left: 0.5, right: 0.5 };
  const pair = estimatePair(statistics, { left: 1000, right: 1000 }, { registerCount: 1024, universe: 5000, coverage });
  assert.ok(Math.abs(pair.jaccard.value - 100 / 1900) < 1e-12);
  assert.ok(pair.jaccard.high > 400 / 3600, "independent lists: four times as many shared among twice as many each");
  assert.ok(pair.jaccard.low < 100 / 1900);
  assert.deepEqual(pair.sketch, { value: 100 / 1900, low: 100 / 1900, high: 100 / 1900 });
  assert.ok(Math.abs(pair.lift!.value - 100 * 5000 / 1e6) < 1e-12);
});

const truth = { left: 1600, right: 1200, shared: 300 };
// The standard deviation of a share of 95 % is then 0.7 %, so that 93 % is no accident.
const trials = 1000;

for (
  const coverage of [{ left: 0.3, right: 0.3 }, { left: 0.3, right: 0.6 }, { left: 0.6, right: 0.6 }, {
    left: 1,
    right: 1,
  }]
) {
  for (const reading of coverage.left === 1 ? ["people"] as const : ["people", "lists"] as const) {
    const name = `${Math.round(coverage.left * 100)} % and ${Math.round(coverage.right * 100)} %, ${reading}`;
    Deno.test(`estimatePair() holds the whole audiences' overlap in at least 93 % of crawls that saw ${name}`, () => {
      const held = simulate(coverage, reading);
      console.log(`  seed 11, ${trials} crawls: ${JSON.stringify(held)}`);
      for (const [measure, count] of Object.entries(held)) assert.ok(count >= 0.93 * trials, `${measure}: ${count}`);
    });
  }
}

/** Crawls of one world, each with its own luck and hash seed; counts how often each interval holds the truth. */
function simulate(coverage: { left: number; right: number }, reading: "people" | "lists") {
  const random = seededRandom(11);
  const { left, right, shared } = truth;
  const jaccard = shared / (left + right - shared);
  const held = { jaccard: 0, shared: 0, containmentLeft: 0, containmentRight: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const [a, b]: bigint[][] = [[], []];
    for (let person = 0; person < left + right - shared; person++) {
      const level = random();
      const key = mix(BigInt(person + 1));
      if (person < left && (reading === "people" ? level : random()) < coverage.left) a.push(key);
      if (person >= left - shared && (reading === "people" ? level : random()) < coverage.right) b.push(key);
    }
    const statistics = compare(a, b, mix(BigInt(trial)));
    const pair = estimatePair(statistics, { left: a.length, right: b.length }, {
      registerCount: 256,
      coverage: { left: a.length / left, right: b.length / right },
    });
    const holds = ({ low, high }: { low: number; high: number }, value: number) =>
      low <= value && value <= high ? 1 : 0;
    held.jaccard += holds(pair.jaccard, jaccard);
    held.shared += holds(pair.shared, shared);
    held.containmentLeft += holds(pair.containmentLeft, shared / left);
    held.containmentRight += holds(pair.containmentRight, shared / right);
  }
  return held;
}

function compare(a: readonly bigint[], b: readonly bigint[], seed: bigint) {
  const registers = buildRegisters([BigUint64Array.from(a), BigUint64Array.from(b)], seed, 256);
  const counts = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: -1 };
  for (let bin = 0; bin < 256; bin++) {
    const [x, y] = [registers[bin], registers[256 + bin]];
    if (x < y) counts.less++;
    else if (x > y) counts.greater++;
    else if (x === 0xffff) counts.bothEmpty++;
    else counts.equal++;
  }
  return counts;
}

Deno.test("estimatePair() says what was seen, whatever the coverage: an account of which little was seen gains no rank", () => {
  const statistics = { bothEmpty: 10, equal: 60, less: 500, greater: 454, exactShared: -1 };
  const counts = { left: 30_000, right: 50_000 };
  const estimate = (left?: number, right?: number) =>
    estimatePair(statistics, counts, { registerCount: 1024, universe: 1e6, coverage: { left, right } });
  const plain = estimate();
  for (const [left, right] of [[1, 0.05], [0.3, 0.9], [0.5, 0.5]]) {
    const partial = estimate(left, right);
    for (const measure of ["jaccard", "shared", "containmentLeft", "containmentRight", "cosine", "lift"] as const) {
      assert.equal(partial[measure]!.value, plain[measure]!.value, measure);
      assert.ok(
        partial[measure]!.low <= plain[measure]!.low && partial[measure]!.high >= plain[measure]!.high,
        measure,
      );
    }
  }
});
