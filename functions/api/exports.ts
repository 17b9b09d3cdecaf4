/** `GET /v1/exports/{what}`: communities, members and the graph as files. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { exportFormats, exportKinds, exportMediaTypes } from "../../core/answers/export.ts";
import { answering } from "./_answering.ts";
import type { ApiEnv } from "./_context.ts";
import { commonProblems, problems } from "../http/route.ts";

const file = z.string().openapi({ format: "binary" });

const route = createRoute({
  ...answering("read"),
  method: "get",
  path: "/v1/exports/{what}",
  operationId: "getExport",
  tags: ["communities"],
  summary: "Communities, their members or the neighbour graph as a file",
  description:
    "Aggregates and influencers only. The file is made while it is read. The graph as parquet or csv is its edges; " +
    "gexf, for the graph alone, has positions, sizes and colours for Gephi.",
  request: {
    params: z.object({
      what: z.enum(exportKinds).openapi({ param: { name: "what", in: "path" }, example: "members" }),
    }),
    query: z.strictObject({
      format: z.enum(exportFormats).optional().openapi({ default: "parquet" }),
    }),
  },
  responses: {
    200: {
      description: "The file",
      content: {
        [exportMediaTypes.parquet]: { schema: file },
        [exportMediaTypes.csv]: { schema: file },
        [exportMediaTypes.gexf]: { schema: file },
      },
    },
    ...commonProblems,
    ...problems("not-found"),
  },
});

export function addExports(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { what } = context.req.valid("param");
    const { format } = context.req.valid("query");
    const { name, mediaType, bytes } = await context.var.answers.exportFile({ what, format });
    return context.body(ReadableStream.from(bytes), 200, {
      "content-type": mediaType,
      "content-disposition": `attachment; filename="${name}"`,
    });
  });
}
