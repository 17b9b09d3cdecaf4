import { Option } from "commander";
import { buildSignatures, parseSamples } from "../../core/signature/build.ts";
import { mergeParts } from "../../core/signature/merge.ts";
import type { Generation } from "../../core/workspace/generation.ts";
import { withWorkspaceLock } from "../../core/workspace/workspace.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { formatCount } from "../_terminal.ts";
import { withTools } from "../_tools.ts";

interface MinhashOptions {
  samples?: string;
  threads?: number;
  registers?: number;
  listLimit?: number;
  part?: boolean;
}

export const minhash = defineCommand<MinhashOptions>("minhash", {
  description: "Compress every influencer's followers into a signature",
  examples: [
    "deno task minhash",
    "deno task minhash --registers 4096 --threads 8",
    "deno task minhash --samples 0-24 --part    # one of four machines; then: deno task merge",
  ],
  options: (command) =>
    command
      .option("--samples <list>", "samples of people to cover, such as 0-24 (default: all)")
      .option("--threads <count>", "threads (default: all cores)", wholeNumber("--threads", 1, 1024))
      .option("--registers <K>", "registers of a signature, a power of two", wholeNumber("--registers"))
      .option("--list-limit <S>", "largest follower set kept as an exact list; 0 = never", wholeNumber("--list-limit"))
      .addOption(new Option("--part", "keep the result for merge; do not answer from it")),
  async action(context, options) {
    await withTools(context, { threads: options.threads }, async (tools) => {
      const { sampleCount } = tools.workspace.parameters;
      const started = performance.now();
      const generation = await withWorkspaceLock(tools.workspace, () =>
        buildSignatures(tools, {
          samples: options.samples === undefined ? undefined : parseSamples(options.samples, sampleCount),
          registerCount: options.registers,
          listLimit: options.listLimit,
          part: options.part,
        }));
      const seconds = (performance.now() - started) / 1000;
      context.note(tools.kernel.description);
      context.print(describe(generation, seconds), summarize(generation, seconds));
    });
  },
});

export const merge = defineCommand<{ threads?: number }, [string[]]>("merge", {
  operands: "[parts...]",
  description: "Join parts made by minhash --part; the result equals one run over all their samples",
  examples: ["deno task merge", "deno task merge 5f1a09c2d1e4 9b02c7aa3f10"],
  options: (command) =>
    command.option("--threads <count>", "threads (default: all cores)", wholeNumber("--threads", 1, 1024)),
  async action(context, options, parts) {
    await withTools(context, { threads: options.threads }, async (tools) => {
      const started = performance.now();
      const generation = await withWorkspaceLock(tools.workspace, () => mergeParts(tools, parts));
      const seconds = (performance.now() - started) / 1000;
      context.print(describe(generation, seconds), summarize(generation, seconds));
    });
  },
});

function describe({ name, manifest }: Generation, seconds: number): string {
  const { counts, recipe } = manifest;
  const samples = (recipe.options.samples as number[]).length;
  return [
    `Signatures ${name}: ${formatCount(counts.influencers)} influencers, ${formatCount(counts.edges)} edges in ${
      seconds.toFixed(2)
    } s`,
    `  ${formatCount(counts.denseCount)} with ${recipe.parameters.registerCount} registers, ${
      formatCount(counts.listCount)
    } as exact lists of up to ${recipe.parameters.listLimit}`,
    `  ${samples} of ${recipe.parameters.sampleCount} samples of people`,
  ].join("\n");
}

function summarize({ name, folder, manifest }: Generation, seconds: number) {
  return { generation: name, folder, counts: manifest.counts, parameters: manifest.recipe.parameters, seconds };
}
