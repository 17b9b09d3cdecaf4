/**
 * The API keys of a coordinator, kept in its Store: for Deno Deploy and the standalone coordinator, which have no workspace. The same
 * keys as everywhere (`core/workspace/keys.ts`), stored as their SHA-256.
 */
import { UsageError } from "../../core/errors.ts";
import type { Key, Store } from "../../core/crawl/store/store.ts";
import { sha256 } from "../../core/workspace/digest.ts";
import {
  findKey,
  type KeyRecord,
  type KeyRequest,
  type KeySources,
  type KeyStore,
  makeKey,
  type Scope,
  verifyKey,
} from "../../core/workspace/keys.ts";

export interface KeyBook extends KeyStore {
  /**
   * Makes a key. The text is given back once and kept nowhere.
   * @throws {UsageError} If the name, the scopes or the expiry are none that such a key may have.
   */
  create(request: KeyRequest): Promise<{ text: string; key: KeyRecord }>;
  /** Oldest first, also those that count no longer. */
  list(): Promise<KeyRecord[]>;
  /**
   * Takes a key back, by its id or by its name if only one valid key bears it. Doing so twice changes nothing.
   * @throws {NotFoundError} @throws {UsageError}
   */
  revoke(idOrName: string): Promise<KeyRecord>;
}

export interface KeyBookOptions extends KeySources {
  /** Text of a key that is always good for `crawl:admin`, from outside: it makes the first one. Only its hash is held. */
  readonly adminKey?: string;
}

/** What a key of a coordinator may allow: whoever may make them gets no further by them. */
const grantable: readonly Scope[] = ["crawl:work", "crawl:admin"];
/** How long a key that was taken back may still be let in. */
const cacheMs = 1000;
const cachedMax = 10_000;

/** @throws {UsageError} If the key from outside is none. */
export async function openKvKeys(store: Store, options: KeyBookOptions): Promise<KeyBook> {
  const { now } = options;
  const outside = options.adminKey === undefined ? undefined : await describeOutside(options.adminKey, options);
  const cache = new Map<string, { key: KeyRecord; readMs: number }>();

  async function find(hash: string): Promise<KeyRecord | undefined> {
    if (hash === outside?.hash) return outside;
    const cached = cache.get(hash);
    const age = cached === undefined ? Infinity : now() - cached.readMs;
    if (age >= 0 && age < cacheMs) return cached!.key;
    const { value } = await store.get<KeyRecord>(keyOf(hash));
    // Only keys that there are: whoever guesses fills no memory.
    if (value === null) return void cache.delete(hash);
    if (cache.size >= cachedMax) cache.clear();
    cache.set(hash, { key: value, readMs: now() });
    return value;
  }

  async function list(): Promise<KeyRecord[]> {
    const keys: KeyRecord[] = [];
    for await (const { value } of store.list<KeyRecord>({ prefix })) if (value !== null) keys.push(value);
    return keys.sort((left, right) => left.created < right.created ? -1 : left.created > right.created ? 1 : 0);
  }

  return {
    list,
    verify: (text) => verifyKey(find, text, now()),
    async create(request) {
      const refused = request.scopes.find((scope) => !grantable.includes(scope));
      if (refused !== undefined) {
        throw new UsageError(`Cannot create a key: needed scopes of ${grantable.join(", ")}, found ${refused}`);
      }
      const made = await makeKey(request, options);
      const key = keyOf(made.key.hash);
      if (!await store.commit({ checks: [{ key, version: null }], sets: [{ key, value: made.key }] })) {
        throw new Error("Cannot create a key: this very one exists; randomness is broken");
      }
      return made;
    },
    async revoke(idOrName) {
      const { hash } = findKey(await list(), idOrName);
      const key = keyOf(hash);
      for (;;) {
        const { value, version } = await store.get<KeyRecord>(key);
        const revoked = { ...value!, revoked: value!.revoked ?? new Date(now()).toISOString() };
        if (!await store.commit({ checks: [{ key, version }], sets: [{ key, value: revoked }] })) continue;
        cache.delete(hash);
        return revoked;
      }
    },
  };
}

/** The record of the key from outside; it is in no Store, so it cannot be taken back but by starting without it. */
async function describeOutside(text: string, { now }: KeySources): Promise<KeyRecord> {
  const hash = await sha256(text);
  const key: KeyRecord = {
    id: hash.slice(0, 12),
    name: "ASTERISM_ADMIN_KEY",
    hash,
    scopes: ["crawl:admin"],
    created: new Date(now()).toISOString(),
    expires: null,
    revoked: null,
  };
  const { state } = await verifyKey(() => key, text, now());
  if (state !== "valid") {
    throw new UsageError(
      `Cannot use ASTERISM_ADMIN_KEY: needed a key such as asterism coordinator --new-key prints, found one that is ${state}`,
    );
  }
  return key;
}

const prefix: Key = ["api_key"];

function keyOf(hash: string): Key {
  return [...prefix, hash];
}
