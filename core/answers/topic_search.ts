/** The one box for communities and passions: what labels are made of. */
import { isWordNumber } from "../community/words/fields.ts";
import { foldText } from "../community/words/tokens.ts";
import type { CommunityHit, PassionHit } from "./answers.ts";
import type { Label } from "./communities.ts";
import { createWordIndex, splitWords, takeBest } from "./word_index.ts";

/** A community as it is found. */
export interface NamedCommunity {
  readonly id: string;
  readonly label: Label;
  readonly size: number;
  readonly level: number;
}

/** A hit, and whether the text is it as a whole, not the beginning of it or a part. */
export type TopicMatch = { readonly hit: CommunityHit | PassionHit; readonly exact: boolean };

export interface TopicIndex {
  /** Passions and communities, each best first; empty where the text has no words. */
  find(text: string, limit: number): { readonly passions: TopicMatch[]; readonly communities: TopicMatch[] };
}

/** Communities that a passion names. */
const passionCommunitiesMax = 10;
/** How a community matched, best first. */
const communityFields = ["label", "word", "id"] as const;

/** @param communities Of all levels. */
export function createTopicIndex(communities: readonly NamedCommunity[]): TopicIndex {
  const passions = collectPassions(communities);
  const passionIndex = createWordIndex(passions.length, (add) => {
    passions.forEach(({ key }, number) => {
      for (const word of splitWords(key)) add(word, number, 0);
    });
  });
  const communityIndex = createWordIndex(communities.length, (add) => {
    communities.forEach(({ id, label }, number) => {
      for (const word of splitWords(label.text)) add(word, number, 0);
      for (const { text } of label.words) for (const word of splitWords(text)) add(word, number, 1);
      add(id, number, 2);
      for (const word of splitWords(id)) add(word, number, 2);
    });
  });
  return {
    find(text, limit) {
      const words = splitWords(text);
      if (words.length === 0) return { passions: [], communities: [] };
      const asked = words.join(" ");
      const isAsked = (other: string) => splitWords(other).join(" ") === asked;
      const foundPassions = takeBest(passionIndex.match(words), {
        limit,
        before: (left, right) => passions[left].strength > passions[right].strength,
      }).map(({ owner }): TopicMatch => ({
        exact: isAsked(passions[owner].word),
        hit: {
          type: "passion",
          passion: {
            word: passions[owner].word,
            accounts: passions[owner].accounts,
            communities: passions[owner].communities.slice(0, passionCommunitiesMax).map(({ id, label }) => ({
              id,
              label: label.text,
            })),
          },
          matched: { field: "word", text: passions[owner].word },
        },
      }));
      const foundCommunities = takeBest(communityIndex.match(words), {
        limit,
        before: (left, right) => communities[left].size > communities[right].size,
      }).map(({ owner, rank }): TopicMatch => {
        const { id, label, size, level } = communities[owner];
        const field = communityFields[rank >> 1];
        const word = label.words.find(({ text }) => splitWords(text).some((own) => own.startsWith(words[0])));
        return {
          exact: field === "id"
            ? foldText(text.trim()) === id
            : label.text.split(" · ").some(isAsked) || isAsked(label.text),
          hit: {
            type: "community",
            community: { id, label: label.text, size, level },
            matched: { field, text: field === "id" ? id : field === "word" ? word?.text ?? label.text : label.text },
          },
        };
      });
      const exactFirst = (left: TopicMatch, right: TopicMatch) => Number(right.exact) - Number(left.exact);
      return { passions: foundPassions.sort(exactFirst), communities: foundCommunities.sort(exactFirst) };
    },
  };
}

interface Passion {
  readonly word: string;
  readonly key: string;
  readonly accounts: number;
  /** Greatest score of any label. */
  readonly strength: number;
  /** Strongest first. */
  readonly communities: readonly NamedCommunity[];
}

function collectPassions(communities: readonly NamedCommunity[]): Passion[] {
  const found = new Map<
    string,
    { word: string; accounts: number; by: { community: NamedCommunity; score: number }[] }
  >();
  for (const community of communities) {
    for (const { text: word, accounts, score } of community.label.words) {
      if (isWordNumber(word)) continue;
      const key = foldText(word);
      const known = found.get(key);
      if (known === undefined) found.set(key, { word, accounts, by: [{ community, score }] });
      else known.by.push({ community, score });
    }
  }
  return [...found].map(([key, { word, accounts, by }]) => {
    by.sort((left, right) => right.score - left.score);
    return { word, key, accounts, strength: by[0].score, communities: by.map(({ community }) => community) };
  });
}
