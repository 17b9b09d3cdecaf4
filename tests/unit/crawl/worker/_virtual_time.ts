/** Time that passes only when everybody waits: sleeps end in their order, at once. */

export class VirtualTime {
  #nowMs = 0;
  readonly #timers: { atMs: number; order: number; wake: () => void }[] = [];
  #order = 0;

  readonly clock = { now: () => 1_700_000_000_000 + this.#nowMs, monotonic: () => this.#nowMs };

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order++, wake: () => end() };
      const end = () => {
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      signal?.addEventListener("abort", end);
      this.#timers.push(timer);
    });
  };

  /** Lets time pass until the work is done. @throws {Error} If it takes longer than `limitMs`, or waits for ever. */
  async run<T>(work: Promise<T>, limitMs = 3_600_000): Promise<T> {
    let done = false;
    work.then(() => done = true, () => done = true);
    for (;;) {
      // A turn of the event loop: all that can go on without time has gone on.
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return await work;
      const next = this.#timers.toSorted((left, right) => left.atMs - right.atMs || left.order - right.order)[0];
      if (next === undefined) throw new Error("everything waits, and for nothing");
      if (next.atMs > limitMs) throw new Error(`not done after ${limitMs} ms of virtual time`);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
  }
}
