/**
 * A Store that writes commits which come at the same time as one: each waits for the disk, and one wait serves all. What a commit
 * promises stays as it is: together they are written or not at all, and where one of them fails, each is tried by itself.
 */
import { type Commit, type Entry, type Key, type Range, type Store, storeChecksMax } from "./store.ts";
import { estimateValueBytes } from "./value_bytes.ts";

interface Waiting {
  readonly commit: Commit;
  readonly resolve: (written: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export class GroupedStore implements Store {
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(private readonly store: Store) {}

  get<T>(key: Key): Promise<Entry<T>> {
    return this.store.get<T>(key);
  }

  getMany<T>(keys: readonly Key[]): Promise<Entry<T>[]> {
    return this.store.getMany<T>(keys);
  }

  list<T>(range: Range, options?: { readonly limit?: number; readonly reverse?: boolean }): AsyncIterable<Entry<T>> {
    return this.store.list<T>(range, options);
  }

  commit(commit: Commit): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject });
      if (!this.#writing) void this.#write();
    });
  }

  close(): void {
    this.store.close();
  }

  /** One group after the other: while one is written, the next comes together. */
  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const group = takeGroup(this.#waiting);
      this.#waiting = this.#waiting.slice(group.length);
      if (group.length === 1 || !await this.#writeTogether(group)) {
        await Promise.all(group.map((one) => this.#writeOne(one)));
      }
    }
    this.#writing = false;
  }

  /** @returns false if nothing was written. */
  async #writeTogether(group: readonly Waiting[]): Promise<boolean> {
    const commits = group.map(({ commit }) => commit);
    try {
      const written = await this.store.commit({
        checks: commits.flatMap(({ checks = [] }) => checks),
        sets: commits.flatMap(({ sets = [] }) => sets),
        deletes: commits.flatMap(({ deletes = [] }) => deletes),
      });
      if (written) { for (const { resolve } of group) resolve(true); }
      return written;
    } catch (error) {
      // A value that is refused is one commit's fault, and nothing was written. All else may have been.
      if (error instanceof RangeError) return false;
      for (const { reject } of group) reject(error);
      return true;
    }
  }

  async #writeOne({ commit, resolve, reject }: Waiting): Promise<void> {
    await this.store.commit(commit).then(resolve, reject);
  }
}

/** The first commits that have no key in common and fit into one. */
function takeGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  const keys = new Set<string>();
  let [checks, mutations, bytes] = [0, 0, 0];
  for (const [index, { commit }] of waiting.entries()) {
    const own = keysOf(commit);
    checks += commit.checks?.length ?? 0;
    mutations += (commit.sets?.length ?? 0) + (commit.deletes?.length ?? 0);
    for (const { value } of commit.sets ?? []) bytes += estimateValueBytes(value);
    const fits = checks <= storeChecksMax && mutations <= mutationsMax && bytes <= bytesMax;
    if (index > 0 && (!fits || own.some((key) => keys.has(key)))) return waiting.slice(0, index);
    for (const key of own) keys.add(key);
  }
  return waiting;
}

function keysOf({ checks = [], sets = [], deletes = [] }: Commit): string[] {
  return [...checks, ...sets].map(({ key }) => JSON.stringify(key)).concat(deletes.map((key) => JSON.stringify(key)));
}

/** Deno KV takes 1,000 mutations and 800 kB. A group need not be so large: a few commits share the wait as well. */
const mutationsMax = 500;
const bytesMax = 400_000;
