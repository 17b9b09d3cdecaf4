/**
 * What workers say and hear, on the wire: the shapes of `core/crawl/protocol.ts`; see `_agreement.ts`. Requests are bounded in every
 * part; whether a page, an account or a grant is the lease's own is the coordinator's to say.
 */
import { z } from "@hono/zod-openapi";
import { accountIdBytesMax, crawlCallsMax, crawlCursorMax, crawlPagesMax } from "../../core/limits.ts";
import { jobOperations } from "../../core/platforms/platform.ts";

/** Of ids, digests, names of pages and platforms: all are ours, or short. */
const wordMax = 256;
/** Of object names in a sink, and of words about a failure. */
const lineMax = 1024;
/** Accounts in one call and in one answer. */
const accountsMax = 1000;
/** Objects that hold the rows of one page. */
const filesMax = 8;
const platformsMax = 32;

const word = z.string().min(1).max(wordMax);
const line = z.string().max(lineMax);
const count = z.number().int().min(0);
const account = z.string().min(1).max(accountIdBytesMax);
const operation = z.enum([...jobOperations, "resolve"]);
const absence = z.enum(["gone", "private", "suspended", "forbidden"]);
const calls = z.number().int().min(0).max(crawlCallsMax).openapi({ description: "Calls that could be sent at once" });

export const LeaseRequestSchema = z.strictObject({
  calls,
  platforms: z.array(word).max(platformsMax).readonly().openapi({ description: "Platforms that the worker knows" }),
}).readonly().openapi("LeaseRequest", { example: { calls: 8, platforms: ["x", "bluesky"] } });

const UnitSchema = z.strictObject({
  account: z.string(),
  cursor: z.string().nullable().openapi({ description: "Where its next page begins; null = at the beginning" }),
  pages: count,
  failures: count,
  restMs: z.number().min(0).optional().openapi({ description: "It failed: not to be asked for before so much time" }),
}).readonly().openapi("CrawlUnit", { description: "One account of a shard" });

export const LeaseSchema = z.strictObject({
  id: z.string(),
  job: z.string(),
  shard: count,
  fence: count,
  lengthMs: z.number(),
  platform: z.string(),
  operation: z.enum(jobOperations),
  units: z.array(UnitSchema).readonly(),
  pagesPerAccount: z.number().nullable(),
}).readonly().openapi("Lease", { description: "Right of one worker to one shard until lengthMs have passed" });

const grantFields = {
  grants: z.array(
    z.strictObject({
      id: z.string(),
      token: z.string().nullable(),
      operation,
      sendWithinMs: z.number().openapi({ description: "Sent before so much time has passed, or not at all" }),
      pageSize: count,
    }).readonly(),
  ).readonly().openapi({ description: "Each is one call, already counted as spent" }),
  credentials: z.record(z.string(), z.string()).readonly().openapi({
    description: "Secret of each platform token named in the grants: never to be logged or stored",
  }),
  waitMs: z.number().openapi({ description: "When to ask again where less was given than asked for" }),
};
export const LeaseAnswerSchema = z.strictObject({ ...grantFields, lease: LeaseSchema.nullable() }).readonly()
  .openapi("LeaseAnswer");

export const RenewRequestSchema = z.strictObject({ calls }).readonly().openapi("RenewRequest", {
  example: { calls: 0 },
});
const renewFields = {
  ...grantFields,
  lengthMs: z.number(),
  units: z.array(UnitSchema).readonly(),
  finished: z.boolean().openapi({ description: "Nothing is left to do here: the lease has ended by itself" }),
};
export const RenewAnswerSchema = z.strictObject(renewFields).readonly().openapi("RenewAnswer");

const PageResultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("page"),
    next: z.string().max(crawlCursorMax).nullable(),
    files: z.array(line).max(filesMax).readonly(),
    page: word,
    rows: z.strictObject({ profiles: count, connections: count, posts: count }).readonly(),
    digest: z.string().max(wordMax),
    absent: z.array(z.strictObject({ account, absence }).readonly()).max(accountsMax).readonly(),
    resolved: z.array(z.strictObject({ handle: account, id: account }).readonly()).max(accountsMax).readonly(),
    resources: count,
  }).readonly(),
  z.strictObject({ kind: z.literal("limited"), cause: z.enum(["window", "cap"]) }).readonly(),
  z.strictObject({ kind: z.literal("refused"), reason: line }).readonly(),
  z.strictObject({ kind: z.literal("absent"), absence }).readonly(),
  z.strictObject({ kind: z.literal("failed"), reason: line }).readonly(),
  z.strictObject({ kind: z.literal("unused") }).readonly(),
]).openapi("PageResult");

export const PageReportSchema = z.strictObject({
  grant: word,
  operation,
  accounts: z.array(account).max(accountsMax).readonly(),
  cursor: z.string().max(crawlCursorMax).nullable(),
  result: PageResultSchema,
  quota: z.strictObject({
    limit: z.number().optional(),
    remaining: z.number().optional(),
    resetAfterMs: z.number().optional(),
  }).readonly().optional(),
}).readonly().openapi("PageReport", { description: "What one call brought" });

export const PagesRequestSchema = z.strictObject({
  pages: z.array(PageReportSchema).max(crawlPagesMax).readonly(),
  calls,
}).readonly().openapi("PagesRequest", { example: { pages: [], calls: 0 } });
export const PagesAnswerSchema = z.strictObject({
  ...renewFields,
  verdicts: z.array(z.enum(["counted", "repeated", "stale"])).readonly(),
}).readonly().openapi("PagesAnswer");

export const FinishRequestSchema = z.strictObject({
  unused: z.array(word).max(crawlCallsMax).readonly().openapi({ description: "Grants that were not used" }),
}).readonly().openapi("FinishRequest", { example: { unused: [] } });
