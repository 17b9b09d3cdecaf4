/** `POST /v1/crawl/jobs/{id}/accounts`: more accounts for a job, in chunks; a list of any length so becomes one job. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { accountIdBytesMax, crawlBodyBytesMax } from "../../core/limits.ts";
import { ProblemError } from "../_errors.ts";
import { answer } from "../http/route.ts";
import { crawlBodyProblems, type CrawlEnv, managing } from "./_context.ts";
import { idParameter } from "./_parameters.ts";
import { AccountListSchema, AddedSchema } from "./job_schemas.ts";

const lines = z.string().openapi({ description: "One account a line", example: "12\n@jack\n" });

const route = createRoute({
  ...managing({ bodyBytesMax: crawlBodyBytesMax }),
  method: "post",
  path: "/v1/crawl/jobs/{id}/accounts",
  operationId: "addCrawlAccounts",
  tags: ["crawl"],
  summary: "Add accounts to a crawl that is not sealed",
  description:
    "As JSON, as plain lines, or as NDJSON with one text a line. Those that the job has already count once, " +
    "so that a chunk whose answer was lost can be sent again.",
  request: {
    params: z.object({ id: idParameter("Id of the job") }),
    query: z.strictObject({
      seal: z.enum(["true", "false"]).optional().openapi({
        description: "No more accounts will come",
        default: "false",
      }),
    }),
    body: {
      content: {
        "application/json": { schema: AccountListSchema },
        "text/plain": { schema: lines },
        "application/x-ndjson": { schema: lines },
      },
    },
  },
  responses: { 200: answer(AddedSchema, "They are taken in"), ...crawlBodyProblems },
});

export function addAccounts(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const seal = context.req.valid("query").seal === "true";
    const type = context.req.header("content-type")?.split(";")[0].trim().toLowerCase();
    const accounts = type === "text/plain" || type === "application/x-ndjson"
      ? readLines(await context.req.text(), type === "application/x-ndjson")
      : readList(context.req.valid("json"));
    return context.json(await context.var.options.coordinator.addAccounts(id, accounts, { seal }), 200);
  });
}

/** A request without a body has no list: it only seals. */
function readList(body: string | { accounts?: readonly string[] }): readonly string[] {
  return typeof body === "string" ? [] : body.accounts ?? [];
}

/** @throws {ProblemError} Naming the first line that is no account. */
function readLines(body: string, isJson: boolean): string[] {
  const accounts: string[] = [];
  body.split("\n").forEach((line, index) => {
    const text = line.trim();
    if (text === "") return;
    const account = isJson ? readJsonText(text) : text;
    if (account === undefined || account === "" || account.length > accountIdBytesMax) {
      const needed = isJson ? "an account as JSON text" : `an account of 1 to ${accountIdBytesMax} characters`;
      throw new ProblemError("invalid", `Cannot read line ${index + 1}: needed ${needed}`, {
        errors: [{ in: "body", pointer: `#/${index}`, detail: `needed ${needed}` }],
      });
    }
    accounts.push(account);
  });
  return accounts;
}

function readJsonText(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
