/** `communities.json` of a communities generation: what is known of each community, level by level. */
import { join } from "node:path";
import { z } from "zod";
import type { Label, Sensitivity } from "../answers/communities.ts";
import { CorruptFileError } from "../errors.ts";

/** One community; its position in its level is its number in `levels.npy`. */
export interface CommunityRecord {
  readonly id: string;
  /** Position in the next coarser level; null at the coarsest. */
  readonly parent: number | null;
  readonly label: Label;
  /** What the gate found; a person's review is in `edits/`. */
  readonly sensitive: Sensitivity | null;
  /** In [0, 1]. */
  readonly stability: number;
  /** Share of ties that leave it, in [0, 1]. */
  readonly conductance: number;
}

export interface CommunityRecords {
  readonly format: 1;
  /** Level that a reader meets first; soft memberships are over it. */
  readonly baseLevel: number;
  /** Modularity of the base level, at resolution 1 whatever was maximised. */
  readonly modularity: number;
  /** Coarsest first. */
  readonly levels: readonly (readonly CommunityRecord[])[];
}

const label = z.object({
  text: z.string(),
  confidence: z.number(),
  words: z.array(z.object({
    text: z.string(),
    score: z.number(),
    members: z.number(),
    accounts: z.number(),
    source: z.enum(["bio", "hashtag", "category", "page", "name"]).optional(),
  })),
});
const sensitivity = z.object({
  topics: z.array(z.enum(["politics", "faith", "health", "sexuality", "union", "ethnicity"])),
  words: z.array(z.string()),
  reason: z.string(),
  reviewed: z.boolean(),
});
const file = z.object({
  format: z.literal(1),
  baseLevel: z.number().int(),
  modularity: z.number(),
  levels: z.array(z.array(z.object({
    id: z.string(),
    parent: z.number().int().nullable(),
    label,
    sensitive: sensitivity.nullable(),
    stability: z.number(),
    conductance: z.number(),
  }))).min(1),
});

const fileName = "communities.json";

export async function writeRecords(folder: string, records: CommunityRecords): Promise<void> {
  await Deno.writeTextFile(join(folder, fileName), JSON.stringify(records, null, 1) + "\n");
}

/** @throws {CorruptFileError} If the file is not what `writeRecords` writes. */
export async function readRecords(folder: string): Promise<CommunityRecords> {
  const path = join(folder, fileName);
  let json: unknown;
  try {
    json = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new CorruptFileError(path, 0, `it is not JSON (${(error as Error).message})`);
  }
  const parsed = file.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CorruptFileError(path, 0, `${issue.path.join(".")}: ${issue.message}`);
  }
  return parsed.data;
}
