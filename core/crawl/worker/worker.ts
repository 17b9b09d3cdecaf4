/**
 * The worker: takes leases, makes their calls, writes pages to the sink, commits them. It holds nothing that is not with the
 * coordinator or in the sink, so it may die at any instant; many run side by side, each with many shards and calls under way.
 */
import { callsPerShardDefault, workerShardsDefault } from "../../limits.ts";
import type { Platform } from "../../platforms/platform.ts";
import type { Leases } from "../coordinator.ts";
import type { Sink } from "../sink.ts";
import { askCoordinator, LeaseGoneError, type Sleep, type WorkerContext, type WorkerEvent } from "./context.ts";
import { workLease } from "./lease_work.ts";
import { createPageWriter } from "./page_writer.ts";
import { type WorkerClock, type WorkerRules, workerRules } from "./worker_rules.ts";

export type { Sleep, WorkerClock, WorkerEvent };

export interface WorkerTools {
  readonly leases: Leases;
  /** Id of the worker's key. */
  readonly workerId: string;
  readonly platforms: readonly Platform[];
  readonly fetch: typeof fetch;
  readonly sink: Sink;
  readonly clock: WorkerClock;
  /** In [0, 1); must differ from one start of a worker to the next, since names of objects come from it. */
  readonly random: () => number;
  readonly sleep: Sleep;
  /** Aborted: no new calls; what is under way is written and committed, leases are given back, then it ends. */
  readonly signal: AbortSignal;
  /** Other addresses than the platforms' own, by platform. */
  readonly baseUrls?: Readonly<Record<string, string>>;
  readonly options?: WorkerOptions;
  readonly rules?: WorkerRules;
  readonly onEvent?: (event: WorkerEvent) => void;
}

export interface WorkerOptions {
  /** Leases at once. */
  readonly shards?: number;
  /** Calls under way for each lease. */
  readonly callsPerShard?: number;
  /** Ends once there is nothing to do for now and nothing under way. */
  readonly once?: boolean;
  /** Ends by itself after so many milliseconds, as if the signal were aborted. */
  readonly budgetMs?: number;
}

export interface WorkerReport {
  readonly leases: number;
  /** Pages that were counted. */
  readonly pages: number;
  readonly ended: "signal" | "budget" | "once";
}

/**
 * Works until told to stop.
 *
 * @throws {Error} If the coordinator refuses the worker for good, or rows cannot be written; its leases run out by themselves.
 */
export async function runWorker(tools: WorkerTools): Promise<WorkerReport> {
  const { signal, options = {}, sleep } = tools;
  const { shards = workerShardsDefault, once = false, budgetMs } = options;
  const stopping = new AbortController();
  const over = new AbortController();
  const counts = { leases: 0, pages: 0 };
  const context = createContext(tools, stopping.signal, counts);
  let ended: WorkerReport["ended"] = "signal";
  /** With `once`: some shard has nothing to do for now. */
  let exhausted = false;
  let failure: { readonly error: unknown } | null = null;
  const stop = () => stopping.abort();
  const fail = (error: unknown) => {
    failure ??= { error };
    stop();
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  if (budgetMs !== undefined) {
    void sleep(budgetMs, over.signal).then(() => {
      if (!stopping.signal.aborted && !over.signal.aborted) ended = "budget";
      stop();
    });
  }
  const working = new Set<Promise<void>>();
  try {
    while (!stopping.signal.aborted) {
      if (working.size >= shards || (exhausted && working.size > 0)) {
        await Promise.race(working);
        continue;
      }
      const taken = exhausted ? null : await takeLease(context);
      if (taken === null) {
        if (exhausted) ended = "once";
        break;
      }
      const { answer: { lease, waitMs }, exchange } = taken;
      if (lease === null) {
        if (once && working.size === 0) {
          ended = "once";
          break;
        }
        const waiting = new AbortController();
        const wait = sleep(
          context.rules.waitMs(Math.max(waitMs, 100), context.random()),
          AbortSignal.any([stopping.signal, waiting.signal]),
        );
        // The end of a lease of its own is no reason to ask sooner, unless this was the last that it waits for.
        await (once ? Promise.race([wait, ...working]) : wait);
        waiting.abort();
        continue;
      }
      counts.leases++;
      const { job, shard, units } = lease;
      context.onEvent({ kind: "leased", job, shard, accounts: units.length });
      const work = workLease(context, { lease, answer: taken.answer, exchange }).then(async ({ end, waitMs }) => {
        context.onEvent({ kind: "ended", job, shard, how: end });
        if (end !== "returned" || waitMs === 0) return;
        // Its place rests as long as its shard has to: a coordinator that hands it out again at once is not asked in a loop.
        if (once) exhausted = true;
        else await sleep(context.rules.waitMs(waitMs, context.random()), stopping.signal);
      }).catch(fail).finally(() => working.delete(work));
      working.add(work);
    }
  } catch (error) {
    fail(error);
  } finally {
    stop();
    await Promise.all(working);
    over.abort();
    signal.removeEventListener("abort", stop);
  }
  if (failure !== null) throw (failure as { error: unknown }).error;
  return { ...counts, ended };
}

/** Asks for a lease, for as long as it takes. @returns null if the worker stops meanwhile. */
async function takeLease(context: WorkerContext) {
  const { leases, workerId, platforms, callsPerShard, stopping } = context;
  try {
    const request = { calls: callsPerShard, platforms: [...platforms.keys()] };
    return await askCoordinator(context, () => leases.lease(workerId, request), { signal: stopping });
  } catch (error) {
    if (error instanceof LeaseGoneError) return null;
    throw error;
  }
}

function createContext(
  tools: WorkerTools,
  stopping: AbortSignal,
  counts: { pages: number },
): WorkerContext {
  const { leases, workerId, platforms, fetch, sink, clock, random, sleep, rules = workerRules } = tools;
  const onEvent = (event: WorkerEvent) => {
    if (event.kind === "committed") counts.pages += event.counted;
    tools.onEvent?.(event);
  };
  const { retryDelayMs } = rules;
  const run = `${workerId.replaceAll(/[^A-Za-z0-9]+/g, "").slice(0, 16)}-${randomName(random)}`;
  return {
    leases,
    workerId,
    platforms: new Map(platforms.map((platform) => [platform.name, platform])),
    baseUrls: tools.baseUrls ?? {},
    fetch,
    clock,
    random,
    sleep,
    rules,
    writer: createPageWriter({ sink, run, random, sleep, retryDelayMs, onEvent }),
    callsPerShard: tools.options?.callsPerShard ?? callsPerShardDefault,
    stopping,
    onEvent,
  };
}

/** 60 random bits: no two starts of any workers share them. */
function randomName(random: () => number): string {
  const part = () => Math.floor(random() * 2 ** 30).toString(32).padStart(6, "0");
  return part() + part();
}
