/** The map over the wire: the shapes of `core/answers/map.ts`. `_agreement.ts` holds the two together. */
import { z } from "@hono/zod-openapi";
import { CommunityEvidenceSchema } from "./community_schemas.ts";

const unit = z.number().openapi({ minimum: 0, maximum: 1 });
const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();

export const MapCommunitySchema = z.strictObject({
  id: z.string().openapi({ example: "c-k3v9q2a" }),
  label: z.string().openapi({ example: "trail running" }),
  x: unit.openapi({ description: "Centre in the unit square; y grows downwards" }),
  y: unit,
  radius: unit.openapi({ description: "Of the circle around it that holds nine of ten members" }),
  size: z.number().int(),
  sensitive: z.boolean(),
}).readonly().openapi("MapCommunity");

export const MapAccountsSchema = z.strictObject({
  ids: list(z.string()),
  names: list(z.string()),
  x: list(unit),
  y: list(unit),
  community: list(z.number().int()).openapi({ description: "Position in communities; -1 = in none" }),
  followers: list(z.number().int()),
}).readonly().openapi("MapAccounts", { description: "Column by column, most followed first" });

export const MapAnswerSchema = z.strictObject({
  level: z.number().int(),
  communities: list(MapCommunitySchema),
  ties: list(
    z.strictObject({
      from: z.number().int().openapi({ description: "Position in communities" }),
      to: z.number().int(),
      weight: unit.openapi({ description: "Share of the smaller one's ties" }),
    }).readonly(),
  ).openapi({ description: "Strongest first" }),
  accounts: MapAccountsSchema,
  total: z.number().int().openapi({ description: "Influencers there are" }),
  evidence: CommunityEvidenceSchema,
}).readonly().openapi("MapAnswer");
