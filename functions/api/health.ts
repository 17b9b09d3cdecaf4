/** `GET /healthz` (the process runs) and `GET /readyz` (a network is loaded). */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { UnavailableError } from "../../core/errors.ts";
import { access, notReady } from "./_access.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, problems } from "./_route.ts";
import { HealthSchema, ReadinessSchema } from "./schemas.ts";

const healthRoute = createRoute({
  ...access("public"),
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  tags: ["operation"],
  summary: "Whether the server runs",
  responses: { 200: answer(HealthSchema, "It does") },
});

const readinessRoute = createRoute({
  ...access("public"),
  method: "get",
  path: "/readyz",
  operationId: "getReadiness",
  tags: ["operation"],
  summary: "Whether the server can answer questions",
  responses: { 200: answer(ReadinessSchema, "It can, from these generations"), ...problems("unavailable") },
});

export function addHealth(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(healthRoute, (context) => context.json({ status: "ok" as const }, 200));
  api.openapi(readinessRoute, (context) => {
    const answers = context.var.options.answers();
    if (answers === undefined) throw new UnavailableError(notReady, 1);
    const { network, signatures } = answers.evidence;
    return context.json({ status: "ready" as const, network, signatures }, 200);
  });
}
