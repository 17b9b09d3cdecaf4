/**
 * The one box for accounts: words of handles, names, ids and bios, each query word a prefix of one of them; all words must match
 * the same account.
 */
import type { Influencers } from "../graph/influencers.ts";
import { createWordIndex, splitWords, takeBest } from "./word_index.ts";

export { splitWords } from "./word_index.ts";

export type MatchedField = "id" | "handle" | "name" | "bio";

export interface AccountMatch {
  readonly influencer: number;
  /** The field that matched best. */
  readonly field: MatchedField;
}

export interface SearchIndex {
  /**
   * Best first: by field, then whole words, then followers. Where the text has no words, those that most people follow.
   * @param options `keep` leaves out accounts, before `limit` counts.
   */
  find(text: string, options: { limit: number; keep?: (influencer: number) => boolean }): AccountMatch[];
}

/** Fields in order of how well they tell who is meant. */
const fields: readonly MatchedField[] = ["handle", "name", "id", "bio"];

export function createSearchIndex(influencers: Influencers): SearchIndex {
  const { count, followers, handle, name } = influencers;
  const index = createWordIndex(count, (add) => {
    for (let owner = 0; owner < count; owner++) {
      for (const [rank, field] of fields.entries()) {
        const text = influencers[field][owner];
        if (!text) continue;
        const words = splitWords(text);
        for (const word of words) add(word, owner, rank);
        // A handle is also found as a whole: "the_moss" by "themoss".
        if (field === "handle" && words.length > 1) add(words.join(""), owner, rank);
      }
    }
  });
  const everybody = new Uint8Array(count);
  const before = (left: number, right: number) =>
    followers[left] > followers[right] || (followers[left] === followers[right] && left < right);
  return {
    find(text, { limit, keep }) {
      const words = splitWords(text);
      if (words.length === 0) {
        return takeBest(everybody, { limit, keep, before }).map(({ owner }) => ({
          influencer: owner,
          field: name[owner] ? "name" : handle[owner] ? "handle" : "id",
        }));
      }
      return takeBest(index.match(words), { limit, keep, before })
        .map(({ owner, rank }) => ({ influencer: owner, field: fields[rank >> 1] }));
    },
  };
}
