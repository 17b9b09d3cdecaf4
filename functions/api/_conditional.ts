/**
 * "Has it changed?": an answer is the same as long as what is served and the question are, so both make its tag
 * and nothing has to be computed to say 304.
 */
import type { MiddlewareHandler } from "hono";
import { sha256 } from "../../core/workspace/digest.ts";
import { apiVersion } from "../http/version.ts";
import type { ApiEnv } from "./_context.ts";

export const answerUnchanged: MiddlewareHandler<ApiEnv> = async (context, next) => {
  if (context.req.method !== "GET" && context.req.method !== "HEAD") return await next();
  const { revision } = context.var.answers;
  const url = new URL(context.req.url);
  const digest = await sha256([apiVersion, revision, url.pathname, url.search].join("\n"));
  const tag = `"${digest.slice(0, 24)}"`;
  // The tag holds the question: whoever shows it got an answer to this very question.
  if (tagsOf(context.req.header("if-none-match")).includes(tag)) {
    return context.body(null, 304, { etag: tag, ...caching });
  }
  await next();
  if (context.res.status === 200) {
    for (const [name, value] of Object.entries({ etag: tag, ...caching })) context.res.headers.set(name, value);
  }
};

/** To be kept by the caller alone and asked about each time. */
const caching = { "cache-control": "private, no-cache", vary: "Authorization" };

function tagsOf(header: string | undefined): string[] {
  return (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
}
