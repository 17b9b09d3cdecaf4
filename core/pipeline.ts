/** `asterism build`: runs the steps whose inputs or options changed since they last ran, and only those. */
import { communityRecipe, detectCommunities, type DetectOptions } from "./community/detect.ts";
import { buildNeighbours, type NeighbourOptions, neighbourRecipe } from "./community/neighbours.ts";
import { withPrevious } from "./community/previous.ts";
import { buildNetwork, type NetworkOptions, networkRecipe } from "./graph/network.ts";
import { buildSignatures, type SignatureOptions, signatureRecipe } from "./signature/build.ts";
import type { StepTools } from "./step.ts";
import { type Generation, isFresh, requireCurrent } from "./workspace/generation.ts";
import type { Step } from "./workspace/manifest.ts";

export interface BuildOptions {
  readonly network?: NetworkOptions;
  readonly signatures?: SignatureOptions;
  readonly neighbours?: NeighbourOptions;
  readonly communities?: DetectOptions;
}

/** What became of one step. */
export interface StepOutcome {
  readonly step: Step;
  readonly generation: Generation;
  /** False where the current generation was what the step would have made. */
  readonly built: boolean;
}

/**
 * Brings network, signatures, neighbours and communities up to date with the imports.
 * @param onStep Told of each step as it ends.
 */
export async function buildStale(
  tools: StepTools,
  options: BuildOptions = {},
  onStep: (outcome: StepOutcome) => void = () => {},
): Promise<StepOutcome[]> {
  const { workspace } = tools;
  const outcomes: StepOutcome[] = [];
  const settle = async (step: Exclude<Step, "import">, fresh: boolean, build: () => Promise<Generation>) => {
    const generation = fresh ? await requireCurrent(workspace, step) : await build();
    outcomes.push({ step, generation, built: !fresh });
    onStep(outcomes.at(-1)!);
    return generation;
  };
  const networkFresh = await isFresh(workspace, await networkRecipe(tools, options.network));
  const network = await settle("network", networkFresh, () => buildNetwork(tools, options.network));
  const signaturesFresh = await isFresh(workspace, signatureRecipe(network, options.signatures));
  const signatures = await settle("signatures", signaturesFresh, () => buildSignatures(tools, options.signatures));
  const neighboursFresh = await isFresh(workspace, neighbourRecipe(signatures, options.neighbours));
  const neighbours = await settle("neighbours", neighboursFresh, () => buildNeighbours(tools, options.neighbours));
  const communities = await withPrevious(workspace, communityRecipe(network, neighbours, options.communities));
  const communitiesFresh = await isFresh(workspace, communities);
  await settle("communities", communitiesFresh, () => detectCommunities(tools, options.communities));
  return outcomes;
}
