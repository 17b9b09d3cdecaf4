/** What changed between two runs of the communities: the shapes that the command line, the API and the page share. */
import type { AccountSummary } from "./answers.ts";
import type { CommunityName } from "./communities.ts";

/** A community of one run, as the other run's communities see it. */
export interface Kin extends CommunityName {
  /** Influencers of both, over those of the community that the event is about, in [0, 1]. */
  readonly share: number;
  readonly size: number;
}

export interface CommunityEvent {
  /**
   * birth: made of nobody's members; death: its members went nowhere together; split: it fell into `kin`;
   * merge: it was made of `kin`; continues: the same, larger or smaller.
   */
  readonly kind: "birth" | "death" | "split" | "merge" | "continues";
  readonly community: CommunityName;
  /** Influencers before and after; 0 where it was not there. */
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  /** For split, the communities it became; else those it came from. Largest share first. */
  readonly kin: readonly Kin[];
}

export interface ChangesAnswer {
  /** Generations compared; `before` is null where this is the first run, and there are no events then. */
  readonly before: string | null;
  readonly after: string;
  /** Of the base level; what matters most first. */
  readonly events: readonly CommunityEvent[];
  /** Influencers in both runs, and those that changed community. */
  readonly compared: number;
  readonly moved: number;
}

export interface CommunityChanges extends Omit<ChangesAnswer, "compared" | "moved"> {
  readonly community: CommunityName;
  /** Members that were in another community or in none before, most central first, at most 100. */
  readonly joined: readonly AccountSummary[];
  /** Accounts that were members before and are not now, at most 100. */
  readonly left: readonly AccountSummary[];
}

/** Part of `Answers`. */
export interface ChangeAnswers {
  changes(): Promise<ChangesAnswer>;
  /** @throws {NotFoundError} If neither run has such a community. */
  communityChanges(query: { id: string }): Promise<CommunityChanges>;
}
