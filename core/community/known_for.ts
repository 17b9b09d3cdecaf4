/** Soft memberships: how much of an influencer's neighbourhood lies in each community. */
import type { Graph } from "../kernel/kernel.ts";
import type { Memberships } from "./model.ts";
import { none } from "./partition.ts";

/** Smaller shares are one neighbour or two: noise. */
const shareMin = 0.05;

/**
 * Shares of each influencer's ties, by weight, that lead into each community; largest first, shares below 5 % left out.
 * @param graph Ties count from both ends, as one that both sides chose counts twice.
 * @param communityOf Shape (N); `none` = in no community.
 */
export function measureKnownFor(graph: Graph, communityOf: Uint32Array): Memberships {
  const rows = Array.from(communityOf, () => new Map<number, number>());
  const add = (influencer: number, other: number, weight: number) => {
    const community = communityOf[other];
    if (community !== none) rows[influencer].set(community, (rows[influencer].get(community) ?? 0) + weight);
  };
  for (let influencer = 0; influencer < communityOf.length; influencer++) {
    for (let entry = Number(graph.offsets[influencer]); entry < Number(graph.offsets[influencer + 1]); entry++) {
      const weight = graph.weights?.[entry] ?? 1;
      add(influencer, graph.neighbours[entry], weight);
      add(graph.neighbours[entry], influencer, weight);
    }
  }
  const offsets = new BigUint64Array(communityOf.length + 1);
  const entries: [community: number, share: number][] = [];
  for (const [influencer, row] of rows.entries()) {
    let total = 0;
    for (const weight of row.values()) total += weight;
    const shares = [...row].map(([community, weight]) => [community, weight / total] as [number, number])
      .filter(([, share]) => share >= shareMin)
      .sort((left, right) => right[1] - left[1] || left[0] - right[0]);
    entries.push(...shares);
    offsets[influencer + 1] = BigInt(entries.length);
  }
  return {
    offsets,
    communities: Uint32Array.from(entries, ([community]) => community),
    strengths: Float32Array.from(entries, ([, share]) => share),
  };
}
