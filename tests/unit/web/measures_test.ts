import assert from "node:assert/strict";
import type { LookAlike } from "../../../core/answers/answers.ts";
import { groupTies, sketchInterval } from "../../../functions/web/measures.ts";

const exact = (value: number) => ({ value, low: value, high: value });

/** A look-alike with this Jaccard interval; the rest follows for audiences of 1000 and 3000 among a million people. */
function lookAlike(low: number, value: number, high: number, tied = true): LookAlike {
  const map = (change: (jaccard: number) => number) => ({ value: change(value), low: change(low), high: change(high) });
  const shared = (jaccard: number) => jaccard / (1 + jaccard) * 4000;
  return {
    account: {
      id: `x:${value}`,
      handle: null,
      name: null,
      kind: null,
      verified: null,
      followers: 3000,
      coverage: null,
    },
    jaccard: map((jaccard) => jaccard),
    shared: map(shared),
    containmentLeft: map((jaccard) => shared(jaccard) / 1000),
    containmentRight: map((jaccard) => shared(jaccard) / 3000),
    cosine: exact(0),
    lift: map((jaccard) => shared(jaccard) * 1e6 / (1000 * 3000)),
    sketch: { value, low: low + 0.01, high: high - 0.02 },
    exact: false,
    coverage: "partial",
    tied,
  };
}

Deno.test("groupTies() puts look-alikes together that cannot be told apart from the first of their group", () => {
  const groups = groupTies(
    [
      lookAlike(0.28, 0.3, 0.32, false),
      lookAlike(0.26, 0.28, 0.3),
      lookAlike(0.24, 0.26, 0.279),
      lookAlike(0.1, 0.12, 0.14, false),
    ],
    "jaccard",
  );
  assert.deepEqual(groups.map(({ rank, members }) => [rank, members.length]), [[1, 2], [3, 1], [4, 1]]);
});

Deno.test("groupTies() leaves apart what the answer says is not tied", () => {
  assert.equal(groupTies([lookAlike(0.1, 0.3, 0.5, false), lookAlike(0.1, 0.29, 0.5, false)], "jaccard").length, 2);
});

Deno.test("sketchInterval() carries the Jaccard ends to every measure, inside of the whole interval", () => {
  const relation = lookAlike(0.1, 0.2, 0.3);
  const sizes = { left: 1000, right: 3000, people: 1e6 };
  const shared = (jaccard: number) => jaccard / (1 + jaccard) * 4000;
  assert.deepEqual(sketchInterval(relation, "jaccard", sizes), { value: 0.2, low: 0.11, high: 0.3 - 0.02 });
  assert.equal(sketchInterval(relation, "containment", sizes).low, shared(0.11) / 1000);
  assert.equal(sketchInterval(relation, "lift", sizes).high, shared(0.3 - 0.02) * 1e6 / (1000 * 3000));
  const wider = { ...relation, sketch: { value: 0.2, low: 0.01, high: 0.9 } };
  assert.deepEqual(sketchInterval(wider, "containment", sizes), wider.containmentLeft);
});
