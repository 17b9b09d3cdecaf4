/** `POST /v1/crawl/leases` and `…/{id}/renew`, `…/pages`, `…/finish`: the worker protocol. A lease is its key's: no other may touch it. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { answer, problems } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, working } from "./_context.ts";
import { idParameter } from "./_parameters.ts";
import {
  FinishRequestSchema,
  LeaseAnswerSchema,
  LeaseRequestSchema,
  PagesAnswerSchema,
  PagesRequestSchema,
  RenewAnswerSchema,
  RenewRequestSchema,
} from "./lease_schemas.ts";

const tags = ["workers"];
const params = z.object({ id: idParameter("Id of the lease") });
const leaseProblems = { ...crawlBodyProblems, ...problems("lease-lost") };

const leaseRoute = createRoute({
  ...working(),
  method: "post",
  path: "/v1/crawl/leases",
  operationId: "lease",
  tags,
  summary: "Ask for one shard and for leave to make calls for it",
  request: { body: body(LeaseRequestSchema) },
  responses: { 200: answer(LeaseAnswerSchema, "A lease, or null and when to ask again"), ...crawlBodyProblems },
});

const renewRoute = createRoute({
  ...working(),
  method: "post",
  path: "/v1/crawl/leases/{id}/renew",
  operationId: "renewLease",
  tags,
  summary: "Hold a shard for longer, ask for calls, or both",
  request: { params, body: body(RenewRequestSchema) },
  responses: { 200: answer(RenewAnswerSchema, "It is held"), ...leaseProblems },
});

const pagesRoute = createRoute({
  ...working(),
  method: "post",
  path: "/v1/crawl/leases/{id}/pages",
  operationId: "commitPages",
  tags,
  summary: "Report what was fetched and written to the sink: each page counts once, however often it is reported",
  request: { params, body: body(PagesRequestSchema) },
  responses: { 200: answer(PagesAnswerSchema, "What came of each page, in order"), ...leaseProblems },
});

const finishRoute = createRoute({
  ...working(),
  method: "post",
  path: "/v1/crawl/leases/{id}/finish",
  operationId: "finishLease",
  tags,
  summary: "Give a shard back; accounts without an outcome are pending again",
  request: { params, body: body(FinishRequestSchema) },
  responses: { 204: { description: "It is given back" }, ...leaseProblems },
});

export function addLeases(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(leaseRoute, async (context) => {
    const { coordinator } = context.var.options;
    return context.json(await coordinator.lease(workerOf(context), context.req.valid("json")), 200);
  });
  api.openapi(renewRoute, async (context) => {
    const { coordinator } = context.var.options;
    const { id } = context.req.valid("param");
    return context.json(await coordinator.renew(workerOf(context), id, context.req.valid("json")), 200);
  });
  api.openapi(pagesRoute, async (context) => {
    const { coordinator } = context.var.options;
    const { id } = context.req.valid("param");
    return context.json(await coordinator.commitPages(workerOf(context), id, context.req.valid("json")), 200);
  });
  api.openapi(finishRoute, async (context) => {
    const { coordinator } = context.var.options;
    await coordinator.finish(workerOf(context), context.req.valid("param").id, context.req.valid("json"));
    return context.body(null, 204);
  });
}

/** The id of the key that was shown. `working()` lets nobody in without one. */
function workerOf(context: Context<CrawlEnv>): string {
  return context.var.key!.id;
}

function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } } as const;
}
