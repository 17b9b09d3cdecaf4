/**
 * How many calls a worker has under way at one host: few enough that the host bears them, as many as it bears. What is learned of it
 * lives as long as the worker; the rule stands in `worker_rules.ts`.
 */
import { callsAtFirst } from "../../limits.ts";
import type { Reply } from "../../platforms/platform.ts";
import type { Pace, WorkerRules } from "./worker_rules.ts";

export interface HostPace {
  /** Calls that may be asked for now: the limit less what is under way, granted or asked for already. */
  free(): number;
  /** @param claimed Calls that are granted or asked for and not sent yet. @returns Ends it. */
  join(claimed: () => number): () => void;
  /** A call is sent. @returns To be told how it ended; null = it was given up for reasons of our own. */
  begin(): (reply: Reply | null) => void;
  /** Calls that were asked for or granted will not be made. */
  release(): void;
  /** Wakes once, when calls may have become free. */
  onFree(wake: () => void): void;
}

export interface PaceOptions {
  readonly rules: WorkerRules;
  /** Calls that are under way at most. */
  readonly most: number;
  readonly nowMs: () => number;
  readonly onChange: (limit: number) => void;
}

export function createPace({ rules, most, nowMs, onChange }: PaceOptions): HostPace {
  let pace: Pace = { limit: Math.min(most, callsAtFirst), round: 0, good: 0 };
  let underWay = 0;
  const claims = new Set<() => number>();
  const waiting = new Set<() => void>();

  const free = () => {
    let taken = underWay;
    for (const claimed of claims) taken += claimed();
    return Math.max(0, pace.limit - taken);
  };
  const wakeAll = () => {
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  };
  return {
    free,
    join(claimed) {
      claims.add(claimed);
      return () => {
        claims.delete(claimed);
        wakeAll();
      };
    },
    begin() {
      underWay++;
      const { round } = pace;
      const sentMs = nowMs();
      return (reply) => {
        const before = pace.limit;
        const lengthMs = nowMs() - sentMs;
        if (reply !== null) pace = rules.adaptPace(pace, { round, kind: reply.kind, lengthMs, underWay }, most);
        underWay--;
        if (pace.limit !== before) onChange(pace.limit);
        wakeAll();
      };
    },
    release: wakeAll,
    onFree: (wake) => void waiting.add(wake),
  };
}
