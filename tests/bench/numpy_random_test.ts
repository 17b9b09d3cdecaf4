import assert from "node:assert/strict";
import { chooseLegacy } from "./_numpy_random.ts";

Deno.test("chooseLegacy() draws as numpy.random.RandomState(seed).choice(items, count, replace=False)", () => {
  const items = Array.from({ length: 109 }, (_, i) => i * 3);
  assert.deepEqual(chooseLegacy(items, { seed: 451_235, count: 5 }), [126, 48, 33, 12, 219]);
  assert.deepEqual(chooseLegacy(items.slice(0, 26), { seed: 134, count: 5 }), [0, 12, 63, 3, 6]);
});
