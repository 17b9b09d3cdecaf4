/**
 * Plain labels to compare ours with. TF-IDF with each community as one text, as scikit-learn weighs it: tf · (ln((1 + n) / (1 + df)) + 1).
 * Class-based TF-IDF, as BERTopic weighs it (Grootendorst 2022): tf · ln(1 + A / f). Here tf is how many members use a term, df how many
 * of the n communities hold it, f how many accounts use it, A the mean count of terms of a community. Accounts in no community of three or
 * more are one text together.
 */
import { communitySizeMin } from "../limits.ts";
import type { Terms } from "./words/terms.ts";

export interface PlainLabels {
  /** The terms of greatest weight. */
  tfidf(members: Uint32Array, limit: number): string[];
  classTfidf(members: Uint32Array, limit: number): string[];
}

/** @param communities Members of each. */
export function createPlainLabels(terms: Terms, communities: readonly Uint32Array[]): PlainLabels {
  const { count, offsets, text, key, accounts } = terms;
  const texts = communities.filter((members) => members.length >= communitySizeMin);
  const rest = new Uint8Array(offsets.length - 1).fill(1);
  for (const members of texts) for (const member of members) rest[member] = 0;
  texts.push(Uint32Array.from(rest.keys()).filter((account) => rest[account] === 1));
  const textsWith = new Uint32Array(count);
  const lastText = new Int32Array(count).fill(-1);
  texts.forEach((members, number) => {
    for (const member of members) {
      for (let entry = offsets[member]; entry < offsets[member + 1]; entry++) {
        const term = terms.terms[entry];
        if (lastText[term] !== number) textsWith[term]++;
        lastText[term] = number;
      }
    }
  });
  const mean = terms.terms.length / texts.length;
  const top = (members: Uint32Array, limit: number, weigh: (term: number) => number) => {
    const uses = new Map<number, number>();
    for (const member of members) {
      for (let entry = offsets[member]; entry < offsets[member + 1]; entry++) {
        uses.set(terms.terms[entry], (uses.get(terms.terms[entry]) ?? 0) + 1);
      }
    }
    return [...uses].map(([term, tf]) => ({ term, weight: tf * weigh(term) }))
      .sort((left, right) => right.weight - left.weight || (key[left.term] < key[right.term] ? -1 : 1))
      .slice(0, limit)
      .map(({ term }) => text[term]);
  };
  return {
    tfidf: (members, limit) => top(members, limit, (term) => Math.log((1 + texts.length) / (1 + textsWith[term])) + 1),
    classTfidf: (members, limit) => top(members, limit, (term) => Math.log(1 + mean / accounts[term])),
  };
}
