import { UsageError } from "../../core/errors.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { formatBytes, formatCount } from "../_terminal.ts";
import { type ChangeOptions, createWorld, writeWorld } from "../simulator/world/mod.ts";

interface WorldOptions {
  out: string;
  influencers: number;
  followers: number;
  seed: number;
  profiles: boolean;
  changes?: string;
}

export const world = defineCommand<WorldOptions>("world", {
  description: "Write an invented social world: edges, profiles, and the truth about them",
  examples: [
    "deno task world --out world --influencers 4000 --followers 150000 --seed 7",
    "deno task world --out later --influencers 4000 --followers 150000 --seed 7 --changes 1,1,1",
  ],
  options: (command) =>
    command
      .requiredOption("--out <folder>", "where to write")
      .option("--influencers <count>", "accounts that are followed", wholeNumber("--influencers", 100), 4000)
      .option("--followers <count>", "people", wholeNumber("--followers", 1000), 150_000)
      .option("--seed <number>", "another seed is another world", wholeNumber("--seed"), 7)
      .option("--changes <splits,merges,births>", "a later look at the same world, in which communities changed")
      .option("--no-profiles", "leave the followers' profiles out"),
  async action(context, { out, influencers, followers, seed, profiles, changes }) {
    const invented = createWorld({
      seed,
      influencerCount: influencers,
      followerCount: followers,
      changes: changes === undefined ? undefined : parseChanges(changes),
    });
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

function parseChanges(text: string): ChangeOptions {
  if (!/^\d{1,3},\d{1,3},\d{1,3}$/.test(text)) {
    throw new UsageError(`Cannot use --changes "${text}": needed three numbers, splits,merges,births, such as 1,1,1`);
  }
  const [splits, merges, births] = text.split(",").map(Number);
  return { splits, merges, births };
}
