import assert from "node:assert/strict";
import { makeMasterKey, openSecrets, readMasterKeys, SecretError } from "../../../../core/crawl/allowances/secrets.ts";
import { MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import { UsageError } from "../../../../core/errors.ts";
import type { TokenRecord } from "../../../../core/crawl/allowances/_allowance_records.ts";
import { ask, openToy, tokenRequest } from "../_toy_platform.ts";

const text = "AAAA-secret-of-a-platform";
const record = { purpose: "platform token of toy", id: "toy-1" };

Deno.test("what is encrypted opens again, never looks the same twice, and does not hold the text", async () => {
  const secrets = await openSecrets(readMasterKeys(makeMasterKey()));
  const [first, second] = [await secrets.encrypt(text, record), await secrets.encrypt(text, record)];
  assert.equal(await secrets.decrypt(first, record), text);
  assert.notDeepEqual(first.nonce, second.nonce);
  assert.notDeepEqual(first.bytes, second.bytes);
  assert.equal(first.nonce.length, 12);
  assert.equal(first.bytes.length, text.length + 16);
});

Deno.test("every bit flip, every cut, another record, purpose, key or key number is refused, and no message tells anything", async () => {
  const key = makeMasterKey();
  const secrets = await openSecrets(readMasterKeys(`2:${key},1:${makeMasterKey()}`));
  const secret = await secrets.encrypt(text, record);
  const refused = async (promise: Promise<string>, what: string) => {
    const error = await promise.then(() => assert.fail(what), (error) => error);
    assert.ok(error instanceof SecretError, what);
    assert.ok(!error.message.includes(text) && !error.message.includes(key));
  };
  for (const part of ["nonce", "bytes"] as const) {
    for (let bit = 0; bit < secret[part].length * 8; bit++) {
      const flipped = secret[part].slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      await refused(secrets.decrypt({ ...secret, [part]: flipped }, record), `${part}, bit ${bit}`);
    }
    for (let length = 0; length < secret[part].length; length++) {
      await refused(secrets.decrypt({ ...secret, [part]: secret[part].slice(0, length) }, record), `${part} cut`);
    }
  }
  await refused(secrets.decrypt(secret, { ...record, id: "toy-2" }), "record");
  await refused(secrets.decrypt(secret, { ...record, purpose: "platform token of x" }), "purpose");
  await refused(secrets.decrypt({ ...secret, version: 1 }, record), "key number");
  await refused(secrets.decrypt({ ...secret, version: 3 }, record), "no such key");
  const other = await openSecrets(readMasterKeys(`2:${makeMasterKey()}`));
  await refused(other.decrypt(secret, record), "key");
});

Deno.test("the newest master key encrypts, the older ones decrypt; what is no key is refused without showing it", async () => {
  const [old, young] = [makeMasterKey(), makeMasterKey()];
  const before = await (await openSecrets(readMasterKeys(old))).encrypt(text, record);
  const both = await openSecrets(readMasterKeys(`1:${old}, 2:${young}`));
  assert.equal(await both.decrypt(before, record), text);
  assert.equal((await both.encrypt(text, record)).version, 2);
  for (
    const wrong of [
      "",
      "short",
      old.slice(1),
      `${old}${old}`,
      `1:${old},1:${young}`,
      `x:${old}`,
      `${old},`,
      `${old},${young}`,
    ]
  ) {
    assert.throws(
      () => readMasterKeys(wrong),
      (error) => error instanceof UsageError && (wrong === "" || !error.message.includes(wrong)),
    );
  }
});

Deno.test("rotateTokens() encrypts each secret anew under the newest key, while calls are made, and retired ones stay gone", async () => {
  const [old, young] = [makeMasterKey(), makeMasterKey()];
  const store = new MemoryStore();
  const before = await openToy({}, { store, secrets: await openSecrets(readMasterKeys(old)) });
  const kept = await before.allowances.addToken(tokenRequest);
  const gone = await before.allowances.addToken({ ...tokenRequest, name: "second", secret: "another" });
  await before.allowances.retireToken(gone.id);
  const after = await openToy({}, {
    store,
    secrets: await openSecrets(readMasterKeys(`1:${old},2:${young}`)),
    seed: 2,
  });
  const [rotated, , reservation] = await Promise.all([
    after.allowances.rotateTokens(),
    before.allowances.reserve(ask),
    after.allowances.reserve(ask),
  ]);
  assert.equal(rotated, 1);
  assert.equal(reservation.credentials[kept.id], tokenRequest.secret);
  const { value } = await store.get<TokenRecord>(["crawl", "token", "toy", kept.id]);
  assert.equal(value?.secret?.version, 2);
  assert.equal(await after.allowances.rotateTokens(), 0);
  const only = await openToy({}, { store, secrets: await openSecrets(readMasterKeys(`2:${young}`)), seed: 3 });
  assert.equal((await only.allowances.reserve(ask)).credentials[kept.id], tokenRequest.secret);
});

Deno.test("a token whose secret cannot be read is shown with the reason, is not used, and rests for nobody else", async () => {
  const store = new MemoryStore();
  const before = await openToy({}, { store });
  const lost = await before.allowances.addToken(tokenRequest);
  const now = await openToy({}, { store, seed: 2 }); // Another master key.
  const found = await now.allowances.addToken({ ...tokenRequest, name: "second", secret: "other" });
  for (let call = 0; call < 15; call++) {
    assert.deepEqual((await now.allowances.reserve(ask)).credentials, { [found.id]: "other" });
  }
  const status = (await now.allowances.listTokens()).find(({ id }) => id === lost.id)!;
  assert.equal(status.state, "quarantined");
  assert.match(status.reason!, /^Cannot decrypt the secret/);
  assert.equal((await before.allowances.listTokens()).find(({ id }) => id === lost.id)!.state, "active");
  assert.deepEqual((await before.allowances.reserve(ask)).credentials, { [lost.id]: tokenRequest.secret });
});

Deno.test("a ciphertext that is moved to another token's record does not open there", async () => {
  const { allowances, store } = await openToy();
  const first = await allowances.addToken(tokenRequest);
  const second = await allowances.addToken({ ...tokenRequest, name: "second", secret: "other" });
  const key = (id: string) => ["crawl", "token", "toy", id];
  const { value } = await store.get<TokenRecord>(key(first.id));
  const { value: other } = await store.get<TokenRecord>(key(second.id));
  await store.commit({ sets: [{ key: key(second.id), value: { ...other, secret: value!.secret } }] });
  for (let call = 0; call < 15; call++) {
    assert.deepEqual((await allowances.reserve(ask)).credentials, { [first.id]: tokenRequest.secret });
  }
  assert.equal((await allowances.reserve(ask)).grants.length, 0);
});

Deno.test("no secret is anywhere in the store, in what is listed or in an error", async () => {
  const { allowances, store } = await openToy();
  const { id } = await allowances.addToken(tokenRequest);
  await allowances.reserve(ask);
  const seen: unknown[] = [await allowances.listTokens()];
  for await (const entry of store.list({ prefix: ["crawl"] })) seen.push(entry);
  seen.push(await allowances.addToken({ ...tokenRequest, secret: `two words ${tokenRequest.secret}` }).catch(String));
  seen.push(await allowances.retireToken(id));
  const all = JSON.stringify(
    seen,
    (_, value) => ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value) : value,
  );
  assert.ok(!all.includes(tokenRequest.secret));
});
