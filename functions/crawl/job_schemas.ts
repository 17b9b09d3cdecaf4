/** Jobs, forecasts, pages and outcomes on the wire: the shapes of `core/crawl/job.ts` and `protocol.ts`; see `_agreement.ts`. */
import { z } from "@hono/zod-openapi";
import { accountOutcomes, jobStates } from "../../core/crawl/job.ts";
import { accountIdBytesMax, crawlNameMax, sampleCountMax } from "../../core/limits.ts";
import { jobOperations } from "../../core/platforms/platform.ts";
import { textSchema } from "../http/route.ts";

const platformMax = 40;
/** Accounts that a crawl may grow from. */
const seedsMax = 1000;

export const nameSchema = textSchema(crawlNameMax);
export const platformSchema = textSchema(platformMax).openapi({ example: "x" });
export const timeSchema = z.string().openapi({ description: "ISO 8601, UTC", example: "2026-11-25T09:00:00.000Z" });
/** A count that may be large, sums included. */
export const countSchema = z.number().int().min(0);
export const microsSchema = countSchema.openapi({ description: "Millionths of a US dollar", example: 2_500_000 });
export const accountSchema = textSchema(accountIdBytesMax).openapi({
  description: "Bare id, x:id or @handle",
  example: "@jack",
});
const operationSchema = z.enum(jobOperations);
const lengthSchema = z.number().min(0).openapi({ description: "Milliseconds" });

export const JobCapsSchema = z.strictObject({
  pagesPerAccount: z.number().int().min(1).optional().openapi({
    description: "Pages of one account's list; the rest is left out",
  }),
  calls: countSchema.optional(),
  micros: microsSchema.optional().openapi({ description: "Hard budget of the job, in millionths of a US dollar" }),
  until: z.iso.datetime().optional().openapi({ description: "The job ends then, as it stands" }),
}).readonly().openapi("CrawlCaps");

export const SamplingSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("list") }).readonly(),
  z.strictObject({
    kind: z.literal("slots"),
    slots: z.array(z.number().int().min(0)).max(sampleCountMax).readonly(),
    slotCount: z.number().int().min(1).max(sampleCountMax),
  }).readonly(),
  z.strictObject({ kind: z.literal("around"), seeds: z.array(accountSchema).max(seedsMax).readonly() }).readonly(),
]).openapi("CrawlSampling", {
  description: "How the accounts were chosen: a list, sample slots, or grown around seeds",
});

/** Without `idempotencyKey`, which is a header. */
export const JobRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  platform: platformSchema,
  operation: operationSchema,
  accounts: z.array(accountSchema).readonly().optional().openapi({
    description: "The first accounts; more are added until the job is sealed",
  }),
  sealed: z.boolean().optional().openapi({ description: "No more accounts will come. True where accounts are given" }),
  priority: z.number().int().min(-100).max(100).optional().openapi({ description: "Higher goes first" }),
  caps: JobCapsSchema.optional(),
  sampling: SamplingSchema.optional(),
}).readonly().openapi("CrawlJobRequest", {
  example: { platform: "x", operation: "followers", accounts: ["@jack", "12"], caps: { micros: 5_000_000 } },
});

const jobFields = {
  id: z.string(),
  name: z.string(),
  platform: z.string(),
  operation: operationSchema,
  state: z.enum(jobStates).openapi({
    description: "stopped: a cap was reached with accounts left; finished: every account has an outcome",
  }),
  stopped: z.enum(["calls", "money", "time"]).optional(),
  sealed: z.boolean(),
  priority: z.number().int(),
  caps: JobCapsSchema,
  sampling: SamplingSchema,
  created: timeSchema,
  ended: timeSchema.nullable(),
  schedule: z.strictObject({ id: z.string(), period: z.string() }).readonly().optional(),
};
export const JobSchema = z.strictObject(jobFields).readonly().openapi("CrawlJob");
export const JobListSchema = z.strictObject({
  jobs: z.array(JobSchema).openapi({ description: "Newest first" }),
  next: z.string().nullable().openapi({ description: "Cursor of the next part; null = this was the last" }),
}).openapi("CrawlJobList");

