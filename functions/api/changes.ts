/** `GET /v1/changes` and `GET /v1/communities/{id}/changes`: what changed since the run before. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, commonProblems, problems, textSchema } from "../http/route.ts";
import { ChangesAnswerSchema, CommunityChangesSchema } from "./change_schemas.ts";

const idMax = 64;
const params = z.object({
  id: textSchema(idMax).openapi({ param: { name: "id", in: "path" }, example: "c-k3v9q2a" }),
});
const tags = ["communities"];
const notFound = problems("not-found");

const changesRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/changes",
  operationId: "getChanges",
  tags,
  summary: "Births, deaths, splits and merges of communities since the run before, what matters most first",
  request: { query: z.strictObject({}) },
  responses: { 200: answer(ChangesAnswerSchema, "What changed"), ...commonProblems, ...notFound },
});

const communityChangesRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/communities/{id}/changes",
  operationId: "getCommunityChanges",
  tags,
  summary: "What became of one community since the run before, who joined and who left",
  request: { params, query: z.strictObject({}) },
  responses: { 200: answer(CommunityChangesSchema, "What changed of it"), ...commonProblems, ...notFound },
});

export function addChanges(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(changesRoute, async (context) => context.json(await context.var.answers.changes(), 200));
  api.openapi(communityChangesRoute, async (context) => {
    return context.json(await context.var.answers.communityChanges(context.req.valid("param")), 200);
  });
}
