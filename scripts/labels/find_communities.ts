/** Communities of a set as the product finds them: the base level and its parts, at several resolutions. */
import { type CommunityModel, readCommunityModel } from "../../core/community/model.ts";
import { readInfluencers } from "../../core/graph/influencers.ts";
import { requireCurrent } from "../../core/workspace/generation.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { join } from "node:path";
import { runCommandLine } from "../asterism.ts";
import type { TagSet } from "./sets.ts";

export interface Found {
  readonly ids: readonly string[];
  /** Members of each community. */
  readonly levels: readonly { readonly level: string; readonly communities: readonly Uint32Array[] }[];
}

/** @param folder Where the workspace is made, if it is not there yet. */
export async function findCommunities(
  { edges, importOptions, minimumFollowers }: TagSet,
  resolutions: readonly number[],
  folder: string,
): Promise<Found> {
  await run(["import", "edges", edges, "--replace", ...importOptions], folder);
  await run(["build", "--minimum-followers", String(minimumFollowers)], folder);
  const workspace = await openWorkspace(folder);
  const network = await requireCurrent(workspace, "network");
  const neighbours = await requireCurrent(workspace, "neighbours");
  const { id: ids } = await readInfluencers(join(network.folder, "influencers.parquet"));
  const levels = [];
  for (const resolution of resolutions) {
    await run(["communities", "detect", "--resolution", String(resolution)], folder);
    const model: CommunityModel = await readCommunityModel(neighbours, await requireCurrent(workspace, "communities"));
    const [base, parts] = model.levels;
    levels.push({ level: `${resolution}, base`, communities: base.members });
    levels.push({ level: `${resolution}, parts`, communities: parts.members });
  }
  return { ids, levels };
}

async function run(command: readonly string[], folder: string): Promise<void> {
  const { log } = console;
  console.log = () => {};
  try {
    const code = await runCommandLine([...command, "--workspace", folder, "--quiet"]);
    if (code !== 0) throw new Error(`Cannot make communities: ${command.slice(0, 2).join(" ")} ended with ${code}`);
  } finally {
    console.log = log;
  }
}
