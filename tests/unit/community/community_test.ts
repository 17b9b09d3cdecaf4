/** Soft memberships, stability, ties, labels and scores against cases that can be counted by hand. */
import assert from "node:assert/strict";
import { measureKnownFor } from "../../../core/community/known_for.ts";
import { createLabeller, logOddsScore } from "../../../core/community/label.ts";
import { leavingShares, listMembers, none, sumTies } from "../../../core/community/partition.ts";
import { adjustedRandIndex, bestMatchF1, normalizedMutualInformation } from "../../../core/community/score.ts";
import { measureStability } from "../../../core/community/stability.ts";
import type { Influencers } from "../../../core/graph/influencers.ts";
import type { Graph } from "../../../core/kernel/kernel.ts";

/** Ties 0-1 (2), 0-2 (1), 2-3 (4); node 4 has none. Each stands in one row. */
const graph: Graph = {
  offsets: BigUint64Array.of(0n, 2n, 2n, 3n, 3n, 3n),
  neighbours: Uint32Array.of(1, 2, 3),
  weights: Float32Array.of(2, 1, 4),
};
const communityOf = Uint32Array.of(0, 0, 1, 1, none);

Deno.test("ties: what leaves a community is its conductance, what stays ranks its members", () => {
  const ties = sumTies(graph, communityOf, 2);
  assert.deepEqual([...ties.inside], [2, 2, 4, 4, 0]);
  assert.deepEqual([...leavingShares(ties)], [1 / 5, 1 / 9]);
  assert.deepEqual(listMembers(communityOf, 2, Float64Array.of(1, 2, 3, 3, 0)).map((list) => [...list]), [[1, 0], [
    2,
    3,
  ]]);
});

Deno.test("known for: shares of ties by weight, largest first, noise left out", () => {
  const { offsets, communities, strengths } = measureKnownFor(graph, communityOf);
  assert.deepEqual([...offsets], [0n, 2n, 3n, 5n, 6n, 6n]);
  assert.deepEqual([...communities], [0, 1, 0, 1, 0, 1]);
  strengths.forEach((strength, i) => assert.ok(Math.abs(strength - [2 / 3, 1 / 3, 1, 0.8, 0.2, 1][i]) < 1e-6));
  const weak = { ...graph, weights: Float32Array.of(2, 0.1, 4) };
  assert.deepEqual([...measureKnownFor(weak, communityOf).communities], [0, 0, 1, 1], "below 5 % is noise");
});

Deno.test("stability: share of mates that stay, over all runs", () => {
  const partition = Uint32Array.of(0, 0, 0, 1, 1, none);
  const runs = [partition, Uint32Array.of(0, 0, 1, 2, 3, 0)];
  const { members, communities } = measureStability(partition, 2, runs);
  assert.deepEqual([...members], [0.75, 0.75, 0.5, 0.5, 0.5, 0]);
  assert.ok(Math.abs(communities[0] - 2 / 3) < 1e-6 && communities[1] === 0.5);
});

/** As scikit-learn 1.5 gives them. */
Deno.test("scores are those of scikit-learn", () => {
  const [left, right] = [[0, 0, 0, 1, 1, 2, 2, 2], [0, 0, 1, 1, 1, 2, 2, 0]];
  assert.ok(Math.abs(normalizedMutualInformation(left, right) - 0.5588730382170324) < 1e-9);
  assert.ok(Math.abs(adjustedRandIndex(left, right) - 0.23809523809523808) < 1e-9);
  assert.equal(bestMatchF1([new Set([1, 2]), new Set([3])], [new Set([1, 2, 3])]), (0.8 + 0.5) / 2 / 2 + 0.8 / 2);
});

function accountsWith(bios: readonly string[]): Influencers {
  const empty = bios.map(() => null);
  const names = bios.map((_, i) => `Name ${i}`);
  const counts = bios.map(() => 1);
  return {
    count: bios.length,
    id: bios.map((_, i) => `x:${i}`),
    handle: empty,
    name: names,
    kind: empty,
    bio: bios,
    location: empty,
    url: empty,
    verified: empty,
    created: empty,
    followersClaimed: empty,
    followers: counts,
    coverage: empty,
    extra: new Map(),
  };
}

Deno.test("a label is made of words that members use far more than others; never stop words, links, handles or numbers", () => {
  const bios = Array.from(
    { length: 200 },
    (_, i) =>
      i < 20
        ? `The sourdough and the rye, from @baker https://rye.example/${i} 2024 und das Brot`
        : `the music and https://rye.example/${i} 2024 das @baker`,
  );
  const labeller = createLabeller(accountsWith(bios));
  const { text, confidence, words } = labeller.label(Uint32Array.from({ length: 20 }, (_, i) => i));
  assert.deepEqual(text.split(" · ").sort(), ["brot", "rye", "sourdough"]);
  assert.ok(confidence > 0.9);
  assert.deepEqual([words[0].members, words[0].accounts], [20, 20]);
  const others = labeller.label(Uint32Array.of(30, 31));
  assert.deepEqual([others.text, others.confidence], ["around Name 30, Name 31", 0], "where no word stands out");
});

Deno.test("log-odds: 0 for a word that all use alike, larger for a larger difference and for more evidence", () => {
  assert.ok(Math.abs(logOddsScore(200, 2000, 1000, 10_000)) < 0.02);
  assert.ok(logOddsScore(30, 100, 100, 1000) > logOddsScore(20, 100, 100, 1000));
  assert.ok(logOddsScore(40, 200, 100, 1000) > logOddsScore(20, 100, 100, 1000));
});
