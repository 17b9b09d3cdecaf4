/**
 * Time that passes only when everybody waits. Between two events all that can run has run, so a simulation of hours takes milliseconds
 * and, with the same seed, goes the same way to the last step. Tasks may wait for nothing but this: no real timer, no real network.
 */
import { setImmediate } from "node:timers";

/** The instant at which simulations begin: in the middle of a month, so that a budget's month does not end in one by chance. */
export const startMs = Date.UTC(2026, 10, 15, 12);

export class VirtualTime {
  #nowMs = 0;
  #order = 0;
  readonly #events: Event[] = [];

  /** Milliseconds since the simulation began. */
  get elapsedMs(): number {
    return this.#nowMs;
  }

  /** Milliseconds since 1970, as a clock that is right shows. */
  now(): number {
    return startMs + this.#nowMs;
  }

  /** Resolves after `ms`, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const event: Event = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order++, run: resolve };
      push(this.#events, event);
      if (signal === undefined) return;
      const cut = () => {
        event.run = nothing;
        resolve();
      };
      event.run = () => {
        signal.removeEventListener("abort", cut);
        resolve();
      };
      signal.addEventListener("abort", cut, { once: true });
    });
  }

  /**
   * Lets time pass until the task has ended.
   * @throws {Error} What the task throws; or if nothing can happen any more, or `limitMs` have passed, and it has not ended.
   */
  async run<T>(task: Promise<T>, limitMs: number): Promise<T> {
    let outcome: { value: T } | { error: unknown } | null = null;
    task.then((value) => outcome = { value }, (error) => outcome = { error });
    while (true) {
      // Runs once no promise has anything left to do.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (outcome !== null) break;
      const event = pop(this.#events);
      if (event === undefined) throw new Error("Cannot go on: everybody waits for something that never comes");
      if (event.run === nothing) continue;
      if (event.atMs > limitMs) throw new TimeOverError(limitMs);
      this.#nowMs = event.atMs;
      event.run();
    }
    const ended = outcome as { value: T } | { error: unknown };
    if ("error" in ended) throw ended.error;
    return ended.value;
  }
}

/** The task had not ended when its time was over. */
export class TimeOverError extends Error {
  override name = "TimeOverError";
  constructor(limitMs: number) {
    super(`Cannot go on: not ended after ${limitMs / 3_600_000} virtual hours`);
  }
}

/** A promise of something that does not come: what a process waits for that was killed. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

interface Event {
  readonly atMs: number;
  /** Of two events at one instant the older comes first. */
  readonly order: number;
  run: () => void;
}

function nothing(): void {}

function isBefore(left: Event, right: Event): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

/** A binary heap, the next event first. */
function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(event, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
    if (!isBefore(heap[child], last)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return first;
}
