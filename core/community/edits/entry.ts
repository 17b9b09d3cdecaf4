/** One line of `edits/communities.ndjson`: what a person said about a community, with what finds the community again. */
import { join } from "node:path";
import { z } from "zod";
import type { CommunityEdit, SaveRequest } from "../../answers/edits.ts";
import { type DamagedLine, readLog } from "../../workspace/append_log.ts";

/** What a person did, other than taking back. */
export type KeptEdit = Exclude<CommunityEdit, { action: "undo" }> | ({ readonly action: "save" } & SaveRequest);

export interface EditEntry {
  /** `e-` and ten letters or digits. Ids of what the edit makes have the same ones: see `madeId`. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  /** Community as it was called then; what a save made, for a save. */
  readonly community: string;
  /** Level of the community over the base level: 0 = base, 1 = its parts, -1 = what it is part of. Levels may be added in front. */
  readonly depth: number;
  /**
   * Account ids of its most central members: after a run in which its id is gone, the community that holds most of them is meant.
   * Empty for a save.
   */
  readonly anchors: readonly string[];
  /** The same of the community merged into. */
  readonly intoAnchors?: readonly string[];
  readonly edit: KeptEdit | { readonly action: "undo" };
  /** Edit that an undo took back. */
  readonly undoes?: string;
  /** SHA-256 of the text by which the caller knows its request. */
  readonly request?: string;
}

/** Edits as they were written, and lines that count for nothing. */
export interface EditLog {
  readonly entries: readonly EditEntry[];
  readonly damaged: readonly DamagedLine[];
  /** Whole lines that this version does not understand: a newer one wrote them. */
  readonly unknown: number;
  readonly bytes: number;
}

export function editLogPath(workspace: string): string {
  return join(workspace, "edits", "communities.ndjson");
}

/** Reads the edits of a workspace; none where nobody made any. */
export async function readEdits(workspace: string): Promise<EditLog> {
  const { entries, damaged, bytes } = await readLog(editLogPath(workspace));
  const known = entries.flatMap((entry) => {
    const parsed = entrySchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
  return { entries: known, damaged, unknown: entries.length - known.length, bytes };
}

/** Edits that were not taken back, oldest first. */
export function listHolding(entries: readonly EditEntry[]): (EditEntry & { readonly edit: KeptEdit })[] {
  const undone = new Set(entries.map(({ undoes }) => undoes));
  return entries.filter((entry): entry is EditEntry & { readonly edit: KeptEdit } =>
    entry.edit.action !== "undo" && !undone.has(entry.id)
  );
}

/** Id of the community that a split or a save made; as it has ten letters or digits, it is none that a run gives. */
export function madeId({ id, edit }: Pick<EditEntry, "id" | "edit">): string | undefined {
  const prefix = { split: "c", save: "s" }[edit.action as string];
  return prefix === undefined ? undefined : id.replace(/^e/, prefix);
}

/** @param random Fills the bytes with randomness. */
export function drawEditId(random: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(idLetters);
  random(bytes);
  return `e-${Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("")}`;
}

/** 50 bits: among a million edits two are alike once in two thousand workspaces. */
const idLetters = 10;
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

const accounts = z.array(z.string()).readonly();
const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  community: z.string(),
  depth: z.number().int(),
  anchors: accounts,
  intoAnchors: accounts.optional(),
  edit: z.discriminatedUnion("action", [
    z.object({ action: z.literal("rename"), text: z.string() }).readonly(),
    z.object({ action: z.literal("pin"), account: z.string() }).readonly(),
    z.object({ action: z.literal("merge"), into: z.string() }).readonly(),
    z.object({ action: z.literal("split"), accounts, text: z.string().optional() }).readonly(),
    z.object({ action: z.literal("review"), sensitive: z.boolean() }).readonly(),
    z.object({ action: z.literal("save"), text: z.string(), seeds: accounts, members: accounts }).readonly(),
    z.object({ action: z.literal("undo") }).readonly(),
  ]),
  undoes: z.string().optional(),
  request: z.string().optional(),
}).readonly();
