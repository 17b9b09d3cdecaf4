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
        checks: uniqueChecks(commits),
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

/** The first commits that fit into one, of which none writes what another checks or writes. What several check is checked once. */
function takeGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  const checked = new Map<string, string | null>();
  const written = new Set<string>();
  let [mutations, bytes] = [0, 0];
  for (const [index, { commit: { checks = [], sets = [], deletes = [] } }] of waiting.entries()) {
    const ownChecks = checks.map(({ key, version }) => [nameOf(key), version] as const);
    const ownWrites = [...sets.map(({ key }) => key), ...deletes].map(nameOf);
    mutations += ownWrites.length;
    for (const { value } of sets) bytes += estimateValueBytes(value);
    const newChecks = ownChecks.filter(([key]) => !checked.has(key)).length;
    const fits = checked.size + newChecks <= storeChecksMax && mutations <= mutationsMax && bytes <= bytesMax;
    const isApart = ownChecks.every(([key, version]) =>
      !written.has(key) && (!checked.has(key) || checked.get(key) === version)
    ) &&
      ownWrites.every((key) => !written.has(key) && !checked.has(key));
    if (index > 0 && !(fits && isApart)) return waiting.slice(0, index);
    for (const [key, version] of ownChecks) checked.set(key, version);
    for (const key of ownWrites) written.add(key);
  }
  return waiting;
}

function nameOf(key: Key): string {
  return JSON.stringify(key);
}

/** Each key once; commits of one group agree on its version. */
function uniqueChecks(commits: readonly Commit[]): NonNullable<Commit["checks"]> {
  return [...new Map(commits.flatMap(({ checks = [] }) => checks).map((check) => [nameOf(check.key), check])).values()];
}

/** Deno KV takes 1,000 mutations and 800 kB. A group need not be so large: a few commits share the wait as well. */
const mutationsMax = 500;
const bytesMax = 400_000;
