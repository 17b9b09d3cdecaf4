import { UsageError } from "../../core/errors.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { formatCount } from "../_terminal.ts";
import { describeLedger, pageAbout } from "../simulator/about.ts";
import { faultLevels, openSimulatedWorld } from "../simulator/open_world.ts";
import { createSimulatorHandler, serveSimulator } from "../simulator/server.ts";

interface SimulatorOptions {
  port: number;
  seed: number;
  influencers: number;
  followers: number;
  limits: number;
  speed: number;
  faults: keyof typeof faultLevels;
  apps: number;
}

export const simulator = defineCommand<SimulatorOptions>("simulator", {
  description: "Serve a social network that does not exist, as X and Bluesky would, to crawl",
  examples: [
    "deno task simulator",
    "deno task simulator --limits 10 --speed 30 --faults few    # ten times as many calls, windows of 30 s, some failures",
  ],
  options: (command) =>
    command
      .option("--port <number>", "port to listen on; 0 = any free one", wholeNumber("--port", 0, 65535), 8090)
      .option("--seed <number>", "another seed is another world", wholeNumber("--seed"), 7)
      .option("--influencers <count>", "accounts that are followed", wholeNumber("--influencers", 100), 3000)
      .option("--followers <count>", "people", wholeNumber("--followers", 1000), 100_000)
      .option(
        "--limits <real|number>",
        "calls in a window: the platforms' own, or so many times as many",
        readLimits,
        1,
      )
      .option("--speed <number>", "how many times shorter windows are", wholeNumber("--speed", 1, 900_000), 1)
      .option("--faults <none|few|many>", "what goes wrong", readFaults, "none")
      .option("--apps <count>", "apps on X, with one token each", wholeNumber("--apps", 1, 1000), 4),
  async action(context, { port, seed, influencers, followers, limits, speed, faults, apps }) {
    const started = performance.now();
    const world = { seed, influencerCount: influencers, followerCount: followers };
    const options = openSimulatedWorld({ world, limits, speed, faults, apps });
    const handler = createSimulatorHandler(options);
    await serveSimulator(handler, {
      port,
      signal: context.signal,
      onListen(origin) {
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        context.note(`Ready after ${seconds} s, seed ${formatCount(seed)}; ends with Ctrl-C`);
        context.print(pageAbout(origin, options), { origin, ...options.about, tokens: options.tokens });
      },
    });
    context.note(`\n${describeLedger(options.simulator.ledger.summary())}`);
  },
});

function readLimits(text: string): number {
  if (text === "real") return 1;
  const factor = Number(text);
  if (factor > 0 && factor <= 1e6) return factor;
  throw new UsageError(`Cannot use --limits "${text}": needed "real" or a number above 0, such as 10`);
}

function readFaults(text: string): keyof typeof faultLevels {
  if (Object.hasOwn(faultLevels, text)) return text as keyof typeof faultLevels;
  throw new UsageError(`Cannot use --faults "${text}": needed one of ${Object.keys(faultLevels).join(", ")}`);
}
