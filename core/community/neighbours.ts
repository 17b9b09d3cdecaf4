/** The neighbours step: from signatures to the graph of who is nearest to whom (DESIGN 10). */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { neighbourCountDefault, neighbourCountMax, recallSampleDefault } from "../limits.ts";
import { readOwnHashes } from "../graph/own_hashes.ts";
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

export interface NeighbourOptions {
  /** k: neighbours kept of each influencer. */
  readonly neighbourCount?: number;
}

/** Raised when the bytes of a graph change for the same input. */
const stepVersion = 3;
/** Draws the influencers that recall is measured on. */
const recallSeed = 1;

/** @throws {InputError} If k is out of range. */
export function neighbourRecipe(signatures: Generation, options: NeighbourOptions = {}): Recipe {
  const { neighbourCount = neighbourCountDefault } = options;
  if (!Number.isInteger(neighbourCount) || neighbourCount < 1 || neighbourCount > neighbourCountMax) {
    throw new InputError(
      `Cannot keep ${neighbourCount} neighbours: needed a whole number from 1 to ${neighbourCountMax}`,
    );
  }
  return {
    step: "neighbours",
    stepVersion,
    parameters: signatures.manifest.recipe.parameters,
    options: { neighbourCount, recallSample: recallSampleDefault, recallSeed },
    inputs: [referenceTo(signatures)],
  };
}

export async function buildNeighbours(tools: StepTools, options: NeighbourOptions = {}): Promise<Generation> {
  const { kernel, workspace } = tools;
  const signatures = await requireCurrent(workspace, "signatures");
  const recipe = neighbourRecipe(signatures, options);
  const { neighbourCount, recallSample } = recipe.options as { neighbourCount: number; recallSample: number };
  const generation = await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const { recall, ...counts } = await kernel.buildNeighbours(
      { signatures: signatures.folder, neighbourCount, seed: recallSeed, recallSample, folder },
      batchOptions(tools, "neighbours", "influencers"),
    );
    // For expansion: where influencers follow one another, that is a tie too.
    const network = await requireCurrent(workspace, "network");
    const own = await readOwnHashes(kernel, network.folder, signatures.manifest.recipe.parameters);
    await writeNpy(join(folder, "own_hashes.npy"), own, [own.length]);
    const { influencers } = signatures.manifest.counts;
    return { counts: { influencers, ...counts }, details: { recall } };
  });
  await setCurrent(workspace, "neighbours", [generation]);
  return generation;
}
