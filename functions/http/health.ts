/** `GET /healthz`: the process runs. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { access } from "./access.ts";
import type { HttpEnv } from "./context.ts";
import { answer } from "./route.ts";

const HealthSchema = z.strictObject({ status: z.literal("ok") }).openapi("Health");

const healthRoute = createRoute({
  ...access("public"),
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  tags: ["operation"],
  summary: "Whether the server runs",
  responses: { 200: answer(HealthSchema, "It does") },
});

export function addHealth(app: OpenAPIHono<HttpEnv>): void {
  app.openapi(healthRoute, (context) => context.json({ status: "ok" as const }, 200));
}
