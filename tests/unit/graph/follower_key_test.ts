import assert from "node:assert/strict";
import {
  codeOf,
  codeOfHash,
  followerHash,
  followerKey,
  hashText,
  markOf,
  mix,
  sampleSlot,
} from "../../../core/graph/follower_key.ts";
import vectors from "../../golden/vectors.json" with { type: "json" };

Deno.test("hashText(), mix() and codeOf() equal the golden vectors", () => {
  for (const { text, hash } of vectors.xxh3_64) assert.equal(hashText(text), BigInt(hash));
  for (const { x, mix: mixed } of vectors.mixes) assert.equal(mix(BigInt(x)), BigInt(mixed));
  for (const { value, code } of vectors.codes) assert.equal(codeOf(value), code);
});

Deno.test("key, hash, slot, code and mark of accounts equal the golden vectors", () => {
  const [seed, sampleSeed] = [BigInt(vectors.seed), BigInt(vectors.sampleSeed)];
  for (const account of vectors.accounts) {
    const key = followerKey(`${account.platform}:${account.id}`);
    const hash = followerHash(key, seed);
    assert.deepEqual(
      {
        key,
        hash,
        slot100: sampleSlot(key, sampleSeed, 100),
        slot4: sampleSlot(key, sampleSeed, 4),
        code: codeOfHash(hash),
        mark: markOf(hash),
      },
      {
        key: BigInt(account.key),
        hash: BigInt(account.h),
        slot100: account.slot100,
        slot4: account.slot4,
        code: account.code,
        mark: account.mark,
      },
      `${account.platform}:${account.id}`,
    );
  }
});
