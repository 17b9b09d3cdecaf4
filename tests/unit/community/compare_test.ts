/** Communities against a truth: what is read, who is counted, and measures that can be worked out by hand. */
import assert from "node:assert/strict";
import { liftAbove, measureBackground } from "../../../core/community/background.ts";
import { compareWithTruth } from "../../../core/community/compare.ts";
import { scoreExpansions } from "../../../core/community/expansion_score.ts";
import { measureModularity } from "../../../core/community/modularity.ts";
import { overlappingNmi } from "../../../core/community/overlapping_nmi.ts";
import { none } from "../../../core/community/partition.ts";
import { parseTruthJson, truthOfPairs } from "../../../core/community/truth.ts";
import { areaUnderRecall } from "../../../core/community/recall_curve.ts";
import { InputError } from "../../../core/errors.ts";
import { createRandom } from "../../../scripts/_random.ts";

Deno.test("truth: lists of communities and accounts with groups are both read from JSON, anything else is refused", () => {
  const lists = parseTruthJson('{"communities": [[1, 2], ["2", "3"]]}');
  assert.deepEqual([...lists].map(([group, ids]) => [group, [...ids]]), [["0", ["1", "2"]], ["1", ["2", "3"]]]);
  const accounts = parseTruthJson('{"1": ["Pop", "Rock"], "2": ["Pop"], "3": "Jazz"}');
  assert.deepEqual([...accounts].map(([group, ids]) => [group, [...ids]]), [["Pop", ["1", "2"]], ["Rock", ["1"]], [
    "Jazz",
    ["3"],
  ]]);
  for (const text of ["[1]", "null", '{"1": [null]}', "{", '{"1": {"a": 2}}']) {
    assert.throws(() => parseTruthJson(text), InputError, text);
  }
});

Deno.test("compare: the same groups score 1 in everything, whatever they are called", () => {
  const communityOf = new Map([["a", 7], ["b", 7], ["c", 2], ["d", 2]]);
  const truth = truthOfPairs([["a", "x"], ["b", "x"], ["c", "y"], ["d", "y"]]);
  const { nmi, ari, f1, onmi, accounts, unplaced, unknown } = compareWithTruth(communityOf, truth);
  [nmi, ari, f1, onmi].forEach((value) => assert.ok(Math.abs(value - 1) < 1e-12));
  assert.deepEqual([accounts, unplaced, unknown], [4, 0, 0]);
});

Deno.test("compare: an account of the truth that is in no community counts as alone and lowers every score", () => {
  const placed = new Map<string, number | null>([["a", 0], ["b", 0], ["c", 0], ["d", 1], ["e", 1], ["f", 1]]);
  const truth = truthOfPairs([..."abcdef"].map((id) => [id, "abc".includes(id) ? "x" : "y"] as const));
  const unplaced = new Map(placed).set("a", null).set("b", null);
  const [all, some] = [placed, unplaced].map((communityOf) => compareWithTruth(communityOf, truth));
  assert.equal(some.accounts, 6);
  assert.equal(some.unplaced, 2);
  for (const measure of ["nmi", "ari", "f1", "onmi"] as const) assert.ok(some[measure] < all[measure], measure);
  // x is matched by {c} alone: F1 2 · 1 / (3 + 1) from both sides.
  assert.ok(Math.abs(some.f1 - 0.75) < 1e-12);
  const alone = compareWithTruth(new Map([..."abcdef"].map((id) => [id, null])), truth);
  assert.equal(alone.communities, 0);
  assert.equal(alone.f1, 0);
  assert.ok(Math.abs(alone.ari) < 1e-12);
});

Deno.test("compare: accounts that are not in the network are left out and counted; of several groups the smallest speaks", () => {
  const communityOf = new Map([["a", 0], ["b", 0], ["c", 1], ["d", 1]]);
  const truth = truthOfPairs([
    ...[..."abcd"].map((id) => [id, "all"] as const),
    ...[..."ab"].map((id) => [id, "x"] as const),
    ...[..."cdz"].map((id) => [id, "y"] as const),
    ["q", "nobody"],
  ]);
  const { accounts, unknown, groups, nmi, ari } = compareWithTruth(communityOf, truth);
  assert.deepEqual([accounts, unknown, groups], [4, 2, 3]);
  assert.ok(Math.abs(nmi - 1) < 1e-12 && Math.abs(ari - 1) < 1e-12);
});

