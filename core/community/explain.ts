/** Why a community is called what it is: every word that was looked at, and what plain methods would have called it. */
import type { LabelWord } from "../answers/communities.ts";
import type { Influencers } from "../graph/influencers.ts";
import { createLabeller } from "./label.ts";
import type { CommunityLevel } from "./model.ts";
import { createPlainLabels } from "./tfidf.ts";

export interface LabelExplanation {
  /** Best first, those of the label among them. */
  readonly words: readonly LabelWord[];
  /** Leading words by TF-IDF and by class-based TF-IDF. */
  readonly tfidf: readonly string[];
  readonly classTfidf: readonly string[];
}

const plainMax = 5;

/** @param position Of the community in its level. */
export function explainLabel(
  influencers: Influencers,
  { level, position, limit }: { level: CommunityLevel; position: number; limit: number },
): LabelExplanation {
  const labeller = createLabeller(influencers);
  const plain = createPlainLabels(labeller.terms, level.members);
  const members = level.members[position];
  return {
    words: labeller.rank(members).slice(0, limit),
    tfidf: plain.tfidf(members, plainMax),
    classTfidf: plain.classTfidf(members, plainMax),
  };
}
