/** A communities generation in memory, ready to be asked. */
import { join } from "node:path";
import { CorruptFileError } from "../errors.ts";
import type { Graph } from "../kernel/kernel.ts";
import type { Generation } from "../workspace/generation.ts";
import { type NpyArray, readNpy } from "../workspace/npy.ts";
import { layoutFile } from "./layout.ts";
import { type History, readHistory } from "./history_file.ts";
import { type InterestTotals, readInterestTotals } from "./interests.ts";
import { listMembers, sumTies, type Ties } from "./partition.ts";
import { type CommunityRecord, type CommunityRecords, readRecords } from "./records.ts";

export interface CommunityLevel {
  /** Position in `records` of each influencer's community, shape (N); `none` = in no community. */
  readonly communityOf: Uint32Array;
  readonly records: readonly CommunityRecord[];
  /** Influencer indexes of each community, most central first. */
  readonly members: readonly Uint32Array[];
  readonly ties: Ties;
}

/** Sparse rows over communities: row i has the entries offsets[i] … offsets[i + 1]. */
export interface Memberships {
  readonly offsets: BigUint64Array;
  readonly communities: Uint32Array;
  readonly strengths: Float32Array;
}

export interface CommunityModel {
  readonly neighbours: Generation;
  readonly generation: Generation;
  readonly records: CommunityRecords;
  readonly graph: Graph;
  /** Coarsest first. */
  readonly levels: readonly CommunityLevel[];
  /** In [0, 1], shape (N): see `weighMembers`. */
  readonly memberStability: Float32Array;
  /** Over the base level. */
  readonly knownFor: Memberships;
  /** Places on the map, in the unit square, shape (N, 2). */
  readonly layout: Float32Array;
  /** Left out where nothing was edited; whatever a generation holds by position has to go by it. Per level and community: */
  readonly edited?: {
    /** Position among those of the generation; `none` = an edit made it. */
    readonly origins: readonly Uint32Array[];
    /** 1 = its members are others than in the generation. */
    readonly changed: readonly Uint8Array[];
  };
  /** Per community of the base level, by its position in the generation. */
  readonly interests: InterestTotals;
  readonly history: History;
}

/** @throws {CorruptFileError} If a file is missing a row or was cut. */
export async function readCommunityModel(neighbours: Generation, generation: Generation): Promise<CommunityModel> {
  const { folder } = generation;
  const records = await readRecords(folder);
  const graph = await readNeighbourGraph(neighbours.folder);
  const count = graph.offsets.length - 1;
  const levelRows = await readArray(join(folder, "levels.npy"), Uint32Array, records.levels.length * count);
  const knownForOffsets = await readArray(join(folder, "known_for_offsets.npy"), BigUint64Array, count + 1);
  return {
    neighbours,
    generation,
    records,
    graph,
    levels: records.levels.map((level, index) =>
      describeLevel(graph, levelRows.subarray(index * count, (index + 1) * count), level)
    ),
    interests: await readInterestTotals(folder),
    history: await readHistory(folder),
    memberStability: await readArray(join(folder, "member_stability.npy"), Float32Array, count),
    knownFor: {
      offsets: knownForOffsets,
      communities: await readArray(
        join(folder, "known_for_communities.npy"),
        Uint32Array,
        Number(knownForOffsets[count]),
      ),
      strengths: await readArray(join(folder, "known_for_strengths.npy"), Float32Array, Number(knownForOffsets[count])),
    },
    layout: await readArray(join(folder, layoutFile), Float32Array, 2 * count),
  };
}

/** A level with what follows from its partition. */
export function describeLevel(
  graph: Graph,
  communityOf: Uint32Array,
  records: readonly CommunityRecord[],
): CommunityLevel {
  const ties = sumTies(graph, communityOf, records.length);
  return { communityOf, records, members: listMembers(communityOf, records.length, ties.inside), ties };
}

/** Reads the graph of a neighbours generation. */
export async function readNeighbourGraph(folder: string): Promise<Graph & { readonly weights: Float32Array }> {
  const offsets = await readArray(join(folder, "offsets.npy"), BigUint64Array);
  const entries = Number(offsets.at(-1));
  return {
    offsets,
    neighbours: await readArray(join(folder, "neighbours.npy"), Uint32Array, entries),
    weights: await readArray(join(folder, "weights.npy"), Float32Array, entries),
  };
}

/** @throws {CorruptFileError} If the file holds another type or another number of elements. */
export async function readArray<T extends NpyArray>(
  path: string,
  type: new (length: number) => T,
  length?: number,
): Promise<T> {
  const { data } = await readNpy(path);
  if (!(data instanceof type) || (length !== undefined && data.length !== length)) {
    throw new CorruptFileError(
      path,
      0,
      `needed ${type.name} of ${length ?? "any"} elements, found ${data.constructor.name} of ${data.length}`,
    );
  }
  return data;
}
