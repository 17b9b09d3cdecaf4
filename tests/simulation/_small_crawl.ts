/** A crawl of a small society from beginning to end in this process: the real coordinator and worker against the simulator, no faults. */
import { openAllowances } from "../../core/crawl/allowances/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/jobs/open_coordinator.ts";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { JobRequest } from "../../core/crawl/job.ts";
import { MemoryStore } from "../../core/crawl/store/memory_store.ts";
import type { Secrets } from "../../core/crawl/allowances/secrets.ts";
import type { Sink } from "../../core/crawl/sink.ts";
import { runWorker } from "../../core/crawl/worker/worker.ts";
import { platforms } from "../../core/platforms/mod.ts";
import { createRandom } from "../../scripts/_random.ts";
import { createSimulator, type PlatformName } from "../../scripts/simulator/simulator.ts";
import type { Society } from "../../scripts/simulator/society.ts";
import { VirtualTime } from "../unit/crawl/worker/_virtual_time.ts";

export interface SmallCrawl {
  readonly society: Society;
  readonly platform: PlatformName;
  readonly jobs: readonly Omit<JobRequest, "platform">[];
  readonly seed: number;
  /** Gets the objects of each job when that has ended. */
  readonly sink: Sink;
  /** Leases and calls side by side; 1 makes the order of everything certain. */
  readonly width?: number;
}

/** The instant at which it begins. */
export const crawledMs = Date.UTC(2026, 10, 15, 12);

/** Runs the jobs to their end. @returns The coordinator, and the ids of the jobs in their order. */
export async function crawlSmall(crawl: SmallCrawl): Promise<{ coordinator: Coordinator; jobs: string[] }> {
  const { society, platform, seed, sink, width = 8 } = crawl;
  // Each has its own numbers: what one draws does not change what another does.
  const [random, forSimulator, forWorker] = [0, 1, 2].map((part) => createRandom(seed + part));
  let forIds = createRandom(seed);
  const time = new VirtualTime();
  const clock = { now: () => crawledMs + time.clock.monotonic(), monotonic: time.clock.monotonic };
  const secret = "simulated-secret-0123456789";
  const simulator = createSimulator({
    society,
    clock,
    random: forSimulator,
    tokens: [{ platform, name: "one", secret, app: "app" }],
  });
  const shared = { store: new MemoryStore(), platforms: Object.values(platforms), clock, random };
  const newId = () => Array.from({ length: 32 }, () => Math.floor(forIds() * 16).toString(16)).join("");
  const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  const allowances = openAllowances({ ...shared, randomBytes, secrets: plainSecrets });
  const coordinator = openCoordinator({ ...shared, allowances, newId });
  if (platforms[platform].needsCredential) {
    await coordinator.addToken({ platform, app: "app", name: "one", secret });
  }
  const jobs: string[] = [];
  for (const [index, job] of crawl.jobs.entries()) {
    forIds = createRandom(seed + 10 + index);
    const { id } = await coordinator.createJob({ ...job, platform });
    jobs.push(id);
    const objects: [string, Uint8Array][] = [];
    const working = runWorker({
      leases: coordinator,
      workerId: "w1",
      platforms: Object.values(platforms),
      fetch: simulator.fetch as typeof fetch,
      // Kept until time has ended: a disk takes real time.
      sink: { description: "memory", write: (...object) => Promise.resolve(void objects.push(object)) },
      clock,
      random: forWorker,
      sleep: time.sleep,
      signal: new AbortController().signal,
      options: { once: true, shards: width, callsPerShard: width },
    });
    await time.run(working);
    for (const [name, bytes] of objects) await sink.write(name, bytes);
    const { state, totals } = await coordinator.readJob(id);
    if (state !== "finished") throw new Error(`job is ${state} with ${JSON.stringify(totals)} (seed ${seed})`);
  }
  return { coordinator, jobs };
}

/** Stands for encryption, which is tested by itself. */
const plainSecrets: Secrets = {
  version: 1,
  encrypt: (text) => Promise.resolve({ version: 1, nonce: new Uint8Array(12), bytes: new TextEncoder().encode(text) }),
  decrypt: ({ bytes }) => Promise.resolve(new TextDecoder().decode(bytes)),
};
