/** Which of the words that stand out are topics of their own. */
import type { Terms } from "./words/terms.ts";

export interface RankedTerm {
  readonly term: number;
  /** Members that use it. */
  readonly inside: number;
  readonly score: number;
}

/** Share of the members who use a word that must use it in a phrase, for the phrase to stand for it. */
const phraseShareMin = 0.6;
const fragmentShare = 0.8;

/**
 * Leaves out what says again what a better one says: words of a phrase, other forms of a word. A phrase takes the place of its word
 * where most who use the word use the phrase.
 * @param ranked Best first.
 */
export function chooseTopics({ key, parts }: Terms, ranked: readonly RankedTerm[]): RankedTerm[] {
  const phrases = dropFragments(parts, ranked.filter(({ term }) => parts[term] !== undefined));
  const kept: { entry: RankedTerm; words: string[] }[] = [];
  for (const found of ranked) {
    if (parts[found.term] !== undefined && !phrases.includes(found)) continue;
    const entry = parts[found.term] !== undefined
      ? found
      : phrases.find(({ term, inside }) =>
        parts[term]!.includes(found.term) && inside >= phraseShareMin * found.inside
      ) ?? found;
    const phrase = parts[entry.term];
    const words = phrase === undefined ? [key[entry.term]] : phrase.map((word) => key[word]);
    const again = kept.some((other) => other.words.some((word) => words.some((own) => areForms(word, own))));
    if (!again) kept.push({ entry, words });
  }
  return kept.map(({ entry }) => entry);
}

/** Phrases of as many members that share a word are pieces of one sentence that they all repeat: its words say more. */
function dropFragments(parts: Terms["parts"], phrases: readonly RankedTerm[]): readonly RankedTerm[] {
  const alike = (left: number, right: number) => Math.min(left, right) >= fragmentShare * Math.max(left, right);
  return phrases.filter((phrase) =>
    !phrases.some((other) =>
      other !== phrase && alike(other.inside, phrase.inside) &&
      parts[other.term]!.some((word) => parts[phrase.term]!.includes(word))
    )
  );
}

const endings = new Set(
  [
    "",
    ..."s es er ers ner ners ing ning in innen ed e n en t a o as os i y dy my ny py ies ie ist ista istas isten".split(
      " ",
    ),
  ],
);
const stemMin = 3;

/** Whether two folded words are forms of one: "runner" and "running", "moth" and "moths". */
export function areForms(left: string, right: string): boolean {
  if (left === right) return true;
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  const [leftEnd, rightEnd] = [left.slice(common), right.slice(common)];
  const needed = leftEnd === "" || rightEnd === "" ? stemMin : stemMin + 1;
  return common >= needed && endings.has(leftEnd) && endings.has(rightEnd);
}
