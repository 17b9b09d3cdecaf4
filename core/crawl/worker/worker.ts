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
import { createPace, type HostPace } from "./pace.ts";
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
  /** Calls under way for each lease at most; fewer where a host is slow: see `adaptPace` in the rules. */
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
      const { answer: { lease, waitMs } } = taken;
      if (lease === null) {
        taken.release();
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
      const work = workLease(context, { ...taken, lease }).then(async ({ end, waitMs }) => {
        context.onEvent({ kind: "ended", job, shard, how: end });
        if (end !== "returned" || waitMs === 0) return;
        // Its place rests as long as its shard has to: a coordinator that hands it out again at once is not asked in a loop.
        if (once) exhausted = true;
        else await sleep(context.rules.waitMs(waitMs, context.random()), stopping.signal);
      }).catch(fail).finally(() => working.delete(work));
      taken.release();
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

/**
 * Asks for a lease, as soon as a host bears more calls, for as long as it takes.
 * @returns `release` ends the claim on what was asked for; null if the worker stops meanwhile.
 */
async function takeLease(context: WorkerContext) {
  const { leases, workerId, paces, callsPerShard, stopping } = context;
  const platforms = await waitForCalls(context);
  if (platforms.length === 0) return null;
  const offered = new Set(platforms.map((name) => paces.get(name)!));
  // Nobody knows of which platform the shard will be: as many calls as any of them bears.
  const asked = Math.min(callsPerShard, ...[...offered].map((pace) => pace.free()));
  const claims = [...offered].map((pace) => pace.join(() => asked));
  const release = () => claims.forEach((end) => end());
  try {
    const request = { calls: asked, platforms };
    const taken = await askCoordinator(context, () => leases.lease(workerId, request), { signal: stopping });
    return { ...taken, asked, release };
  } catch (error) {
    release();
    if (error instanceof LeaseGoneError) return null;
    throw error;
  }
}

/** Platforms whose hosts bear more calls than are under way; none if the worker stops. */
async function waitForCalls({ paces, stopping }: WorkerContext): Promise<string[]> {
  while (!stopping.aborted) {
    const free = [...paces].filter(([, pace]) => pace.free() > 0).map(([name]) => name);
    if (free.length > 0) return free;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    for (const pace of paces.values()) pace.onFree(wake);
    stopping.addEventListener("abort", wake);
    await promise;
    stopping.removeEventListener("abort", wake);
  }
  return [];
}

/** Platforms at one host share its pace. */
function createPaces(tools: WorkerTools, onEvent: (event: WorkerEvent) => void): ReadonlyMap<string, HostPace> {
  const { platforms, baseUrls, clock, rules = workerRules, options = {} } = tools;
  const { shards = workerShardsDefault, callsPerShard = callsPerShardDefault } = options;
  const byHost = new Map<string, HostPace>();
  return new Map(platforms.map(({ name, baseUrl }) => {
    const { host } = new URL(baseUrls?.[name] ?? baseUrl);
    const pace = byHost.get(host) ?? createPace({
      rules,
      most: shards * callsPerShard,
      nowMs: () => rules.readMs(clock),
      onChange: (limit) => onEvent({ kind: "pace", host, limit }),
    });
    byHost.set(host, pace);
    return [name, pace];
  }));
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
    paces: createPaces(tools, onEvent),
    stopping,
    onEvent,
  };
}

/** 60 random bits: no two starts of any workers share them. */
function randomName(random: () => number): string {
  const part = () => Math.floor(random() * 2 ** 30).toString(32).padStart(6, "0");
  return part() + part();
}
