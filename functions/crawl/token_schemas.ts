/** Platform tokens, budgets, schedules and API keys on the wire; see `_agreement.ts`. */
import { z } from "@hono/zod-openapi";
import { crawlPeriodMsMin } from "../../core/limits.ts";
import { scopes } from "../../core/workspace/keys.ts";
import { textSchema } from "../http/route.ts";
import {
  countSchema,
  JobRequestSchema,
  microsSchema,
  MoneyStatusSchema,
  nameSchema,
  platformSchema,
  timeSchema,
} from "./job_schemas.ts";

/** Characters of a platform's credential: bearer tokens have hundreds, signed ones a few thousand. */
const secretMax = 4096;

export const TokenRequestSchema = z.strictObject({
  platform: platformSchema,
  app: nameSchema.openapi({ description: "Tokens of one app share its limits and its budget", example: "research" }),
  name: nameSchema.openapi({ example: "first" }),
  secret: textSchema(secretMax).openapi({
    description: "The credential. Encrypted at once, never shown again",
    example: "AAAA…",
  }),
  share: z.number().gt(0).max(1).optional().openapi({
    description: "Share of each window that may be used, for tokens that others use too",
  }),
}).readonly().openapi("CrawlTokenRequest");

export const QuotaStatusSchema = z.strictObject({
  endpoint: z.string(),
  scope: z.enum(["token", "app"]),
  limit: countSchema,
  windowMs: z.number().min(0),
  spent: countSchema.openapi({ description: "Calls that count against it now" }),
  closedUntil: timeSchema.nullable(),
}).readonly().openapi("CrawlQuota");

export const TokenStatusSchema = z.strictObject({
  id: z.string(),
  platform: z.string(),
  app: z.string(),
  name: z.string(),
  state: z.enum(["active", "quarantined", "retired"]),
  reason: z.string().optional().openapi({ description: "Why it is not active" }),
  until: timeSchema.optional(),
  created: timeSchema,
  share: z.number(),
  windows: z.array(QuotaStatusSchema).readonly(),
  money: MoneyStatusSchema,
}).readonly().openapi("CrawlToken", { description: "A platform token. Its secret is never shown" });
export const TokenListSchema = z.strictObject({ tokens: z.array(TokenStatusSchema) }).openapi("CrawlTokenList");
export const RotatedSchema = z.strictObject({ rotated: countSchema }).openapi("CrawlRotated");

export const BudgetSchema = z.strictObject({
  micros: microsSchema.nullable().openapi({
    description: "Millionths of a US dollar in a calendar month (UTC); null = no budget",
  }),
}).openapi("CrawlBudget", { example: { micros: 100_000_000 } });

export const ScheduleRequestSchema = z.strictObject({
  name: nameSchema,
  job: JobRequestSchema,
  everyMs: z.number().int().min(crawlPeriodMsMin).openapi({
    description: "Length of a period in milliseconds",
    example: 86_400_000,
  }),
}).readonly().openapi("CrawlScheduleRequest");
export const ScheduleSchema = z.strictObject({
  name: z.string(),
  job: JobRequestSchema,
  everyMs: z.number(),
  id: z.string(),
  created: timeSchema,
  lastPeriod: z.string().nullable(),
}).readonly().openapi("CrawlSchedule");
export const ScheduleListSchema = z.strictObject({ schedules: z.array(ScheduleSchema) }).openapi("CrawlScheduleList");
export const TickReportSchema = z.strictObject({
  started: z.array(z.string()).readonly().openapi({ description: "Jobs that this tick made" }),
  ended: z.array(z.string()).readonly().openapi({ description: "Jobs that have ended and were not built yet" }),
}).readonly().openapi("CrawlTick");

export const KeyRequestSchema = z.strictObject({
  name: nameSchema.openapi({ example: "worker 1" }),
  scopes: z.array(z.enum(scopes)).min(1).openapi({ example: ["crawl:work"] }),
  expires: z.iso.datetime().optional(),
}).openapi("KeyRequest");
const keyFields = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)).readonly(),
  created: timeSchema,
  expires: timeSchema.nullable(),
  revoked: timeSchema.nullable(),
};
export const KeySchema = z.strictObject(keyFields).openapi("Key");
export const KeyListSchema = z.strictObject({ keys: z.array(KeySchema) }).openapi("KeyList");
export const NewKeySchema = z.strictObject({
  ...keyFields,
  key: z.string().openapi({ description: "The key itself: shown this once, stored nowhere" }),
}).openapi("NewKey");
