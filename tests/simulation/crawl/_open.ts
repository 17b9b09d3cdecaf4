/** The real coordinator over the simulated store, clock and randomness. */
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import { openAllowances } from "../../../core/crawl/open_allowances.ts";
import { openCoordinator } from "../../../core/crawl/open_coordinator.ts";
import { steadyClock } from "../../../core/crawl/steady_clock.ts";
import type { Secrets } from "../../../core/crawl/secrets.ts";
import { type Life, mortalStore } from "./_life.ts";
import { fork } from "./_plan.ts";
import type { World } from "./_world.ts";

export function openSimulatedCoordinator(world: World, life: Life, now: () => number): Coordinator {
  const { plan, plant, time } = world;
  const random = fork(plan.seed, `coordinator ${time.elapsedMs}`);
  const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  const mortal = mortalStore(world.store, {
    life,
    random,
    delayMs: () => random() < 0.05 ? random() * 50 : random() * 3,
  });
  const store = plant.wrapStore?.(mortal) ?? mortal;
  const clock = (plant.clock ?? steadyClock)(now, () => time.elapsedMs);
  const platforms = plan.platforms.map((platform) => plant.changePlatform?.(platform) ?? platform);
  const real = openAllowances({
    store,
    platforms,
    clock,
    random,
    randomBytes,
    secrets: shift,
    ...(plant.allowanceRules === undefined ? {} : { rules: plant.allowanceRules }),
  });
  const allowances = plant.wrapAllowances?.(real, store) ?? real;
  const coordinator = openCoordinator({
    store,
    platforms,
    clock,
    random,
    allowances,
    newId: () => Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    ...(plant.shardRules === undefined ? {} : { rules: plant.shardRules }),
  });
  return plant.wrapCoordinator?.(coordinator, store) ?? coordinator;
}

/** Stands for encryption, which is tested by itself and whose real form takes time that no seed decides. */
const shift: Secrets = {
  version: 1,
  encrypt: (text) =>
    Promise.resolve({
      version: 1,
      nonce: new Uint8Array(12),
      bytes: Uint8Array.from(new TextEncoder().encode(text), (byte) => byte ^ 0x5a),
    }),
  decrypt: ({ bytes }) => Promise.resolve(new TextDecoder().decode(bytes.map((byte) => byte ^ 0x5a))),
};
