/**
 * API keys: what a caller shows to be let in.
 *
 * A key is `ast_` + 256 random bits (43 letters) + a checksum (6 letters). The prefix and the checksum let a secret scanner find
 * it and tell a typing error from a wrong key. Only its SHA-256 is stored, so what is stored lets nobody in. `key_file.ts` keeps the
 * keys of a workspace, `functions/crawl/kv_keys.ts` those of a coordinator without one.
 */
import { crc32 } from "node:zlib";
import { NotFoundError, UsageError } from "../errors.ts";
import { sha256 } from "./digest.ts";

/** What a key allows. `admin` allows everything. */
export const scopes = ["read", "people", "crawl:work", "crawl:admin", "admin"] as const;
export type Scope = typeof scopes[number];

/** One key as it is stored. Times are ISO 8601 in UTC. */
export interface KeyRecord {
  /** First 12 hex digits of `hash`: names the key to people without letting anybody in. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the whole key, 64 hex digits. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly created: string;
  /** null = never. */
  readonly expires: string | null;
  /** When it was taken back; null = it counts. */
  readonly revoked: string | null;
}

/** Whether a text lets its bearer in, and if not, why. */
export type KeyCheck =
  | { readonly state: "valid"; readonly key: KeyRecord }
  | { readonly state: "malformed" | "mistyped" | "unknown" | "expired" | "revoked" };

/** Where a server asks whether a key is good. */
export interface KeyStore {
  verify(text: string): Promise<KeyCheck>;
}

/** Clock in milliseconds since 1970 and randomness, handed in. */
export interface KeySources {
  readonly now: () => number;
  /** Fills the bytes with cryptographically strong randomness. */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => void;
}

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires?: Date;
}

/**
 * Makes a key, to be stored by its record. The text is given back once and kept nowhere.
 * @throws {UsageError} If the name is empty or too long, no scope is given, or the expiry is not in the future.
 */
export async function makeKey(
  request: KeyRequest,
  { now, random }: KeySources,
): Promise<{ text: string; key: KeyRecord }> {
  const name = request.name.trim();
  if (name === "" || name.length > nameLengthMax) {
    throw new UsageError(
      `Cannot create a key: needed a name of 1 to ${nameLengthMax} characters, found ${name.length}`,
    );
  }
  if (request.scopes.length === 0) {
    throw new UsageError(`Cannot create key "${name}": needed at least one scope of ${scopes.join(", ")}`);
  }
  if (request.expires !== undefined && !(request.expires.getTime() > now())) {
    throw new UsageError(`Cannot create key "${name}": needed an expiry in the future`);
  }
  const text = writeKeyText(random);
  const hash = await sha256(text);
  const key: KeyRecord = {
    id: hash.slice(0, 12),
    name,
    hash,
    scopes: scopes.filter((scope) => request.scopes.includes(scope)),
    created: new Date(now()).toISOString(),
    expires: request.expires?.toISOString() ?? null,
    revoked: null,
  };
  return { text, key };
}

/**
 * Checks a text against the keys that there are. Looking a SHA-256 up tells an attacker nothing by its timing.
 * @param find The key whose record has this SHA-256.
 */
export async function verifyKey(
  find: (hash: string) => KeyRecord | undefined | Promise<KeyRecord | undefined>,
  text: string,
  nowMs: number,
): Promise<KeyCheck> {
  const shape = checkKeyText(text);
  if (shape !== "good") return { state: shape };
  const key = await find(await sha256(text));
  if (key === undefined) return { state: "unknown" };
  if (key.revoked !== null) return { state: "revoked" };
  if (key.expires !== null && Date.parse(key.expires) <= nowMs) return { state: "expired" };
  return { state: "valid", key };
}

/** Whether a key with these scopes may do what needs `scope`. */
export function allows(granted: readonly Scope[], scope: Scope): boolean {
  return granted.includes(scope) || granted.includes("admin");
}

const prefix = "ast_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^43 > 2^256. */
const secretLength = 43;
/** 62^6 > 2^32. */
const checksumLength = 6;
const nameLengthMax = 80;

function writeKeyText(random: KeySources["random"]): string {
  const bytes = new Uint8Array(32);
  random(bytes);
  const secret = toBase62(bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n), secretLength);
  return prefix + secret + checksum(prefix + secret);
}

function checkKeyText(text: string): "good" | "malformed" | "mistyped" {
  const length = prefix.length + secretLength + checksumLength;
  if (text.length !== length || !text.startsWith(prefix)) return "malformed";
  if (!/^[0-9A-Za-z]+$/.test(text.slice(prefix.length))) return "malformed";
  const body = text.slice(0, -checksumLength);
  return text.slice(-checksumLength) === checksum(body) ? "good" : "mistyped";
}

function checksum(text: string): string {
  return toBase62(BigInt(crc32(text)), checksumLength);
}

function toBase62(value: bigint, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++, value /= 62n) text = alphabet[Number(value % 62n)] + text;
  return text;
}

/**
 * Finds a key by its id, or by its name if only one valid key bears it.
 * @throws {NotFoundError} If there is no such key, {UsageError} if several bear the name.
 */
export function findKey(keys: readonly KeyRecord[], idOrName: string): KeyRecord {
  const byId = keys.find((key) => key.id === idOrName);
  if (byId !== undefined) return byId;
  const named = keys.filter((key) => key.name === idOrName);
  const counting = named.filter((key) => key.revoked === null);
  if (counting.length > 1) {
    const ids = counting.map((key) => key.id).join(", ");
    throw new UsageError(`Cannot revoke "${idOrName}": several keys bear this name; give one of the ids ${ids}`);
  }
  const key = counting[0] ?? named[0];
  if (key === undefined) throw new NotFoundError(`Cannot revoke "${idOrName}": there is no key with this id or name`);
  return key;
}
