/** Where the members stop to be about the seeds. */
import { none } from "../partition.ts";

/** Members that are judged together: one may stand out, ten in a row are a direction. */
const windowSize = 10;
/** Likeness to the seeds, over that of the first members, below which a community of others counts as another topic. */
const likenessMin = 0.25;

export interface DriftInput {
  /** Mean Jaccard of each member with the seeds, in order of rank. */
  readonly similarities: readonly number[];
  /** Seeds with which each shares an audience above noise. */
  readonly seedsShared: readonly number[];
  /** Community of each member; `none` = in no community. */
  readonly communities: readonly number[];
  readonly seedCommunities: readonly number[];
}

/**
 * First member of the first ten in a row who either share an audience with no seed at all, or are in none of the seeds'
 * communities and a quarter as like the seeds as the first ten are, or less: whoever follows is brought by members, not by seeds.
 *
 * @returns How many members come before; all of them where none drifts.
 */
export function findDrift({ similarities, seedsShared, communities, seedCommunities }: DriftInput): number {
  const count = similarities.length;
  const own = new Set(seedCommunities.filter((community) => community !== none));
  const first = meanOf(similarities.slice(0, windowSize));
  for (let start = windowSize; start + windowSize <= count; start++) {
    const window = Array.from({ length: windowSize }, (_, i) => start + i);
    const alone = window.every((i) => seedsShared[i] === 0);
    const elsewhere = own.size > 0 && window.every((i) => !own.has(communities[i])) &&
      meanOf(window.map((i) => similarities[i])) <= likenessMin * first;
    if (alone || elsewhere) return start;
  }
  return count;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
