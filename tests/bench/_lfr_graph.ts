/**
 * An unweighted graph with planted communities in the manner of LFR (Lancichinetti, Fortunato & Radicchi 2008): degrees and community sizes
 * fall off as powers, every node has a share 1 - mixing of its ties inside its community. Ends are joined at random; what comes out double or
 * as a loop is left out.
 */
import type { Graph } from "../../core/kernel/kernel.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface LfrOptions {
  readonly nodeCount: number;
  /** Least and most, density d^-2. */
  readonly degrees: readonly [number, number];
  /** Least and most, density s^-1. */
  readonly sizes: readonly [number, number];
  readonly mixing: number;
  readonly seed: number;
}

export function createLfrGraph(options: LfrOptions): Graph & { readonly truth: Uint32Array } {
  const { nodeCount, degrees, sizes, mixing, seed } = options;
  const random = createRandom(seed);
  const truth = new Uint32Array(nodeCount);
  const groups: number[][] = [];
  for (let next = 0; next < nodeCount;) {
    const drawn = Math.round(sizes[0] * (sizes[1] / sizes[0]) ** random());
    const size = nodeCount - next - drawn < sizes[0] ? nodeCount - next : drawn;
    groups.push(Array.from({ length: size }, (_, i) => next + i));
    truth.fill(groups.length - 1, next, next + size);
    next += size;
  }
  const inside: number[][] = groups.map(() => []);
  const outside: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const degree = Math.round(1 / (1 / degrees[0] - random() * (1 / degrees[0] - 1 / degrees[1])));
    const most = groups[truth[node]].length - 1;
    for (let end = 0; end < degree; end++) {
      const isInside = random() >= mixing && inside[truth[node]].length < most * (most + 1);
      (isInside ? inside[truth[node]] : outside).push(node);
    }
  }
  const rows: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const ends of [...inside, outside]) {
    for (let i = ends.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [ends[i], ends[j]] = [ends[j], ends[i]];
    }
    for (let i = 0; i + 1 < ends.length; i += 2) if (ends[i] !== ends[i + 1]) rows[ends[i]].push(ends[i + 1]);
  }
  return graphOf(rows, truth);
}

function graphOf(rows: readonly (readonly number[])[], truth: Uint32Array) {
  const offsets = new BigUint64Array(rows.length + 1);
  rows.forEach((row, node) => offsets[node + 1] = offsets[node] + BigInt(row.length));
  return { offsets, neighbours: Uint32Array.from(rows.flat()), truth };
}
