/** Building a community from a few accounts or a topic: the shapes that the command line, the API and the page share. */
import type { AccountSummary } from "./answers.ts";
import type { CommunityEvidence, Label } from "./communities.ts";

/** `core/community/expand` says what each does. `mean` is the plain baseline of Chamberlain et al. 2018. */
export type ExpansionMethod = "mean" | "corrected" | "idf" | "pagerank" | "blend";

export interface ExpansionQuery {
  /** Accounts to start from; or else `topic`. */
  readonly seeds?: readonly string[];
  /** Words from which seeds are proposed. */
  readonly topic?: string;
  /** Members wanted besides the seeds; where left out, it ends by itself. */
  readonly size?: number;
  readonly method?: ExpansionMethod;
  /** Accounts that must not be among the members. */
  readonly exclude?: readonly string[];
}

export interface ExpansionSeed {
  readonly account: AccountSummary;
  /** Why it was proposed for the topic; null where it was given. */
  readonly why: string | null;
}

export interface ExpansionMember {
  readonly account: AccountSummary;
  /** Fit to the seeds by the method; 1 is the best member. */
  readonly score: number;
  /** Of the score: how much it moves with the choice of seeds and the sketch. */
  readonly standardError: number;
  /** Mean Jaccard with the seeds, in [0, 1]. */
  readonly similarity: number;
  readonly reason: {
    /** Seeds with which it shares an audience above noise. */
    readonly seedsShared: number;
    /** The seeds it is most like, nearest first, with Jaccard. */
    readonly nearest: readonly { readonly id: string; readonly name: string; readonly jaccard: number }[];
    /** A sentence for people. */
    readonly text: string;
  };
}

export interface ExpansionAnswer {
  readonly seeds: readonly ExpansionSeed[];
  readonly method: ExpansionMethod;
  /** Best first; seeds are not among them. */
  readonly members: readonly ExpansionMember[];
  /** Members up to where the quality curve bends. */
  readonly naturalSize: number;
  /** Why the list ends: at the bend, at the size asked for, where it starts to drift to another topic, or because nobody is left. */
  readonly ended: "natural" | "asked" | "drift" | "exhausted";
  /** Score of the n-th best account, n from 1, past the end as well so that a size can be chosen: at most 500. */
  readonly curve: readonly number[];
  /** What seeds and members together would be called. */
  readonly label: Label;
  /** Share of the members that both halves of the people find, in [0, 1]. */
  readonly stability: number;
  /** Influencers that were scored. */
  readonly examined: number;
  readonly evidence: CommunityEvidence;
}

/** Part of `Answers`. */
export interface ExpansionAnswers {
  /** @throws {NotFoundError} If a seed is not in the network or no account matches the topic. @throws {InputError} If neither or both of seeds and topic are given. */
  expand(query: ExpansionQuery): Promise<ExpansionAnswer>;
}
