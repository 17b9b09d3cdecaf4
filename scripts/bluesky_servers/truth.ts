/** What must be found of an invented network, and how a crawl differs from it. */
import type { ConnectionRow } from "../../core/platforms/rows.ts";
import type { BlueskyWorld } from "./world.ts";

export interface BlueskyTruth {
  /** Accounts that can be seen, by index. */
  readonly visible: readonly number[];
  /** "follower influencer", of accounts that can be seen. */
  readonly follows: ReadonlySet<string>;
}

export function truthOf(world: BlueskyWorld, dids: readonly string[]): BlueskyTruth {
  const hidden = new Set([...world.deactivated, ...world.suspended]);
  const visible = world.accounts.map((_, index) => index).filter((index) => !hidden.has(index));
  const follows = visible.flatMap((follower) =>
    world.accounts[follower].follows.filter((followed) => !hidden.has(followed))
      .map((followed) => `bluesky:${dids[follower]} bluesky:${dids[followed]}`)
  );
  return { visible, follows: new Set(follows) };
}

export interface Difference {
  readonly found: number;
  readonly missing: number;
  readonly extra: number;
  /** Rows beyond the first of the same follow. */
  readonly repeated: number;
}

export function compareFollows(rows: readonly ConnectionRow[], truth: BlueskyTruth): Difference {
  const found = new Set(rows.map(({ follower, influencer }) => `${follower} ${influencer}`));
  return {
    found: found.size,
    missing: [...truth.follows].filter((follow) => !found.has(follow)).length,
    extra: [...found].filter((follow) => !truth.follows.has(follow)).length,
    repeated: rows.length - found.size,
  };
}
