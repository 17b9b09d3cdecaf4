/** Removes generations that nothing rests on any more: neither current nor an input of what is. */
import { removeIfThere } from "./files.ts";
import { type Generation, listGenerations, readCurrent } from "./generation.ts";
import { steps } from "./manifest.ts";
import type { Workspace } from "./workspace.ts";

/** Generations that `prune` would remove, oldest first. */
export async function findUnused(workspace: Workspace): Promise<Generation[]> {
  const used = new Set<string>();
  for (const step of steps) {
    for (const { digest, manifest } of await readCurrent(workspace, step)) {
      used.add(digest);
      // What a run took over from the one before it of its own step stands in its own files.
      for (const input of manifest.recipe.inputs) if (input.step !== step) used.add(input.digest);
    }
  }
  const all = (await Promise.all(steps.map((step) => listGenerations(workspace, step)))).flat();
  return all.filter(({ digest }) => !used.has(digest));
}

export async function removeGeneration(generation: Generation): Promise<void> {
  await removeIfThere(generation.folder);
}
