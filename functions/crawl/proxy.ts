/** Crawl questions handed on to a coordinator elsewhere, with the key of whoever asks: it decides, this server adds no right of its own. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { readCoordinatorAddress } from "../../core/crawl/http_client.ts";
import { UnavailableError } from "../../core/errors.ts";
import { crawlBodyBytesMax } from "../../core/limits.ts";
import { limitBody } from "../http/access.ts";
import type { HttpEnv } from "../http/context.ts";
import { crawlApi } from "./mod.ts";

/**
 * The crawl as a part of a server that has none: the same routes in the same document, answered by the coordinator at that address.
 * @throws {UsageError} If the address is neither https nor on this machine.
 */
export function proxyCrawl(
  address: string,
  { fetch }: { fetch: (request: Request) => Promise<Response> },
): OpenAPIHono<HttpEnv> {
  const base = readCoordinatorAddress(address);
  const forward: MiddlewareHandler<HttpEnv> = async ({ req }) => {
    const { pathname, search } = new URL(req.url);
    const hasBody = req.raw.body !== null;
    const late = new AbortController();
    const request = new Request(base + pathname + search, {
      method: req.method,
      headers: pick(req.raw.headers, forwardedHeaders),
      body: hasBody ? await req.arrayBuffer() : undefined,
      // A key goes where it was meant for and no further.
      redirect: "error",
      signal: late.signal,
    });
    // Until it begins to answer: a stream of events may go on for days.
    const timer = setTimeout(() => late.abort(), answerMsMax);
    const answer = await fetch(request).catch(() => {
      throw new UnavailableError("The coordinator of crawls cannot be reached", retryAfterSeconds);
    }).finally(() => clearTimeout(timer));
    return new Response(answer.body, { status: answer.status, headers: pick(answer.headers, answeredHeaders) });
  };
  const api = new OpenAPIHono<HttpEnv>();
  // Before the routes, which are here for the document alone.
  api.use("/v1/crawl/*", limitBody(crawlBodyBytesMax), forward);
  api.route("/", crawlApi());
  return api;
}

const retryAfterSeconds = 5;
const answerMsMax = 30_000;
const forwardedHeaders = ["accept", "authorization", "content-type", "idempotency-key", "last-event-id"];
const answeredHeaders = ["allow", "cache-control", "content-type", "retry-after", "www-authenticate"];

function pick(headers: Headers, names: readonly string[]): Headers {
  return new Headers([...headers].filter(([name]) => names.includes(name)));
}
