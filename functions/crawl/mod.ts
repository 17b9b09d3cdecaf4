/** The crawl over HTTP (DESIGN 12 and 13): `core/crawl/coordinator.ts` on the wire, one file per resource. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { type App, createApp } from "../http/app.ts";
import type { CrawlEnv, CrawlOptions } from "./_context.ts";
import { addAccounts } from "./accounts.ts";
import { addBudgets } from "./budgets.ts";
import { addEvents } from "./events.ts";
import { addForecast } from "./forecast.ts";
import { addJobs } from "./jobs.ts";
import { addKeys } from "./keys.ts";
import { addLeases } from "./leases.ts";
import { addPages } from "./pages.ts";
import { addSchedules } from "./schedules.ts";
import { addTokens } from "./tokens.ts";

export type { CrawlOptions } from "./_context.ts";

/** A server of the crawl alone: the standalone coordinator, Deno Deploy. */
export function createCrawlServer(options: CrawlOptions): App {
  return createApp(options, (app) => app.route("/", crawlApi()));
}

/** The crawl as a part of a server whose options are `CrawlOptions` at least. */
export function crawlApi(): OpenAPIHono<CrawlEnv> {
  const api = new OpenAPIHono<CrawlEnv>();
  addForecast(api);
  addJobs(api);
  addAccounts(api);
  addPages(api);
  addEvents(api);
  addTokens(api);
  addBudgets(api);
  addSchedules(api);
  addKeys(api);
  addLeases(api);
  return api;
}
