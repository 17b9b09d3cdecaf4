/** `POST·GET /v1/crawl/tokens`, `DELETE /v1/crawl/tokens/{id}` and `POST /v1/crawl/tokens/rotate`: platform tokens, write-only. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { answer } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, crawlProblems, managing } from "./_context.ts";
import { idParameter } from "./_parameters.ts";
import { RotatedSchema, TokenListSchema, TokenRequestSchema, TokenStatusSchema } from "./token_schemas.ts";

const tags = ["crawl"];

const addRoute = createRoute({
  ...managing(),
  method: "post",
  path: "/v1/crawl/tokens",
  operationId: "addPlatformToken",
  tags,
  summary: "Add a platform token; its secret is encrypted at once and never shown again",
  request: { body: { required: true, content: { "application/json": { schema: TokenRequestSchema } } } },
  responses: { 201: answer(TokenStatusSchema, "It is used from now on"), ...crawlBodyProblems },
});

const listRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/tokens",
  operationId: "getPlatformTokens",
  tags,
  summary: "Platform tokens: state, quotas and money",
  responses: { 200: answer(TokenListSchema, "The tokens"), ...crawlProblems },
});

const retireRoute = createRoute({
  ...managing(),
  method: "delete",
  path: "/v1/crawl/tokens/{id}",
  operationId: "retirePlatformToken",
  tags,
  summary: "Retire a platform token: its secret is destroyed, work under way ends by itself",
  request: { params: z.object({ id: idParameter("Id of the platform token") }) },
  responses: { 200: answer(TokenStatusSchema, "It is retired"), ...crawlProblems },
});

const rotateRoute = createRoute({
  ...managing(),
  method: "post",
  path: "/v1/crawl/tokens/rotate",
  operationId: "rotatePlatformTokens",
  tags,
  summary: "Encrypt every platform token with the newest key; may be done while crawling, and again",
  responses: { 200: answer(RotatedSchema, "How many were changed"), ...crawlProblems },
});

export function addTokens(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(addRoute, async (context) => {
    return context.json(await context.var.options.coordinator.addToken(context.req.valid("json")), 201);
  });
  api.openapi(listRoute, async (context) => {
    return context.json({ tokens: await context.var.options.coordinator.listTokens() }, 200);
  });
  api.openapi(retireRoute, async (context) => {
    return context.json(await context.var.options.coordinator.retireToken(context.req.valid("param").id), 200);
  });
  api.openapi(rotateRoute, async (context) => {
    return context.json({ rotated: await context.var.options.coordinator.rotateTokens() }, 200);
  });
}
