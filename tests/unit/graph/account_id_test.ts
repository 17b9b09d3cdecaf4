import assert from "node:assert/strict";
import { formatAccountId, parseAccountId } from "../../../core/graph/account_id.ts";
import { InputError } from "../../../core/errors.ts";

Deno.test("parseAccountId() reads qualified ids and gives bare ones the platform", () => {
  assert.deepEqual(parseAccountId("x:12"), { platform: "x", id: "12" });
  assert.deepEqual(parseAccountId("bluesky:did:plc:abc"), { platform: "bluesky", id: "did:plc:abc" });
  assert.deepEqual(parseAccountId("12"), { platform: "file", id: "12" });
  assert.deepEqual(parseAccountId("12", "x"), { platform: "x", id: "12" });
  assert.deepEqual(parseAccountId("Björk: live"), { platform: "file", id: "Björk: live" });
});

Deno.test("parseAccountId() refuses empty, controlling and endless ids", () => {
  for (const text of ["", "x:", "a\nb", "x".repeat(600)]) assert.throws(() => parseAccountId(text), InputError);
});

Deno.test("formatAccountId() is what parseAccountId() reads", () => {
  for (const id of ["x:12", "bluesky:did:plc:abc"]) assert.equal(formatAccountId(parseAccountId(id)), id);
});
