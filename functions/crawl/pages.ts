/** `GET /v1/crawl/jobs/{id}/pages` and `…/accounts`: what counts, and what became of whom; as parts of JSON, or whole as NDJSON. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { TypedResponse } from "hono";
import { crawlListMax } from "../../core/limits.ts";
import { type CrawlEnv, crawlProblems, managing } from "./_context.ts";
import { idParameter, pageQuery } from "./_parameters.ts";
import { AccountRecordListSchema, PageListSchema } from "./job_schemas.ts";

const ndjson = "application/x-ndjson";
const tags = ["crawl"];
const request = { params: z.object({ id: idParameter("Id of the job") }), query: pageQuery };
const description = `With \`Accept: ${ndjson}\` all that follows the cursor, one a line, without a limit.`;

const pagesRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/jobs/{id}/pages",
  operationId: "getCrawlPages",
  tags,
  summary: "The pages that count: manifest.ndjson of the crawl directory",
  description,
  request,
  responses: { 200: listAnswer(PageListSchema), ...crawlProblems },
});

const accountsRoute = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/jobs/{id}/accounts",
  operationId: "getCrawlAccounts",
  tags,
  summary: "What became of each account: accounts.ndjson of the crawl directory",
  description,
  request,
  responses: { 200: listAnswer(AccountRecordListSchema), ...crawlProblems },
});

export function addPages(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(pagesRoute, async (context) => {
    const { id } = context.req.valid("param");
    const query = context.req.valid("query");
    const { coordinator } = context.var.options;
    if (!wantsLines(context.req.header("accept"))) return context.json(await coordinator.listPages(id, query), 200);
    return await answerLines(query.cursor, async (cursor) => {
      const { pages, next } = await coordinator.listPages(id, { limit: crawlListMax, cursor });
      return { rows: pages, next };
    });
  });
  api.openapi(accountsRoute, async (context) => {
    const { id } = context.req.valid("param");
    const query = context.req.valid("query");
    const { coordinator } = context.var.options;
    if (!wantsLines(context.req.header("accept"))) return context.json(await coordinator.listAccounts(id, query), 200);
    return await answerLines(query.cursor, async (cursor) => {
      const { accounts, next } = await coordinator.listAccounts(id, { limit: crawlListMax, cursor });
      return { rows: accounts, next };
    });
  });
}

function wantsLines(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes(ndjson) ?? false;
}

/**
 * Lines of all parts, each read when the one before was taken. The first is read at once, so that what is wrong with the request is
 * said as a problem; a later failure cuts the answer, which HTTP shows to the caller as such.
 */
async function answerLines(
  start: string | undefined,
  readPart: (cursor: string | undefined) => Promise<{ rows: readonly unknown[]; next: string | null }>,
): Promise<Response & TypedResponse<string, 200, "json">> {
  const encoder = new TextEncoder();
  let part = await readPart(start);
  const lines = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // Until something was written: a part may be empty and still not be the last.
      for (let written = false; !written; part = await readPart(part.next)) {
        written = part.rows.length > 0;
        if (written) controller.enqueue(encoder.encode(part.rows.map((row) => JSON.stringify(row) + "\n").join("")));
        if (part.next === null) return controller.close();
      }
    },
  }, { highWaterMark: 0 });
  // Hono knows no type of an answer that is JSON or lines, as the caller likes.
  return new Response(lines, { headers: { "content-type": ndjson } }) as Response & TypedResponse<string, 200, "json">;
}

function listAnswer<Schema extends z.ZodType>(schema: Schema) {
  return {
    description: "As the caller accepts it",
    content: { "application/json": { schema }, [ndjson]: { schema: z.string() } },
  };
}
