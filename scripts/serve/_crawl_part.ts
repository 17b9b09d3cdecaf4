/** The crawl as part of the HTTP process: its own, over a database that this process then has for itself, or that of a coordinator elsewhere. */
import type { Store } from "../../core/crawl/store/store.ts";
import { crawlApi, type CrawlOptions } from "../../functions/crawl/mod.ts";
import { openCrawl } from "../../functions/crawl/open.ts";
import { proxyCrawl } from "../../functions/crawl/proxy.ts";
import type { App } from "../../functions/http/app.ts";
import { openCrawlStore } from "../_crawl_store.ts";
import { findMasterKeys } from "../crawl/master_key.ts";
import { delay } from "./_delay.ts";
import type { EdgeOptions } from "./options.ts";

export interface CrawlPart {
  /** What its handlers need besides what every server has. */
  readonly options: Partial<CrawlOptions>;
  addTo(app: App): void;
  close(): void;
}

/**
 * @param ending Ends streams of events.
 * @throws {UnavailableError} If another process has the database.
 */
export async function openCrawlPart(crawl: EdgeOptions["crawl"], ending: AbortSignal): Promise<CrawlPart> {
  if (crawl === null) return { options: {}, addTo() {}, close() {} };
  if ("address" in crawl) {
    const part = proxyCrawl(crawl.address, { fetch: (request) => fetch(request) });
    return { options: {}, addTo: (app) => void app.route("/", part), close() {} };
  }
  const store: Store = await openCrawlStore(crawl.folder);
  // The supervisor has made one where there was none.
  const coordinator = await openCrawl(store, await findMasterKeys(crawl.folder, () => {}));
  return {
    options: { coordinator, ending, sleep: delay },
    addTo: (app) => void app.route("/", crawlApi()),
    close: () => store.close(),
  };
}
