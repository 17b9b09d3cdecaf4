import { createHash } from "node:crypto";
import forceAtlas2Module from "npm:graphology-layout-forceatlas2@0.10.1";
import { UndirectedGraph } from "npm:graphology@0.26.0";
import type { GraphLayout } from "../../core/kernel/kernel.ts";
import { seed } from "./_data.ts";
import { type Bench, median, type Size, time } from "./_harness.ts";
import { inventLayout, type LayoutQuality, measureLayout } from "./_layout_data.ts";

// It is CommonJS: what its types call the default export is the module itself.
const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;

const neighbourCount = 30;
const sizes: Record<Size, { count: number; peerCount: number; largest?: number }> = {
  small: { count: 1500, peerCount: 300 },
  full: { count: 200_000, peerCount: 5000, largest: 1_000_000 },
};
/** What its authors advise for such sizes is some hundreds; at fifty it has found its shape. */
const peerRounds = 50;

/** The map's layout, beside ForceAtlas2 as graphology has it, on a graph that it can do. */
export const layout: Bench = {
  name: "layout",
  unit: "nodes/s",
  async run({ size, kernel }) {
    const { count, peerCount, largest } = sizes[size];
    const given = inventLayout(count, neighbourCount, seed);
    let places = new Float32Array(0);
    const seconds = await time(2, async () => places = await kernel.layOutGraph(given));
    const digest = createHash("sha256").update(new Uint8Array(places.buffer)).digest("hex").slice(0, 16);
    const sample = size === "full" ? 1000 : 100;
    const quality = [`ours ${describe(measureLayout(given, places, { sample }))}`];

    const small = inventLayout(peerCount, neighbourCount, seed);
    quality.push(`ours at ${peerCount} ${describe(measureLayout(small, await kernel.layOutGraph(small), { sample }))}`);
    let peerPlaces = new Float32Array(0);
    const peerSeconds = median(await time(1, () => peerPlaces = layOutByForceAtlas2(small)));
    quality.push(`ForceAtlas2 at ${peerCount} ${describe(measureLayout(small, peerPlaces, { sample }))}`);
    if (largest !== undefined) {
      const large = inventLayout(largest, neighbourCount, seed);
      const started = performance.now();
      await kernel.layOutGraph(large);
      quality.push(`${largest} nodes in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
    const nobody = inventLayout(0, neighbourCount, seed);
    return {
      input: `${count} nodes, ${neighbourCount} neighbours, ${Math.ceil(Math.sqrt(count) / 2)} communities`,
      seed,
      count,
      seconds,
      baselineSeconds: await time(2, () => kernel.layOutGraph(nobody)),
      digest,
      limits: [],
      peers: [{
        name: `graphology ForceAtlas2, Barnes-Hut, ${peerRounds} rounds, ${peerCount} nodes`,
        rate: peerCount / peerSeconds,
      }],
      quality: quality.join("; "),
    };
  },
};

function describe({ neighbours, community, silhouette, overlap }: LayoutQuality): string {
  const shares = [neighbours, community, silhouette, overlap].map((value) => value.toFixed(3));
  return `neighbours kept ${shares[0]}, same community ${shares[1]}, silhouette ${shares[2]}, in a foreign circle ${
    shares[3]
  }`;
}

function layOutByForceAtlas2(
  { graph: { offsets, neighbours, weights }, radii }: GraphLayout,
): Float32Array<ArrayBuffer> {
  const graph = new UndirectedGraph();
  const directions = Math.PI * (3 - Math.sqrt(5));
  radii.forEach((_, node) =>
    graph.addNode(node, {
      x: Math.sqrt(node) * Math.cos(node * directions),
      y: Math.sqrt(node) * Math.sin(node * directions),
    })
  );
  for (let node = 0; node < radii.length; node++) {
    for (let entry = Number(offsets[node]); entry < Number(offsets[node + 1]); entry++) {
      if (neighbours[entry] !== node) graph.mergeEdge(node, neighbours[entry], { weight: weights![entry] });
    }
  }
  const found = forceAtlas2(graph, {
    iterations: peerRounds,
    settings: { ...forceAtlas2.inferSettings(graph), barnesHutOptimize: true },
  });
  return Float32Array.from({ length: 2 * radii.length }, (_, i) => found[i >> 1][i % 2 === 0 ? "x" : "y"]);
}
