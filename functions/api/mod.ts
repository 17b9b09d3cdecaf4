/** The read API (DESIGN 13): one file per resource. It is handed its answers and keys and opens nothing itself. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { type App, createApp } from "../http/app.ts";
import type { ApiEnv, ApiOptions } from "./_context.ts";
import { addAccounts } from "./accounts.ts";
import { addChanges } from "./changes.ts";
import { addCommunities } from "./communities.ts";
import { addEdits } from "./edits.ts";
import { addExpansion } from "./expansion.ts";
import { addExports } from "./exports.ts";
import { addMap } from "./map.ts";
import { addOverlap } from "./overlap.ts";
import { addReadiness } from "./readiness.ts";
import { addSearch } from "./search.ts";
import { addSimilarity } from "./similarity.ts";

export type { ApiOptions } from "./_context.ts";

/** A server of the read API alone. */
export function createApi(options: ApiOptions): App {
  return createApp(options, (app) => app.route("/", readApi()));
}

/** The read API as a part of a server whose options are `ApiOptions` at least. */
export function readApi(): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>();
  addSearch(api);
  addAccounts(api);
  addSimilarity(api);
  addOverlap(api);
  addCommunities(api);
  addMap(api);
  addExports(api);
  addEdits(api);
  addChanges(api);
  addExpansion(api);
  addReadiness(api);
  return api;
}
