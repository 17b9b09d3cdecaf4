/** The search itself: the base level, the parts within it, and the other runs that stability is counted over. */
import { join } from "node:path";
import type { Communities, CommunityDetection, Graph } from "../kernel/kernel.ts";
import { communitySizeMin } from "../limits.ts";
import type { StepTools } from "../step.ts";
import type { Generation } from "../workspace/generation.ts";
import { liftAbove, measureBackground } from "./background.ts";
import { readArray } from "./model.ts";
import { none } from "./partition.ts";

/** Passes of Leiden over its own result, at most; it ends earlier where nothing moves. */
const iterations = 10;
/** The finer level has this times the resolution, within the communities of the base level. */
const finerFactor = 4;
/** Other runs that stability is counted over: seeds times {even bins, odd bins, all}. */
const stabilitySeeds = 2;

export type SearchSettings = Pick<CommunityDetection, "quality" | "resolution" | "seed">;

export interface Partitions {
  /** Community of each influencer, numbered by size; `none` in fewer than `communitySizeMin`. Shape (N). */
  readonly baseOf: Uint32Array;
  readonly baseCount: number;
  /** Parts of the communities of the base level. */
  readonly finerOf: Uint32Array;
  readonly finerCount: number;
  /** The same search from other seeds and on halves of the people, each of shape (N). */
  readonly runs: readonly Uint32Array[];
  /** Of the base level, in the unit of what was maximised, over ties above background. */
  readonly quality: number;
}

/** @param graph That of `neighbours`, each row with the nearest first. */
export async function findPartitions(
  tools: StepTools,
  { graph, neighbours, settings }: {
    readonly graph: Graph;
    readonly neighbours: Generation;
    readonly settings: SearchSettings;
  },
): Promise<Partitions> {
  const { neighbourCount } = neighbours.manifest.recipe.options as unknown as { neighbourCount: number };
  const background = measureBackground(graph, neighbourCount);
  const lifted = liftAbove(graph, background);
  const halves = (await readHalves(neighbours.folder, graph)).map((half) => liftAbove(half, background));
  const progress = tools.bar("communities", "runs");
  const runCount = 2 + 3 * stabilitySeeds;
  let done = 0;
  const detect = async (asked: Partial<CommunityDetection>): Promise<Communities> => {
    const found = await tools.kernel.detectCommunities(
      { graph: lifted, ...settings, iterations, ...asked },
      { threads: tools.threads, signal: tools.signal },
    );
    progress(++done, runCount);
    return found;
  };

  const base = await detect({});
  const finer = await detect({ within: base.communityOf, resolution: settings.resolution * finerFactor });
  const runs: Uint32Array[] = [];
  for (let seed = 1; seed <= stabilitySeeds; seed++) {
    for (const half of [lifted, ...halves]) {
      runs.push((await detect({ graph: half, seed: settings.seed + seed })).communityOf);
    }
  }
  const baseOf = dropSmall(base.communityOf);
  const finerOf = dropSmall(finer.communityOf.map((part, i) => baseOf[i] === none ? none : part));
  return { baseOf, baseCount: countOf(baseOf), finerOf, finerCount: countOf(finerOf), runs, quality: base.quality };
}

/** The graph as the even and the odd bins alone see it: edges of which a half saw nothing are left out. */
async function readHalves(folder: string, { offsets, neighbours }: Graph): Promise<Graph[]> {
  const weights = await readArray(join(folder, "half_weights.npy"), Float32Array, 2 * neighbours.length);
  return [0, 1].map((half) => {
    const own = new BigUint64Array(offsets.length);
    const kept: number[] = [];
    for (let node = 0; node + 1 < offsets.length; node++) {
      for (let entry = Number(offsets[node]); entry < Number(offsets[node + 1]); entry++) {
        if (weights[2 * entry + half] > 0) kept.push(entry);
      }
      own[node + 1] = BigInt(kept.length);
    }
    return {
      offsets: own,
      neighbours: Uint32Array.from(kept, (entry) => neighbours[entry]),
      weights: Float32Array.from(kept, (entry) => weights[2 * entry + half]),
    };
  });
}

/** Takes out communities of fewer than three and closes the gaps in the numbers. Numbers go by size, so those are the last. */
function dropSmall(communityOf: Uint32Array): Uint32Array {
  const sizes = new Map<number, number>();
  for (const community of communityOf) sizes.set(community, (sizes.get(community) ?? 0) + 1);
  const kept = [...sizes].filter(([community, size]) => community !== none && size >= communitySizeMin)
    .map(([community]) => community).sort((left, right) => left - right);
  const numbers = new Map(kept.map((community, number) => [community, number]));
  return communityOf.map((community) => numbers.get(community) ?? none);
}

function countOf(communityOf: Uint32Array): number {
  return communityOf.reduce((count, community) => community === none ? count : Math.max(count, community + 1), 0);
}
