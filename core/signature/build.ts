/** The minhash step: from a network to a generation of signatures (DESIGN 8). */
import { UsageError } from "../errors.ts";
import { batchOptions, type StepTools } from "../step.ts";
import {
  type Generation,
  publishGeneration,
  referenceTo,
  requireCurrent,
  setCurrent,
} from "../workspace/generation.ts";
import type { Recipe } from "../workspace/manifest.ts";
import { completeParameters } from "../workspace/parameters.ts";

export interface SignatureOptions {
  /** Samples to cover, ascending; all when left out. */
  readonly samples?: readonly number[];
  /** K, where it is to differ from the workspace's. */
  readonly registerCount?: number;
  readonly listLimit?: number;
  /** A part is kept for `merge` and does not become what questions are answered from. */
  readonly part?: boolean;
}

/** Raised when the bytes of a signature change for the same input. */
const stepVersion = 1;

/** What the signatures of a network would be made from; equal to the current generation's recipe when that is fresh. */
export function signatureRecipe(network: Generation, options: SignatureOptions = {}): Recipe {
  const { parameters } = network.manifest.recipe;
  const samples = options.samples ?? Array.from({ length: parameters.sampleCount }, (_, sample) => sample);
  return {
    step: "signatures",
    stepVersion,
    parameters: completeParameters({
      ...parameters,
      registerCount: options.registerCount ?? parameters.registerCount,
      listLimit: options.listLimit ?? (options.registerCount === undefined ? parameters.listLimit : undefined),
    }),
    options: { samples },
    inputs: [referenceTo(network)],
  };
}

export async function buildSignatures(tools: StepTools, options: SignatureOptions = {}): Promise<Generation> {
  const { kernel, workspace } = tools;
  const network = await requireCurrent(workspace, "network");
  const recipe = signatureRecipe(network, options);
  const { samples } = recipe.options as { samples: number[] };
  const { registerCount, listLimit } = recipe.parameters;
  const generation = await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const influencerCount = network.manifest.counts.influencers;
    const counts = await kernel.buildSignatures(
      { network: network.folder, samples, influencerCount, registerCount, listLimit, folder },
      batchOptions(tools, "minhash", "edges"),
    );
    return { counts: { influencers: influencerCount, ...counts } };
  });
  if (!options.part) await setCurrent(workspace, "signatures", [generation]);
  return generation;
}

/**
 * Parses samples such as `0-24,50`. @returns Ascending, distinct.
 * @throws {UsageError} If the text names no samples or one that the workspace does not have.
 */
export function parseSamples(text: string, sampleCount: number): number[] {
  const samples = new Set<number>();
  for (const piece of text.split(",")) {
    const [, first, last] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(piece) ?? [];
    const from = Number(first);
    const to = Number(last ?? first);
    if (first === undefined || from > to || to >= sampleCount) {
      throw new UsageError(
        `Cannot use samples "${text}": needed numbers or ranges from 0 to ${sampleCount - 1}, such as 0-24`,
      );
    }
    for (let sample = from; sample <= to; sample++) samples.add(sample);
  }
  return [...samples].sort((left, right) => left - right);
}
