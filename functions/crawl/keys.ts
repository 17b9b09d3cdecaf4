/** `POST·GET /v1/crawl/keys` and `DELETE /v1/crawl/keys/{id}`: the keys of workers and of those who order, where no workspace has them. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { KeyRecord } from "../../core/workspace/keys.ts";
import { ProblemError } from "../_errors.ts";
import { answer } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, type CrawlOptions, crawlProblems, managing } from "./_context.ts";
import { idParameter } from "./_parameters.ts";
import type { KeyBook } from "./kv_keys.ts";
import { KeyListSchema, KeyRequestSchema, KeySchema, NewKeySchema } from "./token_schemas.ts";

const tags = ["crawl"];

const createKeyRoute = createRoute({
  ...managing(),
  method: "post",
  path: "/v1/crawl/keys",
  operationId: "createKey",
  tags,
  summary: "Make an API key; its text is in this one answer and nowhere else",
  request: { body: { required: true, content: { "application/json": { schema: KeyRequestSchema } } } },
  responses: { 201: answer(NewKeySchema, "It is good from now on"), ...crawlBodyProblems },
});

const listRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/keys",
  operationId: "getKeys",
  tags,
  summary: "API keys, also those that count no longer",
  responses: { 200: answer(KeyListSchema, "The keys"), ...crawlProblems },
});

const revokeRoute = createRoute({
  ...managing(),
  method: "delete",
  path: "/v1/crawl/keys/{id}",
  operationId: "revokeKey",
  tags,
  summary: "Take an API key back; it is refused from the next second on",
  request: { params: z.object({ id: idParameter("Id of the key") }) },
  responses: { 200: answer(KeySchema, "It counts no longer"), ...crawlProblems },
});

export function addKeys(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(createKeyRoute, async (context) => {
    const { name, scopes, expires } = context.req.valid("json");
    const request = { name, scopes, expires: expires === undefined ? undefined : new Date(expires) };
    const { text, key } = await keyBookOf(context.var.options).create(request);
    context.header("cache-control", "no-store");
    return context.json({ ...describe(key), key: text }, 201);
  });
  api.openapi(listRoute, async (context) => {
    return context.json({ keys: (await keyBookOf(context.var.options).list()).map(describe) }, 200);
  });
  api.openapi(revokeRoute, async (context) => {
    const key = await keyBookOf(context.var.options).revoke(context.req.valid("param").id);
    return context.json(describe(key), 200);
  });
}

function keyBookOf({ keyBook }: CrawlOptions): KeyBook {
  if (keyBook !== undefined) return keyBook;
  throw new ProblemError("not-found", "The keys of this server are kept in its workspace: asterism keys create NAME");
}

function describe({ hash: _hash, ...key }: KeyRecord): Omit<KeyRecord, "hash"> {
  return key;
}
