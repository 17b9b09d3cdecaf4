/** A coordinator alone, in one process: crawl routes over HTTP, everything in one database file, keys too. */
import { InputError, UsageError } from "../../core/errors.ts";
import type { MasterKey } from "../../core/crawl/allowances/secrets.ts";
import { openKvKeys } from "../../functions/crawl/kv_keys.ts";
import { createCrawlServer } from "../../functions/crawl/mod.ts";
import { openCrawl } from "../../functions/crawl/open.ts";
import { isLoopback } from "../../functions/http/guards.ts";
import { openCrawlStore } from "../_crawl_store.ts";
import { delay } from "./_delay.ts";
import { describeListening, urlOf } from "./_listening.ts";

export interface CoordinatorOptions {
  /** Folder of the database; must exist. */
  readonly folder: string;
  readonly masterKeys: readonly MasterKey[];
  /** A key from outside that makes the first one; see `openKvKeys`. */
  readonly adminKey?: string;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Ends it: it answers what was asked and stops. */
  readonly signal: AbortSignal;
  /** Told once, when it can be asked; `keys` = how many let anybody in. */
  readonly onReady: (ready: { url: string; keys: number }) => void;
}

/**
 * Runs until the signal.
 * @throws {UsageError} If others than this machine could reach it and nobody could be let in.
 * @throws {UnavailableError} If another process has the database. @throws {InputError} If the address cannot be listened on.
 */
export async function runCoordinator(options: CoordinatorOptions): Promise<void> {
  const { folder, masterKeys, adminKey, host, port, signal, onReady } = options;
  const store = await openCrawlStore(folder);
  try {
    const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
    const keyBook = await openKvKeys(store, { now: Date.now, random, adminKey });
    const good = (await keyBook.list()).filter(({ revoked, expires }) =>
      revoked === null && (expires === null || Date.parse(expires) > Date.now())
    );
    const keys = good.length + (adminKey === undefined ? 0 : 1);
    if (keys === 0 && !isLoopback(host)) {
      throw new UsageError(`Cannot coordinate on ${host}: needed a key that callers can show, found none; ${firstKey}`);
    }
    const app = createCrawlServer({
      coordinator: await openCrawl(store, masterKeys),
      keyBook,
      keys: keyBook,
      open: false,
      clock: () => performance.now(),
      sleep: delay,
      ending: signal,
      logger: (entry) => entry.error !== undefined && console.error(JSON.stringify(entry)),
    });
    let server: Deno.HttpServer<Deno.NetAddr>;
    try {
      server = Deno.serve(
        { hostname: host, port, onListen: () => {/* told below */} },
        (request) => app.fetch(request),
      );
    } catch (error) {
      throw new InputError(describeListening(host, port, error));
    }
    onReady({ url: urlOf(host, server.addr.port), keys });
    await ended(signal);
    // What is under way is answered; whoever never ends is cut.
    const enough = new AbortController();
    await Promise.race([server.shutdown(), delay(drainMsMax, enough.signal)]);
    enough.abort();
  } finally {
    store.close();
  }
}

/** How to begin. */
export const firstKey =
  "make one with asterism coordinator --new-key, and start again with it in ASTERISM_ADMIN_KEY: it makes the others, " +
  "POST /v1/crawl/keys";

const drainMsMax = 5000;

async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
