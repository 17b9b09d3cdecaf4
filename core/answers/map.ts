/** The map: where accounts and communities lie in the plane. */
import type { CommunityEvidence, CommunityName } from "./communities.ts";

export interface MapQuery {
  /** Level whose communities are drawn; the base level where left out. */
  readonly level?: number;
  /** Accounts at most, those with most followers first; 0 for communities alone. */
  readonly limit?: number;
}

export interface MapCommunity extends CommunityName {
  /** Centre in the unit square, and the radius around it that holds most members. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly size: number;
  readonly sensitive: boolean;
}

/** Column by column, so that a hundred thousand accounts are a few arrays. */
export interface MapAccounts {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** In the unit square, five digits. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Position in `communities`; -1 = in none. */
  readonly community: readonly number[];
  readonly followers: readonly number[];
}

export interface MapAnswer {
  readonly level: number;
  readonly communities: readonly MapCommunity[];
  /** Strongest ties between communities: positions in `communities`, weight = share of the smaller one's ties, in [0, 1]. */
  readonly ties: readonly { readonly from: number; readonly to: number; readonly weight: number }[];
  readonly accounts: MapAccounts;
  /** Influencers there are. */
  readonly total: number;
  readonly evidence: CommunityEvidence;
}

/** Part of `Answers`. */
export interface MapAnswers {
  map(query: MapQuery): Promise<MapAnswer>;
}
