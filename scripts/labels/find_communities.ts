/** Communities of a set by our own pipeline, at several resolutions. */
import { join } from "node:path";
import { readNeighbourGraph } from "../../core/community/model.ts";
import { readInfluencers } from "../../core/graph/influencers.ts";
import { requireCurrent } from "../../core/workspace/generation.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { runCommandLine } from "../asterism.ts";
import { openKernel } from "../_tools.ts";
import type { TagSet } from "./sets.ts";

export interface Found {
  readonly ids: readonly string[];
  /** By resolution: the members of each community. */
  readonly levels: readonly { readonly resolution: number; readonly communities: readonly Uint32Array[] }[];
}

const iterations = 10;
const seed = 1;

/** @param folder Where the workspace is made, if it is not there yet. */
export async function findCommunities(
  { edges, importOptions, minimumFollowers }: TagSet,
  resolutions: readonly number[],
  folder: string,
): Promise<Found> {
  const common = ["--workspace", folder, "--quiet"];
  const { log } = console;
  console.log = () => {};
  try {
    for (
      const command of [
        ["import", "edges", edges, "--replace", ...importOptions, ...common],
        ["build", "--minimum-followers", String(minimumFollowers), ...common],
      ]
    ) {
      const code = await runCommandLine(command);
      if (code !== 0) throw new Error(`Cannot make communities: ${command.slice(0, 2).join(" ")} ended with ${code}`);
    }
  } finally {
    console.log = log;
  }
  const workspace = await openWorkspace(folder);
  const network = await requireCurrent(workspace, "network");
  const neighbours = await requireCurrent(workspace, "neighbours");
  const { id: ids } = await readInfluencers(join(network.folder, "influencers.parquet"));
  const graph = await readNeighbourGraph(neighbours.folder);
  const kernel = await openKernel({ quiet: true });
  try {
    const levels = [];
    for (const resolution of resolutions) {
      const { communityOf } = await kernel.detectCommunities(
        { graph, quality: "modularity", resolution, seed, iterations },
        {},
      );
      levels.push({ resolution, communities: groupMembers(communityOf) });
    }
    return { ids, levels };
  } finally {
    await kernel.close();
  }
}

function groupMembers(communityOf: Uint32Array): Uint32Array[] {
  const groups = new Map<number, number[]>();
  communityOf.forEach((community, account) => {
    const known = groups.get(community);
    if (known === undefined) groups.set(community, [account]);
    else known.push(account);
  });
  return [...groups.values()].map((members) => Uint32Array.from(members));
}
