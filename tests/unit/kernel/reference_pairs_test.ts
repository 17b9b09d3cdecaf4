import assert from "node:assert/strict";
import type { RankBy } from "../../../core/kernel/kernel.ts";
import { estimatePair } from "../../../core/similarity/mod.ts";
import { scorePair } from "../../../core/kernel/reference/pairs.ts";
import vectors from "../../golden/vectors.json" with { type: "json" };

Deno.test("scorePair() by Jaccard equals the golden pairs", () => {
  for (const { K, countA, countB, jaccard, ...statistics } of vectors.pairs.cases) {
    const score = scorePair("jaccard", statistics, {
      registerCount: K,
      left: { count: countA, coverage: 0 },
      right: { count: countB, coverage: 0 },
    });
    assert.ok(Math.abs(score - jaccard) < 1e-9, `${score} for ${jaccard}`);
  }
});

Deno.test("scorePair() is exact where both sides are lists", () => {
  const statistics = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: 20 };
  const counts = { registerCount: 64, left: { count: 40, coverage: 0 }, right: { count: 80, coverage: 0 } };
  assert.equal(scorePair("jaccard", statistics, counts), 0.2);
  assert.equal(scorePair("containment", statistics, counts), 0.5);
  assert.equal(scorePair("lift", statistics, counts), 20 / 3200);
});

Deno.test("scorePair() by every measure equals the value that estimatePair() shows under partial coverage", () => {
  const statistics = { bothEmpty: 10, equal: 60, less: 500, greater: 454, exactShared: -1 };
  for (const [a, b] of [[0.4, 0.9], [0.9, 0.4], [1, 0.2], [0.3, 0.3], [1, 1], [0, 0.5]]) {
    const counts = { left: 30_000, right: 50_000 };
    const shown = estimatePair(statistics, counts, {
      registerCount: 1024,
      universe: 1e6,
      coverage: { left: a || undefined, right: b || undefined },
    });
    const score = (by: RankBy) =>
      scorePair(by, statistics, {
        registerCount: 1024,
        left: { count: counts.left, coverage: a },
        right: { count: counts.right, coverage: b },
      });
    assert.ok(Math.abs(score("jaccard") - shown.jaccard.value) < 1e-12, `jaccard at ${a}, ${b}`);
    assert.ok(Math.abs(score("containment") - shown.containmentLeft.value) < 1e-12, `containment at ${a}, ${b}`);
    assert.ok(Math.abs(score("lift") * 1e6 - shown.lift!.value) < 1e-9, `lift at ${a}, ${b}`);
  }
});
