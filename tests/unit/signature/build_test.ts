import assert from "node:assert/strict";
import { UsageError } from "../../../core/errors.ts";
import { parseSamples } from "../../../core/signature/build.ts";

Deno.test("parseSamples() reads numbers and ranges, sorted and once each", () => {
  assert.deepEqual(parseSamples("0-2", 4), [0, 1, 2]);
  assert.deepEqual(parseSamples("3, 0-1,1", 4), [0, 1, 3]);
});

Deno.test("parseSamples() refuses what names no sample of the workspace", () => {
  for (const wrong of ["", "a", "4", "0-4", "2-1", "-1", "1-", "0;1"]) {
    assert.throws(() => parseSamples(wrong, 4), UsageError, wrong);
  }
});
