import { defineCommand, wholeNumber } from "../_command.ts";
import { formatBytes, formatCount } from "../_terminal.ts";
import { createWorld, writeWorld } from "../simulator/world/mod.ts";

interface WorldOptions {
  out: string;
  influencers: number;
  followers: number;
  seed: number;
  profiles: boolean;
}

export const world = defineCommand<WorldOptions>("world", {
  description: "Write an invented social world: edges, profiles, and the truth about them",
  examples: ["deno task world --out world --influencers 4000 --followers 150000 --seed 7"],
  options: (command) =>
    command
      .requiredOption("--out <folder>", "where to write")
      .option("--influencers <count>", "accounts that are followed", wholeNumber("--influencers", 100), 4000)
      .option("--followers <count>", "people", wholeNumber("--followers", 1000), 150_000)
      .option("--seed <number>", "another seed is another world", wholeNumber("--seed"), 7)
      .option("--no-profiles", "leave the followers' profiles out"),
  async action(context, { out, influencers, followers, seed, profiles }) {
    const invented = createWorld({ seed, influencerCount: influencers, followerCount: followers });
    const files = await writeWorld(invented, out, {
      followerProfiles: profiles,
      progress: context.bars.bar("world", "people"),
      signal: context.signal,
    });
    context.print(
      `Wrote ${formatCount(files.counts.edges)} edges and ${
        formatCount(files.counts.profiles)
      } profiles to ${out} (seed ${seed}, ${formatBytes(files.counts.edgeBytes + files.counts.profileBytes)})`,
      { seed, ...files },
    );
  },
});
