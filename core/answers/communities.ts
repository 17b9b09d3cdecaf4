/** Questions about communities and their answers: the shapes that the command line, the API and the page share. */
import type { AccountSummary, Evidence, Interval } from "./answers.ts";

/** What a community is called, and what that rests on. */
export interface Label {
  /** Never empty: where no word stands out it is made of the most central members' names. */
  readonly text: string;
  /** In [0, 1]: share of it that half-samples of the members find again, on average; 0 for names, 1 where a person gave it. */
  readonly confidence: number;
  readonly words: readonly LabelWord[];
}

export interface LabelWord {
  readonly text: string;
  /** z-score of the log-odds ratio with informative Dirichlet prior (Monroe, Colaresi & Quinn 2008). */
  readonly score: number;
  /** Members that use it, and accounts of the whole network that do. */
  readonly members: number;
  readonly accounts: number;
  /** Where most members have it: bio, hashtag, category, words of the page, name. */
  readonly source?: "bio" | "hashtag" | "category" | "page" | "name";
}

/** A community as others mention it. */
export interface CommunityName {
  readonly id: string;
  readonly label: string;
}

/** Kinds of groups in which a person's membership is protected (GDPR, article 9). */
export type SensitiveTopic = "politics" | "faith" | "health" | "sexuality" | "union" | "ethnicity";

/** Why a community is treated as sensitive: it has no shares of people, no audience and no weight in reach. */
export interface Sensitivity {
  readonly topics: readonly SensitiveTopic[];
  /** Words of its label or members that led to it. Empty where a person said so. */
  readonly words: readonly string[];
  /** A sentence for people. */
  readonly reason: string;
  /** A person looked at it. */
  readonly reviewed: boolean;
}

export interface CommunitySummary extends Omit<CommunityName, "label"> {
  /** Given once and kept over later runs, as long as most of its members stay together. */
  readonly id: string;
  readonly label: Label;
  /** 0 is the coarsest. */
  readonly level: number;
  readonly parent: string | null;
  readonly children: number;
  /** Influencers in it. */
  readonly size: number;
  /** Share of pairs of members that stay together over seeds and halves of the people, in [0, 1]. */
  readonly stability: number;
  readonly sensitive: Sensitivity | null;
}

export interface CommunityMember {
  readonly account: AccountSummary;
  /** Known for: share of the account's neighbourhood that lies in this community, in [0, 1]. */
  readonly strength: number;
  readonly stability: number;
  /** Weight of its ties to other members, over the largest, in [0, 1]. */
  readonly centrality: number;
  /** Other communities it is known for, strongest first. */
  readonly alsoKnownFor: readonly (CommunityName & { readonly strength: number })[];
}

/** How many people are interested in a community. */
export interface Interest {
  /** People of whose interests it is at least `shareMin`, with a binomial interval where not all samples were counted. */
  readonly people: Interval;
  /** Mean share over all people, in [0, 1]. */
  readonly meanShare: number;
  readonly shareMin: number;
}

export interface Community extends CommunitySummary {
  /** Most central first, one page of them. */
  readonly members: readonly CommunityMember[];
  readonly path: readonly CommunityName[];
  readonly parts: readonly CommunitySummary[];
  /** Communities that share most ties with it, strongest first; weight = share of this one's ties that lead there. */
  readonly nearby: readonly (CommunityName & { readonly weight: number })[];
  /** Share of ties that leave it, in [0, 1]. */
  readonly conductance: number;
  /** Null where it is sensitive, and below the base level. */
  readonly interested: Interest | null;
  readonly evidence: CommunityEvidence;
}

/** What a figure about communities rests on ("How do you know?"). */
export interface CommunityEvidence extends Evidence {
  readonly neighbours: string;
  readonly communities: string;
  /** k of the neighbour graph, and the measured share of true neighbours in it. */
  readonly neighbourCount: number;
  readonly recall: number;
  readonly quality: "modularity" | "cpm";
  readonly resolution: number;
  readonly modularity: number;
  readonly seed: number;
}

/** A community that a person built from seeds and kept. */
export interface SavedCommunity extends CommunityName {
  /** Account ids. */
  readonly seeds: readonly string[];
  readonly members: readonly string[];
  /** RFC 3339. */
  readonly saved: string;
}

export interface CommunityTree {
  readonly levels: number;
  /** Level that a reader meets first; soft memberships and interests are over it. */
  readonly baseLevel: number;
  /** All levels, coarsest first, largest first within a level. */
  readonly communities: readonly CommunitySummary[];
  /** Influencers in no community: no audience in common with anybody. */
  readonly unplaced: number;
  readonly saved: readonly SavedCommunity[];
  readonly evidence: CommunityEvidence;
}

/** Part of `Answers`. All throw {NotFoundError} while no communities were detected, with the command that does it. */
export interface CommunityAnswers {
  communities(query: { level?: number }): Promise<CommunityTree>;
  /** @throws {NotFoundError} If there is no such community. */
  community(query: { id: string; limit?: number; offset?: number }): Promise<Community>;
}
