/** How much of its community an account is tied to: a corner of it, or the whole. */
import type { Graph } from "../kernel/kernel.ts";
import { none } from "./partition.ts";

/** After three steps a walk has forgotten where it began, but has not yet crept through the few ties between two groups. */
const steps = 3;
/** Places that walks are compared at: all of a community of up to so many, else so many drawn by strength (error below 0.03). */
const placesMax = 256;

/**
 * Of a walk along ties inside the community (by weight, three steps), the share that is as spread over the community as a
 * long walk is: 1 less the distance in total variation. An account of a group that was merged with a larger one keeps to
 * its own, and has little; one that belongs to all of it has nearly 1.
 *
 * @param graph Ties count from both ends.
 * @param communityOf Shape (N); `none` = in no community.
 * @param members Influencer indexes of each community.
 * @returns In [0, 1], shape (N); 0 for an influencer in no community or without ties to its own.
 */
export function measureReach(graph: Graph, communityOf: Uint32Array, members: readonly Uint32Array[]): Float32Array {
  const reach = new Float32Array(communityOf.length);
  const inside = mirrorInside(graph, communityOf);
  const placeOf = new Uint32Array(communityOf.length);
  for (const list of members) {
    const strengths = Float64Array.from(list, (member) => inside.strengths[member]);
    const total = strengths.reduce((sum, strength) => sum + strength, 0);
    if (total === 0) continue;
    list.forEach((member, place) => placeOf[member] = place);
    for (const { place, weight } of choosePlaces(strengths, total)) {
      let walk = new Float64Array(list.length);
      walk[place] = 1;
      for (let step = 0; step < steps; step++) walk = stepOn(walk, list, { placeOf, ...inside });
      // Ties have no direction, so to get from i to here is as likely as from here to i, by strength.
      walk.forEach((chance, i) => {
        if (strengths[i] > 0) reach[list[i]] += weight * Math.min(1, chance * total / strengths[i]);
      });
    }
  }
  return reach.map((share) => Math.min(1, share));
}

interface Inside {
  readonly offsets: Uint32Array;
  readonly others: Uint32Array;
  readonly weights: Float32Array;
  /** Sum of an influencer's ties inside, shape (N). */
  readonly strengths: Float64Array;
}

/** Ties inside communities, from both ends. */
function mirrorInside(graph: Graph, communityOf: Uint32Array): Inside {
  const eachInside = (act: (node: number, other: number, weight: number) => void) => {
    for (let node = 0; node < communityOf.length; node++) {
      if (communityOf[node] === none) continue;
      for (let entry = Number(graph.offsets[node]); entry < Number(graph.offsets[node + 1]); entry++) {
        const other = graph.neighbours[entry];
        if (communityOf[other] === communityOf[node]) act(node, other, graph.weights?.[entry] ?? 1);
      }
    }
  };
  const offsets = new Uint32Array(communityOf.length + 1);
  eachInside((node, other) => (offsets[node + 1]++, offsets[other + 1]++));
  for (let node = 0; node < communityOf.length; node++) offsets[node + 1] += offsets[node];
  const filled = offsets.slice();
  const others = new Uint32Array(offsets[communityOf.length]);
  const weights = new Float32Array(others.length);
  const strengths = new Float64Array(communityOf.length);
  const add = (node: number, other: number, weight: number) => {
    others[filled[node]] = other;
    weights[filled[node]++] = weight;
    strengths[node] += weight;
  };
  eachInside((node, other, weight) => (add(node, other, weight), add(other, node, weight)));
  return { offsets, others, weights, strengths };
}

function choosePlaces(strengths: Float64Array, total: number): { place: number; weight: number }[] {
  if (strengths.length <= placesMax) return Array.from(strengths, (own, place) => ({ place, weight: own / total }));
  const places: { place: number; weight: number }[] = [];
  let [place, sum] = [0, strengths[0]];
  for (let drawn = 0; drawn < placesMax; drawn++) {
    while (sum <= (drawn + 0.5) / placesMax * total && place + 1 < strengths.length) sum += strengths[++place];
    places.push({ place, weight: 1 / placesMax });
  }
  return places;
}

function stepOn(
  walk: Float64Array,
  list: Uint32Array,
  { placeOf, offsets, others, weights, strengths }: Inside & { readonly placeOf: Uint32Array },
): Float64Array<ArrayBuffer> {
  const next = new Float64Array(walk.length);
  walk.forEach((chance, place) => {
    const node = list[place];
    if (chance === 0) return;
    const share = chance / strengths[node];
    for (let entry = offsets[node]; entry < offsets[node + 1]; entry++) {
      next[placeOf[others[entry]]] += share * weights[entry];
    }
  });
  return next;
}
