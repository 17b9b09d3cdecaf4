/** What the routes of the read API have in common: they need a network to answer from. */
import type { MiddlewareHandler } from "hono";
import { UnavailableError } from "../../core/errors.ts";
import type { Scope } from "../../core/workspace/keys.ts";
import { access } from "../http/access.ts";
import { checkMediaType } from "../http/guards.ts";
import { answerUnchanged } from "./_conditional.ts";
import type { ApiEnv } from "./_context.ts";

/** Part of a route that asks the network: without one it is 503, and an answer that the caller has already is 304. */
export function answering(scope: Scope) {
  const { security, middleware } = access(scope);
  return { security, middleware: [...middleware, checkMediaType, requireAnswers, answerUnchanged] };
}

/**
 * The same for a route that changes what people say about communities. On an open server everybody on this machine may, for whom it
 * was opened; but not a foreign site that a browser on this machine happens to show.
 */
export function editing() {
  const { security, middleware } = access("admin", { opened: true });
  return { security, middleware: [...middleware, checkMediaType, requireAnswers] };
}

const requireAnswers: MiddlewareHandler<ApiEnv> = async (context, next) => {
  const answers = context.var.options.answers();
  if (answers === undefined) throw new UnavailableError(notReady, 1);
  context.set("answers", answers);
  await next();
};

/** Why there is no answer while no network is loaded. */
export const notReady = "No network with signatures is loaded yet";
