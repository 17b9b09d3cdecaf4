/** The run before: which generation a new run takes its ids from, and what that says about the recipe. */
import { join } from "node:path";
import { CorruptFileError } from "../errors.ts";
import { readInfluencers } from "../graph/influencers.ts";
import { type Generation, readCurrent, referenceTo } from "../workspace/generation.ts";
import { type InputReference, type Recipe, recipeDigest } from "../workspace/manifest.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readArray } from "./model.ts";
import { type CommunityRecord, readRecords } from "./records.ts";

export interface PreviousRun {
  readonly generation: Generation;
  /** Account id of each influencer that it knew. */
  readonly accounts: readonly string[];
  /** Coarsest first. */
  readonly levels: readonly { readonly communityOf: Uint32Array; readonly records: readonly CommunityRecord[] }[];
}

/** The run that a generation took its ids from. */
export function previousOf({ manifest }: Generation): InputReference | undefined {
  return manifest.recipe.inputs.find(({ step }) => step === manifest.recipe.step);
}

/**
 * The recipe to run or to compare with: the current generation's own where nothing but the run before it tells them apart, so
 * that a run is not stale for having become the current one; else with the current generation as the run before.
 */
export async function withPrevious(workspace: Workspace, recipe: Recipe): Promise<Recipe> {
  const [current] = await readCurrent(workspace, recipe.step);
  if (current === undefined) return recipe;
  const rests = (previous: InputReference | undefined): Recipe =>
    previous === undefined ? recipe : { ...recipe, inputs: [...recipe.inputs, previous] };
  const own = rests(previousOf(current));
  if (await recipeDigest(own) === await recipeDigest(current.manifest.recipe)) return own;
  return await readPrevious(workspace, current) === undefined ? recipe : rests(referenceTo(current));
}

/** The run before, as a recipe names it. Undefined for a first run. */
export async function readPreviousOf(workspace: Workspace, recipe: Recipe): Promise<PreviousRun | undefined> {
  const named = recipe.inputs.find(({ step }) => step === recipe.step);
  if (named === undefined) return undefined;
  const [current] = await readCurrent(workspace, recipe.step);
  return current?.digest === named.digest ? await readPrevious(workspace, current) : undefined;
}

/** Undefined where it, or the network that tells its accounts, is gone or damaged: ids then start anew. */
async function readPrevious(workspace: Workspace, generation: Generation): Promise<PreviousRun | undefined> {
  const network = generation.manifest.recipe.inputs.find(({ step }) => step === "network");
  if (network === undefined) return undefined;
  try {
    const { levels } = await readRecords(generation.folder);
    const { id } = await readInfluencers(join(workspace.folder, "network", network.generation, "influencers.parquet"));
    const rows = await readArray(join(generation.folder, "levels.npy"), Uint32Array, levels.length * id.length);
    return {
      generation,
      accounts: id,
      levels: levels.map((records, level) => ({
        records,
        communityOf: rows.subarray(level * id.length, (level + 1) * id.length),
      })),
    };
  } catch (error) {
    if (error instanceof CorruptFileError || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
