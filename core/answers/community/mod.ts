/** Answers about communities; `../communities.ts` has their shapes. */
import { stepVersion } from "../../community/step_version.ts";
import { type CommunityModel, readCommunityModel } from "../../community/model.ts";
import { NotFoundError } from "../../errors.ts";
import { type Generation, readCurrent } from "../../workspace/generation.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { ChangeAnswers } from "../changes.ts";
import type { CommunityAnswers, CommunityEvidence } from "../communities.ts";
import type { ExpansionAnswers } from "../expansion.ts";
import type { SearchIndex } from "../search.ts";
import type { View } from "../view.ts";
import type { ExportAnswers } from "../export.ts";
import { exportFile } from "../export/mod.ts";
import type { MapAnswers } from "../map.ts";
import { describeMap } from "./map.ts";
import type { NamedCommunity } from "../topic_search.ts";
import { describeChanges, describeCommunityChanges } from "./changes.ts";
import { createExpander } from "./expand.ts";
import { describeCommunity, describeTree, listKnownFor } from "./tree.ts";

/** Reads the current communities of a workspace; undefined where there are none of these signatures and this version. */
export async function openCommunityModel(
  workspace: Workspace,
  signatures: Generation,
): Promise<CommunityModel | undefined> {
  const [neighbours] = await readCurrent(workspace, "neighbours");
  const [generation] = await readCurrent(workspace, "communities");
  if (neighbours === undefined || generation === undefined) return undefined;
  const rests = (generation: Generation, on: Generation) =>
    generation.manifest.recipe.inputs.some(({ digest }) => digest === on.digest);
  const fits = rests(generation, neighbours) && rests(neighbours, signatures) &&
    generation.manifest.recipe.stepVersion === stepVersion;
  return fits ? await readCommunityModel(neighbours, generation) : undefined;
}

export interface CommunityPart extends CommunityAnswers, ExpansionAnswers, ChangeAnswers, MapAnswers, ExportAnswers {
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
    const refuse = () => Promise.reject(noCommunities());
    return {
      communities: refuse,
      community: refuse,
      changes: refuse,
      communityChanges: refuse,
      map: refuse,
      exportFile: refuse,
      expand: refuse,
      knownFor: () => [],
    };
  }
  const asked = { view, model, evidence: describeEvidence(view, model) };
  return {
    communities: async ({ level }) => await Promise.resolve(describeTree(asked, level)),
    community: async (query) => await Promise.resolve(describeCommunity(asked, query)),
    map: async (query) => await Promise.resolve(describeMap(asked, query)),
    exportFile: async (query) => await Promise.resolve(exportFile(asked, query)),
    changes: async () => await Promise.resolve(describeChanges(model)),
    communityChanges: async ({ id }) => await Promise.resolve(describeCommunityChanges(view, model, id)),
    expand: createExpander(asked, index),
    knownFor: (influencer) => listKnownFor(model, influencer),
  };
}

/** What every question is answered while there are none. */
export function noCommunities(): NotFoundError {
  return new NotFoundError(
    "Cannot show communities: none were detected in this network yet; run asterism communities detect",
  );
}

/** All communities as the one box finds them; a part that is all of its community is not told twice. */
export function listNamed({ levels }: CommunityModel): NamedCommunity[] {
  return levels.flatMap(({ records, members }, level) =>
    records.flatMap(({ id, label, parent }, position) => {
      const size = members[position].length;
      return parent !== null && levels[level - 1].members[parent].length === size ? [] : [{ id, label, level, size }];
    })
  );
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
