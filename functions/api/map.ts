/** `GET /v1/map`: where communities and accounts lie in the plane. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { TypedResponse } from "hono";
import type { Answers } from "../../core/answers/answers.ts";
import type { MapAnswer, MapQuery } from "../../core/answers/map.ts";
import { mapAccountsDefault, mapAccountsMax } from "../../core/limits.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { answer, commonProblems, offsetSchema, problems } from "../http/route.ts";
import { MapAnswerSchema } from "./map_schemas.ts";

const levelMax = 99;

const route = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/map",
  operationId: "getMap",
  tags: ["communities"],
  summary: "The map: communities as discs, their strongest ties, the most followed accounts",
  request: {
    query: z.strictObject({
      level: offsetSchema(levelMax).openapi({ description: "0 is the coarsest", type: "integer", minimum: 0 }),
      limit: offsetSchema(mapAccountsMax).openapi({
        description: "Accounts at most, most followed first; 0 for communities alone",
        type: "integer",
        minimum: 0,
        maximum: mapAccountsMax,
        default: mapAccountsDefault,
      }),
    }),
  },
  responses: { 200: answer(MapAnswerSchema, "The map"), ...commonProblems, ...problems("not-found") },
});

export function addMap(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const text = await writeMap(context.var.answers, context.req.valid("query"));
    // Its text is the answer, so its type is too.
    return context.body(text, 200, { "content-type": "application/json" }) as Response as
      & Response
      & TypedResponse<MapAnswer, 200, "json">;
  });
}

/** Maps as they go over the wire: everybody who opens the page asks for the same one, and a large one takes longest to write. */
const written = new WeakMap<Answers, Map<string, Promise<string>>>();
/** Of one network; the page asks for one or two. */
const writtenMax = 4;

function writeMap(answers: Answers, query: MapQuery): Promise<string> {
  const maps = written.get(answers) ?? new Map<string, Promise<string>>();
  written.set(answers, maps);
  const key = `${query.level} ${query.limit}`;
  const known = maps.get(key);
  if (known !== undefined) return known;
  const text = answers.map(query).then((map) => JSON.stringify(map));
  text.catch(() => maps.delete(key));
  maps.set(key, text);
  if (maps.size > writtenMax) maps.delete(maps.keys().next().value!);
  return text;
}
