/** Opens the answers of a workspace for one command. */
import { type Answers, openAnswers } from "../core/answers/mod.ts";
import type { Context } from "./_command.ts";
import { openKernel } from "./_tools.ts";

export async function withAnswers<T>(context: Context, act: (answers: Answers) => Promise<T>): Promise<T> {
  const kernel = await openKernel(context);
  try {
    const sources = {
      now: Date.now,
      random: (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes),
      warn: context.note,
    };
    return await act(await openAnswers(context.workspace, kernel, sources));
  } finally {
    await kernel.close();
  }
}
