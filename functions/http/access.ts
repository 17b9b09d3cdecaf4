/**
 * Who may ask what, and how much they may send. Every route declares a scope with `access()`; `checkScopesDeclared()` refuses an
 * app that has a route without one, so that a forgotten line fails at start and not in the open.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { requestBodyBytesMax } from "../../core/limits.ts";
import { allows, type Scope } from "../../core/workspace/keys.ts";
import { ProblemError } from "../_errors.ts";
import type { HttpContext, HttpEnv } from "./context.ts";
import { checkSite } from "./guards.ts";

export interface AccessOptions {
  /** Whether an open server lets in without a key: who only reads, unless told otherwise. */
  readonly opened?: boolean;
  /** Most bytes of a body. */
  readonly bodyBytesMax?: number;
}

/** Part of a route's definition: the scope a caller must have; `public` = everybody. */
export function access(scope: Scope | "public", options: AccessOptions = {}) {
  const { opened = scope === "read", bodyBytesMax = requestBodyBytesMax } = options;
  return {
    security: scope === "public" ? [] : [{ key: [scope] }],
    middleware: [requireScope(scope, { opened }), limitBody(bodyBytesMax)],
  };
}

/** @throws {TypeError} If the app has a route that declares no scope. */
export function checkScopesDeclared(app: OpenAPIHono<HttpEnv>): void {
  const declared = new Set<string>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path, security } = definition.route;
    if (security !== undefined) declared.add(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`);
  }
  for (const { method, path } of app.routes) {
    if (method !== "ALL" && !declared.has(`${method} ${path}`)) {
      throw new TypeError(`Cannot serve ${method} ${path}: needed a declared scope, found none`);
    }
  }
}

function requireScope(scope: Scope | "public", { opened }: { opened: boolean }): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    if (scope !== "public") await checkAccess(context, { scope, opened });
    await next();
  };
}

/** A key that is shown must be good, even where none is needed: whoever shows one wants it to count. */
async function checkAccess(
  context: HttpContext,
  { scope, opened }: { scope: Scope; opened: boolean },
): Promise<void> {
  const { keys, open } = context.var.options;
  const header = context.req.header("authorization");
  if (header === undefined) {
    if (open && opened) return scope === "read" ? undefined : checkSite(context);
    throw refusal(401, `It needs an API key with scope ${scope}: "Authorization: Bearer ast_…"`, challenge);
  }
  const text = /^Bearer +([!-~]+) *$/i.exec(header)?.[1];
  if (text === undefined) {
    throw refusal(401, 'It needs "Authorization: Bearer ast_…"', `${challenge}, error="invalid_request"`);
  }
  const check = await keys.verify(text);
  if (check.state !== "valid") throw refusal(401, reasons[check.state], `${challenge}, error="invalid_token"`);
  if (!allows(check.key.scopes, scope)) {
    const detail = `It needs a key with scope ${scope}; this one has ${check.key.scopes.join(", ")}`;
    throw refusal(403, detail, `${challenge}, error="insufficient_scope", scope="${scope}"`);
  }
  context.set("key", check.key);
}

/** Other methods have no body that anybody would read. */
const methodsWithBody = ["POST", "PUT", "PATCH"];

export function limitBody(bytesMax: number): MiddlewareHandler<HttpEnv> {
  const limit = bodyLimit({
    maxSize: bytesMax,
    onError: () => {
      throw new ProblemError("too-large", `A body may have ${bytesMax} bytes`);
    },
  });
  return (context, next) => methodsWithBody.includes(context.req.method) ? limit(context, next) : next();
}

const challenge = 'Bearer realm="asterism"';
const reasons = {
  malformed: "This is not an API key: one is ast_ and 49 letters and digits",
  mistyped: "This API key was mistyped or cut: its checksum is wrong",
  unknown: "This server does not know this API key",
  expired: "This API key has expired",
  revoked: "This API key was taken back",
} as const;

function refusal(status: 401 | 403, detail: string, authenticate: string): ProblemError {
  const kind = status === 401 ? "unauthenticated" : "forbidden";
  return new ProblemError(kind, detail, { headers: { "www-authenticate": authenticate } });
}
