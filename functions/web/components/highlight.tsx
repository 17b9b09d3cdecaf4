/**
 * A text with the words that matched set off from the rest.
 */
import type { VNode } from "preact";

export interface HighlightProps {
  readonly text: string;
  readonly query: string;
  /** Characters kept before the first match; the whole text when left out. */
  readonly before?: number;
}

export function Highlight({ text, query, before = Infinity }: HighlightProps): VNode {
  const parts = splitMatches(text, query);
  const [first] = parts;
  const cut = first !== undefined && !first.matched && first.text.length > before;
  return (
    <>
      {cut && `…${first.text.slice(-before)}`}
      {(cut ? parts.slice(1) : parts).map(({ text, matched }, position) =>
        matched ? <mark key={position}>{text}</mark> : text
      )}
    </>
  );
}

/**
 * Cuts a text where its words begin as words of the query do, as the search does it: accents and upper case do not matter.
 * The parts in order make up the text.
 */
export function splitMatches(text: string, query: string): { text: string; matched: boolean }[] {
  const wanted = query.match(wordPattern)?.map(fold) ?? [];
  const parts: { text: string; matched: boolean }[] = [];
  let done = 0;
  for (const { 0: word, index } of text.matchAll(wordPattern)) {
    const found = wanted.filter((prefix) => fold(word).startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
    if (found === undefined) continue;
    const end = index + lengthOf(word, found.length);
    if (index > done) parts.push({ text: text.slice(done, index), matched: false });
    parts.push({ text: text.slice(index, end), matched: true });
    done = end;
  }
  if (done < text.length) parts.push({ text: text.slice(done), matched: false });
  return parts;
}

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

function fold(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** How much of a word stands for so many units of its folded form. */
function lengthOf(word: string, foldedLength: number): number {
  let length = 0;
  for (const character of word) {
    if (fold(word.slice(0, length)).length >= foldedLength && fold(character) !== "") break;
    length += character.length;
  }
  return length;
}
