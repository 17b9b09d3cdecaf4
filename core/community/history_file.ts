/** `changes.json` of a communities generation: what changed since the run before, told without that run at hand. */
import { join } from "node:path";
import { z } from "zod";
import type { CommunityEvent } from "../answers/changes.ts";
import type { CommunityName } from "../answers/communities.ts";
import { parseJsonFile } from "../workspace/files.ts";

/** Accounts that came to a community, or left it. */
export interface Exchange {
  /** Account ids, most central first, at most `changedAccountsMax`. */
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

export interface History {
  readonly format: 1;
  /** Generation compared with; null for a first run. */
  readonly before: string | null;
  /** Of the base level. */
  readonly events: readonly CommunityEvent[];
  readonly compared: number;
  readonly moved: number;
  /** By community id, of both runs and all levels; those without any are left out. */
  readonly exchanges: Readonly<Record<string, Exchange>>;
  /** Communities of the run before that are no more. */
  readonly gone: readonly CommunityName[];
}

const fileName = "changes.json";

export async function writeHistory(folder: string, history: History): Promise<void> {
  await Deno.writeTextFile(join(folder, fileName), JSON.stringify(history) + "\n");
}

const names = { id: z.string(), label: z.string() };
const file = z.object({
  format: z.literal(1),
  before: z.string().nullable(),
  events: z.array(z.object({
    kind: z.enum(["birth", "death", "split", "merge", "continues"]),
    community: z.object(names),
    sizeBefore: z.number(),
    sizeAfter: z.number(),
    kin: z.array(z.object({ ...names, share: z.number(), size: z.number() })),
  })),
  compared: z.number(),
  moved: z.number(),
  exchanges: z.record(z.string(), z.object({ joined: z.array(z.string()), left: z.array(z.string()) })),
  gone: z.array(z.object(names)),
});

/** @throws {CorruptFileError} If the file is not what was written. */
export async function readHistory(folder: string): Promise<History> {
  const path = join(folder, fileName);
  return parseJsonFile(path, await Deno.readTextFile(path), file);
}
