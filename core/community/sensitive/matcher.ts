/** Finds words of the lists in texts of any language. */
import type { SensitiveTopic } from "../../answers/communities.ts";
import { foldText } from "../words/tokens.ts";
import { sensitiveTopics, sensitiveWords } from "./lists.ts";

export interface SensitiveMatch {
  readonly topic: SensitiveTopic;
  /** As it stood in the text, folded. */
  readonly word: string;
}

export interface SensitiveMatcher {
  find(text: string): SensitiveMatch[];
  /** One bit per topic, in the order of `sensitiveTopics`; what `find` finds, faster. */
  bits(text: string): number;
}

interface Pattern {
  readonly words: readonly { readonly text: string; readonly begins: boolean }[];
  /** Position in `sensitiveTopics`; -1 for what is harmless. */
  readonly topic: number;
}

const links = /https?:\S+|www\.\S+|@[\w.]+/g;
/** Words, and the signs that stand in the lists, some of several characters; folding took the variation selectors out. */
const pieces =
  /\u{1F3F3}\u200D[\u{1F308}\u26A7]|\u270A\p{Emoji_Modifier}|[\p{L}\p{N}]+|\p{Extended_Pictographic}|[\u262D\u26A2\u26A3\u26A7]/gu;

export function createSensitiveMatcher(): SensitiveMatcher {
  const byWord = new Map<string, Pattern[]>();
  const byBeginning = new Map<string, Pattern[]>();
  let [shortest, longest] = [Infinity, 0];
  const learn = (pattern: Pattern) => {
    const [{ text, begins }] = pattern.words;
    const index = begins ? byBeginning : byWord;
    index.set(text, [...index.get(text) ?? [], pattern]);
    if (begins) [shortest, longest] = [Math.min(shortest, text.length), Math.max(longest, text.length)];
  };
  for (const lists of Object.values(sensitiveWords)) {
    for (const [topic, list] of Object.entries(lists)) {
      for (const pattern of readPatterns(list, sensitiveTopics.indexOf(topic as SensitiveTopic))) learn(pattern);
    }
  }
  /** Patterns that may begin with a word; most words begin none. */
  const known = new Map<string, readonly Pattern[]>();
  const beginningWith = (word: string): readonly Pattern[] => {
    let patterns = known.get(word);
    if (patterns === undefined) {
      const found = [...byWord.get(word) ?? []];
      for (let length = shortest; length <= Math.min(longest, word.length); length++) {
        found.push(...byBeginning.get(word.slice(0, length)) ?? []);
      }
      if (known.size > knownMax) known.clear();
      known.set(word, patterns = found.length === 0 ? nothing : found);
    }
    return patterns;
  };

  const scan = (text: string, visit: (topic: number, words: readonly string[]) => void) => {
    const words = foldText(text.replace(links, " ")).match(pieces);
    if (words === null) return;
    let harmless: Uint8Array | undefined;
    const found: { pattern: Pattern; at: number }[] = [];
    words.forEach((word, at) => {
      for (const pattern of beginningWith(word)) {
        if (!matchesAt(pattern, words, at)) continue;
        if (pattern.topic >= 0) found.push({ pattern, at });
        else (harmless ??= new Uint8Array(words.length)).fill(1, at, at + pattern.words.length);
      }
    });
    for (const { pattern, at } of found) {
      const end = at + pattern.words.length;
      if (harmless?.subarray(at, end).includes(1)) continue;
      visit(pattern.topic, words.slice(at, end));
    }
  };
  return {
    find(text) {
      const matches: SensitiveMatch[] = [];
      scan(text, (topic, words) => matches.push({ topic: sensitiveTopics[topic], word: words.join(" ") }));
      return matches;
    },
    bits(text) {
      let bits = 0;
      scan(text, (topic) => bits |= 1 << topic);
      return bits;
    },
  };
}

const nothing: readonly Pattern[] = [];
/** Words whose patterns are remembered. */
const knownMax = 1_000_000;

/** "shop steward, church*" as patterns; two words also in one, as a hashtag has them. */
function readPatterns(list: string, topic: number): Pattern[] {
  return list.split(",").map((item) => item.trim().split(/\s+/)).filter(([first]) => first !== "").flatMap((parts) => {
    const words = parts.map((part) => ({ text: foldText(part.replace(/\*$/, "")), begins: part.endsWith("*") }));
    const joined = { text: words.map(({ text }) => text).join(""), begins: words.at(-1)!.begins };
    const tells = words.length > 1 && words.slice(0, -1).every(({ begins }) => !begins) &&
      joined.text.length >= joinedMin;
    return tells ? [{ words, topic }, { words: [joined], topic }] : [{ words, topic }];
  });
}

/** Letters of two words in one that are no accident. */
const joinedMin = 8;

function matchesAt({ words }: Pattern, text: readonly string[], at: number): boolean {
  if (at + words.length > text.length) return false;
  return words.every(({ text: own, begins }, step) =>
    begins ? text[at + step].startsWith(own) : text[at + step] === own
  );
}
