/** The communities step: from the neighbour graph to communities with members, names and how sure they are (DESIGN 10). */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { readInfluencers } from "../graph/influencers.ts";
import type { Communities, CommunityDetection, Graph } from "../kernel/kernel.ts";
import { communitySizeMin } from "../limits.ts";
import { batchOptions, type StepTools } from "../step.ts";
import {
  type Generation,
  publishGeneration,
  referenceTo,
  requireCurrent,
  setCurrent,
} from "../workspace/generation.ts";
import type { Recipe } from "../workspace/manifest.ts";
import { writeNpy } from "../workspace/npy.ts";
import { liftAbove, measureBackground } from "./background.ts";
import { continueRun } from "./history.ts";
import { writeHistory } from "./history_file.ts";
import { writeInterests } from "./interests.ts";
import { measureKnownFor } from "./known_for.ts";
import { createLabeller } from "./label.ts";
import { writeLayout } from "./layout.ts";
import { readArray, readNeighbourGraph } from "./model.ts";
import { measureModularity } from "./modularity.ts";
import { leavingShares, listMembers, none, sumTies } from "./partition.ts";
import { readPreviousOf, withPrevious } from "./previous.ts";
import { measureReach } from "./reach.ts";
import { type CommunityRecord, writeRecords } from "./records.ts";
import { createSensitivityGate } from "./sensitive/gate.ts";
import { measureStability, weighMembers } from "./stability.ts";
import { stepVersion } from "./step_version.ts";

export interface DetectOptions {
  readonly quality?: "modularity" | "cpm";
  /** gamma of the base level: larger gives more and smaller communities. */
  readonly resolution?: number;
  readonly seed?: number;
}

/** Passes of Leiden over its own result, at most; it ends earlier where nothing moves. */
const iterations = 10;
/** The finer level has this times the resolution, within the communities of the base level. */
const finerFactor = 4;
/** Other runs that stability is counted over: seeds times {even bins, odd bins, all}. */
const stabilitySeeds = 2;

/** Without the run before: see `withPrevious`. @throws {InputError} If an option is out of range. */
export function communityRecipe(network: Generation, neighbours: Generation, options: DetectOptions = {}): Recipe {
  const { quality = "modularity", resolution = 1, seed = 1 } = options;
  if (!(resolution > 0 && resolution < 1e6)) {
    throw new InputError(`Cannot detect communities: resolution must be above 0, got ${resolution}`);
  }
  return {
    step: "communities",
    stepVersion,
    parameters: neighbours.manifest.recipe.parameters,
    options: { quality, resolution, seed },
    inputs: [referenceTo(network), referenceTo(neighbours)],
  };
}

export async function detectCommunities(tools: StepTools, options: DetectOptions = {}): Promise<Generation> {
  const { kernel, workspace } = tools;
  const network = await requireCurrent(workspace, "network");
  const neighbours = await requireCurrent(workspace, "neighbours");
  const recipe = await withPrevious(workspace, communityRecipe(network, neighbours, options));
  const previous = await readPreviousOf(workspace, recipe);
  const generation = await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const graph = await readNeighbourGraph(neighbours.folder);
    const settings = recipe.options as unknown as Pick<CommunityDetection, "quality" | "resolution" | "seed">;
    const progress = tools.bar("communities", "runs");
    const runCount = 2 + 3 * stabilitySeeds;
    let done = 0;
    const detect = async (asked: Partial<CommunityDetection>): Promise<Communities> => {
      const found = await kernel.detectCommunities(
        { graph: lifted, ...settings, iterations, ...asked },
        { threads: tools.threads, signal: tools.signal },
      );
      progress(++done, runCount);
      return found;
    };

    const { neighbourCount } = neighbours.manifest.recipe.options as unknown as { neighbourCount: number };
    const background = measureBackground(graph, neighbourCount);
    const lifted = liftAbove(graph, background);
    const base = await detect({});
    const finer = await detect({ within: base.communityOf, resolution: settings.resolution * finerFactor });
    const runs: Uint32Array[] = [];
    const halves = (await readHalves(neighbours.folder, graph)).map((half) => liftAbove(half, background));
    for (let seed = 1; seed <= stabilitySeeds; seed++) {
      for (const half of [lifted, ...halves]) {
        runs.push((await detect({ graph: half, seed: settings.seed + seed })).communityOf);
      }
    }
    const influencers = await readInfluencers(join(network.folder, "influencers.parquet"));
    const labeller = createLabeller(influencers);
    const gate = createSensitivityGate(influencers);
    const describe = (communityOf: Uint32Array, count: number, parentOf?: Uint32Array) => {
      const ties = sumTies(graph, communityOf, count);
      const conductance = leavingShares(ties);
      const stability = measureStability(communityOf, count, runs);
      const members = listMembers(communityOf, count, ties.inside);
      const records: CommunityRecord[] = [];
      for (let community = 0; community < count; community++) {
        const [medoid] = members[community];
        const label = labeller.label(members[community]);
        records.push({
          id: "", // Given below, in the light of the run before.
          parent: parentOf === undefined ? null : parentOf[medoid],
          label,
          sensitive: gate.judge(label, members[community]),
          stability: stability.communities[community],
          conductance: conductance[community],
        });
      }
      return { communityOf, records, stability, members };
    };

    const baseOf = dropSmall(base.communityOf);
    const baseCount = countOf(baseOf);
    const finerOf = dropSmall(finer.communityOf.map((part, i) => baseOf[i] === none ? none : part));
    const whole = describe(baseOf, baseCount);
    const parts = describe(finerOf, countOf(finerOf), baseOf);
    const { stability } = whole;
    const continued = await continueRun([whole, parts], { accounts: influencers.id, previous });
    await writeRecords(folder, {
      format: 1,
      baseLevel: 0,
      modularity: measureModularity(graph, base.communityOf, none),
      levels: continued.levels,
    });
    await writeHistory(folder, continued.history);
    const withheld = new Set(
      whole.records.flatMap(({ sensitive }, community) => sensitive === null ? [] : [community]),
    );
    await writeInterests(tools, { network, communityOf: baseOf, communityCount: baseCount, withheld, folder });
    const levels = new Uint32Array(2 * baseOf.length);
    levels.set(baseOf);
    levels.set(finerOf, baseOf.length);
    await writeNpy(join(folder, "levels.npy"), levels, [2, baseOf.length]);
    const knownFor = measureKnownFor(graph, baseOf);
    const reach = measureReach(graph, baseOf, whole.members);
    const memberStability = weighMembers(baseOf, { together: stability.members, reach, knownFor });
    await writeNpy(join(folder, "member_stability.npy"), memberStability, [baseOf.length]);
    await writeNpy(join(folder, "known_for_offsets.npy"), knownFor.offsets, [knownFor.offsets.length]);
    await writeNpy(join(folder, "known_for_communities.npy"), knownFor.communities, [knownFor.communities.length]);
    await writeNpy(join(folder, "known_for_strengths.npy"), knownFor.strengths, [knownFor.strengths.length]);
    await writeLayout(
      kernel,
      { graph, communityOf: baseOf, partOf: finerOf, followers: influencers.followers },
      { folder, ...batchOptions(tools, "map", "rounds") },
    );
    return {
      counts: {
        communities: baseCount,
        parts: parts.records.length,
        unplaced: baseOf.reduce((count, community) => count + Number(community === none), 0),
      },
      details: { quality: base.quality },
    };
  });
  await setCurrent(workspace, "communities", [generation]);
  return generation;
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
