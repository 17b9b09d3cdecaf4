/** How sure a partition is: what stays together when people are halved and the seed is another. */
import type { Memberships } from "./model.ts";
import { none } from "./partition.ts";

export interface Stability {
  /** Share of an influencer's community that is with it in the other runs, in [0, 1]; 0 for one in no community. Shape (N). */
  readonly members: Float32Array;
  /** Mean over members, shape (communities). */
  readonly communities: Float64Array;
}

/**
 * Compares a partition with those of other runs.
 * @param communityOf Shape (N); `none` = in no community.
 * @param runs Partitions of the same influencers, each of shape (N).
 */
export function measureStability(
  communityOf: Uint32Array,
  communityCount: number,
  runs: readonly Uint32Array[],
): Stability {
  const sizes = new Float64Array(communityCount);
  for (const community of communityOf) if (community !== none) sizes[community]++;
  const members = new Float32Array(communityOf.length);
  for (const run of runs) {
    const together = new Map<string, number>();
    const keyOf = (influencer: number) => `${communityOf[influencer]} ${run[influencer]}`;
    for (let influencer = 0; influencer < communityOf.length; influencer++) {
      together.set(keyOf(influencer), (together.get(keyOf(influencer)) ?? 0) + 1);
    }
    communityOf.forEach((community, influencer) => {
      if (community === none) return;
      const mates = sizes[community] - 1;
      members[influencer] += (mates > 0 ? (together.get(keyOf(influencer))! - 1) / mates : 1) / runs.length;
    });
  }
  const communities = new Float64Array(communityCount);
  communityOf.forEach((community, influencer) => {
    if (community !== none) communities[community] += members[influencer] / sizes[community];
  });
  // Sums of shares may pass 1 by rounding.
  const cap = (share: number) => Math.min(1, share);
  return { members: members.map(cap), communities: communities.map(cap) };
}

/**
 * How firmly each member belongs: the share of its community that is with it in other runs, times how much of the community
 * its ties reach, times how far its ties prefer the community to the next best one (a half where both have as many).
 * Other runs alone do not find an account of a group that is swallowed by a larger one in every run, nor one between two.
 *
 * @param communityOf Shape (N); `none` = in no community.
 * @returns In [0, 1], shape (N); 0 for an influencer in no community.
 */
export function weighMembers(
  communityOf: Uint32Array,
  { together, reach, knownFor }: {
    readonly together: Float32Array;
    readonly reach: Float32Array;
    readonly knownFor: Memberships;
  },
): Float32Array {
  return Float32Array.from(communityOf, (community, influencer) => {
    if (community === none) return 0;
    let [own, best] = [0, 0];
    for (let at = Number(knownFor.offsets[influencer]); at < Number(knownFor.offsets[influencer + 1]); at++) {
      const strength = knownFor.strengths[at];
      if (knownFor.communities[at] === community) own = strength;
      else best = Math.max(best, strength);
    }
    return own > 0 ? together[influencer] * reach[influencer] * own / (own + best) : 0;
  });
}
