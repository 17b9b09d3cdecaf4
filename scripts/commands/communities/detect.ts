import { Option } from "commander";
import { UsageError } from "../../../core/errors.ts";
import { neighbourCountDefault, neighbourCountMax } from "../../../core/limits.ts";
import { buildStale } from "../../../core/pipeline.ts";
import { withWorkspaceLock } from "../../../core/workspace/workspace.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { describeStep, summarizeGeneration } from "../../_describe.ts";
import { withTools } from "../../_tools.ts";
import { describeTree } from "./show.ts";

interface DetectCommandOptions {
  neighbours: number;
  quality: "modularity" | "cpm";
  resolution: number;
  seed: number;
  threads?: number;
}

/** Rows that are shown at the end. */
const shown = 20;

export const detect = defineCommand<DetectCommandOptions>("detect", {
  description: "Find the communities: who is nearest to whom, then groups that hold together",
  examples: [
    "deno task communities detect",
    "deno task communities detect --resolution 2    # more and smaller communities",
  ],
  options: (command) =>
    command
      .option(
        "--neighbours <count>",
        "nearest accounts kept of each",
        wholeNumber("--neighbours", 1, neighbourCountMax),
        neighbourCountDefault,
      )
      .addOption(
        new Option("--quality <name>", "what is maximised").choices(["modularity", "cpm"]).default("modularity"),
      )
      .option("--resolution <gamma>", "larger gives more and smaller communities", parseResolution, 1)
      .option("--seed <number>", "seed of the search", wholeNumber("--seed", 0), 1)
      .option("--threads <count>", "threads (default: all cores)", wholeNumber("--threads", 1, 1024)),
  async action(context, { neighbours, quality, resolution, seed, threads }) {
    await withTools(context, { threads }, async (tools) => {
      const outcomes = await withWorkspaceLock(tools.workspace, () =>
        buildStale(
          tools,
          { neighbours: { neighbourCount: neighbours }, communities: { quality, resolution, seed } },
          (outcome) => context.note(describeStep(outcome)),
        ));
      const { generation } = outcomes.at(-1)!;
      await withAnswers(context, async (answers) => {
        const tree = await answers.communities({});
        context.print(describeTree(tree, tree.baseLevel, shown), { ...summarizeGeneration(generation), tree });
      });
    });
  },
});

function parseResolution(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new UsageError(`Cannot use --resolution "${text}": needed a number above 0`);
  return value;
}
