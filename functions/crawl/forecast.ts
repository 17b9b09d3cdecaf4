/** `POST /v1/crawl/forecast`: what a job would take, before it starts. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { crawlBodyBytesMax } from "../../core/limits.ts";
import { answer } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, managing } from "./_context.ts";
import { ForecastRequestSchema, ForecastSchema } from "./job_schemas.ts";

const route = createRoute({
  ...managing({ bodyBytesMax: crawlBodyBytesMax }),
  method: "post",
  path: "/v1/crawl/forecast",
  operationId: "forecastCrawl",
  tags: ["crawl"],
  summary: "Calls, time and money that a job would take",
  request: { body: { required: true, content: { "application/json": { schema: ForecastRequestSchema } } } },
  responses: { 200: answer(ForecastSchema, "The forecast"), ...crawlBodyProblems },
});

export function addForecast(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(
    route,
    async (context) => context.json(await context.var.options.coordinator.forecast(context.req.valid("json")), 200),
  );
}
