/** One start of a process that may be killed or stopped at any await: what it waits for never comes, or comes when it wakes. */
import type { Commit, Entry, Key, Range, Store } from "../../../core/crawl/store/store.ts";
import { never, type VirtualTime } from "./_virtual_time.ts";

export class Life {
  #over = false;
  #frozenUntilMs = 0;
  readonly #end = Promise.withResolvers<never>();

  constructor(readonly time: VirtualTime) {
    this.#end.promise.catch(() => {});
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** As kill -9: no code of it runs any more. What it has sent is on its way. */
  kill(): void {
    this.#over = true;
    this.#end.reject(new TypeError("connection reset"));
  }

  /** As SIGSTOP, and SIGCONT later: its clocks go on, and what it waits for it sees only then. */
  freeze(ms: number): void {
    this.#frozenUntilMs = Math.max(this.#frozenUntilMs, this.time.elapsedMs + ms);
  }

  /** What the process itself gets to see of something that goes on outside it. */
  async see<T>(outside: () => Promise<T>): Promise<T> {
    if (this.#over) return await never();
    let outcome: { value: T } | { error: unknown };
    try {
      outcome = { value: await outside() };
    } catch (error) {
      outcome = { error };
    }
    while (!this.#over && this.#frozenUntilMs > this.time.elapsedMs) {
      await this.time.sleep(this.#frozenUntilMs - this.time.elapsedMs);
    }
    if (this.#over) return await never();
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /** What others get to see of it: its answer, or that the connection broke. @throws {TypeError} If it dies meanwhile. */
  answer<T>(inside: Promise<T>): Promise<T> {
    return Promise.race([inside, this.#end.promise]);
  }
}

/**
 * The store as one process sees it: every operation takes a moment, in which the process may die; whether a commit that was under way
 * then is written, chance decides.
 */
export function mortalStore(
  store: Store,
  { life, delayMs, random }: { life: Life; delayMs: () => number; random: () => number },
): Store {
  const wait = async () => {
    const ms = delayMs();
    if (ms > 0) await life.time.sleep(ms);
  };
  const read = <T>(act: () => Promise<T>) =>
    life.see(async () => {
      await wait();
      return await act();
    });
  return {
    get: <T>(key: Key) => read(() => store.get<T>(key)),
    getMany: <T>(keys: readonly Key[]) => read(() => store.getMany<T>(keys)),
    async *list<T>(range: Range, options?: { limit?: number; reverse?: boolean }): AsyncGenerator<Entry<T>> {
      await read(() => Promise.resolve());
      for await (const entry of store.list<T>(range, options)) {
        if (life.isOver) await never();
        yield entry;
      }
    },
    commit: (commit: Commit) =>
      life.see(async () => {
        await wait();
        if (life.isOver && random() < 0.5) return false;
        return await store.commit(commit);
      }),
    close() {},
  };
}
