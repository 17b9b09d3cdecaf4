/**
 * What goes over the wire: the shapes of `core/answers/answers.ts`, described for people and checked for machines.
 * `_agreement.ts` does not compile when the two differ.
 */
import { z } from "@hono/zod-openapi";

export const IntervalSchema = z.strictObject({
  value: z.number(),
  low: z.number(),
  high: z.number(),
}).readonly().openapi("Interval", {
  description: "An estimated number with its 95 % interval; low = value = high where it is exact",
  example: { value: 0.312, low: 0.287, high: 0.338 },
});

export const evidenceFields = {
  network: z.string().openapi({ description: "Generation of the network", example: "0001-5f1a09c2" }),
  signatures: z.string().openapi({ description: "Generation of the signatures", example: "0001-77ab03de" }),
  samples: z.number().int().openapi({ description: "Samples of people that the signatures cover" }),
  sampleCount: z.number().int().openapi({ description: "Samples that there are", example: 100 }),
  registerCount: z.number().int().openapi({ description: "K: registers of a signature", example: 1024 }),
  listLimit: z.number().int().openapi({ description: "Up to so many followers are kept as an exact list" }),
  followers: z.number().int().openapi({ description: "Distinct followers in the network" }),
  influencers: z.number().int().openapi({ description: "Followed accounts in the network" }),
  edges: z.number().int().openapi({ description: "Who-follows-whom links in the network" }),
  platform: z.string().openapi({ example: "x" }),
  edgeKind: z.string().openapi({ description: "follow, comment, like, mention or mixed", example: "follow" }),
  sources: z.array(z.string()).readonly().openapi({ description: "Names of the files the network was made of" }),
};
export const EvidenceSchema = z.strictObject(evidenceFields).readonly().openapi("Evidence", {
  description: "What a number rests on: how do you know?",
});

const summaryFields = {
  id: z.string().openapi({ description: "Account id, platform:id", example: "x:12" }),
  handle: z.string().nullable().openapi({ example: "jack" }),
  name: z.string().nullable().openapi({ example: "Jack" }),
  kind: z.string().nullable().openapi({ description: "person, brand, media …; null where no profile says" }),
  verified: z.boolean().nullable(),
  followers: z.number().int().openapi({ description: "Distinct followers in the network", example: 52310 }),
  coverage: z.number().nullable().openapi({
    description: "Followers seen / followers claimed, in (0, 1]; null where no profile says",
    example: 0.93,
  }),
};

export const AccountSummarySchema = z.strictObject(summaryFields).readonly().openapi("AccountSummary");

export const AccountSchema = z.strictObject({
  ...summaryFields,
  platform: z.string(),
  bio: z.string().nullable(),
  location: z.string().nullable(),
  url: z.string().nullable(),
  created: z.string().nullable(),
  followersClaimed: z.number().nullable().openapi({ description: "Followers that the profile claims" }),
  extra: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).readonly().openapi({
    description: "Further columns of the profile, as they came",
  }),
  exact: z.boolean().openapi({ description: "Its full list of followers is kept: pairs of such accounts are exact" }),
  knownFor: z.array(z.strictObject({ id: z.string(), label: z.string(), strength: z.number() }).readonly()).readonly()
    .openapi({
      description: "Communities it is known for, strongest first; empty while none were detected",
    }),
  evidence: EvidenceSchema,
}).readonly().openapi("Account");

const matched = <Field extends string>(...fields: readonly [Field, ...Field[]]) =>
  z.strictObject({ field: z.enum(fields), text: z.string() }).readonly().openapi({
    description: "Why it matched: the field and its text",
  });
const communityName = {
  id: z.string().openapi({ example: "c-k3v9q2a" }),
  label: z.string().openapi({ example: "trail running" }),
};

export const AccountHitSchema = z.strictObject({
  type: z.literal("account"),
  account: AccountSummarySchema,
  matched: matched("id", "handle", "name", "bio"),
}).readonly().openapi("AccountHit");

export const CommunityHitSchema = z.strictObject({
  type: z.literal("community"),
  community: z.strictObject({ ...communityName, size: z.number().int(), level: z.number().int() }).readonly(),
  matched: matched("label", "word", "id"),
}).readonly().openapi("CommunityHit");

