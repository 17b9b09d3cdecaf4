/** What all parts of a worker share, and how they wait. */
import type { Platform } from "../../platforms/platform.ts";
import type { Leases } from "../coordinator.ts";
import type { Exchange, WorkerClock, WorkerRules } from "./worker_rules.ts";
import { coordinatorTimeoutMs } from "../../limits.ts";
import type { HostPace } from "./pace.ts";
import type { PageWriter } from "./page_writer.ts";

export interface WorkerContext {
  readonly leases: Leases;
  readonly workerId: string;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly clock: WorkerClock;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly rules: WorkerRules;
  readonly writer: PageWriter;
  readonly callsPerShard: number;
  /** By platform: those whose host is the same share one. */
  readonly paces: ReadonlyMap<string, HostPace>;
  /** No new calls, no new leases: what is under way is brought home. */
  readonly stopping: AbortSignal;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** What a worker tells those who watch. */
export type WorkerEvent =
  | { readonly kind: "leased"; readonly job: string; readonly shard: number; readonly accounts: number }
  /** A call was answered; `result` as in `PageResult`. */
  | { readonly kind: "answered"; readonly job: string; readonly operation: string; readonly result: string }
  /** So many calls may be under way at a host from now on. */
  | { readonly kind: "pace"; readonly host: string; readonly limit: number }
  | {
    readonly kind: "committed";
    readonly job: string;
    readonly counted: number;
    readonly repeated: number;
    readonly stale: number;
  }
  | {
    readonly kind: "ended";
    readonly job: string;
    readonly shard: number;
    readonly how: "finished" | "returned" | "lost";
  }
  /** Something failed and is tried again after `afterMs`. The reason holds no credential. */
  | {
    readonly kind: "retry";
    readonly what: "coordinator" | "sink";
    readonly reason: string;
    readonly afterMs: number;
  };

/** The lease of a request that is asked again and again ended meanwhile, or is another's. */
export class LeaseGoneError extends Error {
  override name = "LeaseGoneError";
}

/** Now, by the clock that leases and grants are counted by. */
export function readMs({ rules, clock }: Pick<WorkerContext, "rules" | "clock">): number {
  return rules.readMs(clock);
}

/**
 * Asks the coordinator, and again while it does not answer, with back-off.
 *
 * @param attempt Makes the request anew each time: what is asked for may have changed.
 * @param options.isStale Checked before each repetition; true = give up.
 * @returns The answer, and when its request left: all lengths in it count from then.
 * @throws {LeaseGoneError} If the lease is lost or `isStale`.
 * @throws {Error} What the coordinator refuses for good.
 */
export async function askCoordinator<T>(
  context: WorkerContext,
  attempt: () => Promise<T>,
  { isStale = () => false, signal }: { isStale?: () => boolean; signal?: AbortSignal } = {},
): Promise<{ answer: T; exchange: Exchange }> {
  const { rules, random, sleep, onEvent } = context;
  for (let failures = 1;; failures++) {
    const sentMs = readMs(context);
    try {
      const answer = await answerWithin(context, attempt(), coordinatorTimeoutMs);
      return { answer, exchange: { sentMs, answeredMs: readMs(context) } };
    } catch (error) {
      const failure = rules.judgeFailure(error, failures, random());
      if (failure.kind === "lost") throw new LeaseGoneError();
      if (failure.kind === "final") throw error;
      onEvent({ kind: "retry", what: "coordinator", reason: (error as Error).message, afterMs: failure.afterMs });
      await sleep(failure.afterMs, signal);
      if (isStale() || signal?.aborted) throw new LeaseGoneError();
    }
  }
}

/** @throws {Error} If no answer comes in time; what was asked may have been done all the same. */
async function answerWithin<T>({ sleep }: WorkerContext, answer: Promise<T>, timeoutMs: number): Promise<T> {
  const done = new AbortController();
  const late = sleep(timeoutMs, done.signal).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    done.abort();
  }
}
