/** From accounts that words were found in to seeds: those that hang together. */
import type { Graph } from "../../kernel/kernel.ts";

export interface ProposedSeed {
  readonly influencer: number;
  /** Others of those found to which it is tied in the neighbour graph. */
  readonly ties: number;
}

const seedsMax = 10;

/**
 * The largest group of candidates that are connected in the neighbour graph, those with most ties among themselves first. A word
 * has several meanings, and accounts that use it in the same sense share an audience.
 *
 * @param candidates Influencer indexes, best match first.
 * @returns At most ten; the first five candidates without ties where none hangs together.
 */
export function proposeSeeds(graph: Graph, candidates: readonly number[]): ProposedSeed[] {
  const ties = tiesAmong(graph, candidates);
  const groups = connect(candidates, ties);
  const sizeOf = (group: readonly number[]) => group.reduce((sum, member) => sum + weightOf(ties.get(member)!), 0);
  const [largest] = groups.toSorted((left, right) => right.length - left.length || sizeOf(right) - sizeOf(left));
  if (largest === undefined || largest.length < 2) {
    return candidates.slice(0, Math.ceil(seedsMax / 2)).map((influencer) => ({ influencer, ties: 0 }));
  }
  const place = new Map(candidates.map((candidate, i) => [candidate, i]));
  return largest
    .toSorted((left, right) =>
      weightOf(ties.get(right)!) - weightOf(ties.get(left)!) || place.get(left)! - place.get(right)!
    )
    .slice(0, seedsMax)
    .map((influencer) => ({ influencer, ties: ties.get(influencer)!.size }));
}

/** Of each candidate, the other candidates it is tied to, with weight. */
function tiesAmong({ offsets, neighbours, weights }: Graph, candidates: readonly number[]) {
  const ties = new Map(candidates.map((candidate) => [candidate, new Map<number, number>()]));
  for (const candidate of candidates) {
    for (let entry = Number(offsets[candidate]); entry < Number(offsets[candidate + 1]); entry++) {
      const other = neighbours[entry];
      const weight = weights?.[entry] ?? 1;
      if (other === candidate || !ties.has(other)) continue;
      ties.get(candidate)!.set(other, weight);
      ties.get(other)!.set(candidate, weight);
    }
  }
  return ties;
}

function connect(candidates: readonly number[], ties: ReadonlyMap<number, ReadonlyMap<number, number>>): number[][] {
  const groups: number[][] = [];
  const seen = new Set<number>();
  for (const candidate of candidates) {
    if (seen.has(candidate)) continue;
    const group = new Set([candidate]);
    for (const member of group) for (const other of ties.get(member)!.keys()) group.add(other);
    for (const member of group) seen.add(member);
    groups.push([...group]);
  }
  return groups;
}

function weightOf(row: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const weight of row.values()) sum += weight;
  return sum;
}
