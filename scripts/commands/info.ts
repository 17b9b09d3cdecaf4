import { type Generation, listGenerations, readCurrent } from "../../core/workspace/generation.ts";
import { type Step, steps } from "../../core/workspace/manifest.ts";
import { openWorkspace, type Workspace } from "../../core/workspace/workspace.ts";
import { defineCommand } from "../_command.ts";
import { bold, dim, formatBytes, formatCount } from "../_terminal.ts";

export const info = defineCommand("info", {
  description: "Show what a workspace holds and what it was made from",
  examples: ["deno task info", "deno task info --workspace demo --json"],
  async action(context) {
    const workspace = await openWorkspace(context.workspace);
    const current = await Promise.all(steps.map(async (step) => [step, await readCurrent(workspace, step)] as const));
    const all = await Promise.all(steps.map((step) => listGenerations(workspace, step)));
    const unused = all.flat().length - current.flatMap(([, generations]) => generations).length;
    context.print(describe(workspace, current, unused), {
      folder: workspace.folder,
      name: workspace.name,
      parameters: workspace.parameters,
      steps: Object.fromEntries(current.map(([step, generations]) => [step, generations.map(summarize)])),
      unusedGenerations: unused,
    });
  },
});

function summarize({ name, digest, manifest }: Generation) {
  return {
    generation: name,
    digest,
    bytes: bytesOf(manifest.files),
    options: manifest.recipe.options,
    inputs: manifest.recipe.inputs,
    counts: manifest.counts,
    details: manifest.details,
  };
}

function describe(workspace: Workspace, current: (readonly [Step, Generation[]])[], unused: number): string {
  const { parameters } = workspace;
  const lines = [
    `${bold(workspace.name)} ${dim(workspace.folder)}`,
    `${parameters.sampleCount} samples of people, K ${parameters.registerCount}, exact lists up to ${parameters.listLimit}, seed ${parameters.seed}`,
  ];
  for (const [step, generations] of current) {
    if (generations.length === 0) lines.push(`${bold(step)}: none yet`);
    for (const { name, manifest } of generations) {
      const bytes = bytesOf(manifest.files);
      lines.push(`${bold(step)} ${name}  ${formatBytes(bytes)}`);
      const counts = Object.entries(manifest.counts).map(([what, count]) => `${formatCount(count)} ${inWords(what)}`);
      if (counts.length > 0) lines.push(`  ${counts.join(", ")}`);
      const { coverage } = manifest.details as { coverage?: { known: number; median: number | null } };
      if (coverage) {
        lines.push(
          coverage.known === 0
            ? "  coverage unknown: no profile says how many followers an account has"
            : `  coverage known for ${formatCount(coverage.known)} influencers, median ${
              ((coverage.median ?? 0) * 100).toFixed(1)
            } %`,
        );
      }
    }
  }
  if (unused > 0) lines.push(dim(`${unused} older generations are kept; asterism prune removes them`));
  return lines.join("\n");
}

/** followerRows -> "follower rows". */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function bytesOf(files: readonly { bytes: number }[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
