/** Keeps generations open between questions. A handle that is released while it is used is closed after its last user. */
export class Handles {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly closeHandle: (handle: bigint) => void) {}

  /**
   * Runs `act` with the handle of `key`, opened on first use.
   * @param folder Generation folder that `release()` will name.
   */
  async use<T>(
    { key, folder, open }: { key: string; folder: string; open: () => Promise<bigint> },
    act: (handle: bigint) => Promise<T>,
  ): Promise<T> {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { folder, handle: open(), users: 0, released: false };
      this.#entries.set(key, entry);
      // What could not be opened is tried again next time.
      entry.handle.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    }
    entry.users++;
    try {
      return await act(await entry.handle);
    } finally {
      entry.users--;
      this.#closeUnused(entry);
    }
  }

  release(folder: string): void {
    for (const [key, entry] of this.#entries) {
      if (entry.folder === folder) this.#drop(key, entry);
    }
  }

  releaseAll(): void {
    for (const [key, entry] of this.#entries) this.#drop(key, entry);
  }

  #drop(key: string, entry: Entry): void {
    this.#entries.delete(key);
    entry.released = true;
    this.#closeUnused(entry);
  }

  #closeUnused(entry: Entry): void {
    if (!entry.released || entry.users > 0) return;
    entry.handle.then(this.closeHandle, () => {});
  }
}

interface Entry {
  readonly folder: string;
  readonly handle: Promise<bigint>;
  users: number;
  released: boolean;
}
