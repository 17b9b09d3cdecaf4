/** `GET /readyz`: a network is loaded. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { UnavailableError } from "../../core/errors.ts";
import { access } from "../http/access.ts";
import { notReady } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, problems } from "../http/route.ts";
import { ReadinessSchema } from "./schemas.ts";

const readinessRoute = createRoute({
  ...access("public"),
  method: "get",
  path: "/readyz",
  operationId: "getReadiness",
  tags: ["operation"],
  summary: "Whether the server can answer questions",
  responses: { 200: answer(ReadinessSchema, "It can, from these generations"), ...problems("unavailable") },
});

export function addReadiness(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(readinessRoute, (context) => {
    const answers = context.var.options.answers();
    if (answers === undefined) throw new UnavailableError(notReady, 1);
    const { network, signatures } = answers.evidence;
    return context.json({ status: "ready" as const, network, signatures }, 200);
  });
}
