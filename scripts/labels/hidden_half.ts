/**
 * Judges labels by tags that were hidden from them. The definition, fixed before any figure was looked at: of each community,
 * a random half of the members that have tags is hidden, in the whole network at once. The *leading over-represented tag* is the
 * one with the highest z of its log-odds ratio (2 x 2 table, 0.5 added to each cell; no prior, none of the labeller's code) among
 * hidden members against all accounts outside of the community, of the tags that at least three hidden members have. A community
 * whose highest z is below 1.96 has no over-represented tag and is left out, counted. A hit: the tag is among the label's topics;
 * where tags are words and phrases of titles, a topic that shares a word with it ("gundam" and "gundam seed") is a hit, for all.
 */
import { createLabeller } from "../../core/community/label.ts";
import type { Influencers } from "../../core/graph/influencers.ts";
import { readTerms, type Terms } from "../../core/community/words/terms.ts";
import { isStopWord } from "../../core/community/words/stop_words.ts";
import { createRandom } from "../_random.ts";
import { createPlainLabels } from "../../core/community/tfidf.ts";

/** Accounts whose tags, and nothing else of them, `reveal` shows. */
export interface Tagged {
  readonly count: number;
  /** A table in which only the accounts at `visible` have tags; account i has those of `tagsOf[i]`. */
  reveal(visible: Uint8Array, tagsOf: Uint32Array): Influencers;
}

export interface HiddenHalf {
  /** Communities that were judged, over all seeds, and those without an over-represented tag. */
  judged: number;
  without: number;
  /**
   * Hits of our label, of plain and of class-based TF-IDF, of the three tags that lead among the visible members by the very
   * score that defines the leading tag (what half of the members can tell at all), of the three commonest tags, and of our
   * label and top three on shuffled tags.
   */
  label: number;
  tfidf: number;
  classTfidf: number;
  ceiling: number;
  common: number;
  shuffled: number;
  shuffledTop: number;
  /** Hits of label and TF-IDF where the leading tag is the one of largest lift that a tenth of hidden members have. */
  liftLabel: number;
  liftTfidf: number;
  /** Labels that name no topic, and topics in all. */
  unnamed: number;
  topics: number;
}

export interface HiddenHalfOptions {
  readonly seed: number;
  readonly sizeMin: number;
  /** Tags are names that count as a whole; else words, and phrases of them. */
  readonly whole: boolean;
}

const hiddenTagMin = 3;
const scoreMin = 1.96;
const topicsMax = 3;

/** @param communities Members, one array each. */
export function judgeHiddenHalf(
  tagged: Tagged,
  communities: readonly Uint32Array[],
  { seed, sizeMin, whole }: HiddenHalfOptions,
): HiddenHalf {
  const isHit = whole ? (text: string, tag: string) => text === tag : shareWord;
  const random = createRandom(seed);
  const identity = Uint32Array.from({ length: tagged.count }, (_, account) => account);
  const everybody = readTerms(tagged.reveal(new Uint8Array(tagged.count).fill(1), identity));
  const large = communities.filter((members) => members.length >= sizeMin);
  const visible = new Uint8Array(tagged.count).fill(1);
  const halves = large.map((members) => {
    const hidden = shuffle(members.filter((member) => hasTags(everybody, member)), random).filter((_, i) =>
      i % 2 === 0
    );
    for (const member of hidden) visible[member] = 0;
    return { members, hidden };
  });
  // Members of smaller communities are hidden by half too, so that tags are as rare everywhere.
  const inLarge = new Set(large.flatMap((members) => [...members]));
  for (const account of identity) if (!inLarge.has(account) && random() < 0.5) visible[account] = 0;

  const influencers = tagged.reveal(visible, identity);
  const labeller = createLabeller(influencers);
  const shuffledLabeller = createLabeller(tagged.reveal(visible, shuffle(identity, random)));
  const classes = communities.map((members) => members.filter((member) => visible[member] === 1));
  const plainLabels = createPlainLabels(labeller.terms, classes);
  const common = commonest(labeller.terms);
  const result: HiddenHalf = {
    judged: 0,
    without: 0,
    label: 0,
    tfidf: 0,
    classTfidf: 0,
    ceiling: 0,
    common: 0,
    shuffled: 0,
    shuffledTop: 0,
    liftLabel: 0,
    liftTfidf: 0,
    unnamed: 0,
    topics: 0,
  };
  for (const { members, hidden } of halves) {
    const [leading] = leadingTags(everybody, hidden, members);
    if (leading === undefined || leading.score < scoreMin) {
      result.without++;
      continue;
    }
    result.judged++;
    const shown = members.filter((member) => visible[member] === 1);
    const label = labeller.label(shown);
    const topics = label.confidence === 0 && label.text.startsWith("around ") ? [] : label.text.split(" · ");
    const plain = plainLabels.tfidf(shown, topicsMax);
    const classBased = plainLabels.classTfidf(shown, topicsMax);
    const ceiling = leadingTags(labeller.terms, shown.filter((member) => hasTags(labeller.terms, member)), members)
      .slice(0, topicsMax).map(({ tag }) => tag);
    const byLift = largestLift(everybody, hidden, members);
    const holds = (texts: readonly string[], tag: string) => Number(texts.some((text) => isHit(text, tag)));
    result.unnamed += Number(topics.length === 0);
    result.topics += topics.length;
    result.label += holds(topics, leading.tag);
    result.tfidf += holds(plain, leading.tag);
    result.classTfidf += holds(classBased, leading.tag);
    result.ceiling += holds(ceiling, leading.tag);
    result.common += holds(common, leading.tag);
    result.shuffled += holds(shuffledLabeller.label(shown).text.split(" · "), leading.tag);
    result.shuffledTop += holds(
      shuffledLabeller.rank(shown).slice(0, topicsMax).map(({ text }) => text),
      leading.tag,
    );
    result.liftLabel += holds(topics, byLift);
    result.liftTfidf += holds(plain, byLift);
  }
  return result;
}

