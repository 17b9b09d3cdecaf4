/** The read API (DESIGN 13): one Hono app, one file per resource. It is handed its answers and keys and opens nothing itself. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { requestBodyBytesMax } from "../../core/limits.ts";
import { describeError, ProblemError, writeProblem } from "../_errors.ts";
import { checkScopesDeclared } from "./_access.ts";
import type { ApiContext, ApiEnv, ApiOptions } from "./_context.ts";
import { checkHost, describeFaults, secureHeaders } from "./_guards.ts";
import { addAccounts } from "./accounts.ts";
import { addChanges } from "./changes.ts";
import { addCommunities } from "./communities.ts";
import { addExpansion } from "./expansion.ts";
import { addDocs } from "./docs.ts";
import { addExports } from "./exports.ts";
import { addEdits } from "./edits.ts";
import { addHealth } from "./health.ts";
import { addMap } from "./map.ts";
import { addOverlap } from "./overlap.ts";
import { addSearch } from "./search.ts";
import { addSimilarity } from "./similarity.ts";

export { isLoopback } from "./_guards.ts";
export type { ApiEnv, ApiOptions, LogEntry } from "./_context.ts";

/**
 * Makes the API. Every answer that is not a success is `application/problem+json`.
 * @throws {TypeError} If a route declares no scope.
 */
export function createApi(options: ApiOptions): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, context) => {
      if (result.success) return;
      const errors = describeFaults(result.error, result.target);
      return problem(context, new ProblemError("invalid", errors[0].detail, { errors }));
    },
  });
  api.onError((error, context) => problem(context, error));
  api.notFound((context) => problem(context, describeMissing(api, context)));

  api.use(async (context, next) => {
    const startMs = options.clock();
    context.set("options", options);
    context.set("requestId", options.requestId?.() ?? crypto.randomUUID());
    // Hono hands errors to onError, but lets through whatever else is thrown.
    await next().catch((thrown) => context.res = problem(context, thrown));
    secureHeaders(context);
    options.logger?.({
      requestId: context.var.requestId,
      method: context.req.method,
      path: new URL(context.req.url).pathname,
      status: context.res.status,
      milliseconds: options.clock() - startMs,
      error: context.var.error,
    });
  });
  if (options.open) api.use(checkHost);
  api.use(bodyLimit({
    maxSize: requestBodyBytesMax,
    onError: () => {
      throw new ProblemError("too-large", `A body may have ${requestBodyBytesMax} bytes`);
    },
  }));

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
  addHealth(api);
  addDocs(api);
  checkScopesDeclared(api);
  return api;
}

/** Whether a path is the API's to answer, however it is written: `//v1/…` and `/V1/…` are ours to refuse, not the page's to serve. */
export function isApiPath(path: string): boolean {
  return /^[\\/]*(v\d+|docs(\.css)?|openapi\.json|healthz|readyz|metrics)([\\/%]|$)/i.test(path);
}

function problem(context: ApiContext, error: unknown): Response {
  const { unexpected, kind, ...rest } = describeError(error);
  if (unexpected) context.set("error", error instanceof Error ? error.stack ?? error.message : String(error));
  return writeProblem(kind, { ...rest, requestId: context.var.requestId });
}

/** A known path with another method is 405 and says which are offered; anything else is 404. */
function describeMissing(api: OpenAPIHono<ApiEnv>, context: ApiContext): ProblemError {
  const { pathname } = new URL(context.req.url);
  const methods = new Set<string>();
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const pattern = definition.route.path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
    if (new RegExp(`^${pattern}$`).test(pathname)) methods.add(definition.route.method.toUpperCase());
  }
  if (methods.has("GET")) methods.add("HEAD");
  if (methods.size === 0) return new ProblemError("not-found", "There is no such route; /docs lists all");
  const allow = [...methods].join(", ");
  return new ProblemError("method-not-allowed", `It offers ${allow}`, { headers: { allow } });
}
