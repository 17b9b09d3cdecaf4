/** Exact audiences of a small world, as bit sets. */
import type { World } from "../../../scripts/simulator/world/mod.ts";

export interface Audiences {
  /** Followers of an influencer. */
  size(influencer: number): number;
  shared(left: number, right: number): number;
  jaccard(left: number, right: number): number;
  has(influencer: number, follower: number): boolean;
}

export function countAudiences(world: World): Audiences {
  const { influencerCount, followerCount } = world.options;
  const wordCount = Math.ceil(followerCount / 32);
  const words = new Uint32Array(influencerCount * wordCount);
  for (let follower = 0; follower < followerCount; follower++) {
    for (const influencer of world.followsOf(follower)) {
      words[influencer * wordCount + (follower >>> 5)] |= 1 << (follower & 31);
    }
  }
  const shared = (left: number, right: number) => {
    let count = 0;
    for (let i = 0; i < wordCount; i++) count += ones(words[left * wordCount + i] & words[right * wordCount + i]);
    return count;
  };
  const size = (influencer: number) => shared(influencer, influencer);
  return {
    size,
    shared,
    jaccard: (left, right) => {
      const both = shared(left, right);
      return both / Math.max(1, size(left) + size(right) - both);
    },
    has: (influencer, follower) => (words[influencer * wordCount + (follower >>> 5)] >>> (follower & 31) & 1) === 1,
  };
}

function ones(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
