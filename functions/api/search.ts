/** `GET /v1/search`: the one box. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { searchLimitDefault, searchLimitMax } from "../../core/limits.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, commonProblems, countSchema, textSchema } from "../http/route.ts";
import { SearchAnswerSchema } from "./schemas.ts";

/** Longest text that can be looked for, in UTF-16 units; nobody's name is longer. */
const searchTextMax = 200;
const platformMax = 40;

const route = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/search",
  operationId: "search",
  tags: ["accounts"],
  summary: "Find accounts by id, handle, name or bio, communities by label, and passions",
  request: {
    query: z.strictObject({
      q: textSchema(searchTextMax, 0).default("").openapi({
        description: "What to look for; nothing asks for the accounts that most people follow",
        example: "running shoes",
      }),
      platform: textSchema(platformMax).optional().openapi({ description: "Only accounts of it", example: "x" }),
      limit: countSchema(searchLimitMax, searchLimitDefault),
    }),
  },
  responses: {
    200: answer(SearchAnswerSchema, "Accounts, communities and passions, best first, each with why it matched"),
    ...commonProblems,
  },
});

export function addSearch(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { q: text, platform, limit } = context.req.valid("query");
    const { answers } = context.var;
    const hits = await answers.search({ text, platform, limit });
    return context.json({ hits, evidence: answers.evidence }, 200);
  });
}
