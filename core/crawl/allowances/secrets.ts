/**
 * Platform tokens at rest: AES-256-GCM by Web Crypto, a fresh 96-bit nonce each time, 128-bit tag. What is encrypted is bound to the
 * record it stands in: elsewhere, or with one bit changed, it does not open.
 */
import { UsageError } from "../../errors.ts";

export interface Secrets {
  /** Number of the key that encrypts: the newest. */
  readonly version: number;
  encrypt(text: string, record: RecordName): Promise<Ciphertext>;
  /** @throws {SecretError} If the key is missing, or the record was changed or stood elsewhere. Never says what it held. */
  decrypt(secret: Ciphertext, record: RecordName): Promise<string>;
}

/** What a ciphertext belongs to. */
export interface RecordName {
  readonly purpose: string;
  readonly id: string;
}

export interface Ciphertext {
  /** Number of the master key. */
  readonly version: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** With the tag behind it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface MasterKey {
  readonly version: number;
  /** 32 bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A secret cannot be read. */
export class SecretError extends Error {
  override name = "SecretError";
}

/** @param options.randomBytes For nonces, which must never come twice under a key: a simulation's own, otherwise Web Crypto's. */
export async function openSecrets(
  keys: readonly MasterKey[],
  options: { readonly randomBytes?: (count: number) => Uint8Array<ArrayBuffer> } = {},
): Promise<Secrets> {
  const { randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count)) } = options;
  if (keys.length === 0) throw new RangeError("Cannot open secrets: needed a master key, found none");
  const opened = new Map<number, CryptoKey>();
  for (const { version, bytes } of keys) {
    opened.set(version, await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]));
  }
  const newest = Math.max(...opened.keys());

  return { version: newest, encrypt, decrypt };

  async function encrypt(text: string, record: RecordName): Promise<Ciphertext> {
    const nonce = randomBytes(12);
    const bytes = await crypto.subtle.encrypt(
      algorithm(nonce, record, newest),
      keyOf(newest, record),
      new TextEncoder().encode(text),
    );
    return { version: newest, nonce, bytes: new Uint8Array(bytes) };
  }

  async function decrypt({ version, nonce, bytes }: Ciphertext, record: RecordName): Promise<string> {
    const key = keyOf(version, record);
    try {
      return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(nonce, record, version), key, bytes));
    } catch {
      throw new SecretError(
        `Cannot decrypt the secret of "${record.id}": it was changed, stood in another record or has another master key`,
      );
    }
  }

  function keyOf(version: number, record: RecordName): CryptoKey {
    const key = opened.get(version);
    if (key !== undefined) return key;
    const found = [...opened.keys()].sort((left, right) => left - right).join(", ");
    throw new SecretError(
      `Cannot decrypt the secret of "${record.id}": needed master key ${version}, found ${found || "none"}`,
    );
  }
}

/**
 * Reads master keys as they stand in `ASTERISM_MASTER_KEY`: one key in base64 (32 bytes), or several with their numbers,
 * "2:…,1:…". The highest number encrypts, the others still open what they encrypted.
 * @throws {UsageError} If it is none of these. The message holds nothing of the text.
 */
export function readMasterKeys(text: string): MasterKey[] {
  const keys = text.split(",").map((part) => {
    const [, number, base64] = /^(?:([0-9]{1,6}):)?([A-Za-z0-9+/_-]{43}=?)$/.exec(part.trim()) ?? [];
    if (base64 === undefined) throw keysError("a part that is not");
    const standard = base64.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(standard), (char) => char.charCodeAt(0));
    return { version: number === undefined ? 1 : Number(number), bytes };
  });
  if (new Set(keys.map(({ version }) => version)).size < keys.length) throw keysError("a number twice");
  return keys;
}

/** A new master key, as `readMasterKeys` takes it. */
export function makeMasterKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}

function algorithm(nonce: Uint8Array<ArrayBuffer>, record: RecordName, version: number): AesGcmParams {
  const additionalData = new TextEncoder().encode(`${record.purpose}|${record.id}|${version}`);
  return { name: "AES-GCM", iv: nonce, tagLength: 128, additionalData };
}

function keysError(found: string): UsageError {
  return new UsageError(
    `Cannot read master keys: needed 32 bytes in base64 (or several as "2:…,1:…"), found ${found}`,
  );
}
