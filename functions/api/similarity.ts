/** `POST /v1/similarity`: every pair of a few accounts. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { matrixAccountsMax } from "../../core/limits.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, bodyProblems, commonProblems } from "../http/route.ts";
import { AccountNameSchema } from "./_account.ts";
import { MatrixAnswerSchema } from "./schemas.ts";

const route = createRoute({
  ...answering("read"),
  method: "post",
  path: "/v1/similarity",
  operationId: "getSimilarity",
  tags: ["similarity"],
  summary: `How the audiences of 2 to ${matrixAccountsMax} accounts relate, pair by pair`,
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({ accounts: z.array(AccountNameSchema).min(2).max(matrixAccountsMax).readonly() })
            .openapi("SimilarityQuestion", { example: { accounts: ["@jack", "x:13", "x:20"] } }),
        },
      },
    },
  },
  responses: { 200: answer(MatrixAnswerSchema, "Every unordered pair once"), ...commonProblems, ...bodyProblems },
});

export function addSimilarity(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    return context.json(await context.var.answers.similarity(context.req.valid("json")), 200);
  });
}
