/**
 * Plain labels to compare ours with: class-based TF-IDF as BERTopic computes it (Grootendorst 2022), tf · log(1 + A / f) with tf a
 * term's uses in the community, f its uses in all, A the mean number of uses of a community.
 */
import type { Terms } from "./words/terms.ts";

export interface PlainLabels {
  /** The terms of greatest weight. */
  top(members: Uint32Array, limit: number): string[];
}

/** @param communities Members of each; together they are the corpus. */
export function topByTfidf(
  { count, offsets, terms, text, key }: Terms,
  communities: readonly Uint32Array[],
): PlainLabels {
  const uses = new Float64Array(count);
  let sum = 0;
  for (const members of communities) {
    for (const member of members) {
      for (let entry = offsets[member]; entry < offsets[member + 1]; entry++) {
        uses[terms[entry]]++;
        sum++;
      }
    }
  }
  const mean = sum / Math.max(1, communities.length);
  return {
    top(members, limit) {
      const inside = new Map<number, number>();
      for (const member of members) {
        for (let entry = offsets[member]; entry < offsets[member + 1]; entry++) {
          inside.set(terms[entry], (inside.get(terms[entry]) ?? 0) + 1);
        }
      }
      return [...inside]
        .map(([term, tf]) => ({ term, weight: tf * Math.log(1 + mean / uses[term]) }))
        .sort((left, right) => right.weight - left.weight || (key[left.term] < key[right.term] ? -1 : 1))
        .slice(0, limit)
        .map(({ term }) => text[term]);
    },
  };
}
