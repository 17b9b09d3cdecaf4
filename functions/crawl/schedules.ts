/** `POST·GET /v1/crawl/schedules`, `DELETE /v1/crawl/schedules/{id}` and `POST /v1/crawl/tick`: jobs that come again. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { crawlBodyBytesMax } from "../../core/limits.ts";
import { answer } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, crawlProblems, managing } from "./_context.ts";
import { idParameter } from "./_parameters.ts";
import { ScheduleListSchema, ScheduleRequestSchema, ScheduleSchema, TickReportSchema } from "./token_schemas.ts";

const tags = ["crawl"];

const createScheduleRoute = createRoute({
  ...managing({ bodyBytesMax: crawlBodyBytesMax }),
  method: "post",
  path: "/v1/crawl/schedules",
  operationId: "createSchedule",
  tags,
  summary: "Have a crawl made anew each period",
  request: { body: { required: true, content: { "application/json": { schema: ScheduleRequestSchema } } } },
  responses: { 201: answer(ScheduleSchema, "The next tick makes its first job"), ...crawlBodyProblems },
});

const listRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/schedules",
  operationId: "getSchedules",
  tags,
  summary: "Crawls that come again",
  responses: { 200: answer(ScheduleListSchema, "The schedules"), ...crawlProblems },
});

const removeRoute = createRoute({
  ...managing(),
  method: "delete",
  path: "/v1/crawl/schedules/{id}",
  operationId: "removeSchedule",
  tags,
  summary: "Make no more jobs of a schedule; those that were made go on",
  request: { params: z.object({ id: idParameter("Id of the schedule") }) },
  responses: { 204: { description: "It is removed" }, ...crawlProblems },
});

const tickRoute = createRoute({
  ...managing(),
  method: "post",
  path: "/v1/crawl/tick",
  operationId: "tickCrawl",
  tags,
  summary: "Make the jobs that are due, each once, and end what has run out; may be done at any time, and twice",
  responses: { 200: answer(TickReportSchema, "What it did"), ...crawlProblems },
});

export function addSchedules(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(createScheduleRoute, async (context) => {
    return context.json(await context.var.options.coordinator.createSchedule(context.req.valid("json")), 201);
  });
  api.openapi(listRoute, async (context) => {
    return context.json({ schedules: await context.var.options.coordinator.listSchedules() }, 200);
  });
  api.openapi(removeRoute, async (context) => {
    await context.var.options.coordinator.removeSchedule(context.req.valid("param").id);
    return context.body(null, 204);
  });
  api.openapi(tickRoute, async (context) => context.json(await context.var.options.coordinator.tick(), 200));
}
