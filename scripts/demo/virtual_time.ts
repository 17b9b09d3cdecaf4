/** Time that passes only when everybody waits for it. What is really under way (encryption, a disk) holds it. */
import { setImmediate } from "node:timers";

interface Sleeper {
  readonly atMs: number;
  /** Of two at one instant the older wakes first. */
  readonly order: number;
  wake: (() => void) | null;
}

export class VirtualTime {
  readonly #startMs: number;
  #nowMs = 0;
  #order = 0;
  #held = 0;
  readonly #sleepers = new Set<Sleeper>();

  /** @param startMs Milliseconds since 1970. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#startMs + this.#nowMs;
  }

  /** Milliseconds since the beginning. */
  monotonic(): number {
    return this.#nowMs;
  }

  /** Resolves after `ms`, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order++, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  /** Time stands still until it has settled: it takes no virtual time. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work;
    } finally {
      this.#held--;
    }
  }

  /**
   * Lets time pass until the task has ended.
   * @throws {Error} What the task throws, or if everybody waits for something that never comes.
   */
  async run<T>(task: Promise<T>): Promise<T> {
    let ended = false;
    const end = () => void (ended = true);
    task.then(end, end);
    while (!ended) {
      // Comes once no promise has anything left to do.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (ended || this.#held > 0) continue;
      const next = this.#first();
      if (next === null) throw new Error("Cannot let time pass: everybody waits for something that never comes");
      this.#nowMs = next.atMs;
      next.wake!();
    }
    return await task;
  }

  #first(): Sleeper | null {
    let first: Sleeper | null = null;
    for (const sleeper of this.#sleepers) {
      if (first === null || sleeper.atMs < first.atMs || (sleeper.atMs === first.atMs && sleeper.order < first.order)) {
        first = sleeper;
      }
    }
    return first;
  }
}
