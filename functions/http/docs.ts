/**
 * `GET /openapi.json` (OpenAPI 3.1) and `GET /docs`, the same for people.
 *
 * The reference page is written here from the document, as plain HTML and one style sheet: no package, no script, nothing from
 * elsewhere. So it opens at once and offline, under the strictest content policy, and works for screen readers and text browsers.
 */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { access } from "./access.ts";
import type { HttpEnv } from "./context.ts";
import { type ApiDocument, writeReference } from "./_reference.ts";
import { referenceStyle } from "./_reference_style.ts";
import { apiVersion } from "./version.ts";

export function addDocs(api: OpenAPIHono<HttpEnv>): void {
  api.openAPIRegistry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    description: "An API key, made by `asterism keys create`. The scope a route needs is named beside it.",
  });

  let document: ApiDocument | undefined;
  const describe = () => document ??= api.getOpenAPI31Document({ ...information, tags: usedTags(api) });

  api.openapi(
    textRoute("/openapi.json", "getOpenApi", "This API as an OpenAPI 3.1 document", "application/json"),
    (context) => {
      context.header("cache-control", "no-cache");
      return context.body(JSON.stringify(describe()), 200, { "content-type": "application/json" });
    },
  );
  api.openapi(textRoute("/docs", "getDocs", "This page", "text/html"), (context) => {
    context.header("cache-control", "no-cache");
    context.header("content-security-policy", contentPolicy);
    const { origin } = new URL(context.req.url);
    return context.html(writeReference(describe(), { origin, open: context.var.options.open }), 200);
  });
  api.openapi(textRoute("/docs.css", "getDocsStyle", "The style of this page", "text/css"), (context) => {
    context.header("cache-control", "no-cache");
    return context.body(referenceStyle, 200, { "content-type": "text/css; charset=utf-8" });
  });
}

const contentPolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const information = {
  openapi: "3.1.0",
  info: {
    title: "Asterism",
    version: apiVersion,
    description: "Who shares an audience with whom: communities in social networks, found from who follows whom. " +
      "Every number that is an estimate carries its 95 % interval; every answer carries the evidence it rests on.",
  },
  servers: [{ url: "/" }],
};

const tags = [
  { name: "accounts", description: "Find accounts and read about them" },
  { name: "similarity", description: "Compare audiences" },
  { name: "communities", description: "Communities of accounts that share an audience" },
  { name: "crawl", description: "Crawls: jobs, what they may spend, and what came of them" },
  { name: "workers", description: "What workers and the coordinator say to each other" },
  { name: "operation", description: "Whether the server runs, and this reference" },
];

/** Those of the parts that this server has. */
function usedTags(api: OpenAPIHono<HttpEnv>) {
  const used = new Set(api.openAPIRegistry.definitions.flatMap((each) => each.type === "route" ? each.route.tags : []));
  return tags.filter(({ name }) => used.has(name));
}

function textRoute<Path extends string>(path: Path, operationId: string, summary: string, mediaType: string) {
  return createRoute({
    ...access("public"),
    method: "get",
    path,
    operationId,
    tags: ["operation"],
    summary,
    responses: { 200: { description: summary, content: { [mediaType]: { schema: z.string() } } } },
  });
}
