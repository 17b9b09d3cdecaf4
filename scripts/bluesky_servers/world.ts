/** An invented network in the records that Bluesky's servers keep, from a seed: what was put in is what must be found. */
import { createRandom } from "../_random.ts";

export interface BlueskyWorld {
  readonly sinceMs: number;
  readonly accounts: readonly WorldAccount[];
  /** Accounts that are switched off by their owners, or taken down, after everything was written. */
  readonly deactivated: readonly number[];
  readonly suspended: readonly number[];
}

export interface WorldAccount {
  readonly handle: string;
  readonly name: string;
  readonly bio: string;
  readonly posts: readonly Record<string, unknown>[];
  /** Whom it follows, in the order of time. */
  readonly follows: readonly number[];
}

/** A few are followed by most, as everywhere: their lists have several pages. */
export function inventWorld(options: { accounts: number; follows: number; seed: number }): BlueskyWorld {
  const random = createRandom(options.seed);
  const draw = (count: number) => Math.floor(random() * count);
  const sinceMs = Date.UTC(2026, 0, 1);
  const last = options.accounts - 1; // has nobody: empty lists are lists, too
  const followsOf = Array.from({ length: options.accounts }, () => new Set<number>());
  for (let left = options.follows, tries = 0; left > 0 && tries < options.follows * 20; tries++) {
    const follower = draw(last);
    // The cube of a number in [0, 1): half of all follows go to an eighth of the accounts.
    const followed = Math.floor(random() ** 3 * last);
    if (follower === followed || followsOf[follower].has(followed)) continue;
    followsOf[follower].add(followed);
    left--;
  }
  return {
    sinceMs,
    accounts: followsOf.map((follows, index) => ({
      handle: `person${index}.test`,
      name: `Person ${index} \u{1F30A}`,
      bio: index % 5 === 0 ? "" : `Invented, number ${index}`,
      posts: index % 10 === 0 ? inventPosts(index, sinceMs) : [],
      follows: [...follows],
    })),
    deactivated: [last - 1, last - 2],
    suspended: [last - 3],
  };
}

function inventPosts(index: number, sinceMs: number): Record<string, unknown>[] {
  const text = `Number ${index} about #waves`;
  const byteStart = new TextEncoder().encode(text).length - "#waves".length;
  return Array.from({ length: 3 }, (_, order) => ({
    text,
    createdAt: new Date(sinceMs + index * 1000 + order).toISOString(),
    langs: ["en-GB"],
    facets: [{
      index: { byteStart, byteEnd: byteStart + "#waves".length },
      features: [{ $type: "app.bsky.richtext.facet#tag", tag: "waves" }],
    }],
  }));
}
