import { Option } from "commander";
import { exportFormats, exportKinds } from "../../core/answers/export.ts";
import type { ExportFormat, ExportWhat } from "../../core/answers/mod.ts";
import { UsageError } from "../../core/errors.ts";
import { writeAll } from "../../core/workspace/files.ts";
import { withAnswers } from "../_answers.ts";
import { defineCommand } from "../_command.ts";
import { formatCount } from "../_terminal.ts";

interface ExportOptions {
  format?: ExportFormat;
  out?: string;
}

export const exportCommand = defineCommand<ExportOptions, [string]>("export", {
  operands: "<what>",
  description: "Write communities, their members or the neighbour graph to a file",
  examples: [
    "deno task export communities --out communities.csv",
    "deno task export members --format parquet --out members.parquet",
    "deno task export graph --out graph.gexf    # opens in Gephi, laid out",
  ],
  options: (command) =>
    command
      .addOption(new Option("--format <format>", "parquet, csv or, for the graph, gexf (default: by the file's name)")
        .choices(exportFormats))
      .option("--out <file>", "where to write; - is standard output (default: asterism-WHAT.FORMAT here)"),
  async action(context, { format, out }, what) {
    if (!isWhat(what)) throw new UsageError(`Cannot export "${what}": needed one of ${exportKinds.join(", ")}`);
    await withAnswers(context, async (answers) => {
      const file = await answers.exportFile({ what, format: format ?? formatOf(out) });
      if (out === "-") {
        for await (const piece of file.bytes) await writeOut(piece);
        return;
      }
      const path = out ?? file.name;
      const bytes = await writeFile(path, file.bytes, context.signal);
      context.print(`Wrote ${what} to ${path} (${formatCount(bytes)} bytes)`, { what, file: path, bytes });
    });
  },
});

function isWhat(what: string): what is ExportWhat {
  return (exportKinds as readonly string[]).includes(what);
}

/** The format that a file's name says; undefined where it says none. */
function formatOf(out: string | undefined): ExportFormat | undefined {
  return exportFormats.find((format) => out?.toLowerCase().endsWith(`.${format}`));
}

/** Writes beside the file and renames, so that a half-written one never has its name. @returns Bytes written. */
async function writeFile(
  path: string,
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): Promise<number> {
  const temporary = `${path}.tmp-${crypto.randomUUID().slice(0, 8)}`;
  try {
    let bytes = 0;
    using file = await Deno.open(temporary, { write: true, createNew: true });
    for await (const piece of pieces) {
      signal.throwIfAborted();
      await writeAll(file, piece);
      bytes += piece.length;
    }
    await file.sync();
    await Deno.rename(temporary, path);
    return bytes;
  } catch (error) {
    await Deno.remove(temporary).catch(() => {/* it was never made */});
    throw error;
  }
}

async function writeOut(piece: Uint8Array<ArrayBuffer>): Promise<void> {
  await writeAll(Deno.stdout, piece);
}
