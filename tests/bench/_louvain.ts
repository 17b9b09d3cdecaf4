/** graphology's Louvain, the second oracle: it has nothing in common with our Leiden but what it maximises. */
import Graph from "npm:graphology@0.26.0";
import louvain from "npm:graphology-communities-louvain@2.0.2";
import type { Graph as Rows } from "../../core/kernel/kernel.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface LouvainAnswer {
  readonly communityOf: Uint32Array;
  readonly communityCount: number;
  readonly modularity: number;
  readonly seconds: number;
}

/** @param rows Read as undirected, the larger weight where an edge is given twice, no loops: as the kernel reads them. */
export function runLouvain(rows: Rows, seed: number): LouvainAnswer {
  const { offsets, neighbours, weights } = rows;
  const count = offsets.length - 1;
  const graph = new Graph.UndirectedGraph();
  for (let node = 0; node < count; node++) graph.addNode(node);
  for (let node = 0; node < count; node++) {
    for (let entry = Number(offsets[node]); entry < Number(offsets[node + 1]); entry++) {
      const other = neighbours[entry];
      if (other === node) continue;
      const known = graph.edge(node, other);
      const weight = Math.max(weights?.[entry] ?? 1, known === undefined ? 0 : graph.getEdgeAttribute(known, "weight"));
      graph.mergeUndirectedEdge(node, other, { weight });
    }
  }
  const started = performance.now();
  // The package is CommonJS: at run time the import is the function itself, for the types a module around it.
  const { detailed } = louvain as unknown as typeof louvain.default;
  const found = detailed(graph, { rng: createRandom(seed) });
  return {
    communityOf: Uint32Array.from({ length: count }, (_, node) => found.communities[node]),
    communityCount: found.count,
    modularity: found.modularity,
    seconds: (performance.now() - started) / 1000,
  };
}
