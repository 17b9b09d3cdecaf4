/**
 * Judges labels by tags that were hidden from them. The definition, fixed before any figure was looked at: of each community,
 * a random half of the members that have tags is hidden, in the whole network at once. The *leading over-represented tag* is the
 * one with the highest z of its log-odds ratio (2 x 2 table, 0.5 added to each cell; no prior, none of the labeller's code) among
 * hidden members against all accounts outside of the community, of the tags that at least three hidden members have. A community
 * whose highest z is below 1.96 has no over-represented tag and is left out, counted. A hit: the tag is among the label's topics.
 */
import { createLabeller } from "../../core/community/label.ts";
import type { Influencers } from "../../core/graph/influencers.ts";
import { readTerms, type Terms } from "../../core/community/words/terms.ts";
import { createRandom } from "./random.ts";
import { topByTfidf } from "../../core/community/tfidf.ts";

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
  /** Hits of our label, of class-based TF-IDF, of the three commonest tags, and of our label and top three on shuffled tags. */
  label: number;
  tfidf: number;
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
}

const hiddenTagMin = 3;
const scoreMin = 1.96;
const topicsMax = 3;

/** @param communities Members, one array each. */
export function judgeHiddenHalf(
  tagged: Tagged,
  communities: readonly Uint32Array[],
  { seed, sizeMin }: HiddenHalfOptions,
): HiddenHalf {
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
  const tfidf = topByTfidf(labeller.terms, classes);
  const common = commonest(labeller.terms);
  const result: HiddenHalf = {
    judged: 0,
    without: 0,
    label: 0,
    tfidf: 0,
    common: 0,
    shuffled: 0,
    shuffledTop: 0,
    liftLabel: 0,
    liftTfidf: 0,
    unnamed: 0,
    topics: 0,
  };
  for (const { members, hidden } of halves) {
    const leading = leadingTags(everybody, hidden, members);
    if (leading === undefined) {
      result.without++;
      continue;
    }
    result.judged++;
    const shown = members.filter((member) => visible[member] === 1);
    const label = labeller.label(shown);
    const topics = label.confidence === 0 && label.text.startsWith("around ") ? [] : label.text.split(" · ");
    const plain = tfidf.top(shown, topicsMax);
    const holds = (texts: readonly string[], tag: string) => Number(texts.includes(tag));
    result.unnamed += Number(topics.length === 0);
    result.topics += topics.length;
    result.label += holds(topics, leading.byScore);
    result.tfidf += holds(plain, leading.byScore);
    result.common += holds(common, leading.byScore);
    result.shuffled += holds(shuffledLabeller.label(shown).text.split(" · "), leading.byScore);
    result.shuffledTop += holds(
      shuffledLabeller.rank(shown).slice(0, topicsMax).map(({ text }) => text),
      leading.byScore,
    );
    result.liftLabel += holds(topics, leading.byLift);
    result.liftTfidf += holds(plain, leading.byLift);
  }
  return result;
}

function hasTags({ offsets }: Terms, account: number): boolean {
  return offsets[account + 1] > offsets[account];
}

/** Leading over-represented tags of the hidden members against accounts that are no members, or undefined. */
function leadingTags(terms: Terms, hidden: Uint32Array, members: Uint32Array) {
  const inside = countTags(terms, hidden);
  const ofMembers = countTags(terms, members);
  const accountCount = terms.offsets.length - 1;
  const withTags = (accounts: Iterable<number>) => {
    let count = 0;
    for (const account of accounts) count += Number(hasTags(terms, account));
    return count;
  };
  const total = withTags(Array.from({ length: accountCount }, (_, account) => account));
  const outsideTotal = total - withTags(members);
  let best = { tag: -1, score: -Infinity };
  let bestLift = { tag: -1, lift: -Infinity };
  for (const [tag, count] of [...inside].sort(([left], [right]) => left - right)) {
    if (count < hiddenTagMin) continue;
    const outside = terms.accounts[tag] - ofMembers.get(tag)!;
    const cells = [count, hidden.length - count, outside, outsideTotal - outside].map((cell) => cell + 0.5);
    const deviation = Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0));
    const score = Math.log(cells[0] * cells[3] / (cells[1] * cells[2])) / deviation;
    if (score > best.score) best = { tag, score };
    const lift = (count / hidden.length) / ((outside + 0.5) / outsideTotal);
    if (count >= 0.1 * hidden.length && lift > bestLift.lift) bestLift = { tag, lift };
  }
  if (best.score < scoreMin) return undefined;
  return { byScore: terms.text[best.tag], byLift: terms.text[bestLift.tag] };
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