export const PassionHitSchema = z.strictObject({
  type: z.literal("passion"),
  passion: z.strictObject({
    word: z.string(),
    accounts: z.number().int().openapi({ description: "Influencers whose profile has it" }),
    communities: z.array(z.strictObject(communityName).readonly()).readonly().openapi({
      description: "Communities whose label it is in, strongest first",
    }),
  }).readonly(),
  matched: matched("word"),
}).readonly().openapi("PassionHit");

export const SearchHitSchema = z.discriminatedUnion("type", [AccountHitSchema, CommunityHitSchema, PassionHitSchema])
  .openapi("SearchHit");

export const SearchAnswerSchema = z.strictObject({
  hits: z.array(SearchHitSchema).readonly().openapi({ description: "Best first" }),
  evidence: EvidenceSchema,
}).readonly().openapi("SearchAnswer");

const coverage = z.enum(["full", "partial", "unknown"]).openapi({
  description: "Whether the intervals hold the part of the audiences that the crawl did not see",
});

const relationFields = {
  jaccard: IntervalSchema.openapi({ description: "Shared followers / followers of either" }),
  shared: IntervalSchema.openapi({ description: "People who follow both" }),
  containmentLeft: IntervalSchema.openapi({ description: "Share of left's audience that also follows right" }),
  containmentRight: IntervalSchema.openapi({ description: "Share of right's audience that also follows left" }),
  cosine: IntervalSchema,
  lift: IntervalSchema.openapi({ description: "How many times more often both are followed than by chance" }),
  sketch: IntervalSchema.openapi({ description: "Jaccard with sketch noise alone, coverage left out" }),
  exact: z.boolean().openapi({ description: "Counted, not estimated, within what the crawl saw" }),
  coverage,
};

export const LookAlikeSchema = z.strictObject({
  ...relationFields,
  account: AccountSummarySchema,
  tied: z.boolean().openapi({ description: "It cannot be told apart from the one ranked before it" }),
}).readonly().openapi("LookAlike", {
  description: "An account and how its audience relates; left is the one asked about",
});

export const RankBySchema = z.enum(["jaccard", "containment", "lift"]);

export const SimilarAnswerSchema = z.strictObject({
  account: AccountSummarySchema,
  by: RankBySchema,
  kind: z.string().nullable(),
  kinds: z.array(z.string()).readonly().openapi({ description: "Kinds there are, most common first" }),
  lookAlikes: z.array(LookAlikeSchema).readonly().openapi({ description: "Best first" }),
  examined: z.number().int().openapi({ description: "Influencers that were scored for this answer" }),
  evidence: EvidenceSchema,
}).readonly().openapi("SimilarAnswer");

export const PairSchema = z.strictObject({
  ...relationFields,
  left: z.number().int().openapi({ description: "Position in accounts; less than right" }),
  right: z.number().int(),
}).readonly().openapi("Pair");

export const MatrixAnswerSchema = z.strictObject({
  accounts: z.array(AccountSummarySchema).readonly(),
  pairs: z.array(PairSchema).readonly().openapi({ description: "Every unordered pair once" }),
  evidence: EvidenceSchema,
}).readonly().openapi("MatrixAnswer");

export const RegionSchema = z.strictObject({
  members: z.array(z.number().int()).readonly().openapi({ description: "Positions in accounts", example: [0, 2] }),
  size: IntervalSchema.openapi({ description: "People who follow exactly the members" }),
  share: IntervalSchema.openapi({ description: "Of the people who follow at least one of the accounts" }),
}).readonly().openapi("Region");

export const OverlapAnswerSchema = z.strictObject({
  accounts: z.array(AccountSummarySchema).readonly(),
  regions: z.array(RegionSchema).readonly().openapi({ description: "Largest first" }),
  union: IntervalSchema.openapi({ description: "People who follow at least one" }),
  exact: z.boolean().openapi({ description: "Counted from the edge store" }),
  coverage,
  evidence: EvidenceSchema,
}).readonly().openapi("OverlapAnswer");

export const ReadinessSchema = z.strictObject({
  status: z.literal("ready"),
  network: z.string(),
  signatures: z.string(),
})
  .openapi("Readiness");
