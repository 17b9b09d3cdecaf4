/** `PATCH /v1/communities/{id}`, `POST /v1/communities` and `GET /v1/edits`: what people say about communities. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { answering, editing } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, bodyProblems, commonProblems, idempotencyHeaders, textSchema } from "../http/route.ts";
import { CommunityEditSchema, EditListSchema, EditOutcomeSchema, SaveRequestSchema } from "./edit_schemas.ts";

const idMax = 64;
const tags = ["communities"];
const problems = { ...commonProblems, ...bodyProblems };

const editRoute = createRoute({
  ...editing(),
  method: "patch",
  path: "/v1/communities/{id}",
  operationId: "editCommunity",
  tags,
  summary: "Rename, pin, merge, split, review or undo: holds from the next question on, and over later runs",
  request: {
    params: z.object({
      id: textSchema(idMax).openapi({ param: { name: "id", in: "path" }, example: "c-k3v9q2a" }),
    }),
    body: { required: true, content: { "application/json": { schema: CommunityEditSchema } } },
  },
  responses: { 200: answer(EditOutcomeSchema, "What was done, and what to look at next"), ...problems },
});

const saveRoute = createRoute({
  ...editing(),
  method: "post",
  path: "/v1/communities",
  operationId: "saveCommunity",
  tags,
  summary: "Keep a community that was built from seeds",
  description: "It is listed as `saved` in the tree of communities, can be renamed, and is taken back with undo.",
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { "application/json": { schema: SaveRequestSchema } } },
  },
  responses: { 201: answer(EditOutcomeSchema, "It is kept"), ...problems },
});

const listRoute = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/edits",
  operationId: "getEdits",
  tags,
  summary: "Edits that were not taken back, oldest first, and why one does not hold in the current run",
  responses: { 200: answer(EditListSchema, "The edits"), ...commonProblems },
});

export function addEdits(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(editRoute, async (context) => {
    const { id } = context.req.valid("param");
    return context.json(await context.var.answers.edit({ id, edit: context.req.valid("json") }), 200);
  });
  api.openapi(saveRoute, async (context) => {
    const { "idempotency-key": idempotencyKey } = context.req.valid("header");
    return context.json(await context.var.answers.save(context.req.valid("json"), { idempotencyKey }), 201);
  });
  api.openapi(listRoute, async (context) => context.json({ edits: await context.var.answers.edits() }, 200));
}
