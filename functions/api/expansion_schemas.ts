/** What goes over the wire about expansion: the shapes of `core/answers/expansion.ts`. `_agreement.ts` holds the two together. */
import { z } from "@hono/zod-openapi";
import { expansionExcludedMax, expansionSeedsMax, expansionSizeMax } from "../../core/limits.ts";
import { textSchema } from "../http/route.ts";
import { AccountNameSchema } from "./_account.ts";
import { CommunityEvidenceSchema, LabelSchema } from "./community_schemas.ts";
import { AccountSummarySchema } from "./schemas.ts";

const share = z.number().openapi({ minimum: 0, maximum: 1 });
const method = z.enum(["mean", "corrected", "idf", "pagerank", "blend"]).openapi({
  description:
    "mean: mean Jaccard with the seeds; corrected: less the mean with everybody; idf: cosine in which a follower of few counts more, " +
    "corrected; pagerank: walks over the neighbour graph that start again at the seeds; blend: idf and walks together, the default",
});
const topicLengthMax = 200;

export const ExpansionQuestionSchema = z.strictObject({
  seeds: z.array(AccountNameSchema).min(1).max(expansionSeedsMax).readonly().optional()
    .openapi({ description: "Accounts to start from; or else topic" }),
  topic: textSchema(topicLengthMax).optional().openapi({ description: "Words from which seeds are proposed" }),
  size: z.number().int().min(1).max(expansionSizeMax).optional()
    .openapi({ description: "Members wanted besides the seeds; where left out, it ends by itself" }),
  method: method.optional(),
  exclude: z.array(AccountNameSchema).max(expansionExcludedMax).readonly().optional()
    .openapi({ description: "Accounts that must not be among the members" }),
}).openapi("ExpansionQuestion", { example: { seeds: ["@jack", "x:13"], size: 50 } });

export const ExpansionMemberSchema = z.strictObject({
  account: AccountSummarySchema,
  score: z.number().openapi({ description: "Fit to the seeds by the method; 1 is the best member" }),
  standardError: z.number().openapi({
    description: "Of the score: how much it moves with the choice of seeds and the sketch",
  }),
  similarity: share.openapi({ description: "Mean Jaccard with the seeds" }),
  reason: z.strictObject({
    seedsShared: z.number().int().openapi({ description: "Seeds with which it shares an audience above noise" }),
    nearest: z.array(z.strictObject({ id: z.string(), name: z.string(), jaccard: share }).readonly()).readonly()
      .openapi({ description: "The seeds it is most like, nearest first" }),
    text: z.string(),
  }).readonly(),
}).readonly().openapi("ExpansionMember");

export const ExpansionAnswerSchema = z.strictObject({
  seeds: z.array(
    z.strictObject({
      account: AccountSummarySchema,
      why: z.string().nullable().openapi({ description: "Why it was proposed for the topic; null where it was given" }),
    }).readonly(),
  ).readonly(),
  method,
  members: z.array(ExpansionMemberSchema).readonly().openapi({ description: "Best first, seeds not among them" }),
  naturalSize: z.number().int().openapi({ description: "Members up to where the quality curve bends" }),
  ended: z.enum(["natural", "asked", "drift", "exhausted"]).openapi({ description: "Why the list ends" }),
  curve: z.array(z.number()).readonly().openapi({
    description: "Score of the n-th best account, past the end as well",
  }),
  label: LabelSchema,
  stability: share.openapi({ description: "Share of the members that both halves of the people find" }),
  examined: z.number().int(),
  evidence: CommunityEvidenceSchema,
}).readonly().openapi("ExpansionAnswer");
