/** `GET·PUT /v1/crawl/budgets/month` and `/v1/crawl/budgets/apps/{platform}/{app}`: what a calendar month may cost. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { answer } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, crawlProblems, managing } from "./_context.ts";
import { MoneyStatusSchema, nameSchema, platformSchema } from "./job_schemas.ts";
import { BudgetSchema } from "./token_schemas.ts";

const tags = ["crawl"];
const monthPath = "/v1/crawl/budgets/month";
const appPath = "/v1/crawl/budgets/apps/{platform}/{app}";
const app = z.object({
  platform: platformSchema.openapi({ param: { name: "platform", in: "path" } }),
  app: nameSchema.openapi({ param: { name: "app", in: "path" }, example: "research" }),
});
const body = { required: true, content: { "application/json": { schema: BudgetSchema } } } as const;
const readAnswers = { 200: answer(MoneyStatusSchema, "Charged and allowed this month"), ...crawlProblems };
const setAnswers = { 200: answer(MoneyStatusSchema, "It holds from the next call on"), ...crawlBodyProblems };

const readMonthRoute = createRoute({
  ...managing(),
  method: "get",
  path: monthPath,
  operationId: "getMonthBudget",
  tags,
  summary: "What all apps may cost in a calendar month (UTC)",
  responses: readAnswers,
});
const setMonthRoute = createRoute({
  ...managing(),
  method: "put",
  path: monthPath,
  operationId: "setMonthBudget",
  tags,
  summary: "Set or lift the hard budget of a month",
  request: { body },
  responses: setAnswers,
});
const readAppRoute = createRoute({
  ...managing(),
  method: "get",
  path: appPath,
  operationId: "getAppBudget",
  tags,
  summary: "What one app may cost in a calendar month (UTC)",
  request: { params: app },
  responses: readAnswers,
});
const setAppRoute = createRoute({
  ...managing(),
  method: "put",
  path: appPath,
  operationId: "setAppBudget",
  tags,
  summary: "Set or lift the hard budget of an app's month",
  request: { params: app, body },
  responses: setAnswers,
});

export function addBudgets(api: OpenAPIHono<CrawlEnv>): void {
  const month = { kind: "month" } as const;
  api.openapi(readMonthRoute, async (context) => {
    return context.json(await context.var.options.coordinator.readBudget(month), 200);
  });
  api.openapi(setMonthRoute, async (context) => {
    const { micros } = context.req.valid("json");
    return context.json(await context.var.options.coordinator.setBudget(month, micros), 200);
  });
  api.openapi(readAppRoute, async (context) => {
    const budget = { kind: "app", ...context.req.valid("param") } as const;
    return context.json(await context.var.options.coordinator.readBudget(budget), 200);
  });
  api.openapi(setAppRoute, async (context) => {
    const budget = { kind: "app", ...context.req.valid("param") } as const;
    const { micros } = context.req.valid("json");
    return context.json(await context.var.options.coordinator.setBudget(budget, micros), 200);
  });
}
