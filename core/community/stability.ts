/** How sure a partition is: what stays together when people are halved and the seed is another. */
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
  return { members, communities };
}
