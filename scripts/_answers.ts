/** Opens the answers of a workspace for one command. */
import { type Answers, openAnswers, type OpenOptions } from "../core/answers/mod.ts";
import type { Context } from "./_command.ts";
import { openKernel } from "./_tools.ts";

/** @param options.edits "ignored" where communities are judged as they were found; by default edits are shown and can be made. */
export async function withAnswers<T>(
  context: Context,
  act: (answers: Answers) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const kernel = await openKernel(context);
  try {
    const edits = {
      now: Date.now,
      random: (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes),
      warn: context.note,
    };
    return await act(await openAnswers(context.workspace, kernel, { edits, ...options }));
  } finally {
    await kernel.close();
  }
}