function shareWord(left: string, right: string): boolean {
  const words = left.split(" ").filter((word) => !isStopWord(word));
  return right.split(" ").some((word) => words.includes(word));
}

function hasTags({ offsets }: Terms, account: number): boolean {
  return offsets[account + 1] > offsets[account];
}

/** Tags of some members against accounts that are no members, those of the highest z first. */
function leadingTags(terms: Terms, some: Uint32Array, members: Uint32Array): { tag: string; score: number }[] {
  return compareTags(terms, some, members).map(({ tag, count, outside, outsideTotal }) => {
    const cells = [count, some.length - count, outside, outsideTotal - outside].map((cell) => cell + 0.5);
    const deviation = Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0));
    return { tag, score: Math.log(cells[0] * cells[3] / (cells[1] * cells[2])) / deviation };
  }).sort((left, right) => right.score - left.score);
}

function largestLift(terms: Terms, some: Uint32Array, members: Uint32Array): string {
  const lifts = compareTags(terms, some, members).filter(({ count }) => count >= 0.1 * some.length)
    .map(({ tag, count, outside, outsideTotal }) => ({
      tag,
      lift: (count / some.length) * outsideTotal / (outside + 0.5),
    }));
  return lifts.sort((left, right) => right.lift - left.lift)[0]?.tag ?? "";
}

/** Tags that at least three of `some` have: how many do, and how many of all accounts that are no members. */
function compareTags(terms: Terms, some: Uint32Array, members: Uint32Array) {
  const accountCount = terms.offsets.length - 1;
  const inside = countTags(terms, some);
  const ofMembers = countTags(terms, members);
  let outsideTotal = -members.reduce((count, member) => count + Number(hasTags(terms, member)), 0);
  for (let account = 0; account < accountCount; account++) outsideTotal += Number(hasTags(terms, account));
  return [...inside].filter(([, count]) => count >= hiddenTagMin).sort(([left], [right]) => left - right)
    .map(([tag, count]) => ({
      tag: terms.text[tag],
      count,
      outside: terms.accounts[tag] - ofMembers.get(tag)!,
      outsideTotal,
    }));
}

function countTags({ offsets, terms }: Terms, accounts: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const account of accounts) {
    for (let entry = offsets[account]; entry < offsets[account + 1]; entry++) {
      counts.set(terms[entry], (counts.get(terms[entry]) ?? 0) + 1);
    }
  }
  return counts;
}

function commonest({ accounts, text }: Terms): string[] {
  return [...accounts.keys()].sort((left, right) => accounts[right] - accounts[left]).slice(0, topicsMax)
    .map((term) => text[term]);
}

function shuffle(values: Uint32Array, random: () => number): Uint32Array {
  const order = values.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
