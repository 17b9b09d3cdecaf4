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
  const { neighbours, weights } = graph;
  const starts = Float64Array.from(graph.offsets, Number);
  const incoming = turnRound(graph, starts);
  const offsets = new BigUint64Array(communityOf.length + 1);
  const communities: number[] = [];
  const strengths: number[] = [];
  // Sums of one influencer at a time, and the communities that have one.
  const sums = new Float64Array(countCommunities(communityOf));
  const touched: number[] = [];
  const add = (other: number, weight: number) => {
    const community = communityOf[other];
    if (community === none) return;
    if (sums[community] === 0) touched.push(community);
    sums[community] += weight;
  };
  for (let influencer = 0; influencer < communityOf.length; influencer++) {
    // In the order in which the rows stand, so that the sums are the same to the last bit however they are grouped.
    let at = incoming.starts[influencer];
    const end = incoming.starts[influencer + 1];
    for (; at < end && incoming.sources[at] < influencer; at++) add(incoming.sources[at], incoming.weights[at]);
    for (let entry = starts[influencer]; entry < starts[influencer + 1]; entry++) {
      add(neighbours[entry], weights?.[entry] ?? 1);
    }
    for (; at < end; at++) add(incoming.sources[at], incoming.weights[at]);
    let total = 0;
    for (const community of touched) total += sums[community];
    const first = communities.length;
    for (const community of touched) {
      const share = sums[community] / total;
      sums[community] = 0;
      if (share >= shareMin) insert({ communities, strengths, first }, community, share);
    }
    touched.length = 0;
    offsets[influencer + 1] = BigInt(communities.length);
  }
  return { offsets, communities: Uint32Array.from(communities), strengths: Float32Array.from(strengths) };
}

interface Shares {
  readonly communities: number[];
  readonly strengths: number[];
  /** Where the row begins. */
  readonly first: number;
}

/** Puts a share into a row, which has at most twenty, behind those that are larger; equal ones go by community. */
function insert({ communities, strengths, first }: Shares, community: number, share: number): void {
  let at = communities.length;
  for (; at > first; at--) {
    const [before, other] = [strengths[at - 1], communities[at - 1]];
    if (before > share || (before === share && other < community)) break;
    strengths[at] = before;
    communities[at] = other;
  }
  strengths[at] = share;
  communities[at] = community;
}

/** Who has an influencer among its nearest, and with what weight. */
function turnRound({ neighbours, weights }: Graph, starts: Float64Array) {
  const reversed = new Float64Array(starts.length);
  for (const other of neighbours) reversed[other + 1]++;
  for (let node = 1; node < reversed.length; node++) reversed[node] += reversed[node - 1];
  const sources = new Uint32Array(neighbours.length);
  const turned = new Float32Array(neighbours.length);
  const next = reversed.slice();
  for (let node = 0; node + 1 < starts.length; node++) {
    for (let entry = starts[node]; entry < starts[node + 1]; entry++) {
      const at = next[neighbours[entry]]++;
      sources[at] = node;
      turned[at] = weights?.[entry] ?? 1;
    }
  }
  return { starts: reversed, sources, weights: turned };
}

function countCommunities(communityOf: Uint32Array): number {
  let count = 0;
  for (const community of communityOf) if (community !== none && community >= count) count = community + 1;
  return count;
}
