import assert from "node:assert/strict";
import { describeRegions } from "../../../core/similarity/regions.ts";
import { seededRandom } from "./_random.ts";

Deno.test("describeRegions() says what was counted where all was seen", () => {
  const { regions, union, exact, coverage } = describeRegions(Float64Array.of(0, 30, 60, 10), [1, 1]);
  assert.deepEqual(regions, [
    { members: [1], size: constant(60), share: constant(0.6) },
    { members: [0], size: constant(30), share: constant(0.3) },
    { members: [0, 1], size: constant(10), share: constant(0.1) },
  ]);
  assert.deepEqual(union, constant(100));
  assert.equal(exact, true);
  assert.equal(coverage, "full");
});

Deno.test("describeRegions() says that coverage is unknown, and leaves out regions where nobody is", () => {
  const { regions, coverage } = describeRegions(Float64Array.of(0, 3, 0, 1), [0.5, undefined]);
  assert.equal(coverage, "unknown");
  assert.deepEqual(regions.map(({ members }) => members), [[0], [0, 1]]);
  assert.deepEqual(regions[0].size, constant(3));
});

Deno.test("describeRegions() of nobody is empty", () => {
  const { regions, union } = describeRegions(new Float64Array(4), [1, 1]);
  assert.deepEqual(regions, []);
  assert.deepEqual(union, constant(0));
});

Deno.test("describeRegions() scales a fair part of the samples up, with its binomial error", () => {
  const { regions, exact } = describeRegions(Float64Array.of(0, 100, 50, 25), [1, 1], 0.25);
  assert.equal(exact, false);
  const { value, low, high } = regions[0].size;
  assert.equal(value, 400);
  // 400 people of whom a quarter was drawn: ± 1.96 · sqrt(100 · 0.75) / 0.25.
  assert.ok(Math.abs(low - (400 - 67.9)) < 1 && high > 467 && high < 480, `${low} to ${high}`);
});

Deno.test("describeRegions() refuses counts of another shape", () => {
  assert.throws(() => describeRegions(new Float64Array(4), [1, 1, 1]), /of 3 accounts: needed 8 counts, got 4/);
});

// Entry p: people who follow exactly the accounts of p.
const world = Float64Array.of(0, 900, 700, 200, 500, 80, 120, 60);
const people = world.reduce((sum, count) => sum + count, 0);
const crawls = 300;

for (const coverages of [[0.5, 0.5, 0.5], [0.3, 0.8, 0.6]]) {
  for (const reading of ["people", "lists"] as const) {
    Deno.test(`describeRegions() holds sizes and shares in at least 93 % of crawls that saw ${coverages}, ${reading}`, () => {
      const random = seededRandom(5);
      const held = new Map<string, number>();
      for (let crawl = 0; crawl < crawls; crawl++) {
        const { regions, union } = describeRegions(observe(coverages, reading, random), coverages);
        note(held, "union", union, people);
        for (const { members, size, share } of regions) {
          const region = world[members.reduce((pattern, index) => pattern | 1 << index, 0)];
          note(held, `size ${members}`, size, region);
          note(held, `share ${members}`, share, region / people);
        }
      }
      console.log(`  seed 5, ${crawls} crawls: ${JSON.stringify(Object.fromEntries(held))}`);
      for (const [name, count] of held) assert.ok(count >= 0.93 * crawls, `${name}: ${count} of ${crawls}`);
    });
  }
}

function observe(coverages: readonly number[], reading: "people" | "lists", random: () => number): Float64Array {
  const counts = new Float64Array(world.length);
  for (let truth = 1; truth < world.length; truth++) {
    for (let person = 0; person < world[truth]; person++) {
      const level = random();
      let as = 0;
      for (const [index, coverage] of coverages.entries()) {
        if (truth >> index & 1 && (reading === "people" ? level : random()) < coverage) as |= 1 << index;
      }
      if (as > 0) counts[as]++;
    }
  }
  return counts;
}

function note(held: Map<string, number>, name: string, interval: { low: number; high: number }, value: number): void {
  held.set(name, (held.get(name) ?? 0) + (interval.low <= value && value <= interval.high ? 1 : 0));
}

function constant(value: number) {
  return { value, low: value, high: value };
}
