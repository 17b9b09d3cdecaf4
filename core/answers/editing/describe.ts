/** Edits as people read them, and what they saved. */
import { type EditEntry, listHolding, madeId } from "../../community/edits/entry.ts";
import type { EditResult } from "../../community/edits/overlay.ts";
import { isSaved } from "../../community/edits/overlay.ts";
import type { SavedCommunity } from "../communities.ts";
import type { EditRecord } from "../edits.ts";

/** Edits that were not taken back, oldest first, each with what became of it. */
export function describeEdits(entries: readonly EditEntry[], results: readonly EditResult[]): EditRecord[] {
  const resultOf = new Map(results.map((result) => [result.entry.id, result]));
  const saved = new Set(listSaved(entries).map(({ id }) => id));
  return listHolding(entries).map(({ id, at, community, edit }) => {
    if (isSaved(community)) {
      const isThere = saved.has(community);
      return {
        id,
        at,
        community,
        edit,
        notApplied: isThere ? null : `the saved community "${community}" is not there`,
      };
    }
    const { communities = [], notApplied = "no communities were detected in this network yet" } = resultOf.get(id) ??
      {};
    return { id, at, community: communities[0] ?? community, edit, notApplied };
  });
}

/** Communities that people built and kept, under the name last given; oldest first. */
export function listSaved(entries: readonly EditEntry[]): SavedCommunity[] {
  const saved = new Map<string, SavedCommunity>();
  for (const { id, at, community, edit } of listHolding(entries)) {
    if (edit.action === "save") {
      const { text, seeds, members } = edit;
      const own = madeId({ id, edit })!;
      saved.set(own, { id: own, label: text, seeds, members, saved: at });
    } else if (edit.action === "rename" && saved.has(community)) {
      saved.set(community, { ...saved.get(community)!, label: edit.text });
    }
  }
  return [...saved.values()];
}
