/** The identity of a follower: key, hash, sample slot, code and mark (DESIGN 5, 6, 8). Golden vectors fix every bit. */
import { createXXHash3 } from "hash-wasm";

const hasher = await createXXHash3();
const u64Max = (1n << 64n) - 1n;

/**
 * Key of an account id, a function of its text alone. A canonical decimal u64 is mixed with its platform's hash
 * (bijective: no two numbers of a platform share a key), anything else is hashed as text.
 */
export function followerKey(accountId: string): bigint {
  const colon = accountId.indexOf(":");
  const id = accountId.slice(colon + 1);
  if (colon < 0 || !/^(0|[1-9]\d{0,19})$/.test(id) || BigInt(id) > u64Max) return hashText(accountId);
  return mix(BigInt(id) ^ hashText(accountId.slice(0, colon)));
}

/** XXH3-64 of the UTF-8 text. */
export function hashText(text: string): bigint {
  return BigInt(`0x${hasher.init().update(text).digest("hex")}`);
}

/** XXH3-64 of bytes, as 16 hex digits. */
export function hashBytes(bytes: Uint8Array): string {
  return hasher.init().update(bytes).digest("hex");
}

/** Finaliser of splitmix64: bijective on u64. */
export function mix(x: bigint): bigint {
  x ^= x >> 30n;
  x = (x * 0xbf58476d1ce4e5b9n) & u64Max;
  x ^= x >> 27n;
  x = (x * 0x94d049bb133111ebn) & u64Max;
  return x ^ (x >> 31n);
}

/** h: what sketches see of a follower. */
export function followerHash(key: bigint, seed: bigint): bigint {
  return mix(key ^ seed);
}

/** Sample of a follower, in [0, sampleCount). Takes another seed than h, or the signature of a sample would be biased. */
export function sampleSlot(key: bigint, sampleSeed: bigint, sampleCount: number): number {
  return Number(((mix(key ^ sampleSeed) >> 32n) * BigInt(sampleCount)) >> 32n);
}

/** A register that no follower fell into; more than any code. */
export const emptyRegister = 0xffff;

/** Minifloat of the upper 32 bits of h: 5 bits of exponent, 11 of mantissa. Monotone. */
export function codeOf(value: number): number {
  const v = Math.max(value, 1);
  const exponent = 31 - Math.clz32(v);
  const mantissa = Math.floor(((v - 2 ** exponent) * 2 ** 11) / 2 ** exponent);
  return Math.min(exponent * 2 ** 11 + mantissa, emptyRegister - 1);
}

export function codeOfHash(hash: bigint): number {
  return codeOf(Number(hash >> 32n));
}

/** What a signature needs of an edge: code << 16 | low 14 bits of h. */
export function markOf(hash: bigint): number {
  return codeOfHash(hash) * 2 ** 16 + Number(hash & 0x3fffn);
}
