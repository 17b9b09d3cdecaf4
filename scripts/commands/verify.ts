import { readEdits } from "../../core/community/edits/entry.ts";
import { readCurrent } from "../../core/workspace/generation.ts";
import { steps } from "../../core/workspace/manifest.ts";
import { verifyGeneration } from "../../core/workspace/verify.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { InputError } from "../../core/errors.ts";
import { defineCommand } from "../_command.ts";
import { formatBytes, formatCount } from "../_terminal.ts";
import { openKernel } from "../_tools.ts";

export const verify = defineCommand("verify", {
  description: "Check every block of every current file against its checksum",
  examples: ["deno task verify", "deno task verify --workspace demo --json"],
  async action(context) {
    const workspace = await openWorkspace(context.workspace);
    const kernel = await openKernel(context);
    try {
      let [files, bytes] = [0, 0];
      const faults: { file: string; offset: number; reason: string }[] = [];
      for (const step of steps) {
        for (const generation of await readCurrent(workspace, step)) {
          const found = await verifyGeneration(generation, kernel, context.bars.bar(`verify ${step}`, "bytes"));
          faults.push(...found.map(({ file, offset, reason }) => ({ file, offset, reason })));
          files += generation.manifest.files.length;
          bytes += generation.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
        }
      }
      // A line that a crash cut was never said to be kept: it is told, and is no fault.
      const { damaged } = await readEdits(workspace.folder);
      for (const { line, offset } of damaged) {
        context.note(`edits/communities.ndjson, line ${line} at byte ${offset}: cut or changed, counts for nothing`);
      }
      const verdict = faults.length === 0 ? "all as their manifests say" : `${faults.length} not to be trusted`;
      context.print(`Checked ${formatCount(files)} files, ${formatBytes(bytes)}: ${verdict}`, { files, bytes, faults });
      if (faults.length > 0) {
        throw new InputError(
          faults.map(({ file, offset, reason }) => `Cannot trust "${file}" at byte ${offset}: ${reason}`).join("\n"),
        );
      }
    } finally {
      await kernel.close();
    }
  },
});
