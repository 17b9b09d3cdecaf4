import { findUnused, removeGeneration } from "../../core/workspace/prune.ts";
import { openWorkspace, withWorkspaceLock } from "../../core/workspace/workspace.ts";
import { defineCommand } from "../_command.ts";
import { formatBytes } from "../_terminal.ts";

export const prune = defineCommand<{ dryRun: boolean }>("prune", {
  description: "Remove generations that are neither current nor an input of what is",
  examples: ["deno task prune --dry-run", "deno task prune"],
  options: (command) => command.option("--dry-run", "say what would go, remove nothing", false),
  async action(context, { dryRun }) {
    const workspace = await openWorkspace(context.workspace);
    await withWorkspaceLock(workspace, async () => {
      const unused = await findUnused(workspace);
      if (!dryRun) { for (const generation of unused) await removeGeneration(generation); }
      const removed = unused.map(({ name, manifest }) => ({
        step: manifest.recipe.step,
        generation: name,
        bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
      }));
      const bytes = removed.reduce((sum, generation) => sum + generation.bytes, 0);
      const lines = removed.map(({ step, generation, bytes }) => `${step} ${generation}  ${formatBytes(bytes)}`);
      lines.push(`${dryRun ? "Would remove" : "Removed"} ${removed.length} generations, ${formatBytes(bytes)}`);
      context.print(lines.join("\n"), { dryRun, removed });
    });
  },
});
