/** A partition of influencers into communities, and what follows from it together with the neighbour graph. */
import type { Graph } from "../kernel/kernel.ts";

/** Community number of an influencer that is in none. */
export const none = 0xffff_ffff;

/** Ties of communities: sums of weights, each tie counted from both ends. */
export interface Ties {
  /** Ties to members of the influencer's own community, shape (N). */
  readonly inside: Float64Array;
  /** All ties of each community's members, shape (communities). */
  readonly total: Float64Array;
  /** Per community, the weight of ties to each other community. */
  readonly between: readonly ReadonlyMap<number, number>[];
}

/**
 * Adds up the ties of a partition.
 * @param graph Rows of nearest influencers; a tie that stands in both rows counts twice, as one that both sides chose.
 * @param communityOf Shape (N); `none` = in no community.
 */
export function sumTies(graph: Graph, communityOf: Uint32Array, communityCount: number): Ties {
  const inside = new Float64Array(communityOf.length);
  const total = new Float64Array(communityCount);
  const between = Array.from({ length: communityCount }, () => new Map<number, number>());
  for (let node = 0; node < communityOf.length; node++) {
    const own = communityOf[node];
    const end = Number(graph.offsets[node + 1]);
    for (let entry = Number(graph.offsets[node]); entry < end; entry++) {
      const other = graph.neighbours[entry];
      const weight = graph.weights?.[entry] ?? 1;
      const theirs = communityOf[other];
      if (own !== none) total[own] += weight;
      if (theirs !== none) total[theirs] += weight;
      if (own === none || theirs === none) continue;
      if (own === theirs) {
        inside[node] += weight;
        inside[other] += weight;
      } else {
        between[own].set(theirs, (between[own].get(theirs) ?? 0) + weight);
        between[theirs].set(own, (between[theirs].get(own) ?? 0) + weight);
      }
    }
  }
  return { inside, total, between };
}

/** Share of a community's ties that leave it, in [0, 1]; 0 where it has none. Shape (communities). */
export function leavingShares({ total, between }: Ties): Float64Array {
  return total.map((sum, community) => {
    let leaving = 0;
    for (const weight of between[community].values()) leaving += weight;
    return sum > 0 ? Math.min(1, leaving / sum) : 0;
  });
}

/** Members of each community, those with most ties inside first; ties in order of index. */
export function listMembers(communityOf: Uint32Array, communityCount: number, inside: Float64Array): Uint32Array[] {
  const sizes = new Uint32Array(communityCount);
  for (const community of communityOf) if (community !== none) sizes[community]++;
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(communityCount);
  communityOf.forEach((community, influencer) => {
    if (community !== none) members[community][filled[community]++] = influencer;
  });
  for (const list of members) list.sort((left, right) => inside[right] - inside[left] || left - right);
  return members;
}
