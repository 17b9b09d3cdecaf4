/** The crawl as it is meant: a coordinator over a store, workers that make the calls, a sink; all in this process. */
import { gunzipSync } from "node:zlib";
import type { JobStatus } from "../../core/crawl/job.ts";
import { MemoryStore } from "../../core/crawl/memory_store.ts";
import { openAllowances } from "../../core/crawl/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/open_coordinator.ts";
import { steadyClock } from "../../core/crawl/steady_clock.ts";
import { runWorker } from "../../core/crawl/worker.ts";
import type { JobOperation, Platform } from "../../core/platforms/platform.ts";
import type { ConnectionRow } from "../../core/platforms/rows.ts";
import { sleepFor } from "../commands/worker.ts";

export interface WorkersCrawl {
  readonly status: JobStatus;
  /** Of pages that count. */
  readonly connections: readonly ConnectionRow[];
}

export async function crawlByWorkers(
  platform: Platform,
  accounts: readonly string[],
  options: { operation: JobOperation; baseUrl: string; workers: number },
): Promise<WorkersCrawl> {
  const { operation, baseUrl, workers } = options;
  const store = new MemoryStore();
  const clock = steadyClock(Date.now, () => performance.now());
  const tools = { store, platforms: [platform], clock, random: Math.random };
  const coordinator = openCoordinator({ ...tools, allowances: openAllowances({ ...tools, secrets: null }) });
  const objects = new Map<string, Uint8Array>();
  const stopping = new AbortController();
  try {
    const job = await coordinator.createJob({ platform: platform.name, operation, accounts });
    const working = Array.from({ length: workers }, (_, index) =>
      runWorker({
        leases: coordinator,
        workerId: `worker ${index}`,
        platforms: [platform],
        fetch,
        sink: { description: "memory", write: (name, bytes) => Promise.resolve(void objects.set(name, bytes)) },
        clock: { now: Date.now, monotonic: () => performance.now() },
        random: Math.random,
        sleep: sleepFor,
        signal: stopping.signal,
        baseUrls: { [platform.name]: baseUrl },
      }));
    const finished = (async () => {
      for (;;) {
        const status = await coordinator.readJob(job.id);
        if (status.state !== "active" || stopping.signal.aborted) return status;
        await sleepFor(50, stopping.signal);
      }
    })();
    await Promise.race([finished, Promise.all(working)]); // a worker that fails ends it all
    stopping.abort();
    await Promise.all(working);
    const status = await finished;
    const counted = new Set<string>();
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const { pages, next } = await coordinator.listPages(job.id, { cursor });
      for (const { page } of pages) counted.add(page);
      cursor = next;
    }
    const rows = [...objects].filter(([name]) => name.includes("/connections-")).flatMap(([, bytes]) =>
      new TextDecoder().decode(gunzipSync(bytes)).trimEnd().split("\n")
        .map((line): ConnectionRow & { page: string } => JSON.parse(line))
    );
    return { status, connections: rows.filter(({ page }) => counted.has(page)) };
  } finally {
    stopping.abort();
    store.close();
  }
}
