import assert from "node:assert/strict";
import { AliasTable } from "../../../scripts/simulator/world/alias.ts";
import { exp, log, normalQuantile, power } from "../../../scripts/simulator/world/numeric.ts";
import { Permutation, purposes, Random } from "../../../scripts/simulator/world/random.ts";

Deno.test("Random gives the same stream for the same seed, purpose and index, and another for any other", () => {
  const first = (seed: number, purpose: number, index: number) => {
    const random = new Random(seed, purpose, index);
    return Array.from({ length: 4 }, () => random.bits()).join();
  };
  assert.equal(first(7, 4, 12), first(7, 4, 12));
  const streams = new Set<string>();
  for (const seed of [0, 1, 2 ** 32, 2 ** 52 + 1]) {
    for (const purpose of Object.values(purposes)) {
      for (const index of [0, 1, 2, 65_536, 4_000_000_000]) streams.add(first(seed, purpose, index));
    }
  }
  assert.equal(streams.size, 4 * Object.keys(purposes).length * 5);
});

Deno.test("Random.uniform() fills [0, 1) evenly, within a stream and across the first numbers of streams", () => {
  const random = new Random(3, 1);
  for (const draw of [() => random.uniform(), nextStream()]) {
    const bins = new Uint32Array(20);
    for (let i = 0; i < 40_000; i++) bins[Math.floor(draw() * 20)]++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    assert.ok(chiSquare < 44, `chi-square ${chiSquare} of 20 bins: needed below 44 (p = 0.001)`);
  }

  function nextStream(): () => number {
    let index = 0;
    return () => random.restart(3, 2, index++).uniform();
  }
});

Deno.test("Permutation.at() maps [0, count) onto itself, another way for another seed", () => {
  for (const count of [1, 2, 3, 10, 1000, 4097]) {
    const order = new Permutation(count, 5, 1);
    const places = new Set(Array.from({ length: count }, (_, i) => order.at(i)));
    assert.equal(places.size, count);
    assert.ok(Math.max(...places) < count);
  }
  const [left, right] = [new Permutation(1000, 5, 1), new Permutation(1000, 6, 1)];
  const fixed = Array.from({ length: 1000 }, (_, i) => i).filter((i) => left.at(i) === right.at(i));
  assert.ok(fixed.length < 20, `${fixed.length} of 1,000 places are the same for two seeds`);
});

Deno.test("AliasTable.draw() follows its weights and never draws a weight of zero", () => {
  const weights = [5, 0, 1, 0.5, 3.5, 0];
  const table = new AliasTable(weights);
  const random = new Random(11, 1);
  const counts = new Uint32Array(weights.length);
  for (let i = 0; i < 100_000; i++) counts[table.draw(random)]++;
  weights.forEach((weight, i) =>
    assert.ok(Math.abs(counts[i] - weight * 10_000) < 600, `slot ${i} was drawn ${counts[i]} times`)
  );
  assert.deepEqual([counts[1], counts[5]], [0, 0]);
  assert.throws(() => new AliasTable([0, 0]), /needed one positive weight, got 2 that sum to 0/);
  assert.throws(() => new AliasTable([1, -1]), /must be 0 or more, got -1 at 1/);
});

Deno.test("log(), exp() and power() agree with the engine's to 1e-13, and normalQuantile() with the table", () => {
  for (const x of [1e-12, 0.001, 0.3, 0.999, 1, 1.001, 2, 30, 4096, 1e9]) {
    assert.ok(Math.abs(log(x) - Math.log(x)) <= 1e-13 * Math.max(1, Math.abs(Math.log(x))), `log(${x}) is ${log(x)}`);
    assert.ok(Math.abs(power(x, -1.1) / x ** -1.1 - 1) < 1e-13, `power(${x}, -1.1) is ${power(x, -1.1)}`);
  }
  for (const x of [-50, -1, -0.01, 0, 0.5, 1, 3.3, 50]) {
    assert.ok(Math.abs(exp(x) / Math.exp(x) - 1) < 1e-13, `exp(${x})`);
  }
  const known = [[0.5, 0], [0.975, 1.959963985], [0.025, -1.959963985], [0.999, 3.090232306], [1e-6, -4.753424309]];
  for (const [probability, z] of known) {
    assert.ok(Math.abs(normalQuantile(probability) - z) < 1e-7, `quantile ${probability}`);
  }
});
