/**
 * What people ask: the same questions and answers for the command line, the HTTP API and the page.
 * Every number that is an estimate carries its 95 % interval; every answer carries the evidence it rests on.
 */
import type { RankBy } from "../kernel/kernel.ts";
import type { ChangeAnswers } from "./changes.ts";
import type { CommunityAnswers, CommunityName } from "./communities.ts";
import type { ExportAnswers } from "./export.ts";
import type { MapAnswers } from "./map.ts";
import type { EditAnswers } from "./edits.ts";
import type { ExpansionAnswers } from "./expansion.ts";

/** An estimated number with its 95 % interval; low = value = high where it is exact. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a number rests on ("How do you know?"). */
export interface Evidence {
  /** Generation ids. */
  readonly network: string;
  readonly signatures: string;
  /** Samples of people that the signatures cover, of `sampleCount`. */
  readonly samples: number;
  readonly sampleCount: number;
  readonly registerCount: number;
  readonly listLimit: number;
  /** Distinct people in the network and who-follows-whom links between them and the influencers. */
  readonly followers: number;
  readonly influencers: number;
  readonly edges: number;
  readonly platform: string;
  /** follow, comment, like, mention, or "mixed". */
  readonly edgeKind: string;
  /** Names of the files the network was made of. */
  readonly sources: readonly string[];
}

export interface AccountSummary {
  /** Account id, `platform:id`. */
  readonly id: string;
  readonly handle: string | null;
  readonly name: string | null;
  /** person, brand, media, company …; null where no profile says. */
  readonly kind: string | null;
  readonly verified: boolean | null;
  /** Distinct followers in the network. */
  readonly followers: number;
  /** Followers seen / followers claimed, in (0, 1]; null where no profile says. */
  readonly coverage: number | null;
}

export interface Account extends AccountSummary {
  readonly platform: string;
  readonly bio: string | null;
  readonly location: string | null;
  readonly url: string | null;
  readonly created: string | null;
  readonly followersClaimed: number | null;
  /** Further columns of the profile, as they came. */
  readonly extra: Readonly<Record<string, string | number | boolean | null>>;
  /** True where the signature is the full list of followers, so that pairs of such accounts are exact. */
  readonly exact: boolean;
  /** Communities it is known for, strongest first; empty while none were detected. */
  readonly knownFor: readonly { readonly id: string; readonly label: string; readonly strength: number }[];
  readonly evidence: Evidence;
}

export type SearchHit = AccountHit | CommunityHit | PassionHit;

export interface AccountHit {
  readonly type: "account";
  readonly account: AccountSummary;
  /** Why it matched: the field and its text. */
  readonly matched: { readonly field: "id" | "handle" | "name" | "bio"; readonly text: string };
}

export interface CommunityHit {
  readonly type: "community";
  readonly community: CommunityName & { readonly size: number; readonly level: number };
  readonly matched: { readonly field: "label" | "word" | "id"; readonly text: string };
}

/** A word that people use for what they care about: where to start from a topic. */
export interface PassionHit {
  readonly type: "passion";
  readonly passion: {
    readonly word: string;
    /** Influencers whose profile has it. */
    readonly accounts: number;
    /** Communities whose label it is in, strongest first. */
    readonly communities: readonly CommunityName[];
  };
  readonly matched: { readonly field: "word"; readonly text: string };
}

/** How two audiences relate; `left` is the account asked about. */
export interface Relation {
  /** Shared followers / followers of either. */
  readonly jaccard: Interval;
  /** People who follow both. */
  readonly shared: Interval;
  /** Share of left's audience that also follows right. */
  readonly containmentLeft: Interval;
  /** Share of right's audience that also follows left. */
  readonly containmentRight: Interval;
  readonly cosine: Interval;
  /** How many times more often the two are followed together than by chance. */
  readonly lift: Interval;
  /** Jaccard with sketch noise alone, coverage left out. */
  readonly sketch: Interval;
  /** Counted, not estimated, within what the crawl saw. */
  readonly exact: boolean;
  /** Whether the intervals hold the part of the audiences that the crawl did not see. */
  readonly coverage: "full" | "partial" | "unknown";
}

export interface LookAlike extends Relation {
  readonly account: AccountSummary;
  /** Its interval overlaps that of the one ranked before it: the two cannot be told apart. */
  readonly tied: boolean;
}

export interface SimilarQuery {
  readonly account: string;
  readonly by?: RankBy;
  /** Only accounts of this kind. */
  readonly kind?: string;
  readonly limit?: number;
  /** Least value of what `by` names. */
  readonly minimum?: number;
}

export interface SimilarAnswer {
  readonly account: AccountSummary;
  readonly by: RankBy;
  readonly kind: string | null;
  /** Kinds there are in the network, most common first. */
  readonly kinds: readonly string[];
  readonly lookAlikes: readonly LookAlike[];
  /** Influencers that were scored for this answer. */
  readonly examined: number;
  readonly evidence: Evidence;
}

export interface MatrixAnswer {
  readonly accounts: readonly AccountSummary[];
  /** Every unordered pair once; `left` < `right` are positions in `accounts`. */
  readonly pairs: readonly (Relation & { readonly left: number; readonly right: number })[];
  readonly evidence: Evidence;
}

export interface OverlapAnswer {
  readonly accounts: readonly AccountSummary[];
  /** Regions of the audiences: people who follow exactly the accounts at `members` (positions in `accounts`), largest first. */
  readonly regions: readonly {
    readonly members: readonly number[];
    readonly size: Interval;
    /** Of the people who follow at least one. */
    readonly share: Interval;
  }[];
  /** People who follow at least one. */
  readonly union: Interval;
  /** Counted from the edge store. */
  readonly exact: boolean;
  readonly coverage: "full" | "partial" | "unknown";
  readonly evidence: Evidence;
}

export interface SearchQuery {
  readonly text: string;
  readonly platform?: string;
  readonly limit?: number;
}

/** One network with its signatures, ready to be asked. Accounts are given as `x:12`, as `@handle` or as a bare id. */
export interface Answers
  extends CommunityAnswers, ExpansionAnswers, ChangeAnswers, EditAnswers, MapAnswers, ExportAnswers {
  readonly evidence: Evidence;
  /** Changes with every answer that may change: a new generation of anything it rests on. */
  readonly revision: string;
  search(query: SearchQuery): Promise<readonly SearchHit[]>;
  /** @throws {NotFoundError} for this and all below, if an account is not an influencer of the network. */
  account(account: string): Promise<Account>;
  similar(query: SimilarQuery): Promise<SimilarAnswer>;
  similarity(query: { accounts: readonly string[] }): Promise<MatrixAnswer>;
  overlap(query: { accounts: readonly string[] }): Promise<OverlapAnswer>;
}
