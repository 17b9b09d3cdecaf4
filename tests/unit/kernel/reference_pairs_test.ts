import assert from "node:assert/strict";
import { scorePair } from "../../../core/kernel/reference/pairs.ts";
import vectors from "../../golden/vectors.json" with { type: "json" };

Deno.test("scorePair() by Jaccard equals the golden pairs", () => {
  for (const { K, countA, countB, jaccard, ...statistics } of vectors.pairs.cases) {
    const score = scorePair("jaccard", statistics, { registerCount: K, left: countA, right: countB });
    assert.ok(Math.abs(score - jaccard) < 1e-9, `${score} for ${jaccard}`);
  }
});

Deno.test("scorePair() is exact where both sides are lists", () => {
  const statistics = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: 20 };
  const counts = { registerCount: 64, left: 40, right: 80 };
  assert.equal(scorePair("jaccard", statistics, counts), 0.2);
  assert.equal(scorePair("containment", statistics, counts), 0.5);
  assert.equal(scorePair("lift", statistics, counts), 20 / 3200);
});
