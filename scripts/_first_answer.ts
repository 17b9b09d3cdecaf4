/** The first answer after a build: who shares an audience with the most followed account. */
import { join } from "node:path";
import { readInfluencers } from "../core/graph/influencers.ts";
import { requireCurrent } from "../core/workspace/generation.ts";
import { openWorkspace } from "../core/workspace/workspace.ts";
import { withAnswers } from "./_answers.ts";
import type { Context } from "./_command.ts";
import { describeSimilar } from "./_describe_similar.ts";

/** @param account Whom to ask about; the most followed account when left out. */
export async function showFirstAnswer(context: Context, account?: string): Promise<void> {
  const id = account ?? await findMostFollowed(context.workspace);
  await withAnswers(context, async (answers) => {
    const answer = await answers.similar({ account: id, limit: 10 });
    context.print(`\n${describeSimilar(answer)}\n`, answer);
  });
}

async function findMostFollowed(folder: string): Promise<string> {
  const network = await requireCurrent(await openWorkspace(folder), "network");
  const { id, followers } = await readInfluencers(join(network.folder, "influencers.parquet"));
  let best = 0;
  for (let row = 1; row < followers.length; row++) if (followers[row] > followers[best]) best = row;
  return id[best];
}
