/** `POST /v1/overlap`: regions of a few audiences, as an UpSet plot shows them. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { overlapAccountsMax } from "../../core/limits.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, bodyProblems, commonProblems } from "../http/route.ts";
import { AccountNameSchema } from "./_account.ts";
import { OverlapAnswerSchema } from "./schemas.ts";

const route = createRoute({
  ...answering("read"),
  method: "post",
  path: "/v1/overlap",
  operationId: "getOverlap",
  tags: ["similarity"],
  summary: `Regions of the audiences of 2 to ${overlapAccountsMax} accounts`,
  description: "How many people follow exactly these of the accounts, for every combination that somebody follows.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({ accounts: z.array(AccountNameSchema).min(2).max(overlapAccountsMax).readonly() })
            .openapi("OverlapQuestion", { example: { accounts: ["@jack", "x:13"] } }),
        },
      },
    },
  },
  responses: { 200: answer(OverlapAnswerSchema, "Regions, largest first"), ...commonProblems, ...bodyProblems },
});

export function addOverlap(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    return context.json(await context.var.answers.overlap(context.req.valid("json")), 200);
  });
}
