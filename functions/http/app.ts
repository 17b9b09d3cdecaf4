/**
 * The one Hono app of a server, whatever parts it has: errors as problems, ids, log, headers, health, the OpenAPI document. A part is
 * a Hono app of its own with its routes; here they become one, with one document.
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import { describeError, ProblemError, writeProblem } from "../_errors.ts";
import { checkScopesDeclared } from "./access.ts";
import type { HttpContext, HttpEnv, HttpOptions } from "./context.ts";
import { addDocs } from "./docs.ts";
import { checkHost, describeFaults, secureHeaders } from "./guards.ts";
import { addHealth } from "./health.ts";

export type App = OpenAPIHono<HttpEnv>;

/**
 * Makes a server's app. Every answer that is not a success is `application/problem+json`.
 * @param options Seen by every handler; holds what the parts need.
 * @param addParts Adds the parts: `(app) => app.route("/", part)`.
 * @throws {TypeError} If a route declares no scope.
 */
export function createApp(options: HttpOptions, addParts: (app: App) => void): App {
  const app = new OpenAPIHono<HttpEnv>({
    defaultHook: (result, context) => {
      if (result.success) return;
      const errors = describeFaults(result.error, result.target);
      return problem(context, new ProblemError("invalid", errors[0].detail, { errors }));
    },
  });
  app.onError((error, context) => problem(context, error));
  app.notFound((context) => problem(context, describeMissing(app, context)));

  app.use(async (context, next) => {
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
  if (options.open) app.use(checkHost);

  addParts(app);
  addHealth(app);
  addDocs(app);
  checkScopesDeclared(app);
  return app;
}

/** Whether a path is the API's to answer, however it is written: `//v1/…` and `/V1/…` are ours to refuse, not the page's to serve. */
export function isApiPath(path: string): boolean {
  return /^[\\/]*(v\d+|docs(\.css)?|openapi\.json|healthz|readyz|metrics)([\\/%]|$)/i.test(path);
}

function problem(context: HttpContext, error: unknown): Response {
  const { unexpected, kind, ...rest } = describeError(error);
  if (unexpected) context.set("error", error instanceof Error ? error.stack ?? error.message : String(error));
  return writeProblem(kind, { ...rest, requestId: context.var.requestId });
}

/** A known path with another method is 405 and says which are offered; anything else is 404. */
function describeMissing(app: App, context: HttpContext): ProblemError {
  const { pathname } = new URL(context.req.url);
  const methods = new Set<string>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const pattern = definition.route.path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
    if (new RegExp(`^${pattern}$`).test(pathname)) methods.add(definition.route.method.toUpperCase());
  }
  if (methods.has("GET")) methods.add("HEAD");
  if (methods.size === 0) return new ProblemError("not-found", "There is no such route; /docs lists all");
  const allow = [...methods].join(", ");
  return new ProblemError("method-not-allowed", `It offers ${allow}`, { headers: { allow } });
}
