import type { EdgeImportOptions } from "../../core/graph/import/mod.ts";
import { importEdgeFiles, importProfileFiles, replaceImports } from "../../core/graph/import_step.ts";
import { buildStale } from "../../core/pipeline.ts";
import type { StepTools } from "../../core/step.ts";
import { withWorkspaceLock } from "../../core/workspace/workspace.ts";
import { type Context, defineCommand, wholeNumber } from "../_command.ts";
import { describeImport, describeStep } from "../_describe.ts";
import { showFirstAnswer } from "../_first_answer.ts";
import { withTools } from "../_tools.ts";
import { runServer } from "../serve/mod.ts";
import { runDemo } from "./demo.ts";
import { addEdgeOptions, columnsOf, pickEdgeOptions } from "./import.ts";

interface StartOptions extends EdgeImportOptions {
  profiles?: string[];
  minimumFollowers?: number;
  port: number;
  serve: boolean;
}

export const start = defineCommand<StartOptions, [string[]]>("start", {
  operands: "[edges...]",
  description: "From a file of who follows whom to answers on a page, in one command; without a file, the demo",
  examples: [
    "deno task start follows.csv",
    "deno task start follows.csv.gz --profiles accounts.ndjson --workspace brands",
    "deno task start friends.tsv --undirected --no-serve",
  ],
  options: (command) =>
    addEdgeOptions(command)
      .option("--profiles <files...>", "who the accounts are: names, bios, counts")
      .option("--minimum-followers <count>", "least followers of an influencer", wholeNumber("--minimum-followers"))
      .option("--port <number>", "port of the page; 0 = any free one", wholeNumber("--port", 0, 65535), 8080)
      .option("--no-serve", "end after the first answer, without a page"),
  async action(context, options, files) {
    if (files.length === 0) return await runDemo(context, { exit: !options.serve, port: options.port });
    await buildFromFiles(context, files, options);
    await showFirstAnswer(context);
    if (!options.serve) return;
    await runServer({
      workspace: context.workspace,
      host: "127.0.0.1",
      port: options.port,
      open: true,
      signal: context.signal,
    });
  },
});

/** Imports exactly these files and builds what is stale; prints what was understood and made. */
export async function buildFromFiles(
  context: Context,
  files: readonly string[],
  options: EdgeImportOptions & { profiles?: readonly string[]; minimumFollowers?: number },
): Promise<void> {
  await withTools(context, { create: {} }, async (plainTools) => {
    const tools = { ...plainTools, stdin: Deno.stdin.readable };
    await withWorkspaceLock(tools.workspace, async () => {
      const edges = await importEdgeFiles(tools, files, pickEdgeOptions(options));
      context.note(describeImport(edges));
      const imports = [edges];
      const { platform, maxBad, profiles = [] } = options;
      for (const file of profiles) {
        const edgeColumns = columnsOf(edges);
        imports.push(await importProfileFiles(tools, [file], { platform, maxBad, edgeColumns }));
        context.note(describeImport(imports.at(-1)!));
      }
      await replaceImports(tools, imports);
      await buildStale(
        tools,
        { network: { minimumFollowers: options.minimumFollowers } },
        (outcome) => context.note(describeStep(outcome)),
      );
    });
    context.note(kernelLine(tools));
  });
}

function kernelLine({ kernel }: StepTools): string {
  return `Computed by ${kernel.description}`;
}
