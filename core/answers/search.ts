/**
 * The one box: finds accounts by what people type. Words of handles, names, ids and bios in one sorted list, each query word
 * a prefix of one of them; all words must match the same account.
 */
import type { Influencers } from "../graph/influencers.ts";

export type MatchedField = "id" | "handle" | "name" | "bio";

export interface SearchIndex {
  /**
   * Influencer indexes with the field that matched best, best first: by field, then by followers.
   * Where the text has no words, those that most people follow.
   */
  find(text: string, limit: number): { influencer: number; field: MatchedField }[];
}

/** Fields in order of how well they tell who is meant. */
const fields: readonly MatchedField[] = ["handle", "name", "id", "bio"];

export function createSearchIndex(influencers: Influencers): SearchIndex {
  const { words, owners, ranks } = collectWords(influencers);
  return {
    find(text, limit) {
      const queryWords = splitWords(text);
      if (queryWords.length === 0) return mostFollowed(influencers, limit);
      let best = new Map<number, number>();
      for (const [position, word] of queryWords.entries()) {
        const matches = new Map<number, number>();
        for (let at = lowerBound(words, word); at < words.length && words[at].startsWith(word); at++) {
          const owner = owners[at];
          if (position > 0 && !best.has(owner)) continue;
          const rank = 2 * ranks[at] + (words[at] === word ? 0 : 1);
          if (rank < (matches.get(owner) ?? Infinity)) matches.set(owner, rank);
        }
        if (position > 0) { for (const [owner, rank] of matches) matches.set(owner, Math.max(rank, best.get(owner)!)); }
        best = matches;
      }
      const { followers } = influencers;
      return [...best]
        .sort(([left, leftRank], [right, rightRank]) =>
          leftRank - rightRank || followers[right] - followers[left] || left - right
        )
        .slice(0, limit)
        .map(([influencer, rank]) => ({ influencer, field: fields[rank >> 1] }));
    },
  };
}

function mostFollowed({ count, followers, handle, name }: Influencers, limit: number) {
  return Array.from({ length: count }, (_, influencer) => influencer)
    .sort((left, right) => followers[right] - followers[left] || left - right)
    .slice(0, limit)
    .map((
      influencer,
    ) => ({ influencer, field: name[influencer] ? "name" : handle[influencer] ? "handle" : "id" } as const));
}

/** Lower-cased words without accents: "Café Müller" -> ["cafe", "muller"]. */
export function splitWords(text: string): string[] {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function collectWords(influencers: Influencers): { words: string[]; owners: Uint32Array; ranks: Uint8Array } {
  const entries: { word: string; owner: number; rank: number }[] = [];
  for (let owner = 0; owner < influencers.count; owner++) {
    const seen = new Set<string>();
    for (const [rank, field] of fields.entries()) {
      const text = influencers[field][owner];
      if (!text) continue;
      // A handle is also found as a whole: "the_moss" by "themoss".
      const words = field === "handle" ? [...splitWords(text), splitWords(text).join("")] : splitWords(text);
      for (const word of words) {
        if (seen.has(word)) continue;
        seen.add(word);
        entries.push({ word, owner, rank });
      }
    }
  }
  entries.sort((left, right) => left.word < right.word ? -1 : left.word > right.word ? 1 : left.owner - right.owner);
  return {
    words: entries.map(({ word }) => word),
    owners: Uint32Array.from(entries, ({ owner }) => owner),
    ranks: Uint8Array.from(entries, ({ rank }) => rank),
  };
}

function lowerBound(words: readonly string[], word: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
