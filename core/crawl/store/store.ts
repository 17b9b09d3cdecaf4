/**
 * What the coordinator keeps its truth in: ordered keys, small values, atomic commits. Shaped after Deno KV, which is one
 * implementation; `memory_store.ts` is another. One contract suite holds for all (`tests/contract/store_*`).
 */

/** Parts compare as Deno KV's do: strings before numbers, each in its own order. Only these two kinds are used. */
export type Key = readonly (string | number)[];

export interface Entry<T = unknown> {
  readonly key: Key;
  /** null where there is none. */
  readonly value: T | null;
  /** Changes with every write; null where there is none. */
  readonly version: string | null;
}

/** Keys at or after `start` and before `end`, or all that extend `prefix`. */
export type Range =
  | { readonly prefix: Key; readonly start?: Key; readonly end?: Key }
  | { readonly start: Key; readonly end: Key };

export interface Commit {
  /** Everything is written only if each of these keys still has this version; null = must be absent. At most `storeChecksMax`. */
  readonly checks?: readonly { readonly key: Key; readonly version: string | null }[];
  readonly sets?: readonly { readonly key: Key; readonly value: unknown }[];
  readonly deletes?: readonly Key[];
}

export interface Store {
  get<T>(key: Key): Promise<Entry<T>>;
  /** In the order asked for, one consistent snapshot of at most `storeReadsMax` keys. */
  getMany<T>(keys: readonly Key[]): Promise<Entry<T>[]>;
  /** In key order. Not one snapshot: entries may change while they are read. */
  list<T>(range: Range, options?: { readonly limit?: number; readonly reverse?: boolean }): AsyncIterable<Entry<T>>;
  /**
   * All or nothing, durable when it resolves.
   * @returns Whether it was written; false = some check failed, and nothing was.
   * @throws {UnknownOutcomeError} If it may or may not have been written: read again, then decide.
   */
  commit(commit: Commit): Promise<boolean>;
  close(): void;
}

/** A commit ended in a way that tells nothing about what is stored. */
export class UnknownOutcomeError extends Error {
  override name = "UnknownOutcomeError";
}

/** Deno Deploy's database and older servers refuse more than 10 checks; `getMany` takes 10 keys. */
export const storeChecksMax = 10;
export const storeReadsMax = 10;
/** Bytes of a value after serialisation (Deno KV: 65,536); ours stay well below. */
export const storeValueBytesMax = 60_000;
