/** Answers about communities; `../communities.ts` has their shapes. */
import { type CommunityModel, readCommunityModel } from "../../community/model.ts";
import { NotFoundError } from "../../errors.ts";
import { type Generation, readCurrent } from "../../workspace/generation.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { CommunityAnswers, CommunityEvidence } from "../communities.ts";
import type { ExpansionAnswers } from "../expansion.ts";
import type { SearchIndex } from "../search.ts";
import type { View } from "../view.ts";
import { createExpander } from "./expand.ts";
import { describeCommunity, describeTree, listKnownFor } from "./tree.ts";

/** Reads the current communities of a workspace; undefined where there are none of these signatures. */
export async function openCommunityModel(
  workspace: Workspace,
  signatures: Generation,
): Promise<CommunityModel | undefined> {
  const [neighbours] = await readCurrent(workspace, "neighbours");
  const [generation] = await readCurrent(workspace, "communities");
  if (neighbours === undefined || generation === undefined) return undefined;
  const rests = (generation: Generation, on: Generation) =>
    generation.manifest.recipe.inputs.some(({ digest }) => digest === on.digest);
  const fits = rests(generation, neighbours) && rests(neighbours, signatures);
  return fits ? await readCommunityModel(neighbours, generation) : undefined;
}

export interface CommunityPart extends CommunityAnswers, ExpansionAnswers {
  /** Communities that an influencer is known for; empty while there are none. */
  knownFor(influencer: number): ReturnType<typeof listKnownFor>;
}

/** @param model Undefined: every question is answered with the command that makes communities. */
export function createCommunityAnswers(
  view: View,
  model: CommunityModel | undefined,
  index: SearchIndex,
): CommunityPart {
  if (model === undefined) {
    const refuse = () =>
      Promise.reject(
        new NotFoundError(
          "Cannot show communities: none were detected in this network yet; run asterism communities detect",
        ),
      );
    return { communities: refuse, community: refuse, expand: refuse, knownFor: () => [] };
  }
  const asked = { view, model, evidence: describeEvidence(view, model) };
  return {
    communities: async ({ level }) => await Promise.resolve(describeTree(asked, level)),
    community: async (query) => await Promise.resolve(describeCommunity(asked, query)),
    expand: createExpander(asked, index),
    knownFor: (influencer) => listKnownFor(model, influencer),
  };
}

function describeEvidence({ evidence }: View, { neighbours, generation, records }: CommunityModel): CommunityEvidence {
  const { options } = generation.manifest.recipe;
  return {
    ...evidence,
    neighbours: neighbours.name,
    communities: generation.name,
    neighbourCount: Number(neighbours.manifest.recipe.options.neighbourCount),
    recall: Number(neighbours.manifest.details.recall),
    quality: options.quality as CommunityEvidence["quality"],
    resolution: Number(options.resolution),
    modularity: records.modularity,
    seed: Number(options.seed),
  };
}
