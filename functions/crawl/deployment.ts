/**
 * What runs on Deno Deploy, without what only exists there: `deploy.ts` hands in database and secrets, tests hand in others. A
 * deployment has many processes at a time, all over one database; none keeps anything of its own that matters.
 */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { TickReport } from "../../core/crawl/schedule.ts";
import { readMasterKeys } from "../../core/crawl/secrets.ts";
import type { App } from "../http/app.ts";
import { DenoKvStore, type KvDatabase } from "./deno_kv_store.ts";
import { openKvKeys } from "./kv_keys.ts";
import { createCrawlServer } from "./mod.ts";
import { openCrawl } from "./open.ts";

export interface DeploymentOptions {
  readonly database: KvDatabase;
  /** `ASTERISM_MASTER_KEY` and `ASTERISM_ADMIN_KEY`. */
  readonly secrets: { readonly masterKey: string | undefined; readonly adminKey: string | undefined };
}

export interface Deployment {
  readonly app: App;
  readonly coordinator: Coordinator;
  /** What cron calls, once a minute or twice, late or never: it does what is due. */
  readonly tick: () => Promise<TickReport>;
}

/** @throws {UsageError} If a secret is none. */
export async function openDeployment({ database, secrets }: DeploymentOptions): Promise<Deployment> {
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
  return { app, coordinator, tick: () => coordinator.tick() };
}

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
