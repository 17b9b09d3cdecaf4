import assert from "node:assert/strict";
import { findDrift } from "../../../core/community/expand/drift.ts";
import { findNaturalEnd } from "../../../core/community/expand/natural_end.ts";
import { proposeSeeds } from "../../../core/community/expand/propose_seeds.ts";
import { describeReason, findReason } from "../../../core/community/expand/reasons.ts";
import { measureAgreement, scoreError } from "../../../core/community/expand/stability.ts";
import { none } from "../../../core/community/partition.ts";
import { areaUnderRecall } from "../../../core/community/recall_curve.ts";
import { unranked } from "../../../core/kernel/kernel.ts";

Deno.test("findNaturalEnd() cuts where scores fall off, whatever the horizon, and nowhere on one slope", () => {
  for (const members of [5, 40, 200]) {
    for (const rest of [60, 300]) {
      const scores = Array.from(
        { length: members + rest },
        (_, i) => i < members ? 1 - 0.3 * i / members : 0.1 - 0.05 * (i - members) / rest,
      );
      assert.equal(findNaturalEnd(scores), members, `${members} of ${members + rest}`);
    }
  }
  assert.equal(findNaturalEnd(Array.from({ length: 50 }, (_, i) => 1 - i / 200)), 50);
  assert.equal(findNaturalEnd([]), 0);
  assert.equal(findNaturalEnd([1, 0.01]), 2, "too few to have a bend");
});

Deno.test("findDrift() stops before ten in a row that share an audience with no seed", () => {
  const members = (count: number, shared: number) => Array.from({ length: count }, () => shared);
  const input = (seedsShared: number[]) => ({
    seedsShared,
    similarities: seedsShared.map((count) => count / 10),
    communities: seedsShared.map(() => none),
    seedCommunities: [none],
  });
  assert.equal(findDrift(input([...members(23, 2), ...members(10, 0), ...members(5, 2)])), 23);
  const nine = [...members(23, 2), ...members(9, 0), ...members(5, 2)];
  assert.equal(findDrift(input(nine)), nine.length, "nine in a row are no direction");
});

Deno.test("findDrift() stops before ten of other communities that are little like the seeds, not before those that are", () => {
  const communities = [...Array(20).fill(1), ...Array(15).fill(2)];
  const input = (similarity: number) => ({
    communities,
    similarities: communities.map((community) => community === 1 ? 0.2 : similarity),
    seedsShared: communities.map(() => 1),
    seedCommunities: [1, 1, none],
  });
  assert.equal(findDrift(input(0.04)), 20);
  assert.equal(findDrift(input(0.1)), 35);
});

Deno.test("measureAgreement() counts who is among the first of both halves", () => {
  const ranks = Uint32Array.of(0, 1, 1, 0, 2, unranked, 3, 2);
  assert.equal(measureAgreement(ranks, 2), 1);
  assert.equal(measureAgreement(ranks, 3), 2 / 3);
  assert.equal(measureAgreement(ranks, 0), 0);
});

Deno.test("scoreError() grows with the spread over seeds and the difference of the halves, and is 0 without either", () => {
  assert.ok(scoreError(0.8, [0.8, 0.8], [0.1, 0.1, 0.1]) < 1e-12);
  assert.ok(Math.abs(scoreError(0.8, [0.7, 0.9], [0.1, 0.1]) - 0.1) < 1e-12);
  const uneven = scoreError(0.8, [0.8, 0.8], [0.1, 0.3]);
  assert.ok(Math.abs(uneven - 0.8 * 0.1 / 0.2) < 1e-12, `${uneven}`);
});

Deno.test("a reason names the nearest seeds above noise, and says so where there are none", () => {
  const reason = findReason([
    { seed: 0, jaccard: 0.02, shared: 9 },
    { seed: 1, jaccard: 0.3, shared: 1 },
    { seed: 2, jaccard: 0.05, shared: 20 },
  ]);
  assert.deepEqual(reason.nearest.map(({ seed }) => seed), [2, 0], "one match may be chance");
  assert.equal(
    describeReason(reason, ["Ann", "Bo"], 3),
    "Shares an audience with 2 of 3 seeds, most with Ann and Bo",
  );
  assert.match(describeReason(findReason([]), [], 3), /accounts that the seeds share theirs with/);
});

Deno.test("proposeSeeds() keeps the largest group that hangs together, best tied first", () => {
  // 0-1, 1-2 and 5-6 are tied; 3, 4 and 7 are alone or tied to nobody who was found.
  const graph = {
    offsets: BigUint64Array.of(0n, 1n, 3n, 3n, 4n, 4n, 5n, 5n, 5n, 5n),
    neighbours: Uint32Array.of(1, 0, 2, 8, 6),
    weights: Float32Array.of(0.5, 0.5, 0.25, 0.9, 0.8),
  };
  assert.deepEqual(proposeSeeds(graph, [3, 4, 0, 5, 6, 2, 1]), [
    { influencer: 1, ties: 2 },
    { influencer: 0, ties: 1 },
    { influencer: 2, ties: 1 },
  ]);
  assert.deepEqual(proposeSeeds(graph, [3, 7]), [{ influencer: 3, ties: 0 }, { influencer: 7, ties: 0 }]);
  assert.deepEqual(proposeSeeds(graph, []), []);
});

Deno.test("areaUnderRecall(): a perfect ranking scores as the 2018 paper's grid says, a late one less, a short one as if it went on in vain", () => {
  const sizes = [26, 27, 28, 29, 29, 32, 35, 39, 49, 51, 55, 61, 65, 92, 109];
  const perfect = sizes.map((size) => areaUnderRecall(Array<boolean>(size).fill(true), { wanted: size - 5, step: 5 }));
  const mean = perfect.reduce((sum, area) => sum + area, 0) / sizes.length;
  assert.equal(mean.toFixed(3), "0.453");
  const late = [...Array<boolean>(10).fill(false), ...Array<boolean>(10).fill(true)];
  const early = late.toReversed();
  // Readings after 5, 10, 15, 20 of 20: recall 0 0 0.25 0.5, and 0.25 0.5 0.5 0.5.
  assert.equal(areaUnderRecall(late, { wanted: 20, step: 5 }), (0 + 0.125 + 0.375) / 4);
  assert.equal(areaUnderRecall(early, { wanted: 20, step: 5 }), (0.375 + 0.5 + 0.5) / 4);
  assert.equal(areaUnderRecall(early.slice(0, 10), { wanted: 20, step: 5 }), (0.375 + 0.5 + 0.5) / 4);
});
