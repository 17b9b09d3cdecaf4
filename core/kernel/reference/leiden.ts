/**
 * Leiden in the plainest form: nodes move to the best neighbouring community until none gains, parts of communities are grown
 * from single nodes, the graph of parts is the next one. Quality is recomputed in full wherever it is told.
 */
import { InputError } from "../../errors.ts";
import type { Communities, CommunityDetection, Graph } from "../kernel.ts";

/** A node of an aggregated graph; edges stand in the rows of both ends. */
interface PlainGraph {
  readonly edges: readonly ReadonlyMap<number, number>[];
  /** Strength (modularity) or count of original nodes (CPM). */
  readonly masses: readonly number[];
}

export function detectCommunities(detection: CommunityDetection): Communities {
  const { graph, quality, resolution, within, iterations } = detection;
  checkGraph(graph, "detect communities");
  if (!(resolution >= 0 && resolution < Infinity)) {
    throw new InputError(`Cannot detect communities: resolution must be 0 or more, got ${resolution}`);
  }
  if (iterations < 1) throw new InputError(`Cannot detect communities: needed at least 1 iteration, got ${iterations}`);
  const whole = symmetrize(graph);
  const strengths = whole.map((row) => sum(row.values()));
  const total = sum(strengths);
  const edges = within === undefined
    ? whole
    : whole.map((row, node) => new Map([...row].filter(([other]) => within[other] === within[node])));
  const masses = quality === "modularity" ? strengths : strengths.map(() => 1);
  const scale = quality === "cpm" ? resolution : total > 0 ? resolution / total : 0;
  const base: PlainGraph = { edges, masses };

  let communityOf = edges.map((_, node) => node);
  const random = createRandom(detection.seed);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = iterate(base, scale, random, communityOf);
    if (next === undefined) break;
    communityOf = next;
  }
  const { numbers, count } = numberPieces(base, communityOf);
  const sumOfQuality = qualityOf(base, scale, numbers);
  return {
    communityOf: numbers,
    communityCount: count,
    quality: quality === "cpm" ? sumOfQuality : total > 0 ? sumOfQuality / total : 0,
  };
}

/** One pass; undefined where nothing moved. */
function iterate(base: PlainGraph, scale: number, random: () => number, from: readonly number[]): number[] | undefined {
  let graph = base;
  let partition = [...from];
  let owner = from.map((_, node) => node);
  let moved = false;
  for (;;) {
    moved = moveNodes(graph, scale, random, partition) || moved;
    const parts = refine(graph, scale, random, partition);
    const count = Math.max(-1, ...new Set(parts)) + 1;
    if (count === graph.masses.length) return moved ? owner.map((node) => partition[node]) : undefined;
    const next: number[] = [];
    parts.forEach((part, node) => next[part] = partition[node]);
    graph = aggregate(graph, parts, count);
    owner = owner.map((node) => parts[node]);
    const known = [...new Set(next)];
    partition = next.map((community) => known.indexOf(community));
  }
}

const tolerance = 1e-10;

function moveNodes({ edges, masses }: PlainGraph, scale: number, random: () => number, partition: number[]): boolean {
  const totals = masses.map(() => 0);
  partition.forEach((community, node) => totals[community] += masses[node]);
  const order = shuffle(partition.length, random);
  let moved = false;
  for (let again = true; again;) {
    again = false;
    for (const node of order) {
      const own = partition[node];
      totals[own] -= masses[node];
      const links = new Map([[own, 0]]);
      for (const [other, weight] of edges[node]) {
        links.set(partition[other], (links.get(partition[other]) ?? 0) + weight);
      }
      const gainOf = (community: number) => links.get(community)! - scale * masses[node] * totals[community];
      let best = own;
      if (gainOf(own) < -tolerance) {
        const free = totals.findIndex((_, community) => !partition.includes(community));
        if (free >= 0) {
          best = free;
          links.set(free, 0);
        }
      }
      for (const community of links.keys()) if (gainOf(community) > gainOf(best) + tolerance) best = community;
      totals[best] += masses[node];
      if (best !== own) again = moved = true;
      partition[node] = best;
    }
  }
  return moved;
}

