/** What goes over the wire about edits: the shapes of `core/answers/edits.ts`. `_agreement.ts` holds the two together. */
import { z } from "@hono/zod-openapi";
import { editAccountsMax, editTextMax } from "../../core/limits.ts";
import { textSchema } from "../http/route.ts";
import { AccountNameSchema } from "./_account.ts";

const text = textSchema(editTextMax).openapi({ description: "Name of the community", example: "trail running" });
const accounts = z.array(AccountNameSchema).max(editAccountsMax).readonly();
const communityId = textSchema(64).openapi({ example: "c-k3v9q2a" });

const renameFields = { action: z.literal("rename"), text };
const pinFields = {
  action: z.literal("pin"),
  account: AccountNameSchema.openapi({ description: "It is in this community, whatever the search says" }),
};
const mergeFields = {
  action: z.literal("merge"),
  into: communityId.openapi({ description: "Another community of its level; this one becomes part of it" }),
};
const splitFields = {
  action: z.literal("split"),
  accounts: accounts.openapi({ description: "Members that become a community of their own" }),
  text: text.optional(),
};
const reviewFields = {
  action: z.literal("review"),
  sensitive: z.boolean().openapi({ description: "A person looked: it is a sensitive group, or it is not" }),
};

export const CommunityEditSchema = z.discriminatedUnion("action", [
  z.strictObject(renameFields).readonly().openapi("Rename"),
  z.strictObject(pinFields).readonly().openapi("Pin"),
  z.strictObject(mergeFields).readonly().openapi("Merge"),
  z.strictObject(splitFields).readonly().openapi("Split"),
  z.strictObject(reviewFields).readonly().openapi("Review"),
  z.strictObject({ action: z.literal("undo") }).readonly().openapi("Undo", {
    description: "Takes back the last edit of this community that still holds",
  }),
]).openapi("CommunityEdit", { example: { action: "rename", text: "trail running" } });

export const SaveRequestSchema = z.strictObject({ text, seeds: accounts, members: accounts }).readonly()
  .openapi("SaveRequest", { example: { text: "trail running", seeds: ["@jack"], members: ["x:12", "x:13"] } });

export const EditOutcomeSchema = z.strictObject({
  edit: z.string().openapi({ description: "Of the edit; what undo took back, for undo", example: "e-k3v9q2aabc" }),
  community: z.string().openapi({ description: "The community to look at next", example: "c-k3v9q2a" }),
}).readonly().openapi("EditOutcome");

const savedFields = { action: z.literal("save"), text: z.string(), seeds: z.array(z.string()).readonly() };

export const EditRecordSchema = z.strictObject({
  id: z.string().openapi({ example: "e-k3v9q2aabc" }),
  at: z.string().openapi({ description: "When, RFC 3339" }),
  community: z.string().openapi({ description: "As it is called now; as it was then, where it could not be applied" }),
  edit: z.union([
    CommunityEditSchema,
    z.strictObject({ ...savedFields, members: z.array(z.string()).readonly() }).readonly().openapi("Save"),
  ]),
  notApplied: z.string().nullable().openapi({ description: "Why it does not hold in the current run" }),
}).readonly().openapi("EditRecord");

export const EditListSchema = z.strictObject({
  edits: z.array(EditRecordSchema).readonly().openapi({ description: "Those not taken back, oldest first" }),
}).readonly().openapi("EditList");
