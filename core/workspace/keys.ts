/**
 * API keys: what a caller shows to be let in.
 *
 * A key is `ast_` + 256 random bits (43 letters) + a checksum (6 letters). The prefix and the checksum let a secret scanner find
 * it and tell a typing error from a wrong key. `keys.json` keeps only the SHA-256 of it, so the file lets nobody in.
 */
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { CorruptFileError, NotFoundError, UsageError } from "../errors.ts";
import { readTextIfThere, sha256, writeFileAtomically } from "./files.ts";

/** What a key allows. `admin` allows everything. */
export const scopes = ["read", "people", "crawl:work", "crawl:admin", "admin"] as const;
export type Scope = typeof scopes[number];

/** One key as `keys.json` keeps it. Times are ISO 8601 in UTC. */
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

/**
 * Makes a key and stores its hash. The text is given back once and kept nowhere.
 * @throws {UsageError} If the name is empty or too long, no scope is given, or the expiry is not in the future.
 */
export async function createKey(
  folder: string,
  request: { readonly name: string; readonly scopes: readonly Scope[]; readonly expires?: Date },
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
  await changeKeys(folder, (keys) => [...keys, key]);
  return { text, key };
}

/** All keys of a workspace, oldest first, with those that no longer count. */
export async function listKeys(folder: string): Promise<readonly KeyRecord[]> {
  const path = keyFile(folder);
  const text = await readTextIfThere(path);
  if (text === undefined) return [];
  const parsed = keysFile.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CorruptFileError(path, 0, `it is not a list of keys (${issue.path.join(".")}: ${issue.message})`);
  }
  return parsed.data.keys;
}

/**
 * Takes a key back, by its id or by its name if only one valid key bears it. Doing so twice changes nothing.
 * @throws {NotFoundError} If there is no such key, {UsageError} if several bear the name.
 */
export async function revokeKey(
  folder: string,
  idOrName: string,
  { now }: Pick<KeySources, "now">,
): Promise<KeyRecord> {
  let revoked: KeyRecord | undefined;
  await changeKeys(folder, (keys) => {
    const key = findKey(keys, idOrName);
    revoked = { ...key, revoked: key.revoked ?? new Date(now()).toISOString() };
    return keys.map((each) => each.id === key.id ? revoked! : each);
  });
  return revoked!;
}

/** Checks a text against a list of keys. Looking a SHA-256 up tells an attacker nothing by its timing. */
export async function verifyKey(keys: readonly KeyRecord[], text: string, nowMs: number): Promise<KeyCheck> {
  const shape = checkKeyText(text);
  if (shape !== "good") return { state: shape };
  const hash = await sha256(text);
  const key = keys.find((each) => each.hash === hash);
  if (key === undefined) return { state: "unknown" };
  if (key.revoked !== null) return { state: "revoked" };
  if (key.expires !== null && Date.parse(key.expires) <= nowMs) return { state: "expired" };
  return { state: "valid", key };
}

/** Whether a key with these scopes may do what needs `scope`. */
export function allows(granted: readonly Scope[], scope: Scope): boolean {
  return granted.includes(scope) || granted.includes("admin");
}

/** Keys of a workspace, read again when the file has changed: a revoked key stops counting within a second. */
export function openKeyStore(folder: string, { now }: Pick<KeySources, "now">): KeyStore {
  let keys: readonly KeyRecord[] = [];
  let stamp = "";
  let checkedMs = -Infinity;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const found = await fileStamp(keyFile(folder));
    if (found !== stamp) {
      keys = await listKeys(folder);
      stamp = found;
    }
    checkedMs = now();
  }

  return {
    async verify(text) {
      if (now() - checkedMs >= refreshMs) await (reading ??= refresh().finally(() => reading = undefined));
      return await verifyKey(keys, text, now());
    },
  };
}

const prefix = "ast_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^43 > 2^256. */
const secretLength = 43;
/** 62^6 > 2^32. */
const checksumLength = 6;
const nameLengthMax = 80;
/** How long a change of `keys.json` may go unnoticed. */
const refreshMs = 1000;

const keysFile = z.object({
  format: z.literal(1),
  keys: z.array(z.object({
    id: z.string(),
    name: z.string(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    scopes: z.array(z.enum(scopes)),
    created: z.iso.datetime(),
    expires: z.iso.datetime().nullable(),
    revoked: z.iso.datetime().nullable(),
  })),
});

function keyFile(folder: string): string {
  return join(folder, "keys.json");
}

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

/** Reads, changes and replaces the file, one writer at a time. */
async function changeKeys(
  folder: string,
  change: (keys: readonly KeyRecord[]) => readonly KeyRecord[],
): Promise<void> {
  const lock = await Deno.open(join(folder, ".keys.lock"), { create: true, write: true });
  try {
    await lock.lock(true);
    const keys = change(await listKeys(folder));
    await writeFileAtomically(keyFile(folder), JSON.stringify({ format: 1, keys }, null, 2) + "\n");
  } finally {
    lock.close();
  }
}

function findKey(keys: readonly KeyRecord[], idOrName: string): KeyRecord {
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

/** Tells one content of a file from another without reading it; "" where there is none. */
async function fileStamp(path: string): Promise<string> {
  try {
    const { mtime, size, ino } = await Deno.stat(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
