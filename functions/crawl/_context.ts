/** What the handlers of crawl routes can see, and what their routes have in common. */
import type { MiddlewareHandler } from "hono";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { crawlBodyBytesMax } from "../../core/limits.ts";
import type { Scope } from "../../core/workspace/keys.ts";
import { access } from "../http/access.ts";
import type { HttpEnv, HttpOptions } from "../http/context.ts";
import { bodyProblems, commonProblems, problems } from "../http/route.ts";
import type { KeyBook } from "./kv_keys.ts";

export interface CrawlOptions extends HttpOptions {
  readonly coordinator: Coordinator;
  /** Keys that can be made and taken back over HTTP; left out where a workspace keeps them. */
  readonly keyBook?: KeyBook;
  /** Resolves after so many ms, or when the signal says so. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Ends streams of events, so that the server can end. */
  readonly ending?: AbortSignal;
}

export type CrawlEnv = HttpEnv<CrawlOptions>;

/** Part of a route for those who order, watch and pay. Never without a key, also on an open server: it spends quota and money. */
export function managing(options: { bodyBytesMax?: number } = {}) {
  return access("crawl:admin", { opened: false, ...options });
}

/** Part of a route for workers. What it answers may hold the secret of a platform token: nobody may keep it. */
export function working() {
  const scope: Scope = "crawl:work";
  const { security, middleware } = access(scope, { bodyBytesMax: crawlBodyBytesMax });
  return { security, middleware: [...middleware, keepNowhere] };
}

const keepNowhere: MiddlewareHandler<CrawlEnv> = async (context, next) => {
  await next();
  context.res.headers.set("cache-control", "no-store");
};

/** Bad answers of a route without a body, of one with. */
export const crawlProblems = { ...commonProblems, ...problems("not-found") };
export const crawlBodyProblems = { ...commonProblems, ...bodyProblems };
