/** `GET /v1/communities` and one of them. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { communityMembersDefault, communityMembersMax } from "../../core/limits.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, commonProblems, countSchema, offsetSchema, problems, textSchema } from "../http/route.ts";
import { CommunitySchema, CommunityTreeSchema } from "./community_schemas.ts";

const idMax = 64;
const levelMax = 99;
const params = z.object({
  id: textSchema(idMax).openapi({ param: { name: "id", in: "path" }, example: "c-k3v9q2a" }),
});
const level = offsetSchema(levelMax).openapi({ description: "0 is the coarsest", type: "integer", minimum: 0 });
const tags = ["communities"];
const notFound = problems("not-found");

const treeRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/communities",
  operationId: "getCommunities",
  tags,
  summary: "All communities, coarsest level first, largest first within a level",
  request: { query: z.strictObject({ level }) },
  responses: { 200: answer(CommunityTreeSchema, "The tree of communities"), ...commonProblems, ...notFound },
});

const communityRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/communities/{id}",
  operationId: "getCommunity",
  tags,
  summary: "One community: label with evidence, members, parts, neighbours",
  request: {
    params,
    query: z.strictObject({
      limit: countSchema(communityMembersMax, communityMembersDefault),
      offset: offsetSchema(100_000_000).openapi({ description: "Members to pass over", type: "integer", minimum: 0 }),
    }),
  },
  responses: { 200: answer(CommunitySchema, "The community"), ...commonProblems, ...notFound },
});

export function addCommunities(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(treeRoute, async (context) => {
    return context.json(await context.var.answers.communities(context.req.valid("query")), 200);
  });
  api.openapi(communityRoute, async (context) => {
    const { id } = context.req.valid("param");
    return context.json(await context.var.answers.community({ id, ...context.req.valid("query") }), 200);
  });
}
