/**
 * Names for communities: the words that their members use far more than everybody does, by log-odds ratio with informative Dirichlet
 * prior (Monroe, Colaresi & Quinn 2008). An account counts a word once.
 */
import * as stopwords from "stopword";
import type { Label, LabelWord } from "../answers/communities.ts";
import type { Influencers } from "../graph/influencers.ts";

export interface Labeller {
  /** @param members Influencer indexes, most central first. */
  label(members: Uint32Array): Label;
}

const wordsMax = 8;
/** Words in the text of a label. */
const textWordsMax = 3;
/** Least z-score of a word that may name a community: one in a thousand by chance, over some thousand words. */
const scoreMin = 4;
/** Least members that use it, and least share of members. */
const membersMin = 3;
const shareMin = 0.08;
/** Half-samples of the members that confidence is counted over. */
const halvesCount = 20;
/** Weight of the prior, in accounts. */
const priorWeight = 10;

export function createLabeller(influencers: Influencers): Labeller {
  const wordsOf = Array.from({ length: influencers.count }, (_, row) => readWords(influencers, row));
  const accounts = new Map<string, number>();
  for (const words of wordsOf) for (const word of words) accounts.set(word, (accounts.get(word) ?? 0) + 1);
  const total = influencers.count;

  const rank = (members: ArrayLike<number> & Iterable<number>): LabelWord[] => {
    const counts = new Map<string, number>();
    for (const member of members) for (const word of wordsOf[member]) counts.set(word, (counts.get(word) ?? 0) + 1);
    const least = Math.max(Math.min(membersMin, members.length), shareMin * members.length);
    const found: LabelWord[] = [];
    for (const [text, inside] of counts) {
      if (inside < least) continue;
      const score = logOddsScore(inside, members.length, accounts.get(text)!, total);
      if (score >= scoreMin) found.push({ text, score, members: inside, accounts: accounts.get(text)! });
    }
    return found.sort((left, right) => right.score - left.score || (left.text < right.text ? -1 : 1));
  };

  return {
    label(members) {
      const words = distinct(rank(members)).slice(0, wordsMax);
      if (words.length === 0) return { text: nameAfter(influencers, members), confidence: 0, words: [] };
      const chosen = words.slice(0, textWordsMax).map(({ text }) => text);
      let agreeing = 0;
      for (let half = 0; half < halvesCount; half++) {
        const [first] = rank(members.filter((member) => drawBit(member, half)));
        if (first !== undefined && chosen.includes(first.text)) agreeing++;
      }
      return { text: chosen.join(" · "), confidence: agreeing / halvesCount, words };
    },
  };
}

/** z-score of the log-odds of a word inside against outside, both drawn towards its share among all accounts. */
export function logOddsScore(inside: number, insideTotal: number, all: number, allTotal: number): number {
  const prior = priorWeight * all / allTotal;
  const outside = all - inside;
  const outsideTotal = allTotal - insideTotal;
  const odds = (count: number, total: number) => Math.log((count + prior) / (total + priorWeight - count - prior));
  const variance = 1 / (inside + prior) + 1 / (outside + prior);
  return (odds(inside, insideTotal) - odds(outside, outsideTotal)) / Math.sqrt(variance);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
/** Of all languages at once: an account's language is rarely known. */
const stopWords = new Set(Object.values(stopwords).filter((list): list is string[] => Array.isArray(list)).flat());

/** Distinct words of an account's bio, hashtags among them. Never links, addresses, handles, numbers or stop words; names name persons, not topics. */
function readWords({ bio }: Influencers, row: number): Set<string> {
  const text = (bio[row] ?? "").toLowerCase()
    .replace(/https?:\S+|www\.\S+|\S+@\S+|@\w+|\b[\w-]+\.(com|net|org|io|co|de|fr|es|uk)\b\S*/g, " ");
  const tokens = [...segmenter.segment(text)]
    .filter(({ segment, isWordLike }) => isWordLike && /^\p{L}.+$/u.test(segment))
    .map(({ segment }) => segment);
  return new Set(tokens.filter((token) => !stopWords.has(token)));
}

/** Leaves out words that say again what a better one says: "runner" after "running". */
function distinct(words: readonly LabelWord[]): LabelWord[] {
  const kept: LabelWord[] = [];
  for (const word of words) {
    const stem = word.text.slice(0, Math.max(4, word.text.length - 3));
    if (!kept.some(({ text }) => text.startsWith(stem) || word.text.startsWith(text))) kept.push(word);
  }
  return kept;
}

function nameAfter({ name, handle, id }: Influencers, members: Uint32Array): string {
  return `around ${
    [...members.subarray(0, 2)].map((member) => name[member] ?? handle[member] ?? id[member]).join(", ")
  }`;
}

/** A fair coin for each member and half, the same on every machine. */
function drawBit(member: number, half: number): boolean {
  let mixed = Math.imul(member ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(half + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) & 1) === 1;
}
