/** Questions about communities and their answers: the shapes that the command line, the API and the page share. */
import type { AccountSummary, Evidence } from "./answers.ts";

/** What a community is called, and what that rests on. */
export interface Label {
  /** Never empty: where no word stands out it is made of the most central members' names. */
  readonly text: string;
  /** In [0, 1]: share of half-samples of the members whose first word is in the label; 0 for names. */
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
}

export interface CommunitySummary {
  /** Made from the account id of its most central member. */
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
}

export interface CommunityMember {
  readonly account: AccountSummary;
  /** Known for: share of the account's neighbourhood that lies in this community, in [0, 1]. */
  readonly strength: number;
  readonly stability: number;
  /** Weight of its ties to other members, over the largest, in [0, 1]. */
  readonly centrality: number;
  /** Other communities it is known for, strongest first. */
  readonly alsoKnownFor: readonly { readonly id: string; readonly label: string; readonly strength: number }[];
}

export interface Community extends CommunitySummary {
  /** Most central first, one page of them. */
  readonly members: readonly CommunityMember[];
  readonly path: readonly { readonly id: string; readonly label: string }[];
  readonly parts: readonly CommunitySummary[];
  /** Communities that share most ties with it, strongest first; weight = share of this one's ties that lead there. */
  readonly nearby: readonly { readonly id: string; readonly label: string; readonly weight: number }[];
  /** Share of ties that leave it, in [0, 1]. */
  readonly conductance: number;
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

export interface CommunityTree {
  readonly levels: number;
  /** Level that a reader meets first; soft memberships and interests are over it. */
  readonly baseLevel: number;
  /** All levels, coarsest first, largest first within a level. */
  readonly communities: readonly CommunitySummary[];
  /** Influencers in no community: no audience in common with anybody. */
  readonly unplaced: number;
  readonly evidence: CommunityEvidence;
}

/** Part of `Answers`. Both throw {NotFoundError} while no communities were detected, with the command that does it. */
export interface CommunityAnswers {
  communities(query: { level?: number }): Promise<CommunityTree>;
  /** @throws {NotFoundError} If there is no such community. */
  community(query: { id: string; limit?: number; offset?: number }): Promise<Community>;
}
