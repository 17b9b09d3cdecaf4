import type { EdgeImportOptions } from "../../core/graph/import/mod.ts";
import { buildFromFiles } from "../_build.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { showFirstAnswer } from "../_first_answer.ts";
import { runServer } from "../serve/mod.ts";
import { runDemo } from "./demo.ts";
import { addEdgeOptions } from "./import.ts";

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
