/**
 * What runs on Deno Deploy, without what only exists there: `deploy.ts` hands in database and secrets, tests hand in others. A
 * deployment has many processes at a time, all over one database; none keeps anything of its own that matters.
 */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { TickReport } from "../../core/crawl/schedule.ts";
import { readMasterKeys } from "../../core/crawl/allowances/secrets.ts";
import type { Sink } from "../../core/crawl/sink.ts";
import { runWorker } from "../../core/crawl/worker/worker.ts";
import { platforms } from "../../core/platforms/mod.ts";
import type { App } from "../http/app.ts";
import { DenoKvStore, type KvDatabase } from "./deno_kv_store.ts";
import { openKvKeys } from "./kv_keys.ts";
import { createCrawlServer } from "./mod.ts";
import { openCrawl } from "./open.ts";

export interface DeploymentOptions {
  readonly database: KvDatabase;
  /** `ASTERISM_MASTER_KEY` and `ASTERISM_ADMIN_KEY`. */
  readonly secrets: { readonly masterKey: string | undefined; readonly adminKey: string | undefined };
  /** Where ticks write what they fetch themselves; left out, they fetch nothing, and workers do. */
  readonly sink?: Sink;
  /** How platforms are called; the edge's own when left out. */
  readonly fetch?: typeof fetch;
}

export interface Deployment {
  readonly app: App;
  readonly coordinator: Coordinator;
  /** What cron calls, once a minute or twice, late or never: it does what is due, and works a slice of it where there is a sink. */
  readonly tick: () => Promise<TickReport & { readonly pages: number }>;
}

/** @throws {UsageError} If a secret is none. */
export async function openDeployment(
  { database, secrets, sink, fetch = globalThis.fetch }: DeploymentOptions,
): Promise<Deployment> {
  const store = new DenoKvStore(database);
  const { masterKey, adminKey } = secrets;
  const coordinator = await openCrawl(store, masterKey === undefined ? [] : readMasterKeys(masterKey));
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const keyBook = await openKvKeys(store, { now: Date.now, random, adminKey });
  const app = createCrawlServer({
    coordinator,
    keyBook,
    keys: keyBook,
    open: false,
    clock: () => performance.now(),
    sleep,
    logger: (entry) => entry.status >= 500 && console.error(JSON.stringify(entry)),
  });
  return {
    app,
    coordinator,
    async tick() {
      const report = await coordinator.tick();
      return { ...report, pages: sink === undefined ? 0 : await workSlice(coordinator, { sink, fetch }) };
    },
  };
}

/** The same worker as on any machine, for so long as is left of the minute. @returns How many pages count now. */
async function workSlice(leases: Coordinator, tools: { sink: Sink; fetch: typeof fetch }): Promise<number> {
  const { pages } = await runWorker({
    ...tools,
    leases,
    workerId: "tick",
    platforms: Object.values(platforms),
    clock: { now: Date.now, monotonic: () => performance.now() },
    random: Math.random,
    sleep,
    signal: new AbortController().signal,
    options: { once: true, budgetMs: sliceMsMax },
  });
  return pages;
}

/** Cron comes each minute, and what is under way when a slice ends takes some seconds more. */
const sliceMsMax = 40_000;

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
