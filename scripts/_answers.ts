/** Opens the answers of a workspace for one command. */
import { type Answers, openAnswers } from "../core/answers/mod.ts";
import type { Context } from "./_command.ts";
import { openKernel } from "./_tools.ts";

export async function withAnswers<T>(context: Context, act: (answers: Answers) => Promise<T>): Promise<T> {
  const kernel = await openKernel(context);
  try {
    return await act(await openAnswers(context.workspace, kernel));
  } finally {
    await kernel.close();
  }
}
