/**
 * A neighbour graph with planted communities: each of N nodes has a row of its k nearest, as `buildNeighbours` writes them.
 *
 * Community sizes fall off as a power (exponent 2, from 30 to N/50); twenty communities in a row are a field. Of a node's neighbours a
 * share 1 - m lies in its own community, m / 2 in its field, m / 2 anywhere, where m is uniform in [0.5, 1.5] times `mixing`. Inside, half
 * are near in a hidden order of the community (so that rows choose each other and triangles close); all others are drawn by popularity
 * (u^3) within their community. Weights are Jaccard-like: log-normal about 0.08 in the community, 0.05 in the field, 0.04 elsewhere.
 * Node numbers are shuffled.
 */
import type { Graph } from "../../core/kernel/kernel.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface PlantedGraph extends Graph {
  readonly weights: Float32Array;
  /** Shape (nodes). */
  readonly truth: Uint32Array;
  readonly words: string;
}

export interface PlantedOptions {
  readonly nodeCount: number;
  readonly neighbourCount: number;
  readonly mixing: number;
  readonly seed: number;
}

export function createPlantedGraph({ nodeCount, neighbourCount, mixing, seed }: PlantedOptions): PlantedGraph {
  const random = createRandom(seed);
  const starts = drawStarts(nodeCount, random);
  const communityCount = starts.length - 1;
  const numbers = shuffle(nodeCount, random);
  const truth = new Uint32Array(nodeCount);
  const entries = nodeCount * neighbourCount;
  const neighbours = new Uint32Array(entries);
  const weights = new Float32Array(entries);
  const noise = drawNoise(random);
  const row = new Uint32Array(neighbourCount);
  const communityAt = new Uint32Array(nodeCount);
  for (let community = 0; community < communityCount; community++) {
    communityAt.fill(community, starts[community], starts[community + 1]);
  }
  const popular = (community: number) =>
    starts[community] + Math.floor((starts[community + 1] - starts[community]) * random() ** 3);
  const anyPopular = (first: number, end: number) => popular(communityAt[first + Math.floor((end - first) * random())]);
  for (let community = 0; community < communityCount; community++) {
    const [first, end] = [starts[community], starts[community + 1]];
    const field = community - community % fieldSize;
    const fieldFirst = starts[field];
    const fieldEnd = starts[Math.min(field + fieldSize, communityCount)];
    for (let place = first; place < end; place++) {
      const node = numbers[place];
      truth[node] = community;
      const mixed = mixing * (0.5 + random());
      let size = 0;
      while (size < neighbourCount) {
        const kind = random();
        let other: number;
        let middle: number;
        if (kind >= mixed) {
          // Of a small community nobody may be left that is not in the row yet: the field stands in.
          const crowded = size >= 0.6 * (end - first);
          other = crowded
            ? anyPopular(fieldFirst, fieldEnd)
            : random() < 0.5
            ? near(place, first, end, random)
            : popular(community);
          middle = crowded ? 0.05 : 0.08;
        } else if (kind >= 0.5 * mixed) {
          other = anyPopular(fieldFirst, fieldEnd);
          middle = 0.05;
        } else {
          other = anyPopular(0, nodeCount);
          middle = 0.04;
        }
        if (other === place || row.subarray(0, size).includes(other)) continue;
        row[size] = other;
        const entry = node * neighbourCount + size++;
        neighbours[entry] = numbers[other];
        weights[entry] = Math.min(1, middle * noise[Math.floor(random() * noise.length)]);
      }
    }
  }
  return {
    offsets: BigUint64Array.from({ length: nodeCount + 1 }, (_, node) => BigInt(node * neighbourCount)),
    neighbours,
    weights,
    truth,
    words: `${nodeCount} nodes x ${neighbourCount} neighbours, ${communityCount} planted communities, mixing ${mixing}`,
  };
}

const fieldSize = 20;

/** Where each community starts among all places; the last entry is the number of places. */
function drawStarts(nodeCount: number, random: () => number): number[] {
  const [least, most] = [30, Math.max(60, nodeCount / 50)];
  const starts = [0];
  while (starts.at(-1)! < nodeCount) {
    // Inverse of the distribution with density s^-2 between least and most.
    const size = Math.round(1 / (1 / least - random() * (1 / least - 1 / most)));
    const end = starts.at(-1)! + size;
    starts.push(nodeCount - end < least ? nodeCount : end);
  }
  return starts;
}

/** A place at a distance that falls off as 1/d, round the community's ring. */
function near(place: number, first: number, end: number, random: () => number): number {
  const size = end - first;
  const distance = Math.max(1, Math.floor(Math.min(size, 400) ** random()));
  const moved = place - first + (random() < 0.5 ? distance : size - distance);
  return first + moved % size;
}

/** Log-normal factors with sigma 0.5; drawing from a table is quick and no less random for this use. */
function drawNoise(random: () => number): Float32Array {
  return Float32Array.from(
    { length: 65_536 },
    () => Math.exp(0.5 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
  );
}

function shuffle(count: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
