/**
 * Leiden in the plainest form: nodes move to the best neighbouring community until none gains, parts of communities are grown
 * from single nodes, the graph of parts is the next one. Quality is recomputed in full wherever it is told.
 */
import { InputError } from "../../errors.ts";
import { Random } from "./_shuffle.ts";
import type { Communities, CommunityDetection, Graph } from "../kernel.ts";

/** A node of an aggregated graph; edges stand in the rows of both ends. */
interface PlainGraph {
  readonly edges: readonly ReadonlyMap<number, number>[];
  /** Strength (modularity) or count of original nodes (CPM). */
  readonly masses: readonly number[];
}

interface Objective {
  readonly scale: number;
  /** Gains below this are rounding. */
  readonly tolerance: number;
}

/** What it gains to join a community of mass `other` to which ties of weight `sum` lead. */
function gain({ scale }: Objective, sum: number, mass: number, other: number): number {
  return sum - scale * mass * other;
}

/** A pass that gains less, as a share of all weight, is the last. */
const gainMin = 1e-6;

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
  const objective: Objective = { scale, tolerance: 1e-10 * total / Math.max(1, whole.length) };
  const base: PlainGraph = { edges, masses };

  let communityOf = edges.map((_, node) => node);
  const random = new Random(detection.seed, 0);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { next, gained } = iterate(base, objective, random, communityOf);
    communityOf = next;
    if (gained <= gainMin * total) break;
  }
  const { numbers, count } = numberPieces(base, communityOf);
  const sumOfQuality = qualityOf(base, scale, numbers);
  return {
    communityOf: numbers,
    communityCount: count,
    quality: quality === "cpm" ? sumOfQuality : total > 0 ? sumOfQuality / total : 0,
  };
}

/** One pass: the next partition, and how much quality rose. */
function iterate(base: PlainGraph, objective: Objective, random: Random, from: readonly number[]) {
  let graph = base;
  let partition = [...from];
  let owner = from.map((_, node) => node);
  let gained = 0;
  for (;;) {
    gained += moveNodes(graph, objective, random, partition);
    const { parts, communities } = refine(graph, objective, random.next(), partition);
    if (communities.length === graph.masses.length) break;
    graph = aggregate(graph, parts, communities.length);
    owner = owner.map((node) => parts[node]);
    partition = communities;
  }
  return { next: owner.map((node) => partition[node]), gained };
}

/** Nodes wait in a queue, in random order at first; one that moves wakes its neighbours outside its new community. */
function moveNodes({ edges, masses }: PlainGraph, objective: Objective, random: Random, partition: number[]): number {
  const totals = masses.map(() => 0);
  const sizes = masses.map(() => 0);
  partition.forEach((community, node) => {
    totals[community] += masses[node];
    sizes[community]++;
  });
  const empty = sizes.flatMap((size, community) => size === 0 ? [community] : []);
  const queue = random.shuffle(masses.map((_, node) => node));
  const waiting = new Set(queue);
  let gained = 0;
  for (const node of queue) {
    waiting.delete(node);
    const own = partition[node];
    const links = new Map<number, number>();
    for (const [other, weight] of edges[node]) {
      links.set(partition[other], (links.get(partition[other]) ?? 0) + weight);
    }
    totals[own] -= masses[node];
    const gainOf = (community: number) => gain(objective, links.get(community) ?? 0, masses[node], totals[community]);
    let best = own;
    let bestGain = gainOf(own);
    if (bestGain < -objective.tolerance && sizes[own] > 1 && empty.length > 0) [best, bestGain] = [empty.at(-1)!, 0];
    for (const community of links.keys()) {
      if (gainOf(community) > bestGain + objective.tolerance) [best, bestGain] = [community, gainOf(community)];
    }
    const stay = gainOf(own);
    totals[best] += masses[node];
    if (best === own) continue;
    gained += 2 * (bestGain - stay);
    partition[node] = best;
    if (--sizes[own] === 0) empty.push(own);
    if (sizes[best]++ === 0) empty.splice(empty.lastIndexOf(best), 1);
    for (const other of edges[node].keys()) {
      if (partition[other] === best || waiting.has(other)) continue;
      waiting.add(other);
      queue.push(other);
    }
  }
  return gained;
}

/** Part of each node, numbered by community, then by least node; and the community of each part, numbered without gaps. */
function refine({ edges, masses }: PlainGraph, objective: Objective, seed: number, partition: readonly number[]) {
  const parts = partition.map((_, node) => node);
  const membersOf = new Map<number, number[]>();
  partition.forEach((community, node) => membersOf.set(community, [...membersOf.get(community) ?? [], node]));
  const ordered = [...membersOf].sort(([left], [right]) => left - right);
  for (const [community, members] of ordered) {
    const inPart = (part: number) => members.filter((node) => parts[node] === part);
    const massOf = (part: number) => sum(inPart(part).map((node) => masses[node]));
    const whole = sum(members.map((node) => masses[node]));
    const isWellConnected = (part: number) => {
      const outward = sum(
        inPart(part).flatMap((node) =>
          [...edges[node]].filter(([other]) => parts[other] !== part && partition[other] === community)
            .map(([, weight]) => weight)
        ),
      );
      return gain(objective, outward, massOf(part), whole - massOf(part)) >= -objective.tolerance;
    };
    for (const node of new Random(seed, community).shuffle([...members])) {
      const own = parts[node];
      if (own !== node || inPart(own).length > 1 || !isWellConnected(own)) continue;
      const links = new Map<number, number>();
      for (const [other, weight] of edges[node]) {
        if (partition[other] === community) links.set(parts[other], (links.get(parts[other]) ?? 0) + weight);
      }
      let best = own;
      let bestGain = objective.tolerance;
      for (const [part, weight] of links) {
        const found = gain(objective, weight, masses[node], massOf(part));
        if (found > bestGain && isWellConnected(part)) [best, bestGain] = [part, found];
      }
      parts[node] = best;
    }
  }
  const numbers = new Map<number, number>();
  const communities: number[] = [];
  ordered.forEach(([, members], community) => {
    for (const node of members) {
      if (numbers.has(parts[node])) continue;
      numbers.set(parts[node], communities.length);
      communities.push(community);
    }
  });
  return { parts: parts.map((part) => numbers.get(part)!), communities };
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
  // Weights are 32-bit in every graph.
  const rounded = merged.map((row) => new Map([...row].map(([other, weight]) => [other, Math.fround(weight)])));
  return { edges: rounded, masses: totals };
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
  return rows.map((row) => new Map([...row].sort(([left], [right]) => left - right)));
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

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
