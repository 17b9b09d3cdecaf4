/**
 * A Store in memory: for tests, simulations and trials. Orders keys as Deno KV does, refuses what Deno KV refuses, and fails on
 * demand. Values are frozen copies: whoever tries to change what was read gets a TypeError.
 */
import { encodeKey, SortedTexts } from "./_key_order.ts";
import { checkValueBytes } from "./value_bytes.ts";
import {
  type Commit,
  type Entry,
  type Key,
  type Range,
  type Store,
  storeChecksMax,
  storeReadsMax,
  UnknownOutcomeError,
} from "./store.ts";

/**
 * What happens to one commit: `conflict` = refused as if a check had failed; `lost` = throws and is not written; `unknown` = throws
 * though it was written.
 */
export type CommitFault = "conflict" | "lost" | "unknown";

/** Asked before each operation; a promise delays it. */
export interface StoreFaults {
  commit?(commit: Commit): CommitFault | undefined | Promise<CommitFault | undefined>;
  /** May throw, as a read that fails does. */
  read?(): void | Promise<void>;
}

export class MemoryStore implements Store {
  readonly #entries = new Map<string, Entry>();
  readonly #order = new SortedTexts();
  readonly #faults: StoreFaults;
  #version = 0;

  constructor(options: { readonly faults?: StoreFaults } = {}) {
    this.#faults = options.faults ?? {};
  }

  async get<T>(key: Key): Promise<Entry<T>> {
    await this.#faults.read?.();
    return this.#read<T>(key);
  }

  async getMany<T>(keys: readonly Key[]): Promise<Entry<T>[]> {
    if (keys.length > storeReadsMax) {
      throw new RangeError(`Cannot read: needed at most ${storeReadsMax} keys, found ${keys.length}`);
    }
    await this.#faults.read?.();
    return keys.map((key) => this.#read<T>(key));
  }

  async *list<T>(
    range: Range,
    options: { readonly limit?: number; readonly reverse?: boolean } = {},
  ): AsyncGenerator<Entry<T>> {
    let { start, end } = encodeRange(range);
    const reverse = options.reverse ?? false;
    for (let left = options.limit ?? Infinity; left > 0;) {
      await this.#faults.read?.();
      const limit = Math.min(left, batchLength);
      const batch = this.#order.slice(start, end, { limit, reverse });
      yield* batch.map((text) => this.#entries.get(text) as Entry<T>);
      if (batch.length < limit) return;
      left -= batch.length;
      if (reverse) end = batch.at(-1)!;
      else start = `${batch.at(-1)!}\0`;
    }
  }

  async commit(commit: Commit): Promise<boolean> {
    const { checks = [], sets = [], deletes = [] } = commit;
    if (checks.length > storeChecksMax) {
      throw new RangeError(`Cannot commit: needed at most ${storeChecksMax} checks, found ${checks.length}`);
    }
    const written = sets.map(({ key, value }) => {
      checkValueBytes(key, value);
      return { key: [...key], value: freeze(structuredClone(value)) };
    });
    const fault = await this.#faults.commit?.(commit);
    if (fault === "lost") throw new UnknownOutcomeError("Cannot commit: the connection broke");
    if (fault === "conflict") return false;
    if (checks.some(({ key, version }) => this.#read(key).version !== version)) return false;
    const version = (++this.#version).toString(16).padStart(20, "0");
    for (const { key, value } of written) {
      const text = encodeKey(key);
      if (!this.#entries.has(text)) this.#order.add(text);
      this.#entries.set(text, { key, value, version });
    }
    for (const key of deletes) {
      const text = encodeKey(key);
      if (this.#entries.delete(text)) this.#order.remove(text);
    }
    if (fault === "unknown") throw new UnknownOutcomeError("Cannot commit: the connection broke");
    return true;
  }

  close(): void {}

  #read<T>(key: Key): Entry<T> {
    return (this.#entries.get(encodeKey(key)) ?? { key, value: null, version: null }) as Entry<T>;
  }
}

function encodeRange(range: Range): { start: string; end: string } {
  if (!("prefix" in range)) return { start: encodeKey(range.start), end: encodeKey(range.end) };
  const prefix = encodeKey(range.prefix);
  return {
    // Every part begins with a character between these two.
    start: range.start === undefined ? `${prefix}\0` : encodeKey(range.start),
    end: range.end === undefined ? `${prefix}\xff` : encodeKey(range.end),
  };
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}

/** Between two batches others may write: as in Deno KV, a list is no snapshot. */
const batchLength = 100;
