/** What goes over the wire about changes: the shapes of `core/answers/changes.ts`. `_agreement.ts` holds the two together. */
import { z } from "@hono/zod-openapi";
import { AccountSummarySchema } from "./schemas.ts";

const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();
const named = {
  id: z.string().openapi({ example: "c-k3v9q2a" }),
  label: z.string().openapi({ example: "trail running" }),
};
const count = z.number().int();

export const KinSchema = z.strictObject({
  ...named,
  share: z.number().openapi({
    minimum: 0,
    maximum: 1,
    description: "Influencers of both, over those of the community that the event is about",
  }),
  size: count,
}).readonly().openapi("Kin");

export const CommunityEventSchema = z.strictObject({
  kind: z.enum(["birth", "death", "split", "merge", "continues"]),
  community: z.strictObject(named).readonly(),
  sizeBefore: count.openapi({ description: "Influencers; 0 where it was not there" }),
  sizeAfter: count,
  kin: list(KinSchema).openapi({
    description: "For split, what it became; else what it came from. Largest share first",
  }),
}).readonly().openapi("CommunityEvent");

const run = {
  before: z.string().nullable().openapi({ description: "Generation compared with; null where this is the first run" }),
  after: z.string(),
  events: list(CommunityEventSchema).openapi({ description: "Of the base level, what matters most first" }),
};

export const ChangesAnswerSchema = z.strictObject({
  ...run,
  compared: count.openapi({ description: "Influencers in both runs" }),
  moved: count.openapi({ description: "Those of them that changed community" }),
}).readonly().openapi("ChangesAnswer");

export const CommunityChangesSchema = z.strictObject({
  ...run,
  community: z.strictObject(named).readonly(),
  joined: list(AccountSummarySchema).openapi({ description: "In another community or in none before, at most 100" }),
  left: list(AccountSummarySchema).openapi({ description: "Members before and not now, at most 100" }),
}).readonly().openapi("CommunityChanges");
