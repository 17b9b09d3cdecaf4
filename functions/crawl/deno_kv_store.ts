/** A Store in Deno KV: the one built in, the database of Deno Deploy, or npm:@deno/kv. */
import { checkValueBytes } from "../../core/crawl/store/value_bytes.ts";
import {
  type Commit,
  type Entry,
  type Key,
  type Range,
  type Store,
  storeChecksMax,
  storeReadsMax,
  UnknownOutcomeError,
} from "../../core/crawl/store/store.ts";

/** What is needed of a `Deno.Kv`, so that every implementation fits. */
export interface KvDatabase {
  get(key: Key): Promise<KvEntry>;
  // deno-lint-ignore no-explicit-any -- implementations type the tuple of answers, each in its own way
  getMany(keys: any): Promise<readonly KvEntry[]>;
  // deno-lint-ignore no-explicit-any -- the same for their selectors
  list(selector: any, options?: KvListOptions): AsyncIterable<KvEntry>;
  atomic(): KvAtomic;
  close(): void;
}
export interface KvEntry {
  readonly key: readonly unknown[];
  readonly value: unknown;
  readonly versionstamp: string | null;
}
export interface KvListOptions {
  limit?: number;
  reverse?: boolean;
  batchSize?: number;
}
export interface KvAtomic {
  check(...checks: { key: Key; versionstamp: string | null }[]): KvAtomic;
  set(key: Key, value: unknown): KvAtomic;
  delete(key: Key): KvAtomic;
  commit(): Promise<{ readonly ok: boolean }>;
}

export class DenoKvStore implements Store {
  constructor(private readonly database: KvDatabase) {}

  async get<T>(key: Key): Promise<Entry<T>> {
    return readEntry<T>(await this.database.get(key));
  }

  async getMany<T>(keys: readonly Key[]): Promise<Entry<T>[]> {
    if (keys.length > storeReadsMax) {
      throw new RangeError(`Cannot read: needed at most ${storeReadsMax} keys, found ${keys.length}`);
    }
    if (keys.length === 0) return [];
    return (await this.database.getMany(keys)).map(readEntry<T>);
  }

  async *list<T>(
    range: Range,
    options: { readonly limit?: number; readonly reverse?: boolean } = {},
  ): AsyncGenerator<Entry<T>> {
    // A selector of Deno KV has a prefix and one end at most; with both, the keys say the same.
    const selector = "prefix" in range && range.start !== undefined && range.end !== undefined
      ? { start: range.start, end: range.end }
      : range;
    const batchSize = Math.min(options.limit ?? batchLength, batchLength);
    for await (const entry of this.database.list(selector, { ...options, batchSize })) yield readEntry<T>(entry);
  }

  async commit({ checks = [], sets = [], deletes = [] }: Commit): Promise<boolean> {
    if (checks.length > storeChecksMax) {
      throw new RangeError(`Cannot commit: needed at most ${storeChecksMax} checks, found ${checks.length}`);
    }
    const atomic = this.database.atomic();
    for (const { key, version } of checks) atomic.check({ key, versionstamp: version });
    for (const { key, value } of sets) {
      checkValueBytes(key, value);
      atomic.set(key, value);
    }
    for (const key of deletes) atomic.delete(key);
    try {
      return (await atomic.commit()).ok;
    } catch (error) {
      // Nothing that is thrown here says whether it was written: "database is locked", a connection that broke, a full disk.
      throw new UnknownOutcomeError(`Cannot tell whether a commit was written: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  close(): void {
    this.database.close();
  }
}

function readEntry<T>(entry: KvEntry): Entry<T> {
  return { key: entry.key as Key, value: entry.value as T | null, version: entry.versionstamp };
}

/** Entries asked for at once: Deno KV allows up to 1,000. */
const batchLength = 500;
