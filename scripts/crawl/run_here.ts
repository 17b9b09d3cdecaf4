/** Works jobs in this process: worker loop, live view, a clean pause on Ctrl-C. */
import type { Coordinator, Leases } from "../../core/crawl/coordinator.ts";
import { runWorker } from "../../core/crawl/worker/worker.ts";
import { type Platform, platforms } from "../../core/platforms/mod.ts";
import type { Context } from "../_command.ts";
import { openFolderSink } from "../_sink_folder.ts";
import { sleepFor } from "../commands/worker.ts";
import type { Crawl } from "./connect.ts";
import { mayReach, requireNet } from "./connect.ts";
import { nextCommand } from "./describe.ts";
import { hasEnded, pause, watchJobs } from "./watch.ts";

/** Name under which leases of this process stand. */
const workerId = "here";

/**
 * Sees jobs through to their end: works them itself, or watches those who do. Ctrl-C pauses what this process works.
 * @returns Whether all have ended.
 */
export async function workJobs(context: Context, crawl: Crawl, jobs: readonly string[]): Promise<boolean> {
  const { coordinator, url } = crawl;
  if (url !== null) {
    context.note(`Ordered at ${url}; workers there do the work. Ctrl-C ends the watching, not the crawl`);
    const ended = await watchJobs(context, coordinator, jobs);
    if (!ended) {
      context.note(`It goes on; look at it with ${nextCommand(`crawl status ${jobs[0]} --coordinator ${url}`)}`);
    }
    return ended;
  }
  for (const id of jobs) {
    const { platform } = await coordinator.readJob(id);
    await requireNet(new URL(crawl.baseUrls[platform] ?? platforms[platform].baseUrl));
  }
  const ended = await withWorker(context, crawl, () => watchJobs(context, coordinator, jobs));
  if (ended) return true;
  await pauseJobs(context, coordinator, jobs);
  return false;
}

/** Works whatever there is to do for so long, or until Ctrl-C. */
export async function workFor(context: Context, crawl: Crawl, lengthMs: number): Promise<void> {
  await withWorker(context, crawl, async () => {
    const end = performance.now() + lengthMs;
    while (performance.now() < end) {
      const { jobs } = await crawl.coordinator.listJobs({ limit: 100 });
      if (jobs.every(({ state }) => state !== "active")) return;
      if (!await pause(Math.min(500, Math.max(0, end - performance.now())), context.signal)) return;
    }
  });
}

/**
 * Runs a worker beside `act`; it stops when that has ended, and what it does not survive ends `act` too.
 * It works for the platforms that this process may reach.
 */
export async function withWorker<T>(
  context: Pick<Context, "signal">,
  { coordinator, sinkFolder, baseUrls }: Crawl,
  act: () => Promise<T>,
): Promise<T> {
  if (sinkFolder === null) return await act();
  const reachable: Platform[] = [];
  for (const platform of Object.values(platforms)) {
    if (await mayReach(new URL(baseUrls[platform.name] ?? platform.baseUrl))) reachable.push(platform);
  }
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  context.signal.addEventListener("abort", stop);
  const working = runWorker({
    leases: impatient(coordinator),
    workerId,
    platforms: reachable,
    fetch,
    sink: openFolderSink(sinkFolder),
    clock: { now: Date.now, monotonic: () => performance.now() },
    random: Math.random,
    sleep: sleepFor,
    signal: stopping.signal,
    baseUrls,
  });
  try {
    // A worker that ends before it is told to has failed.
    const failed = working.then(() => new Promise<never>(() => {}));
    return await Promise.race([act(), failed]);
  } finally {
    stop();
    context.signal.removeEventListener("abort", stop);
    await working.catch(() => {});
  }
}

/** Asks again soon where there is nothing to do: in one process a question costs nothing, and the next job may be there already. */
function impatient(leases: Leases): Leases {
  return {
    renew: leases.renew,
    commitPages: leases.commitPages,
    finish: leases.finish,
    async lease(worker, request) {
      const answer = await leases.lease(worker, request);
      return { ...answer, waitMs: Math.min(answer.waitMs, idleWaitHereMs) };
    },
  };
}
const idleWaitHereMs = 250;

/** What was under way is committed; the rest waits. */
export async function pauseJobs(context: Context, coordinator: Coordinator, jobs: readonly string[]): Promise<void> {
  const waiting = [];
  for (const id of jobs) {
    const { state } = await coordinator.readJob(id);
    if (state === "active") await coordinator.changeJob(id, "paused");
    if (!hasEnded({ state })) waiting.push(id);
  }
  context.note(`Paused; nothing is lost. Go on with ${nextCommand(["crawl resume", ...waiting].join(" "))}`);
}
