/** `POST·GET /v1/crawl/jobs` and `GET·PATCH /v1/crawl/jobs/{id}`: order, watch, pause, resume and cancel crawls. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { crawlBodyBytesMax } from "../../core/limits.ts";
import { answer, idempotencyHeaders } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, crawlProblems, managing } from "./_context.ts";
import { idParameter, pageQuery } from "./_parameters.ts";
import { JobChangeSchema, JobListSchema, JobRequestSchema, JobSchema, JobStatusSchema } from "./job_schemas.ts";

const tags = ["crawl"];
const job = z.object({ id: idParameter("Id of the job") });

const createJobRoute = createRoute({
  ...managing({ bodyBytesMax: crawlBodyBytesMax }),
  method: "post",
  path: "/v1/crawl/jobs",
  operationId: "createCrawl",
  tags,
  summary: "Start a crawl",
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { "application/json": { schema: JobRequestSchema } } },
  },
  responses: { 201: answer(JobSchema, "The job, which workers take up from now on"), ...crawlBodyProblems },
});

const listRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/jobs",
  operationId: "getCrawls",
  tags,
  summary: "All crawls, newest first",
  request: { query: pageQuery },
  responses: { 200: answer(JobListSchema, "Jobs"), ...crawlProblems },
});

const readRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/jobs/{id}",
  operationId: "getCrawl",
  tags,
  summary: "How a crawl is doing: accounts, pages, money, time left",
  request: { params: job },
  responses: { 200: answer(JobStatusSchema, "The job as it stands"), ...crawlProblems },
});

const changeRoute = createRoute({
  ...managing(),
  method: "patch",
  path: "/v1/crawl/jobs/{id}",
  operationId: "changeCrawl",
  tags,
  summary: "Pause, resume or cancel a crawl",
  description:
    "What workers have leased may still be committed for as long as the lease lasts, but gets no more calls.",
  request: {
    params: job,
    body: { required: true, content: { "application/json": { schema: JobChangeSchema } } },
  },
  responses: { 200: answer(JobSchema, "The job after it"), ...crawlBodyProblems },
});

const builtRoute = createRoute({
  ...managing(),
  method: "post",
  path: "/v1/crawl/jobs/{id}/built",
  operationId: "markCrawlBuilt",
  tags,
  summary: "Say that what a crawl brought is in the answers: ticks name it no more",
  request: { params: job },
  responses: { 204: { description: "It is noted" }, ...crawlProblems },
});

export function addJobs(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(createJobRoute, async (context) => {
    const { "idempotency-key": idempotencyKey } = context.req.valid("header");
    const request = { ...context.req.valid("json"), idempotencyKey };
    return context.json(await context.var.options.coordinator.createJob(request), 201);
  });
  api.openapi(listRoute, async (context) => {
    return context.json(await context.var.options.coordinator.listJobs(context.req.valid("query")), 200);
  });
  api.openapi(readRoute, async (context) => {
    return context.json(await context.var.options.coordinator.readJob(context.req.valid("param").id), 200);
  });
  api.openapi(changeRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { state } = context.req.valid("json");
    return context.json(await context.var.options.coordinator.changeJob(id, state), 200);
  });
  api.openapi(builtRoute, async (context) => {
    await context.var.options.coordinator.markBuilt(context.req.valid("param").id);
    return context.body(null, 204);
  });
}
