/** Invented neighbour graphs with communities and parts, and how good a picture of one is. */
import type { GraphLayout } from "../../core/kernel/kernel.ts";
import { createRandom } from "../../scripts/_random.ts";

const none = 0xffff_ffff;

/** Communities whose sizes fall off as 1/rank, parts of about a sixth; 7 of 10 neighbours are of the own part, 1 of a related community. */
export function inventLayout(count: number, neighbourCount: number, seed: number): GraphLayout {
  const random = createRandom(seed);
  const communityCount = Math.ceil(Math.sqrt(count) / 2);
  const weights = Array.from({ length: communityCount }, (_, i) => 1 / (i + 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const starts = [0];
  for (const weight of weights) starts.push(starts.at(-1)! + Math.max(4, Math.floor(0.97 * count * weight / total)));
  const placed = Math.min(count, starts.at(-1)!);
  const communityOf = new Uint32Array(count).fill(none);
  const partOf = new Uint32Array(count).fill(none);
  for (let community = 0; community < communityCount; community++) {
    const [from, to] = [Math.min(placed, starts[community]), Math.min(placed, starts[community + 1])];
    for (let node = from; node < to; node++) {
      communityOf[node] = community;
      partOf[node] = Math.floor(6 * (node - from) / (to - from));
    }
  }
  const neighbours = new Uint32Array(placed * neighbourCount);
  const within = (from: number, to: number) => from + Math.floor(random() * (to - from));
  for (let node = 0; node < placed; node++) {
    const community = communityOf[node];
    const [from, to] = [starts[community], Math.min(placed, starts[community + 1])];
    for (let entry = node * neighbourCount; entry < (node + 1) * neighbourCount; entry++) {
      const kind = random();
      if (kind < 0.7) {
        const size = (to - from) / 6;
        const start = from + Math.floor(partOf[node] * size);
        neighbours[entry] = Math.min(to - 1, within(start, Math.floor(start + size) + 1));
      } else if (kind < 0.9) {
        neighbours[entry] = within(from, to);
      } else {
        const other = (community + 1 + Math.floor(3 * random())) % communityCount;
        neighbours[entry] = Math.min(placed - 1, within(starts[other], starts[other + 1]));
      }
    }
  }
  return {
    graph: {
      offsets: BigUint64Array.from(
        { length: count + 1 },
        (_, node) => BigInt(Math.min(node, placed) * neighbourCount),
      ),
      neighbours,
      weights: Float32Array.from(neighbours, () => 0.02 + 0.3 * random()),
    },
    communityOf,
    partOf,
    radii: Float32Array.from({ length: count }, () => 1 + 1.5 * random() ** 6),
  };
}

export interface LayoutQuality {
  /** Of the 10 nearest in the plane, share that are neighbours in the graph; and that are of the same community. */
  readonly neighbours: number;
  readonly community: number;
  /** Mean of (distance to the nearest other community's middle - to the own) / the larger of both; 1 = far apart. */
  readonly silhouette: number;
  /** Share of accounts within the 90 % circle of another community. */
  readonly overlap: number;
}

/** Measured on `sample` accounts, drawn by seed, against all. */
export function measureLayout(
  { graph, communityOf }: GraphLayout,
  places: ArrayLike<number>,
  { sample = 1000, seed = 1 }: { sample?: number; seed?: number } = {},
): LayoutQuality {
  const random = createRandom(seed);
  const placed = [...communityOf.keys()].filter((node) => communityOf[node] !== none);
  const discs = describeDiscs(communityOf, places, placed);
  const sums = { neighbours: 0, community: 0, silhouette: 0, overlap: 0 };
  for (let draw = 0; draw < sample; draw++) {
    const node = placed[Math.floor(random() * placed.length)];
    const nearest = findNearest(places, placed, node, 10);
    const own = new Set(graph.neighbours.subarray(Number(graph.offsets[node]), Number(graph.offsets[node + 1])));
    sums.neighbours += nearest.filter((other) => own.has(other)).length / nearest.length;
    sums.community += nearest.filter((other) => communityOf[other] === communityOf[node]).length / nearest.length;
    const distances = discs.map(({ x, y }) => Math.hypot(places[2 * node] - x, places[2 * node + 1] - y));
    const home = distances[communityOf[node]];
    const away = Math.min(...distances.filter((_, community) => community !== communityOf[node]));
    sums.silhouette += (away - home) / Math.max(away, home);
    sums.overlap += Number(
      discs.some(({ radius }, community) => community !== communityOf[node] && distances[community] < radius),
    );
  }
  return {
    neighbours: sums.neighbours / sample,
    community: sums.community / sample,
    silhouette: sums.silhouette / sample,
    overlap: sums.overlap / sample,
  };
}

function describeDiscs(communityOf: Uint32Array, places: ArrayLike<number>, placed: readonly number[]) {
  const members: number[][] = [];
  for (const node of placed) (members[communityOf[node]] ??= []).push(node);
  return Array.from(members, (own = []) => {
    const x = own.reduce((sum, node) => sum + places[2 * node], 0) / own.length;
    const y = own.reduce((sum, node) => sum + places[2 * node + 1], 0) / own.length;
    const distances = own.map((node) => Math.hypot(places[2 * node] - x, places[2 * node + 1] - y))
      .sort((left, right) => left - right);
    return { x, y, radius: distances[Math.floor(0.9 * distances.length)] ?? 0 };
  });
}

function findNearest(places: ArrayLike<number>, placed: readonly number[], node: number, count: number): number[] {
  const best: { other: number; squared: number }[] = [];
  for (const other of placed) {
    if (other === node) continue;
    const squared = (places[2 * other] - places[2 * node]) ** 2 + (places[2 * other + 1] - places[2 * node + 1]) ** 2;
    if (best.length === count && squared >= best[count - 1].squared) continue;
    best.push({ other, squared });
    best.sort((left, right) => left.squared - right.squared);
    best.length = Math.min(best.length, count);
  }
  return best.map(({ other }) => other);
}