function refine(
  { edges, masses }: PlainGraph,
  scale: number,
  random: () => number,
  partition: readonly number[],
): number[] {
  const parts = partition.map((_, node) => node);
  const totals = masses.map(() => 0);
  partition.forEach((community, node) => totals[community] += masses[node]);
  const massOf = (part: number) => sum(parts.flatMap((other, node) => other === part ? [masses[node]] : []));
  /** Ties of a part to the rest of its community. */
  const outward = (part: number) =>
    sum(
      parts.flatMap((own, node) =>
        own !== part
          ? []
          : [...edges[node]].filter(([other]) => parts[other] !== part && partition[other] === partition[node]).map((
            [, weight],
          ) => weight)
      ),
    );
  for (const node of shuffle(parts.length, random)) {
    const community = totals[partition[node]];
    const isSingle = parts.every((part, other) => other === node || part !== parts[node]);
    const wellConnected = (part: number) =>
      outward(part) >= scale * massOf(part) * (community - massOf(part)) - tolerance;
    if (!isSingle || !wellConnected(parts[node])) continue;
    const links = new Map<number, number>();
    for (const [other, weight] of edges[node]) {
      if (partition[other] === partition[node]) links.set(parts[other], (links.get(parts[other]) ?? 0) + weight);
    }
    let best = parts[node];
    let bestGain = tolerance;
    for (const [part, weight] of links) {
      const gain = weight - scale * masses[node] * massOf(part);
      if (gain > bestGain && wellConnected(part)) [best, bestGain] = [part, gain];
    }
    parts[node] = best;
  }
  const known = [...new Set(parts)];
  return parts.map((part) => known.indexOf(part));
}

function aggregate({ edges, masses }: PlainGraph, parts: readonly number[], count: number): PlainGraph {
  const merged = Array.from({ length: count }, () => new Map<number, number>());
  const totals = new Array<number>(count).fill(0);
  edges.forEach((row, node) => {
    totals[parts[node]] += masses[node];
    for (const [other, weight] of row) {
      if (parts[other] === parts[node]) continue;
      merged[parts[node]].set(parts[other], (merged[parts[node]].get(parts[other]) ?? 0) + weight);
    }
  });
  return { edges: merged, masses: totals };
}

/** Connected pieces of communities, by size, ties by their least node. */
function numberPieces({ edges }: PlainGraph, communityOf: readonly number[]) {
  const pieces: number[][] = [];
  const seen = new Set<number>();
  for (let start = 0; start < edges.length; start++) {
    if (seen.has(start)) continue;
    const piece = [start];
    seen.add(start);
    for (const node of piece) {
      for (const other of edges[node].keys()) {
        if (seen.has(other) || communityOf[other] !== communityOf[node]) continue;
        seen.add(other);
        piece.push(other);
      }
    }
    pieces.push(piece);
  }
  pieces.sort((left, right) => right.length - left.length || left[0] - right[0]);
  const numbers = new Uint32Array(edges.length);
  pieces.forEach((piece, number) => piece.forEach((node) => numbers[node] = number));
  return { numbers, count: pieces.length };
}

function qualityOf({ edges, masses }: PlainGraph, scale: number, communityOf: Uint32Array): number {
  const totals = new Map<number, number>();
  let inside = 0;
  edges.forEach((row, node) => {
    totals.set(communityOf[node], (totals.get(communityOf[node]) ?? 0) + masses[node]);
    for (const [other, weight] of row) if (communityOf[other] === communityOf[node]) inside += weight;
  });
  return inside - scale * sum([...totals.values()].map((mass) => mass * mass));
}

/** Rows with both directions of every edge, the larger weight where it is given twice, no loops. */
function symmetrize({ offsets, neighbours, weights }: Graph): Map<number, number>[] {
  const rows = Array.from({ length: offsets.length - 1 }, () => new Map<number, number>());
  for (let node = 0; node < rows.length; node++) {
    for (let entry = Number(offsets[node]); entry < Number(offsets[node + 1]); entry++) {
      const other = neighbours[entry];
      if (other === node) continue;
      const weight = Math.max(weights?.[entry] ?? 1, rows[node].get(other) ?? 0);
      rows[node].set(other, weight);
      rows[other].set(node, weight);
    }
  }
  return rows;
}

/** @throws {InputError} If it is no graph; `act` is what cannot be done then. */
export function checkGraph({ offsets, neighbours, weights }: Graph, act: string): void {
  const count = offsets.length - 1;
  const fail = (reason: string) => {
    throw new InputError(`Cannot ${act}: ${reason}`);
  };
  if (offsets[0] !== 0n || Number(offsets[count]) !== neighbours.length) {
    fail(`offsets must go from 0 to ${neighbours.length}, found ${offsets[0]} to ${offsets[count]}`);
  }
  offsets.forEach((offset, i) =>
    i > 0 && offset < offsets[i - 1] && fail(`offsets must ascend, found ${offset} at ${i}`)
  );
  neighbours.forEach((other, i) =>
    other >= count && fail(`a neighbour must be below ${count}, found ${other} at ${i}`)
  );
  weights?.forEach((weight, i) =>
    !(weight > 0 && weight < Infinity) && fail(`a weight must be positive and finite, found ${weight} at ${i}`)
  );
}

function shuffle(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** mulberry32: numbers in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
