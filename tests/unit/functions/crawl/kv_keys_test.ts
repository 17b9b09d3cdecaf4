import assert from "node:assert/strict";
import { MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import { NotFoundError, UsageError } from "../../../../core/errors.ts";
import { makeKey } from "../../../../core/workspace/keys.ts";
import { openKvKeys } from "../../../../functions/crawl/kv_keys.ts";
import { fakeServer } from "./_fake.ts";

const startMs = Date.UTC(2026, 10, 25);
const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);

Deno.test("a key of the Store lets in until it is taken back or runs out, and only its hash is stored", async () => {
  const { store, keys, clock } = await open();
  const { text, key } = await keys.create({
    name: "w1",
    scopes: ["crawl:work"],
    expires: new Date(startMs + 10_000),
  });
  assert.deepEqual(await keys.verify(text), { state: "valid", key });
  for await (const entry of store.list({ prefix: [] })) assert.ok(!JSON.stringify(entry).includes(text.slice(4, 24)));
  clock.ms += 10_000;
  assert.deepEqual(await keys.verify(text), { state: "expired" });
  const { text: other } = await keys.create({ name: "w2", scopes: ["crawl:work"] });
  await keys.revoke("w2");
  assert.deepEqual(await keys.verify(other), { state: "revoked" });
  assert.deepEqual((await keys.list()).map(({ name }) => name), ["w1", "w2"]);
});

Deno.test("a key that another process took back is let in for less than a second more", async () => {
  const { store, keys, clock } = await open();
  const elsewhere = await openKvKeys(store, { now: () => clock.ms, random });
  const { text, key } = await keys.create({ name: "w", scopes: ["crawl:work"] });
  assert.equal((await keys.verify(text)).state, "valid");
  await elsewhere.revoke(key.id);
  clock.ms += 999;
  assert.equal((await keys.verify(text)).state, "valid");
  clock.ms += 1;
  assert.equal((await keys.verify(text)).state, "revoked");
  // A clock that was set back does not keep it.
  const { text: second, key: secondKey } = await keys.create({ name: "v", scopes: ["crawl:work"] });
  await keys.verify(second);
  await elsewhere.revoke(secondKey.id);
  clock.ms -= 60_000;
  assert.equal((await keys.verify(second)).state, "revoked");
});

Deno.test("keys of the Store allow the crawl and nothing else", async () => {
  const { keys } = await open();
  for (const scope of ["admin", "read", "people"] as const) {
    await assert.rejects(keys.create({ name: "a", scopes: ["crawl:work", scope] }), UsageError);
  }
  await assert.rejects(keys.revoke("nobody"), NotFoundError);
});

Deno.test("the key from outside may order and make keys, is not stored, and must be one", async () => {
  const { text } = await makeKey({ name: "n", scopes: ["read"] }, { now: () => startMs, random });
  const { store, keys } = await open(text);
  const check = await keys.verify(text);
  assert.ok(check.state === "valid");
  assert.deepEqual(check.key.scopes, ["crawl:admin"]);
  assert.deepEqual(await keys.list(), []);
  for await (const _ of store.list({ prefix: [] })) assert.fail("nothing is stored");
  for (const wrong of ["secret-canary", text.slice(0, -1) + (text.endsWith("0") ? "1" : "0")]) {
    await assert.rejects(open(wrong), (error) => error instanceof UsageError && !error.message.includes(wrong));
  }
});

Deno.test("keys are made, listed and taken back over HTTP; a text is shown once, a hash never", async () => {
  const { text: admin } = await makeKey({ name: "n", scopes: ["read"] }, { now: () => startMs, random });
  const { keys } = await open(admin);
  const { ask } = fakeServer({ keys, keyBook: keys });
  const made = await ask("POST", "/v1/crawl/keys", { key: admin, body: { name: "w1", scopes: ["crawl:work"] } });
  assert.equal(made.headers.get("cache-control"), "no-store");
  const { key, id, ...rest } = await made.json();
  assert.deepEqual([rest.name, rest.scopes, rest.expires, rest.hash], ["w1", ["crawl:work"], null, undefined]);
  const lease = { key, body: { calls: 1, platforms: ["x"] } };
  assert.equal((await ask("POST", "/v1/crawl/leases", lease)).status, 200);
  const listed = await (await ask("GET", "/v1/crawl/keys", { key: admin })).text();
  assert.ok(listed.includes(id) && !listed.includes(key) && !listed.includes("hash"));
  assert.equal((await ask("DELETE", `/v1/crawl/keys/${id}`, { key: admin })).status, 200);
  assert.equal((await ask("POST", "/v1/crawl/leases", lease)).status, 401);
  const more = { name: "a", scopes: ["admin"] };
  assert.equal((await ask("POST", "/v1/crawl/keys", { key: admin, body: more })).status, 422);
});

Deno.test("a server whose keys are in a workspace says so", async () => {
  const response = await fakeServer().ask("GET", "/v1/crawl/keys");
  assert.equal(response.status, 404);
  assert.match((await response.json()).detail, /asterism keys create/);
});

async function open(adminKey?: string) {
  const clock = { ms: startMs };
  const store = new MemoryStore();
  return { store, clock, keys: await openKvKeys(store, { now: () => clock.ms, random, adminKey }) };
}
