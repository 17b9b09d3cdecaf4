/** What is true of the world and stands in no profile: the answers that estimates are judged by. */
import type { Follower } from "./followers.ts";
import { claimedFollowers, type Influencer } from "./influencers.ts";
import type { World } from "./world.ts";
import type { Seen } from "./write_edges.ts";

export interface WorldCounts {
  readonly influencers: number;
  readonly followers: number;
  readonly bots: number;
  readonly edges: number;
  readonly profiles: number;
  readonly edgeBytes: number;
  readonly profileBytes: number;
}

/** `truth.json`: options, counts, communities and the planted stories, by account id. */
export function worldTruth(world: World, counts: WorldCounts, seen: Seen): string {
  const { planted, influencers, communities } = world;
  const account = (index: number) => ({
    id: influencers[index].id,
    handle: influencers[index].handle,
    name: influencers[index].name,
    followers: seen.followers[index],
    bots: seen.bots[index],
  });
  const truth = {
    options: world.options,
    counts,
    planted: {
      brand: account(planted.brand),
      rival: account(planted.rival),
      loyal: account(planted.loyal),
      star: account(planted.star),
      bridge: { ...account(planted.bridge), communities: planted.bridgeEnds },
      home: planted.home,
      unnamed: planted.unnamed,
    },
    communities: communities.map(({ index, topic, language, place, label, members }) => ({
      index,
      topic,
      language,
      place,
      label,
      size: members.length,
    })),
    // Left out where there is none, by JSON's own rule.
    changes: world.changes.length > 0 ? world.changes : undefined,
  };
  return `${JSON.stringify(truth, null, 2)}\n`;
}

/** One line of `truth-influencers.ndjson`. */
export function influencerTruth(influencer: Influencer, followers: number, bots: number): string {
  const { id, communities, rank, kind, country, language, coverage } = influencer;
  const claimed = claimedFollowers(influencer, followers);
  return `${JSON.stringify({ id, communities, rank, kind, country, language, followers, bots, claimed, coverage })}\n`;
}

/** One line of `truth-followers.ndjson`. */
export function followerTruth(
  { id, bot, batch, kind, age, gender, country, language, interests, weights }: Follower,
): string {
  return `{"id":"${id}","bot":${bot},"batch":${batch},"kind":"${bot ? "bot" : kind}","age":${age},"gender":${
    gender === null ? "null" : `"${gender}"`
  },"country":"${country}","language":"${language}","interests":[${interests}],"weights":[${weights}]}\n`;
}
