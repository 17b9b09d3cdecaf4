/** What is checked of every request, and said with every answer, whatever the route. */
import type { z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { type Fault, ProblemError } from "../_errors.ts";
import type { HttpContext, HttpEnv } from "./context.ts";

/**
 * A server without keys answers only for names of this machine: a foreign site whose name was made to point here (DNS rebinding)
 * would otherwise read it through somebody's browser.
 */
export const checkHost: MiddlewareHandler<HttpEnv> = async (context, next) => {
  if (!isLoopback(new URL(context.req.url).hostname)) {
    throw new ProblemError("misdirected", "Without keys this server answers only for localhost and loopback addresses");
  }
  await next();
};

/**
 * Nothing is changed without a key for a page of another site, port or scheme: a browser says with each request from where it comes
 * (Fetch Metadata, and Origin where it is older). What is no browser says neither and is let in.
 */
export function checkSite(context: HttpContext): void {
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const isOwn = (site === undefined || site === "same-origin" || site === "none") &&
    (origin === undefined || origin === new URL(context.req.url).origin);
  if (isOwn) return;
  throw new ProblemError(
    "foreign-site",
    "Without a key only this server's own page and programs on this machine may edit",
  );
}

/** Whether a host name or address can only mean this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** A body that is not JSON is refused by name rather than read as nothing. */
export const checkMediaType: MiddlewareHandler<HttpEnv> = async (context, next) => {
  const type = context.req.header("content-type");
  if (["POST", "PATCH", "PUT"].includes(context.req.method) && !/^application\/json\s*(;|$)/i.test(type ?? "")) {
    throw new ProblemError("unsupported-media-type", `It needs "Content-Type: application/json", found ${quote(type)}`);
  }
  await next();
};

/** Answers are for the caller, not for other sites' scripts, frames or caches. No CORS header: other origins are refused. */
export function secureHeaders(context: HttpContext): void {
  const { headers } = context.res;
  headers.set("x-request-id", context.var.requestId);
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
}

/** Names every field that is wrong. */
export function describeFaults(error: z.ZodError, target: string): Fault[] {
  const place = ({ json: "body", param: "path", query: "query" } as const)[target] ?? "body";
  return error.issues.flatMap(({ path, message, ...issue }) => {
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((each) => ({ in: place, pointer: writePointer(each), detail: message }));
  });
}

/** JSON pointer as a URI fragment (RFC 6901, section 6). */
function writePointer(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1")));
  return ["#", ...parts].join("/");
}

function quote(text: string | undefined): string {
  return text === undefined ? "none" : `"${text.slice(0, 80)}"`;
}
