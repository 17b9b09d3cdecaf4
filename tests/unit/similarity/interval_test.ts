import assert from "node:assert/strict";
import { chanceFloor } from "../../../core/similarity/chance.ts";
import { bisect, hull, separable } from "../../../core/similarity/interval.ts";

Deno.test("separable() is false where intervals overlap or touch", () => {
  const a = { value: 0.2, low: 0.1, high: 0.3 };
  assert.equal(separable(a, { value: 0.35, low: 0.25, high: 0.4 }), false);
  assert.equal(separable(a, { value: 0.35, low: 0.3, high: 0.4 }), false);
  assert.equal(separable(a, { value: 0.35, low: 0.31, high: 0.4 }), true);
  assert.equal(separable({ value: 0.35, low: 0.31, high: 0.4 }, a), true);
});

Deno.test("hull() keeps the first value", () => {
  const joined = hull({ value: 2, low: 1, high: 3 }, { value: 5, low: 4, high: 6 });
  assert.deepEqual(joined, { value: 2, low: 1, high: 6 });
});

Deno.test("bisect() ends at the border, or outside when all holds", () => {
  assert.ok(Math.abs(bisect(1, 9, (x) => x * x <= 2) - Math.SQRT2) < 1e-12);
  assert.equal(bisect(1, 9, () => true), 9);
});

Deno.test("chanceFloor() of a million accounts at mean J 0.0025 is about 0.013", () => {
  const floor = chanceFloor({ accounts: 1_000_000, meanJaccard: 0.0025, registerCount: 1024 });
  assert.ok(Math.abs(floor - 0.013) < 0.001, String(floor));
  assert.equal(chanceFloor({ accounts: 1_000_000, meanJaccard: 0, registerCount: 1024 }), 0);
});
