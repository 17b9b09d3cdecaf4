/**
 * Names for communities: the words and phrases that their members use far more than everybody does, and far more than everybody
 * of their language. An account counts a word once, wherever it stands.
 */
import type { Label, LabelWord } from "../answers/communities.ts";
import type { Influencers } from "../graph/influencers.ts";
import { createTermCounter, type TermCounts } from "./_term_counts.ts";
import { chooseTopics, type RankedTerm } from "./_topics.ts";
import { countStandingOut, logOddsScore } from "./log_odds.ts";
import { isWordNumber, sourceBits, type WordSource } from "./words/fields.ts";
import { noLanguage } from "./words/terms.ts";
import { readTerms, type Terms } from "./words/terms.ts";

export { logOddsScore } from "./log_odds.ts";

export interface Labeller {
  readonly terms: Terms;
  /** @param members Influencer indexes, most central first. */
  label(members: Uint32Array): Label;
  /** Every word that enough members use, best first, whether it stands out or not. */
  rank(members: Uint32Array): LabelWord[];
}

const wordsMax = 8;
/** Topics in the text of a label. */
const topicsMax = 3;
/** Least members that use a word, and least share of members. */
const membersMin = 3;
const shareMin = 0.03;
/** Half-samples of the members that confidence is counted over: the share of the label's topics that are among their first words. */
const halvesCount = 20;
/** Of the uses of a word, the least share that stands elsewhere than in names; less is a person's name, or an invented one. */
const beyondNamesMin = 0.1;
/** Share of accounts with a bio below which names are all there is, and count. */
const textsMin = 0.25;

export function createLabeller(influencers: Influencers, terms: Terms = readTerms(influencers)): Labeller {
  const counter = createTermCounter(terms);
  const accountCount = influencers.count;
  const namesCount = terms.accountsWithText < textsMin * accountCount;
  const mayName = (term: number) =>
    namesCount || terms.accountsBeyondNames[term] >= beyondNamesMin * terms.accounts[term];

  const rankTerms = (members: Uint32Array): RankedTerm[] => {
    const found = counter.count(members);
    const floor = Math.max(Math.min(membersMin, members.length), shareMin * members.length);
    const ranked: RankedTerm[] = [];
    for (const term of found.terms) {
      const inside = found.inside[term];
      if (inside < floor || !mayName(term)) continue;
      ranked.push({ term, inside, score: scoreOf(found, term) });
    }
    ranked.sort((left, right) => right.score - left.score || (terms.key[left.term] < terms.key[right.term] ? -1 : 1));
    return ranked;
  };

  /** Against everybody, and against everybody of the members' language: what only tells the language is no topic. */
  const scoreOf = (found: TermCounts, term: number) => {
    const { inside, telling, language, insideLanguage, tellingLanguage } = found;
    const score = logOddsScore(inside[term], telling, terms.accounts[term], counter.telling);
    if (language === noLanguage) return score;
    const own = counter.ofLanguage(language);
    return Math.min(score, logOddsScore(insideLanguage[term], tellingLanguage, own.accounts[term], own.telling));
  };

  const describe = ({ term, inside, score }: RankedTerm, members: Uint32Array): LabelWord => ({
    text: terms.text[term],
    score,
    members: inside,
    accounts: terms.accounts[term],
    source: mainSource(terms, term, members),
  });

  return {
    terms,
    rank: (members) => rankTerms(members).map((entry) => describe(entry, members)),
    label(members) {
      const words = chooseTopics(terms, standOut(rankTerms(members))).slice(0, wordsMax);
      const chosen = words.filter(({ term }) => !isWordNumber(terms.text[term])).slice(0, topicsMax);
      const described = words.map((word) => describe(word, members));
      if (chosen.length === 0) return { text: nameAfter(influencers, members), confidence: 0, words: described };
      let foundAgain = 0;
      for (let half = 0; half < halvesCount; half++) {
        const sample = members.filter((member) => drawBit(member, half));
        const again = chooseTopics(terms, standOut(rankTerms(sample))).slice(0, wordsMax);
        foundAgain += chosen.filter(({ term }) => again.some((other) => other.term === term)).length / chosen.length;
      }
      // What two words say together comes before what one says.
      const phrasesFirst = [...chosen].sort((left, right) => isPhrase(terms, right.term) - isPhrase(terms, left.term));
      return {
        text: phrasesFirst.map(({ term }) => terms.text[term]).join(" · "),
        confidence: foundAgain / halvesCount,
        words: described,
      };
    },
  };
}

function standOut(ranked: readonly RankedTerm[]): readonly RankedTerm[] {
  return ranked.slice(0, countStandingOut(ranked.map(({ score }) => score)));
}

function isPhrase({ parts }: Terms, term: number): number {
  return Number(parts[term] !== undefined);
}

/** The place where most members have it. */
function mainSource({ offsets, terms, sources }: Terms, term: number, members: Uint32Array): WordSource {
  const counts = Object.keys(sourceBits).map((source) => ({ source: source as WordSource, count: 0 }));
  for (const member of members) {
    for (let entry = offsets[member]; entry < offsets[member + 1]; entry++) {
      if (terms[entry] !== term) continue;
      for (const place of counts) place.count += Number((sources[entry] & sourceBits[place.source]) !== 0);
      break;
    }
  }
  return counts.reduce((best, place) => place.count > best.count ? place : best).source;
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
