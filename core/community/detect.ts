/** The communities step: from the neighbour graph to communities with members, names and how sure they are (DESIGN 10). */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { type Influencers, readInfluencers } from "../graph/influencers.ts";
import type { Graph } from "../kernel/kernel.ts";
import { batchOptions, type StepTools } from "../step.ts";
import {
  type Built,
  type Generation,
  publishGeneration,
  referenceTo,
  requireCurrent,
  setCurrent,
} from "../workspace/generation.ts";
import type { Recipe } from "../workspace/manifest.ts";
import { writeNpy } from "../workspace/npy.ts";
import { findPartitions, type Partitions, type SearchSettings } from "./find_partitions.ts";
import { continueRun } from "./history.ts";
import { writeHistory } from "./history_file.ts";
import { writeInterests } from "./interests.ts";
import { measureKnownFor } from "./known_for.ts";
import { createLabeller } from "./label.ts";
import { writeLayout } from "./layout.ts";
import { readNeighbourGraph } from "./model.ts";
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
  const generation = await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const graph = await readNeighbourGraph(neighbours.folder);
    const settings = recipe.options as unknown as SearchSettings;
    const partitions = await findPartitions(tools, { graph, neighbours, settings });
    const influencers = await readInfluencers(join(network.folder, "influencers.parquet"));
    const previous = await readPreviousOf(workspace, recipe);

    const [whole, parts] = describeLevels(graph, partitions, influencers);
    const { levels, history } = await continueRun([whole, parts], { accounts: influencers.id, previous });
    const modularity = measureModularity(graph, partitions.baseOf, none);
    await writeRecords(folder, { format: 1, baseLevel: 0, modularity, levels });
    await writeHistory(folder, history);
    await writeMembers(folder, graph, whole, parts);
    const { baseOf: communityOf, baseCount: communityCount, finerOf: partOf } = partitions;
    const withheld = new Set(levels[0].flatMap(({ sensitive }, community) => sensitive === null ? [] : [community]));
    await writeInterests(tools, { network, communityOf, communityCount, withheld, folder });
    const places = { graph, communityOf, partOf, followers: influencers.followers };
    await writeLayout(kernel, places, { folder, ...batchOptions(tools, "map", "rounds") });
    return summarize(partitions);
  });
  await setCurrent(workspace, "communities", [generation]);
  return generation;
}

interface DescribedLevel {
  readonly communityOf: Uint32Array;
  /** Influencer indexes of each community, most central first. */
  readonly members: readonly Uint32Array[];
  /** Of members, shape (N), and of communities. */
  readonly stability: ReturnType<typeof measureStability>;
  /** Without ids: they are given in the light of the run before. */
  readonly records: readonly CommunityRecord[];
}

/** The base level and its parts: what each community is called, how it holds together, whether it is sensitive. */
function describeLevels(
  graph: Graph,
  partitions: Partitions,
  influencers: Influencers,
): [DescribedLevel, DescribedLevel] {
  const { baseOf, baseCount, finerOf, finerCount, runs } = partitions;
  const labeller = createLabeller(influencers);
  const gate = createSensitivityGate(influencers);
  const describe = (communityOf: Uint32Array, count: number, parentOf?: Uint32Array): DescribedLevel => {
    const ties = sumTies(graph, communityOf, count);
    const conductance = leavingShares(ties);
    const stability = measureStability(communityOf, count, runs);
    const members = listMembers(communityOf, count, ties.inside);
    const records = members.map((own, community): CommunityRecord => {
      const label = labeller.label(own);
      return {
        id: "",
        parent: parentOf === undefined ? null : parentOf[own[0]],
        label,
        sensitive: gate.judge(label, own),
        stability: stability.communities[community],
        conductance: conductance[community],
      };
    });
    return { communityOf, members, stability, records };
  };
  return [describe(baseOf, baseCount), describe(finerOf, finerCount, baseOf)];
}

/** Who is in which community, how firmly, and what else each account is known for. */
async function writeMembers(folder: string, graph: Graph, whole: DescribedLevel, parts: DescribedLevel): Promise<void> {
  const { communityOf, members, stability } = whole;
  const count = communityOf.length;
  const levels = new Uint32Array(2 * count);
  levels.set(communityOf);
  levels.set(parts.communityOf, count);
  await writeNpy(join(folder, "levels.npy"), levels, [2, count]);
  const knownFor = measureKnownFor(graph, communityOf);
  const reach = measureReach(graph, communityOf, members);
  const firmness = weighMembers(communityOf, { together: stability.members, reach, knownFor });
  await writeNpy(join(folder, "member_stability.npy"), firmness, [count]);
  await writeNpy(join(folder, "known_for_offsets.npy"), knownFor.offsets, [knownFor.offsets.length]);
  await writeNpy(join(folder, "known_for_communities.npy"), knownFor.communities, [knownFor.communities.length]);
  await writeNpy(join(folder, "known_for_strengths.npy"), knownFor.strengths, [knownFor.strengths.length]);
}

function summarize({ baseOf, baseCount, finerCount, quality }: Partitions): Built {
  const unplaced = baseOf.reduce((count, community) => count + Number(community === none), 0);
  return { counts: { communities: baseCount, parts: finerCount, unplaced }, details: { quality } };
}
