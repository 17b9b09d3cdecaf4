/** Real graphs of the data folder, with what is known of them. They are never copied into the project. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Graph } from "../../core/kernel/kernel.ts";

export interface RealGraph {
  readonly name: string;
  readonly edges: string;
  /** Best modularity that the set's README gives for Louvain (networkx); null where it gives none. */
  readonly floor: number | null;
  /** File of node and label. */
  readonly labels?: string;
  /** NMI with the labels that must be reached. */
  readonly nmiMin?: number;
}

export const realGraphs: readonly RealGraph[] = [
  {
    name: "lastfm-asia",
    edges: "lastfm-asia/edges.csv.gz",
    floor: 0.816,
    labels: "lastfm-asia/target.csv.gz",
    nmiMin: 0.62,
  },
  { name: "facebook-pages", edges: "facebook-pages/edges.csv.gz", floor: 0.816 },
  { name: "facebook company", edges: "facebook-categories/company_edges.csv.gz", floor: 0.732 },
  { name: "facebook politician", edges: "facebook-categories/politician_edges.csv.gz", floor: 0.869 },
  { name: "facebook tvshow", edges: "facebook-categories/tvshow_edges.csv.gz", floor: 0.873 },
  { name: "deezer-romania", edges: "deezer-romania/edges.csv.gz", floor: 0.757 },
  { name: "dblp", edges: "dblp/edges.csv.gz", floor: null },
];

const dataFolder = Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Graph and label of each node; undefined where the set is not there. */
export async function readRealGraph({ edges, labels }: RealGraph) {
  const text = await readText(edges);
  if (text === undefined) return undefined;
  const numbers = new Map<string, number>();
  const rows: number[][] = [];
  const nodeOf = (name: string) => {
    if (!numbers.has(name)) {
      numbers.set(name, rows.length);
      rows.push([]);
    }
    return numbers.get(name)!;
  };
  for (const line of text.split("\n")) {
    const [left, right] = line.trim().split(/[,\t]/);
    if (/^\d+$/.test(left) && /^\d+$/.test(right)) rows[nodeOf(left)].push(nodeOf(right));
  }
  const offsets = new BigUint64Array(rows.length + 1);
  rows.forEach((row, node) => offsets[node + 1] = offsets[node] + BigInt(row.length));
  const graph: Graph = { offsets, neighbours: Uint32Array.from(rows.flat()) };
  const labelText = labels === undefined ? undefined : await readText(labels);
  if (labelText === undefined) return { graph, labels: undefined };
  const labelOf = new Uint32Array(rows.length);
  for (const line of labelText.split("\n").slice(1)) {
    const [name, label] = line.trim().split(",");
    const node = numbers.get(name);
    if (node !== undefined) labelOf[node] = Number(label);
  }
  return { graph, labels: labelOf };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const file = await Deno.open(join(dataFolder, path));
    return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
