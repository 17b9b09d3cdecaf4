/** Joins parts that cover different samples of one network into signatures of all of them (DESIGN 8, merge). */
import { InputError } from "../errors.ts";
import { batchOptions, type StepTools } from "../step.ts";
import {
  type Generation,
  listGenerations,
  publishGeneration,
  requireCurrent,
  setCurrent,
} from "../workspace/generation.ts";
import type { Recipe } from "../workspace/manifest.ts";
import { parametersDiffer } from "../workspace/parameters.ts";

const stepVersion = 1;

/**
 * Merges parts by element-wise minimum; the result does not depend on their order and equals a build over all samples.
 * A part given twice is skipped; parts that overlap otherwise, or that were made with other parameters or from another
 * network, are refused.
 * @param names Generations of signatures; all parts of the current network when empty.
 */
export async function mergeParts(tools: StepTools, names: readonly string[]): Promise<Generation> {
  const { kernel, workspace } = tools;
  const parts = dropRepeats(await findParts(tools, names));
  const [first] = parts;
  requireMergeable(parts);
  const samples = parts.flatMap(coveredSamples).sort((left, right) => left - right);
  // The same recipe as a build over these samples: the bytes are the same.
  const recipe: Recipe = { ...first.manifest.recipe, stepVersion, options: { samples } };
  const { registerCount, listLimit } = recipe.parameters;
  const generation = await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const influencerCount = first.manifest.counts.influencers;
    const counts = await kernel.mergeSignatures(
      { inputs: parts.map((part) => part.folder), influencerCount, registerCount, listLimit, folder },
      batchOptions(tools, "merge", "influencers"),
    );
    return { counts: { influencers: influencerCount, ...counts } };
  });
  await setCurrent(workspace, "signatures", [generation]);
  return generation;
}

async function findParts({ workspace }: StepTools, names: readonly string[]): Promise<Generation[]> {
  const all = await listGenerations(workspace, "signatures");
  if (names.length === 0) {
    const network = await requireCurrent(workspace, "network");
    return all.filter((part) =>
      part.manifest.recipe.inputs[0].digest === network.digest &&
      coveredSamples(part).length < part.manifest.recipe.parameters.sampleCount
    );
  }
  return names.map((name) => {
    const part = all.find((generation) => generation.name === name);
    if (part === undefined) {
      const known = all.map((generation) => generation.name).join(", ") || "none";
      throw new InputError(`Cannot merge part "${name}": needed a generation of signatures, found ${known}`);
    }
    return part;
  });
}

function dropRepeats(parts: readonly Generation[]): Generation[] {
  return parts.filter((part, position) => parts.findIndex(({ digest }) => digest === part.digest) === position);
}

function requireMergeable(parts: readonly Generation[]): void {
  if (parts.length === 0) {
    throw new InputError("Cannot merge: needed at least one part, found none; make one with asterism minhash --part");
  }
  const [first] = parts;
  const owners = new Map<number, Generation>();
  for (const part of parts) {
    const foreign = parametersDiffer(first.manifest.recipe.parameters, part.manifest.recipe.parameters);
    if (foreign !== undefined) {
      throw new InputError(`Cannot merge ${part.name} with ${first.name}: they differ in ${foreign}`);
    }
    if (part.manifest.recipe.inputs[0].digest !== first.manifest.recipe.inputs[0].digest) {
      throw new InputError(`Cannot merge ${part.name} with ${first.name}: they were made from different networks`);
    }
    for (const sample of coveredSamples(part)) {
      const owner = owners.get(sample);
      if (owner !== undefined) {
        throw new InputError(`Cannot merge ${part.name} with ${owner.name}: both cover sample ${sample}`);
      }
      owners.set(sample, part);
    }
  }
}

function coveredSamples(part: Generation): number[] {
  return part.manifest.recipe.options.samples as unknown as number[];
}