export const JobTotalsSchema = z.strictObject({
  accounts: countSchema,
  pending: countSchema,
  leased: countSchema.openapi({ description: "In shards that a worker has now" }),
  outcomes: z.record(z.enum(accountOutcomes), countSchema).readonly(),
  capped: countSchema.openapi({ description: "Lists that were cut by pagesPerAccount" }),
  pages: countSchema,
  profiles: countSchema,
  connections: countSchema,
  posts: countSchema,
  calls: countSchema,
  limited: countSchema,
  refused: countSchema,
  retries: countSchema,
}).readonly().openapi("CrawlTotals", { description: "pending + leased + outcomes = accounts, always" });

export const MoneyStatusSchema = z.strictObject({
  calls: countSchema.optional().openapi({
    description: "Of a job: calls reserved, where they are capped or cost money",
  }),
  chargedMicros: microsSchema.openapi({ description: "Settled, plus the most that calls under way may cost" }),
  settledMicros: microsSchema,
  limitMicros: microsSchema.nullable().openapi({ description: "null = no budget was set" }),
}).readonly().openapi("CrawlMoney");

export const JobStatusSchema = z.strictObject({
  ...jobFields,
  totals: JobTotalsSchema,
  money: MoneyStatusSchema,
  remainingMs: lengthSchema.nullable(),
}).readonly().openapi("CrawlJobStatus");

export const JobChangeSchema = z.strictObject({
  state: z.enum(["active", "paused", "cancelled"]).openapi({
    description: "Resume, pause or cancel",
    example: "paused",
  }),
}).openapi("CrawlJobChange");

export const AccountListSchema = z.strictObject({
  accounts: z.array(accountSchema).openapi({ example: ["12", "@jack"] }),
}).openapi("CrawlAccounts");
export const AddedSchema = z.strictObject({
  added: countSchema.openapi({ description: "How many the job did not have yet" }),
}).openapi("CrawlAdded");

export const CommittedPageSchema = z.strictObject({
  page: z.string().openapi({ description: "Name that its rows carry" }),
  operation: z.enum([...jobOperations, "resolve"]),
  accounts: z.array(z.string()).readonly(),
  files: z.array(z.string()).readonly(),
  rows: z.strictObject({ profiles: countSchema, connections: countSchema, posts: countSchema }).readonly(),
  committed: timeSchema,
}).readonly().openapi("CrawlPage", { description: "A page that counts: one line of manifest.ndjson" });
export const PageListSchema = z.strictObject({
  pages: z.array(CommittedPageSchema),
  next: z.string().nullable(),
}).openapi("CrawlPageList");

export const AccountRecordSchema = z.strictObject({
  account: z.string().openapi({ description: "As it was given" }),
  id: z.string().nullable(),
  outcome: z.enum(accountOutcomes).nullable(),
  pages: countSchema,
  rows: countSchema,
  capped: z.boolean(),
}).readonly().openapi("CrawlAccount", { description: "What became of an account: one line of accounts.ndjson" });
export const AccountRecordListSchema = z.strictObject({
  accounts: z.array(AccountRecordSchema),
  next: z.string().nullable(),
}).openapi("CrawlAccountList");

export const ForecastRequestSchema = z.strictObject({
  platform: platformSchema,
  operation: operationSchema,
  accounts: countSchema,
  rowCounts: z.array(countSchema).readonly().optional().openapi({
    description: "Rows of each account's list where known; the others are taken for their mean",
  }),
  caps: JobCapsSchema.optional(),
  app: nameSchema.optional(),
}).readonly().openapi("CrawlForecastRequest", {
  example: { platform: "x", operation: "followers", accounts: 2, rowCounts: [120_000] },
});
export const ForecastSchema = z.strictObject({
  calls: countSchema,
  durationMs: lengthSchema,
  micros: microsSchema,
  tokens: countSchema.openapi({ description: "Platform tokens that can be used" }),
  limitedBy: z.string().openapi({ description: "The endpoint whose quota is the narrowest, or the caps" }),
  known: countSchema.openapi({ description: "For how many accounts the row count was known" }),
}).readonly().openapi("CrawlForecast");
