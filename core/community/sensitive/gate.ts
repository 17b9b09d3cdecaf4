/** Decides which communities are sensitive: from the words of the label, and from how many members use such words (DESIGN 10). */
import type { Label, SensitiveTopic, Sensitivity } from "../../answers/communities.ts";
import type { Influencers } from "../../graph/influencers.ts";
import { logOddsScore } from "../log_odds.ts";
import { openFields } from "../words/fields.ts";
import { sensitiveTopics } from "./lists.ts";
import { createSensitiveMatcher } from "./matcher.ts";

/** How many members speak of a topic. */
export interface TopicUse {
  readonly topic: SensitiveTopic;
  /** Of the members whose profile says anything, those that use a word of the topic; and the same for all accounts. */
  readonly members: number;
  readonly membersTelling: number;
  readonly accounts: number;
  readonly accountsTelling: number;
  /** Words that most members use, the commonest first. */
  readonly words: readonly string[];
}

export interface SensitivityGate {
  /** Null where nothing sensitive was found. */
  judge(label: Label, members: Uint32Array): Sensitivity | null;
  /** What `judgeSensitivity` needs besides the label. */
  count(members: Uint32Array): TopicUse[];
}

/** Share of members that is sensitive whatever others say: a network of politicians is one, though all are alike. */
const shareMax = 0.25;
/** Share that is when it is well above everybody's. */
const shareRaised = 0.08;
const raisedBy = 2;
const scoreMin = 3;
const membersMin = 3;
const wordsMax = 8;
/** Members whose texts are read again for examples. */
const examplesMax = 2000;

const matcher = createSensitiveMatcher();

/**
 * The rule alone; a person's review stands above it.
 * @param label Also one that a person gave: then `uses` may be empty.
 */
export function judgeSensitivity(label: Label, uses: readonly TopicUse[]): Sensitivity | null {
  const topics = new Set<SensitiveTopic>();
  const words = new Set<string>();
  const reasons: string[] = [];
  const inLabel = [label.confidence === 0 ? "" : label.text, ...label.words.map(({ text }) => text)]
    .flatMap((text) => matcher.find(text));
  for (const { topic, word } of inLabel) {
    topics.add(topic);
    words.add(word);
  }
  if (topics.size > 0) reasons.push(`its label speaks of ${listWords([...topics])}`);
  for (const use of uses) {
    if (!isRaised(use)) continue;
    topics.add(use.topic);
    for (const word of use.words) words.add(word);
    const percent = (count: number, total: number) => `${Math.round(100 * count / Math.max(1, total))} %`;
    reasons.push(
      `${percent(use.members, use.membersTelling)} of members speak of ${use.topic}, of all accounts ${
        percent(use.accounts, use.accountsTelling)
      }`,
    );
  }
  if (topics.size === 0) return null;
  const [first, ...others] = reasons;
  return {
    topics: sensitiveTopics.filter((topic) => topics.has(topic)),
    words: [...words].slice(0, wordsMax),
    reason: `${
      [first[0].toUpperCase() + first.slice(1), ...others].join("; ")
    }. Who belongs to such a group is protected, so nothing is shown of single people or of its audience.`,
    reviewed: false,
  };
}

function isRaised({ members, membersTelling, accounts, accountsTelling }: TopicUse): boolean {
  if (members < membersMin) return false;
  const share = members / membersTelling;
  if (share >= shareMax) return true;
  return share >= shareRaised && share >= raisedBy * accounts / accountsTelling &&
    logOddsScore(members, membersTelling, accounts, accountsTelling) >= scoreMin;
}

/** Reads what all accounts say; names only of those that are no persons, as "Christian" and "Bishop" are people too. */
export function createSensitivityGate(influencers: Influencers): SensitivityGate {
  const textOf = openTexts(influencers);
  const bitsOf = new Uint8Array(influencers.count);
  const telling = new Uint8Array(influencers.count);
  for (let row = 0; row < influencers.count; row++) {
    const text = textOf(row);
    telling[row] = Number(text !== "");
    bitsOf[row] = matcher.bits(text);
  }
  const countBits = (rows: Iterable<number>) => {
    const counts = sensitiveTopics.map(() => 0);
    let total = 0;
    for (const row of rows) {
      total += telling[row];
      if (bitsOf[row] === 0) continue;
      for (let topic = 0; topic < counts.length; topic++) counts[topic] += bitsOf[row] >> topic & 1;
    }
    return { counts, total };
  };
  const all = countBits(telling.keys());
  const gate: SensitivityGate = {
    judge: (label, members) => judgeSensitivity(label, gate.count(members)),
    count(members) {
      const inside = countBits(members);
      return sensitiveTopics.map((topic, position) => {
        const use = {
          topic,
          members: inside.counts[position],
          membersTelling: inside.total,
          accounts: all.counts[position],
          accountsTelling: all.total,
          words: [],
        };
        if (!isRaised(use)) return use;
        const users = members.filter((member) => (bitsOf[member] >> position & 1) === 1).subarray(0, examplesMax);
        return { ...use, words: commonWords([...users].map(textOf), topic) };
      });
    },
  };
  return gate;
}

const persons = new Set(["person", "people", "personal", "user", "creator"]);

function openTexts(influencers: Influencers): (row: number) => string {
  const { bio, kind, name } = influencers;
  const fields = openFields(influencers);
  return (row) => {
    const isPerson = kind[row] === null || persons.has(kind[row]!.toLowerCase());
    return [bio[row] ?? "", ...fields.categories(row), ...fields.pageWords(row), isPerson ? "" : name[row] ?? ""]
      .filter((text) => text !== "").join("\n");
  };
}

function commonWords(texts: readonly string[], topic: SensitiveTopic): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = matcher.find(text).filter((match) => match.topic === topic).map(({ word }) => word);
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1))
    .slice(0, wordsMax).map(([word]) => word);
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
