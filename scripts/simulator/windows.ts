/** Counting calls as platforms do: fixed windows from the first call, and the strictest reading, any window at any phase. */

export interface Limit {
  /** For people and for headers of policy: "followers per app". */
  readonly name: string;
  /** Names of the endpoints that share the limit. */
  readonly endpoints: readonly string[];
  readonly scope: "token" | "app" | "address";
  /** Most calls in a window. */
  readonly limit: number;
  readonly windowMs: number;
}

/** `fixed`: a window starts with the first call after the last one ended; `sliding`: the last `windowMs`; `none`: calls are only counted. */
export type Enforcement = "fixed" | "sliding" | "none";

/** What a platform tells about a window. */
export interface WindowReading {
  readonly limit: number;
  readonly remaining: number;
  /** When all, or for `sliding` the first, of it is free again. */
  readonly resetMs: number;
  readonly windowMs: number;
}

export interface Verdict extends WindowReading {
  readonly admitted: boolean;
  /** Calls, this one included, in the platform's own window and in the last `windowMs`; refused ones count too. */
  readonly fixedCount: number;
  readonly slidingCount: number;
}

/** Calls of one token, app or address under one limit. A window is half-open: a call `windowMs` after another is in the next one. */
export class Meter {
  #start = -Infinity;
  #count = 0;
  readonly #arrivals = new RecentTimes();
  readonly #admitted = new RecentTimes();

  constructor(readonly limit: Limit, readonly enforcement: Enforcement) {}

  /** Counts a call that arrives now. Times never go back. */
  arrive(nowMs: number): Verdict {
    const { limit, windowMs } = this.limit;
    if (nowMs >= this.#start + windowMs) {
      this.#start = nowMs;
      this.#count = 0;
    }
    const fixedCount = ++this.#count;
    const slidingCount = this.#arrivals.add(nowMs, nowMs - windowMs);
    if (this.enforcement !== "sliding") {
      const admitted = this.enforcement === "none" || fixedCount <= limit;
      const remaining = Math.max(0, limit - fixedCount);
      return { admitted, limit, remaining, resetMs: this.#start + windowMs, windowMs, fixedCount, slidingCount };
    }
    const admitted = this.#admitted.count(nowMs - windowMs) < limit;
    if (admitted) this.#admitted.add(nowMs, nowMs - windowMs);
    const remaining = Math.max(0, limit - this.#admitted.count(nowMs - windowMs));
    return { admitted, limit, remaining, resetMs: this.#admitted.first + windowMs, windowMs, fixedCount, slidingCount };
  }
}

/** Times in order, the old ones forgotten. */
class RecentTimes {
  #times: number[] = [];
  #head = 0;

  /** Forgets times at or before `sinceMs`. @returns How many are left. */
  count(sinceMs: number): number {
    const times = this.#times;
    while (this.#head < times.length && times[this.#head] <= sinceMs) this.#head++;
    if (this.#head > 1024 && this.#head * 2 > times.length) {
      this.#times = times.slice(this.#head);
      this.#head = 0;
    }
    return this.#times.length - this.#head;
  }

  add(timeMs: number, sinceMs: number): number {
    this.#times.push(timeMs);
    return this.count(sinceMs);
  }

  /** The oldest that is left. */
  get first(): number {
    return this.#times[this.#head];
  }
}

/** All meters of one platform, made as tokens, apps and addresses turn up. */
export class Meters {
  readonly #byEndpoint = new Map<string, Limit[]>();
  readonly #meters = new Map<Limit, Map<string, Meter>>();

  constructor(limits: readonly Limit[], readonly enforcement: Enforcement) {
    for (const limit of limits) {
      this.#meters.set(limit, new Map());
      for (const endpoint of limit.endpoints) {
        this.#byEndpoint.set(endpoint, [...this.#byEndpoint.get(endpoint) ?? [], limit]);
      }
    }
  }

  /** Counts a call under every limit it falls under. Empty keys are not counted: a call without a token has none. */
  arrive(endpoint: string, keys: Readonly<Record<Limit["scope"], string>>, nowMs: number): Counted[] {
    const limits = this.#byEndpoint.get(endpoint);
    if (limits === undefined) return [];
    const counted: Counted[] = [];
    for (const limit of limits) {
      const key = keys[limit.scope];
      if (key === "") continue;
      const meters = this.#meters.get(limit)!;
      let meter = meters.get(key);
      if (meter === undefined) meters.set(key, meter = new Meter(limit, this.enforcement));
      counted.push({ limit, key, verdict: meter.arrive(nowMs) });
    }
    return counted;
  }
}

export interface Counted {
  readonly limit: Limit;
  readonly key: string;
  readonly verdict: Verdict;
}

/** The one that leaves least: what headers tell of. A refusal comes before all others. */
export function tightest(counted: readonly Counted[]): Verdict | null {
  let found: Verdict | null = null;
  for (const { verdict } of counted) {
    if (found === null || (found.admitted && !verdict.admitted)) found = verdict;
    else if (found.admitted === verdict.admitted && verdict.remaining < found.remaining) found = verdict;
  }
  return found;
}
