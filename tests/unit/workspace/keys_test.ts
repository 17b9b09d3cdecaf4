import assert from "node:assert/strict";
import { join } from "node:path";
import { createKey, listKeys, openKeyStore, revokeKey } from "../../../core/workspace/key_file.ts";
import { allows, type KeyRecord, type KeySources, verifyKey } from "../../../core/workspace/keys.ts";
import { CorruptFileError, NotFoundError, UsageError } from "../../../core/errors.ts";

const startMs = Date.UTC(2026, 0, 1);

Deno.test("createKey() gives the text once and keeps only its hash", () =>
  withFolder(async (folder) => {
    const { text, key } = await createKey(folder, { name: "ci", scopes: ["read"] }, sources());
    assert.match(text, /^ast_[0-9A-Za-z]{49}$/);
    const stored = await Deno.readTextFile(join(folder, "keys.json"));
    assert.ok(!stored.includes(text) && !stored.includes(text.slice(4, 20)), "keys.json must not hold the key");
    assert.deepEqual(await listKeys(folder), [key]);
    assert.equal(key.created, "2026-01-01T00:00:00.000Z");
  }));

Deno.test("createKey() uses all 256 bits", () =>
  withFolder(async (folder) => {
    const all = { now: () => startMs, random: (bytes: Uint8Array) => void bytes.fill(255) };
    const none = { now: () => startMs, random: (bytes: Uint8Array) => void bytes.fill(0) };
    const { text: highest } = await createKey(folder, { name: "a", scopes: ["read"] }, all);
    const { text: lowest } = await createKey(folder, { name: "b", scopes: ["read"] }, none);
    let value = 0n;
    const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (const letter of highest.slice(4, 47)) value = value * 62n + BigInt(alphabet.indexOf(letter));
    assert.equal(value, (1n << 256n) - 1n);
    assert.equal(lowest.slice(4, 47), "0".repeat(43));
  }));

Deno.test("createKey() refuses an empty name, no scope and a past expiry", () =>
  withFolder(async (folder) => {
    const refused = (request: Parameters<typeof createKey>[1]) =>
      assert.rejects(createKey(folder, request, sources()), UsageError);
    await refused({ name: " ", scopes: ["read"] });
    await refused({ name: "x".repeat(81), scopes: ["read"] });
    await refused({ name: "ci", scopes: [] });
    await refused({ name: "ci", scopes: ["read"], expires: new Date(startMs) });
    await refused({ name: "ci", scopes: ["read"], expires: new Date(NaN) });
    assert.deepEqual(await listKeys(folder), []);
  }));

Deno.test("createKey() loses no key when several are made at once", () =>
  withFolder(async (folder) => {
    const given = sources();
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => createKey(folder, { name: `k${i}`, scopes: ["read"] }, given)),
    );
    assert.equal((await listKeys(folder)).length, 8);
  }));

Deno.test("verifyKey() tells malformed, mistyped, unknown, expired and revoked keys apart", () =>
  withFolder(async (folder) => {
    const given = sources();
    const { text, key } = await createKey(
      folder,
      { name: "ci", scopes: ["read"], expires: new Date(startMs + 1000) },
      given,
    );
    const keys = await listKeys(folder);
    assert.deepEqual(await verifyKey(among(keys), text, startMs), { state: "valid", key });
    assert.equal((await verifyKey(among(keys), text, startMs + 999)).state, "valid");
    assert.equal((await verifyKey(among(keys), text, startMs + 1000)).state, "expired");
    for (const wrong of ["", "ast_", text.slice(1), text + "0", text.slice(0, -1) + "-", text.toUpperCase()]) {
      assert.notEqual((await verifyKey(among(keys), wrong, startMs)).state, "valid", wrong);
    }
    assert.equal((await verifyKey(among(keys), "hello", startMs)).state, "malformed");
    for (let i = 4; i < text.length; i++) {
      const other = text[i] === "a" ? "b" : "a";
      const mistyped = text.slice(0, i) + other + text.slice(i + 1);
      assert.equal((await verifyKey(among(keys), mistyped, startMs)).state, "mistyped", `letter ${i}`);
    }
    assert.equal((await verifyKey(among([]), text, startMs)).state, "unknown");
    await revokeKey(folder, "ci", given);
    assert.equal((await verifyKey(among(await listKeys(folder)), text, startMs)).state, "revoked");
  }));

Deno.test("revokeKey() takes an id or a name that is not shared, and may be repeated", () =>
  withFolder(async (folder) => {
    const given = sources();
    const { key: first } = await createKey(folder, { name: "same", scopes: ["read"] }, given);
    await createKey(folder, { name: "same", scopes: ["people"] }, given);
    await assert.rejects(revokeKey(folder, "same", given), UsageError);
    await assert.rejects(revokeKey(folder, "none", given), NotFoundError);
    const revoked = await revokeKey(folder, first.id, given);
    assert.deepEqual(await revokeKey(folder, first.id, { now: () => startMs + 5 }), revoked);
    assert.equal((await revokeKey(folder, "same", given)).scopes[0], "people");
  }));

Deno.test("openKeyStore() sees a new key and a revocation a second later, and reads nothing in between", () =>
  withFolder(async (folder) => {
    let nowMs = startMs;
    const given = { ...sources(), now: () => nowMs };
    const store = openKeyStore(folder, given);
    assert.equal((await store.verify("ast_x")).state, "malformed");
    const { text } = await createKey(folder, { name: "ci", scopes: ["read"] }, given);
    assert.equal((await store.verify(text)).state, "unknown", "the file is looked at once a second");
    nowMs += 1000;
    assert.equal((await store.verify(text)).state, "valid");
    await revokeKey(folder, "ci", given);
    nowMs += 1000;
    assert.equal((await store.verify(text)).state, "revoked");
    await Deno.remove(join(folder, "keys.json"));
    nowMs += 1000;
    assert.equal((await store.verify(text)).state, "unknown");
  }));

Deno.test("listKeys() refuses a file that is not a list of keys and names it", () =>
  withFolder(async (folder) => {
    for (const text of ["", "null", "{}", '{"format":2,"keys":[]}', '{"format":1,"keys":[{"id":"x"}]}']) {
      await Deno.writeTextFile(join(folder, "keys.json"), text);
      await assert.rejects(listKeys(folder), (error: Error) => {
        assert.ok(error instanceof CorruptFileError, text);
        assert.match(error.message, /keys\.json/);
        return true;
      });
    }
  }));

Deno.test("allows() lets admin do everything and others only what they were given", () => {
  assert.ok(allows(["admin"], "crawl:work"));
  assert.ok(allows(["read", "people"], "people"));
  assert.ok(!allows(["read"], "people"));
  assert.ok(!allows([], "read"));
});

/** A clock that stands still and randomness that counts. */
function sources(): KeySources {
  let next = 1;
  return { now: () => startMs, random: (bytes) => bytes.forEach((_, i) => bytes[i] = (next++ * 37 + i) & 255) };
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function among(keys: readonly KeyRecord[]) {
  return (hash: string) => keys.find((key) => key.hash === hash);
}
