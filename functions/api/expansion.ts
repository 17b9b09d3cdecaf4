/** `POST /v1/communities/expand`: a community from a few accounts or a topic. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, bodyProblems, commonProblems } from "../http/route.ts";
import { ExpansionAnswerSchema, ExpansionQuestionSchema } from "./expansion_schemas.ts";

const route = createRoute({
  ...answering("read"),
  method: "post",
  path: "/v1/communities/expand",
  operationId: "expandCommunity",
  tags: ["communities"],
  summary: "The accounts that belong to a few seeds or a topic, in order, with scores and reasons",
  request: { body: { required: true, content: { "application/json": { schema: ExpansionQuestionSchema } } } },
  responses: { 200: answer(ExpansionAnswerSchema, "The members"), ...commonProblems, ...bodyProblems },
});

export function addExpansion(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => context.json(await context.var.answers.expand(context.req.valid("json")), 200));
}
