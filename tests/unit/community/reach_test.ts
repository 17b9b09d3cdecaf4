/** How much of a community its members reach, against walks by dense matrices. */
import assert from "node:assert/strict";
import { measureReach } from "../../../core/community/reach.ts";
import { weighMembers } from "../../../core/community/stability.ts";
import { none } from "../../../core/community/partition.ts";
import type { Graph } from "../../../core/kernel/kernel.ts";

/** Everybody is tied to `ties` others of its group and every seventh to one of anywhere. */
function graphOf(sizes: readonly number[], ties: number): Graph {
  let state = 11;
  const random = (limit: number) => (state = (state * 48271) % 2147483647) % limit;
  const starts = sizes.map((_, group) => sizes.slice(0, group).reduce((sum, size) => sum + size, 0));
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const rows = sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, i) => [
      ...Array.from({ length: ties }, () => starts[group] + random(size)),
      ...(i % 7 === 0 ? [random(count)] : []),
    ])
  );
  const offsets = new BigUint64Array(count + 1);
  rows.forEach((row, i) => offsets[i + 1] = offsets[i] + BigInt(row.length));
  const neighbours = Uint32Array.from(rows.flat());
  return { offsets, neighbours, weights: Float32Array.from(neighbours, () => (1 + random(3)) / 4) };
}

/** The definition: P^3 against where walks end up. */
function slowReach(graph: Graph, members: Uint32Array): number[] {
  const place = new Map([...members].map((member, i) => [member, i]));
  const ties = Array.from(members, () => new Float64Array(members.length));
  members.forEach((member, i) => {
    for (let entry = Number(graph.offsets[member]); entry < Number(graph.offsets[member + 1]); entry++) {
      const j = place.get(graph.neighbours[entry]);
      if (j === undefined) continue;
      ties[i][j] += graph.weights![entry];
      ties[j][i] += graph.weights![entry];
    }
  });
  const strengths = ties.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const total = strengths.reduce((sum, strength) => sum + strength, 0);
  return Array.from(members, (_, start) => {
    let walk = Float64Array.from(members, (_, i) => i === start ? 1 : 0);
    for (let step = 0; step < 3; step++) {
      walk = Float64Array.from(
        members,
        (_, j) => ties.reduce((sum, row, i) => sum + walk[i] * row[j] / strengths[i], 0),
      );
    }
    return walk.reduce((sum, chance, i) => sum + Math.min(chance, strengths[i] / total), 0);
  });
}

Deno.test("measureReach() is what walks by dense matrices give, exactly in small communities and nearly in large ones", () => {
  for (const [sizes, tolerance] of [[[40, 25], 1e-5], [[300, 60], 0.12]] as const) {
    const graph = graphOf(sizes, 6);
    const members = Uint32Array.from({ length: sizes[0] + sizes[1] }, (_, i) => i);
    const reach = measureReach(graph, new Uint32Array(members.length), [members]);
    const expected = slowReach(graph, members);
    let error = 0;
    expected.forEach((share, i) => {
      assert.ok(Math.abs(reach[i] - share) < tolerance, `${sizes}: member ${i} has ${reach[i]}, needed ${share}`);
      error += Math.abs(reach[i] - share) / expected.length;
    });
    assert.ok(error < tolerance / 4, `${sizes}: mean error ${error}`);
  }
});

Deno.test("measureReach() is small for the lesser of two groups that were merged, nearly 1 in one group, 0 outside", () => {
  const graph = graphOf([60, 20], 8);
  const members = Uint32Array.from({ length: 80 }, (_, i) => i);
  const merged = measureReach(graph, new Uint32Array(80), [members]);
  const mean = (from: number, to: number) =>
    merged.subarray(from, to).reduce((sum, share) => sum + share, 0) / (to - from);
  assert.ok(mean(0, 60) > mean(60, 80) + 0.2, `${mean(0, 60)} and ${mean(60, 80)}`);
  const apart = Uint32Array.from(members, (i) => i < 60 ? 0 : none);
  const alone = measureReach(graph, apart, [members.subarray(0, 60)]);
  assert.ok(alone.subarray(0, 60).every((share) => share > 0.7 && share <= 1));
  assert.ok(alone.subarray(60).every((share) => share === 0));
});

Deno.test("weighMembers() multiplies what stays together, what is reached and how far the own community is preferred", () => {
  const weighed = weighMembers(Uint32Array.of(0, 1, none), {
    together: Float32Array.of(1, 0.5, 1),
    reach: Float32Array.of(0.8, 1, 1),
    knownFor: {
      offsets: BigUint64Array.of(0n, 2n, 3n, 3n),
      communities: Uint32Array.of(0, 1, 1),
      strengths: Float32Array.of(0.5, 0.5, 1),
    },
  });
  assert.deepEqual([...weighed].map((share) => Number(share.toFixed(6))), [0.4, 0.5, 0]);
});