Deno.test("overlapping NMI: 1 for the same cover, 0 for one that tells nothing, by the formula in between", () => {
  const cover = [new Set([0, 1, 2]), new Set([2, 3, 4, 5])];
  assert.ok(Math.abs(overlappingNmi(cover, [...cover].reverse(), 8) - 1) < 1e-12);
  assert.equal(overlappingNmi([], [], 8), 1);
  assert.equal(overlappingNmi(cover, [], 8), 0);
  const halves = [new Set([0, 1, 2, 3]), new Set([4, 5, 6, 7])];
  assert.ok(overlappingNmi(halves, [new Set([0, 1, 4, 5]), new Set([2, 3, 6, 7])], 8) < 1e-12);
  // One group of 2 and one of 3 that holds it, of 8: d 2, c 0, b 1, a 5.
  const h = (part: number) => part === 0 ? 0 : -part * Math.log2(part / 8);
  const [left, right] = [h(2) + h(6), h(3) + h(5)];
  const joint = h(5) + h(1) + h(2);
  const expected = (left - (joint - right) + right - (joint - left)) / 2 / Math.max(left, right);
  assert.ok(Math.abs(overlappingNmi([new Set([0, 1])], [new Set([0, 1, 2])], 8) - expected) < 1e-12);
});

Deno.test("modularity: each edge counts once with its larger weight; who is in no community is alone", () => {
  // 0-1 given twice (2 and 3), 1-2 once (1), a loop at 2.
  const graph = {
    offsets: BigUint64Array.of(0n, 1n, 3n, 4n),
    neighbours: Uint32Array.of(1, 0, 2, 2),
    weights: Float32Array.of(2, 3, 1, 9),
  };
  // Strengths 3, 4, 1 of total 8: inside 6 / 8, less (7/8)^2 + (1/8)^2.
  assert.ok(Math.abs(measureModularity(graph, Uint32Array.of(0, 0, 1), none) - (6 / 8 - 50 / 64)) < 1e-12);
  assert.equal(
    measureModularity(graph, Uint32Array.of(0, 0, none), none),
    measureModularity(graph, Uint32Array.of(0, 0, 1), none),
  );
  assert.ok(Math.abs(measureModularity(graph, Uint32Array.of(none, none, none), none) + 26 / 64) < 1e-12);
});

Deno.test("background: what even the last of k neighbours has is taken off; rows that are not full keep theirs", () => {
  const graph = {
    offsets: BigUint64Array.of(0n, 2n, 3n, 3n, 5n),
    neighbours: Uint32Array.of(1, 2, 0, 1, 2),
    weights: Float32Array.of(0.75, 0.25, 0.5, 0.125, 0.125),
  };
  const background = measureBackground(graph, 2);
  assert.deepEqual([...background], [0.95 * 0.25, 0, 0, 0.95 * 0.125].map(Math.fround));
  const { weights } = liftAbove(graph, background);
  const expected = [0.75 - 0.2375, 0.25 - 0.2375, 0.5, 0.125 * 0.05, 0.125 * 0.05];
  weights!.forEach((weight, entry) => assert.ok(Math.abs(weight - expected[entry]) < 1e-6, `entry ${entry}`));
  assert.ok([...weights!].every((weight) => weight > 0), "the kernel takes positive weights only");
});

Deno.test("expansion score: small and huge groups are left out, seeds are members and never count as found, the mean is over draws", async () => {
  const members = Array.from({ length: 30 }, (_, i) => `m${i}`);
  const huge = Array.from({ length: 31 }, (_, i) => [`h${i}`, "huge"] as const);
  const truth = truthOfPairs([...members.map((id) => [id, "large"] as const), ["m0", "small"], ...huge]);
  const asked: (readonly string[])[] = [];
  const scores = await scoreExpansions(truth, {
    expand: (seeds, size) => {
      asked.push(seeds);
      assert.equal(size, 25);
      const rest = members.filter((id) => !seeds.includes(id));
      // One draw finds all, the others nobody.
      return Promise.resolve(asked.length === 1 ? rest : [...seeds, ...rest.map(() => "stranger")].slice(0, size));
    },
    random: createRandom(1),
    sizeMax: 25,
    groupsMax: 40,
  });
  const perfect = areaUnderRecall(new Array(25).fill(true), { wanted: 25, step: 5 });
  assert.deepEqual(scores, [{ group: "large", members: 30, area: perfect / 5 }]);
  assert.ok(new Set(asked.map((seeds) => seeds.join())).size === 5, "each draw is another");
  for (const seeds of asked) assert.equal(new Set(seeds).size, 5);
});
