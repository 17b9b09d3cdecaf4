/** The command line: `asterism COMMAND`. One file per command in `commands/`. */
import { Command, CommanderError } from "commander";
import { describeFailure } from "./_command.ts";
import { bench } from "./commands/bench.ts";
import { build, network } from "./commands/build.ts";
import { communitiesGroup } from "./commands/communities/mod.ts";
import { coordinator } from "./commands/coordinator.ts";
import { crawlGroup } from "./commands/crawl/mod.ts";
import { demo } from "./commands/demo.ts";
import { exportCommand } from "./commands/export.ts";
import { importGroup } from "./commands/import.ts";
import { info } from "./commands/info.ts";
import { keysGroup } from "./commands/keys.ts";
import { merge, minhash } from "./commands/minhash.ts";
import { overlap } from "./commands/overlap.ts";
import { prune } from "./commands/prune.ts";
import { search } from "./commands/search.ts";
import { serve } from "./commands/serve.ts";
import { similar } from "./commands/similar.ts";
import { simulator } from "./commands/simulator.ts";
import { start } from "./commands/start.ts";
import { tokensGroup } from "./commands/tokens.ts";
import { verify } from "./commands/verify.ts";
import { worker } from "./commands/worker.ts";
import { world } from "./commands/world.ts";

const commands = [
  [demo, start, build, importGroup, network, minhash, merge],
  [search, similar, overlap, communitiesGroup, exportCommand, serve, keysGroup],
  [crawlGroup, tokensGroup, coordinator, worker],
  [info, verify, prune, world, simulator, bench],
].flat();

/** Runs one command line. @returns The exit code: 0, 1 failed, 2 wrong usage. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command("asterism")
    .description("Finds who shares an audience with whom, from who follows whom")
    .version("0.1.0")
    .showHelpAfterError(false)
    .addHelpText(
      "after",
      "\nStart with:\n  deno task demo\n  deno task start follows.csv\n\nEach command is also a task: asterism COMMAND is deno task COMMAND.",
    );
  for (const command of commands) program.addCommand(command);
  for (const command of allCommands(program)) {
    command.exitOverride().configureOutput({ outputError: () => {} }).allowExcessArguments(false);
  }
  try {
    if (args.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { code, message } = describeFailure(error);
    console.error(`asterism: ${message}`);
    if (code === 2) console.error(`See asterism ${commandNamed(args)} --help`.replace("  ", " "));
    return code;
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** The command that was typed, for the hint after a usage error. */
function commandNamed(args: readonly string[]): string {
  const command = commands.find((known) => known.name() === args[0]);
  const inner = command?.commands.find((known) => known.name() === args[1]);
  return [command?.name(), inner?.name()].filter(Boolean).join(" ");
}

if (import.meta.main) Deno.exit(await runCommandLine(Deno.args));
