/** The invented world behind the simulator, from a few numbers: what `asterism simulator` and the demo serve. */
import { fewFaults, manyFaults, noFaults } from "./faults.ts";
import { blueskyRules, type PlatformRules, scaleLimits, speedUp, xRules } from "./rules.ts";
import type { SimulatorServerOptions } from "./server.ts";
import { createSimulator, type SimulatedToken, type SimulatorClock } from "./simulator.ts";
import { societyOfWorld } from "./society_of_world.ts";
import { createWorld, type World } from "./world/mod.ts";
import { mix, Random } from "./world/random.ts";

export interface SimulatedWorldOptions {
  /** An own world, or the numbers to make one from. */
  readonly world: World | { readonly seed: number; readonly influencerCount: number; readonly followerCount: number };
  /** Calls in a window, as a multiple of what the platforms allow. Default 1. */
  readonly limits?: number;
  /** How many times shorter windows are. Default 1. */
  readonly speed?: number;
  /** Default none. */
  readonly faults?: keyof typeof faultLevels;
  /** Apps on X, one token each. Default 4. */
  readonly apps?: number;
  /** Default: the machine's. */
  readonly clock?: SimulatorClock;
}

export const faultLevels = { none: noFaults, few: fewFaults, many: manyFaults };

/** Half a second for 3,000 influencers and 100,000 people. */
export function openSimulatedWorld(options: SimulatedWorldOptions): SimulatorServerOptions {
  const { limits = 1, speed = 1, faults = "none", apps = 4, clock = machineClock() } = options;
  const world = "followsOf" in options.world ? options.world : createWorld(options.world);
  const society = societyOfWorld(world);
  const { seed, influencerCount } = world.options;
  const tokens = Array.from({ length: apps }, (_, i) => inventToken(seed, i + 1));
  const adapt = (rules: PlatformRules) => speedUp(scaleLimits(rules, limits), speed);
  const random = new Random(seed, 0, 1);
  const simulator = createSimulator({
    society,
    clock,
    random: () => random.uniform(),
    tokens,
    rules: { x: adapt(xRules()), bluesky: adapt(blueskyRules()) },
    faults: faultLevels[faults],
    ledger: { remembersFollows: false, arrivalsMax: 200_000 },
  });
  return { simulator, society, tokens, influencerCount, about: { world: world.options, limits, speed, faults } };
}

/** It looks like a secret, so that what must hide secrets has one to hide. */
function inventToken(seed: number, number: number): SimulatedToken {
  const part = (salt: number) => (mix(mix(seed + salt) ^ number) >>> 0).toString(36).padStart(7, "0");
  return {
    platform: "x",
    app: `app-${number}`,
    name: `token-${number}`,
    secret: `simulated-${part(1)}${part(2)}${part(3)}`,
  };
}

/** Wall-clock time that does not go back. */
function machineClock(): SimulatorClock {
  const startMs = Date.now() - performance.now();
  return {
    now: () => startMs + performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
