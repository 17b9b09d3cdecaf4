import type { Command } from "commander";
import { buildNetwork, type NetworkOptions } from "../../core/graph/network.ts";
import { buildStale } from "../../core/pipeline.ts";
import { withWorkspaceLock } from "../../core/workspace/workspace.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { describeStep, summarizeGeneration } from "../_describe.ts";
import { withTools } from "../_tools.ts";

interface BuildCommandOptions extends NetworkOptions {
  threads?: number;
}

export const build = defineCommand<BuildCommandOptions>("build", {
  description: "Bring network and signatures up to date; steps that are fresh are not run again",
  examples: ["deno task build", "deno task build --minimum-followers 100"],
  options: addNetworkOptions,
  async action(context, options) {
    await withTools(context, options, async (tools) => {
      const outcomes = await withWorkspaceLock(
        tools.workspace,
        () =>
          buildStale(tools, { network: pickNetworkOptions(options) }, (outcome) => context.note(describeStep(outcome))),
      );
      const built = outcomes.filter((outcome) => outcome.built).map(({ step }) => step);
      context.print(
        built.length === 0 ? "Everything is up to date" : `Built ${built.join(" and ")}`,
        outcomes.map(({ generation, built }) => ({ ...summarizeGeneration(generation), built })),
      );
    });
  },
});

export const network = defineCommand<BuildCommandOptions>("network", {
  description: "Build the edge store from what was imported",
  examples: ["deno task network", "deno task network --platform x --kind follow --minimum-followers 10"],
  options: addNetworkOptions,
  async action(context, options) {
    await withTools(context, options, async (tools) => {
      const generation = await withWorkspaceLock(
        tools.workspace,
        () => buildNetwork(tools, pickNetworkOptions(options)),
      );
      context.print(describeStep({ step: "network", generation, built: true }), summarizeGeneration(generation));
    });
  },
});

/** Options that decide what goes into a network. */
function addNetworkOptions(command: Command): Command {
  return command
    .option("--platform <name>", "which platform, where several were imported; or mixed")
    .option("--kind <kind>", "which kind of edge, where several were imported; or mixed")
    .option("--minimum-followers <count>", "least followers of an influencer", wholeNumber("--minimum-followers"))
    .option("--threads <count>", "threads (default: all cores)", wholeNumber("--threads", 1, 1024));
}

function pickNetworkOptions({ platform, kind, minimumFollowers }: NetworkOptions): NetworkOptions {
  return { platform, kind, minimumFollowers };
}
