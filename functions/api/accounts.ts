/** `GET /v1/accounts/{account}` and its look-alikes. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { similarLimitDefault, similarLimitMax } from "../../core/limits.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, commonProblems, countSchema, problems, textSchema } from "../http/route.ts";
import { AccountParameterSchema } from "./_account.ts";
import { AccountSchema, RankBySchema, SimilarAnswerSchema } from "./schemas.ts";

const kindMax = 100;

const accountRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/accounts/{account}",
  operationId: "getAccount",
  tags: ["accounts"],
  summary: "Profile, followers in the network and coverage of an account",
  request: { params: AccountParameterSchema, query: z.strictObject({}) },
  responses: { 200: answer(AccountSchema, "The account"), ...commonProblems, ...problems("not-found") },
});

const similarRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/accounts/{account}/similar",
  operationId: "getSimilar",
  tags: ["similarity"],
  summary: "Accounts that share an audience with this one",
  description:
    "Each with its value, interval and shared followers. Two neighbours whose intervals overlap are marked tied.",
  request: {
    params: AccountParameterSchema,
    query: z.strictObject({
      by: RankBySchema.optional().openapi({ description: "What to rank by", default: "jaccard" }),
      kind: textSchema(kindMax).optional().openapi({ description: "Only accounts of this kind", example: "brand" }),
      limit: countSchema(similarLimitMax, similarLimitDefault),
      minimum: z.string().regex(/^\d{1,9}(\.\d{1,9})?$/, "Invalid input: expected a number of 0 or more such as 0.05")
        .transform(Number).optional()
        .openapi({ type: "number", minimum: 0, default: 0, description: "Least value of what `by` names" }),
    }),
  },
  responses: {
    200: answer(SimilarAnswerSchema, "Look-alikes, best first"),
    ...commonProblems,
    ...problems("not-found"),
  },
});

export function addAccounts(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(accountRoute, async (context) => {
    const { account } = context.req.valid("param");
    return context.json(await context.var.answers.account(account), 200);
  });
  api.openapi(similarRoute, async (context) => {
    const { account } = context.req.valid("param");
    return context.json(await context.var.answers.similar({ account, ...context.req.valid("query") }), 200);
  });
}
