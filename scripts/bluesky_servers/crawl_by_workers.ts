/** The crawl as it is meant: a coordinator over a store, workers that make the calls, a sink; all in this process. */
import { gunzipSync } from "node:zlib";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { JobStatus } from "../../core/crawl/job.ts";
import { MemoryStore } from "../../core/crawl/store/memory_store.ts";
import { openAllowances } from "../../core/crawl/allowances/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/jobs/open_coordinator.ts";
import { steadyClock } from "../../core/crawl/allowances/steady_clock.ts";
import { runWorker } from "../../core/crawl/worker/worker.ts";
import type { JobOperation, Platform } from "../../core/platforms/platform.ts";
import type { ConnectionRow } from "../../core/platforms/rows.ts";
import { sleepFor } from "../commands/worker.ts";

export interface WorkersCrawl {
  readonly status: JobStatus;
  /** Of pages that count. */
  readonly connections: readonly ConnectionRow[];
}

export interface WorkersCrawlOptions {
  readonly operation: JobOperation;
  readonly baseUrl: string;
  readonly workers: number;
  /** The same job so many times, one after the other, under the same quota. */
  readonly jobs?: number;
  /** Sent with each call: a session at a platform whose calls need no token. */
  readonly headers?: Readonly<Record<string, string>>;
}

export async function crawlByWorkers(
  platform: Platform,
  accounts: readonly string[],
  options: WorkersCrawlOptions,
): Promise<WorkersCrawl[]> {
  const { operation, baseUrl, workers, headers = {}, jobs = 1 } = options;
  const store = new MemoryStore();
  const clock = steadyClock(Date.now, () => performance.now());
  const tools = { store, platforms: [platform], clock, random: Math.random };
  const coordinator = openCoordinator({ ...tools, allowances: openAllowances({ ...tools, secrets: null }) });
  const objects = new Map<string, Uint8Array>();
  const stopping = new AbortController();
  try {
    const request = { platform: platform.name, operation, accounts };
    const ids: string[] = [];
    while (ids.length < jobs) ids.push((await coordinator.createJob(request)).id);
    const working = Array.from({ length: workers }, (_, index) =>
      runWorker({
        leases: coordinator,
        workerId: `worker ${index}`,
        platforms: [platform],
        fetch: (input, init) =>
          fetch(input, { ...init, headers: { ...init?.headers as Record<string, string>, ...headers } }),
        sink: { description: "memory", write: (name, bytes) => Promise.resolve(void objects.set(name, bytes)) },
        clock: { now: Date.now, monotonic: () => performance.now() },
        random: Math.random,
        sleep: sleepFor,
        signal: stopping.signal,
        baseUrls: { [platform.name]: baseUrl },
      }));
    const finished = (async () => {
      for (const id of ids) {
        while ((await coordinator.readJob(id)).state === "active" && !stopping.signal.aborted) {
          await sleepFor(50, stopping.signal);
        }
      }
    })();
    await Promise.race([finished, Promise.all(working)]); // a worker that fails ends it all
    stopping.abort();
    await Promise.all(working);
    return await Promise.all(ids.map(async (id) => ({
      status: await coordinator.readJob(id),
      connections: await readConnections(coordinator, id, objects),
    })));
  } finally {
    stopping.abort();
    store.close();
  }
}

/** The rows of a job's pages that count; others in the sink are left by the way. */
async function readConnections(
  coordinator: Coordinator,
  job: string,
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<ConnectionRow[]> {
  const counted = new Set<string>();
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { pages, next } = await coordinator.listPages(job, { cursor });
    for (const { page } of pages) counted.add(page);
    cursor = next;
  }
  const rows = [...objects].filter(([name]) => name.startsWith(`${job}/connections-`)).flatMap(([, bytes]) =>
    new TextDecoder().decode(gunzipSync(bytes)).trimEnd().split("\n")
      .map((line): ConnectionRow & { page: string } => JSON.parse(line))
  );
  return rows.filter(({ page }) => counted.has(page));
}
