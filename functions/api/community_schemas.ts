/** What goes over the wire about communities: the shapes of `core/answers/communities.ts`. `_agreement.ts` holds the two together. */
import { z } from "@hono/zod-openapi";
import { AccountSummarySchema, evidenceFields, IntervalSchema } from "./schemas.ts";

const share = z.number().openapi({ minimum: 0, maximum: 1 });
const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();
const named = {
  id: z.string().openapi({ example: "c-k3v9q2a" }),
  label: z.string().openapi({ example: "trail running" }),
};

export const LabelSchema = z.strictObject({
  text: z.string(),
  confidence: share.openapi({
    description: "Share of it that half-samples of the members find again; 0 for names, 1 where a person gave it",
  }),
  words: list(
    z.strictObject({
      text: z.string(),
      score: z.number().openapi({ description: "z-score of the log-odds ratio with informative prior" }),
      members: z.number().int().openapi({ description: "Members that use it" }),
      accounts: z.number().int().openapi({ description: "Accounts of the whole network that use it" }),
      source: z.enum(["bio", "hashtag", "category", "page", "name"]).optional().openapi({
        description: "Where most members have it",
      }),
    }).readonly(),
  ),
}).readonly().openapi("Label");

export const SensitivitySchema = z.strictObject({
  topics: list(z.enum(["politics", "faith", "health", "sexuality", "union", "ethnicity"])),
  words: list(z.string()).openapi({ description: "What led to it; empty where a person said so" }),
  reason: z.string(),
  reviewed: z.boolean().openapi({ description: "A person looked at it" }),
}).readonly().openapi("Sensitivity", {
  description: "Why it has no shares of people, no audience and no weight in reach",
});

const summaryFields = {
  id: z.string().openapi({
    description: "Kept over later runs, as long as most of its members stay together",
    example: "c-k3v9q2a",
  }),
  label: LabelSchema,
  level: z.number().int().openapi({ description: "0 is the coarsest" }),
  parent: z.string().nullable(),
  children: z.number().int(),
  size: z.number().int().openapi({ description: "Influencers in it" }),
  stability: share.openapi({
    description: "Share of pairs of members that stay together over seeds and halves of the people",
  }),
  sensitive: SensitivitySchema.nullable(),
};
export const CommunitySummarySchema = z.strictObject(summaryFields).readonly().openapi("CommunitySummary");

export const CommunityMemberSchema = z.strictObject({
  account: AccountSummarySchema,
  strength: share.openapi({ description: "Known for: share of its neighbourhood that lies in this community" }),
  stability: share,
  centrality: share.openapi({ description: "Weight of its ties to other members, over the largest" }),
  alsoKnownFor: list(z.strictObject({ ...named, strength: share }).readonly()),
}).readonly().openapi("CommunityMember");

export const CommunityEvidenceSchema = z.strictObject({
  ...evidenceFields,
  neighbours: z.string().openapi({ description: "Generation of the neighbour graph" }),
  communities: z.string().openapi({ description: "Generation of the communities" }),
  neighbourCount: z.number().int().openapi({ description: "k: nearest influencers kept of each", example: 30 }),
  recall: share.openapi({ description: "Measured share of true neighbours in the graph" }),
  quality: z.enum(["modularity", "cpm"]),
  resolution: z.number(),
  modularity: z.number(),
  seed: z.number().int(),
}).readonly().openapi("CommunityEvidence");

export const InterestSchema = z.strictObject({
  people: IntervalSchema.openapi({ description: "People of whose interests it is at least shareMin" }),
  meanShare: share.openapi({ description: "Mean share over all people" }),
  shareMin: share,
}).readonly().openapi("Interest");

export const SavedCommunitySchema = z.strictObject({
  ...named,
  seeds: list(z.string()),
  members: list(z.string()),
  saved: z.string().openapi({ description: "When, RFC 3339" }),
}).readonly().openapi("SavedCommunity");

export const CommunitySchema = z.strictObject({
  ...summaryFields,
  members: list(CommunityMemberSchema).openapi({ description: "Most central first, one page of them" }),
  path: list(z.strictObject(named).readonly()).openapi({ description: "Communities that hold it, coarsest first" }),
  parts: list(CommunitySummarySchema),
  nearby: list(z.strictObject({ ...named, weight: share }).readonly()),
  conductance: share.openapi({ description: "Share of ties that leave it" }),
  interested: InterestSchema.nullable().openapi({
    description: "Null where it is sensitive, and below the base level",
  }),
  evidence: CommunityEvidenceSchema,
}).readonly().openapi("Community");

export const CommunityTreeSchema = z.strictObject({
  levels: z.number().int(),
  baseLevel: z.number().int().openapi({ description: "Level that a reader meets first" }),
  communities: list(CommunitySummarySchema),
  unplaced: z.number().int().openapi({ description: "Influencers in no community" }),
  saved: list(SavedCommunitySchema).openapi({ description: "Built from seeds by a person and kept" }),
  evidence: CommunityEvidenceSchema,
}).readonly().openapi("CommunityTree");
