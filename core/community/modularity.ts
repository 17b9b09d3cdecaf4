/** Modularity of any partition of a graph (Newman & Girvan 2004). */
import type { Graph } from "../kernel/kernel.ts";

/**
 * @param graph Read as undirected, as the kernel reads it: of an edge that stands in both rows the larger weight counts, once; no loops.
 * @param communityOf Shape (nodes); those whose number is `none` are each alone.
 * @returns In [-1, 1]; 0 without edges.
 */
export function measureModularity(graph: Graph, communityOf: Uint32Array, none: number): number {
  const { offsets, neighbours, weights } = graph;
  const starts = Float64Array.from(offsets, Number);
  const strengths = new Float64Array(communityOf.length);
  let [inside, total] = [0, 0];
  for (let node = 0; node < communityOf.length; node++) {
    for (let entry = starts[node]; entry < starts[node + 1]; entry++) {
      const other = neighbours[entry];
      if (other === node) continue;
      const back = neighbours.subarray(starts[other], starts[other + 1]).indexOf(node);
      // Counted where it stands first.
      if (back >= 0 && other < node) continue;
      const weight = Math.max(weights?.[entry] ?? 1, back < 0 ? 0 : weights?.[starts[other] + back] ?? 1);
      strengths[node] += weight;
      strengths[other] += weight;
      total += 2 * weight;
      if (communityOf[node] === communityOf[other] && communityOf[node] !== none) inside += 2 * weight;
    }
  }
  if (total === 0) return 0;
  const masses = new Map<number, number>();
  let alone = 0;
  communityOf.forEach((community, node) => {
    if (community === none) alone += strengths[node] ** 2;
    else masses.set(community, (masses.get(community) ?? 0) + strengths[node]);
  });
  for (const mass of masses.values()) alone += mass * mass;
  return inside / total - alone / total ** 2;
}
