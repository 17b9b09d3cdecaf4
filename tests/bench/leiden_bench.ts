import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { normalizedMutualInformation } from "../../core/community/score.ts";
import type { CommunityDetection, Kernel } from "../../core/kernel/kernel.ts";
import { writeNpy } from "../../core/workspace/npy.ts";
import { seed } from "./_data.ts";
import { type Bench, median, type Size, time, type Yardstick } from "./_harness.ts";
import { runLouvain } from "./_louvain.ts";
import { createPlantedGraph, type PlantedGraph } from "./_planted_graph.ts";
import { ensurePython, runPython } from "./_python.ts";
import { measureMemoryRead } from "./_yardsticks.ts";

const nodeCounts: Record<Size, number> = { small: 2_000, full: 1_000_000 };
const neighbourCount = 30;
const packages = ["numpy==2.4.6", "igraph==1.0.0", "leidenalg==0.12.0", "networkit==11.3"];

/**
 * Leiden on a weighted neighbour graph with planted communities, as `communities detect` runs it: from rows to a partition, the making of
 * the undirected graph included. Peers have their own graph made before the clock starts; modularity of all is counted by one function.
 */
export const leiden: Bench = {
  name: "leiden",
  unit: "nodes/s",
  async run({ size, kernel, library, folder }) {
    const graph = createPlantedGraph({ nodeCount: nodeCounts[size], neighbourCount, mixing: 0.5, seed });
    const settings = { quality: "modularity", resolution: 1, seed: 1, iterations: 10 } as const;
    let found = await detect(kernel, { graph, ...settings });
    const seconds = await time(2, async () => found = await detect(kernel, { graph, ...settings }));
    const ours = { seconds: median(seconds), modularity: found.quality };
    const nothing = { offsets: graph.offsets.slice(0, 1), neighbours: new Uint32Array(0) };
    const limits: Yardstick[] = [];
    const bandwidth = await measureMemoryRead(library, size === "full" ? 2 ** 30 : 2 ** 26);
    const bytes = 2 * 8 * neighbourCount;
    if (bandwidth !== undefined) {
      const name = `memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s, every tie once, ${bytes} B a node`;
      limits.push({ name, rate: bandwidth / bytes });
    }
    const { peers, words } = size === "full"
      ? await measurePeers(graph, found.communityOf, folder)
      : { peers: [measureLouvain(graph)], words: "" };
    return {
      input: `${graph.words}; ${cpus().length} threads, at most ${settings.iterations} passes`,
      seed,
      count: nodeCounts[size],
      seconds,
      baselineSeconds: await time(2, () => detect(kernel, { graph: nothing, ...settings })),
      digest: createHash("sha256").update(new Uint8Array(found.communityOf.slice().buffer)).digest("hex").slice(0, 16),
      limits,
      peers,
      quality: `modularity ${
        ours.modularity.toFixed(6)
      }, ${found.communityCount} communities, NMI with what was planted ${
        normalizedMutualInformation(found.communityOf, graph.truth).toFixed(3)
      }${words}`,
    };
  },
};

function detect(kernel: Kernel, detection: CommunityDetection) {
  return kernel.detectCommunities(detection, { threads: cpus().length });
}

interface PeerRun {
  readonly name: string;
  readonly seconds: number;
  readonly modularity: number;
  readonly communities: number;
  readonly edges: number;
}

async function measurePeers(graph: PlantedGraph, communityOf: Uint32Array, folder: string) {
  const python = await ensurePython("leiden", packages);
  if ("missing" in python) return { peers: [], words: `; leidenalg and NetworKit were left out (${python.missing})` };
  for (const name of ["offsets", "neighbours", "weights"] as const) {
    await writeNpy(join(folder, `${name}.npy`), graph[name], [graph[name].length]);
  }
  await writeNpy(join(folder, "ours.npy"), communityOf, [communityOf.length]);
  const script = fileURLToPath(new URL("leiden_peers.py", import.meta.url));
  const run = (job: string) => runPython<PeerRun>(python.path, [script, folder, job]);
  const ours = await run("ours");
  const peers: Yardstick[] = [];
  for (const job of ["networkit", "leidenalg", "leidenalg-converged"]) {
    const { name, seconds, modularity, communities } = await run(job);
    peers.push({
      name: `${name}, ${seconds.toFixed(1)} s, modularity ${modularity.toFixed(6)}, ${communities} communities`,
      rate: communityOf.length / seconds,
    });
  }
  return { peers, words: `; by the peers' function ${ours.modularity.toFixed(6)} on ${ours.edges} edges` };
}

function measureLouvain(graph: PlantedGraph): Yardstick {
  const { seconds, modularity, communityCount } = runLouvain(graph, 1);
  return {
    name: `graphology's Louvain, modularity ${modularity.toFixed(6)}, ${communityCount} communities`,
    rate: graph.truth.length / seconds,
  };
}
