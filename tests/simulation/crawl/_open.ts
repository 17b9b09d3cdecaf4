/** The real coordinator over a simulated store, clock and randomness. */
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import { openAllowances } from "../../../core/crawl/allowances/open_allowances.ts";
import { openCoordinator } from "../../../core/crawl/jobs/open_coordinator.ts";
import type { Secrets } from "../../../core/crawl/allowances/secrets.ts";
import { type ShardRules, shardRules } from "../../../core/crawl/jobs/shard.ts";
import { steadyClock } from "../../../core/crawl/allowances/steady_clock.ts";
import type { Store } from "../../../core/crawl/store/store.ts";
import type { Platform } from "../../../core/platforms/platform.ts";
import { type Life, mortalStore } from "./_life.ts";
import { fork } from "./_plan.ts";
import type { Plant } from "./_plant.ts";
import type { World } from "./_world.ts";

/** The coordinator of a crawl's world, as one process has it: perhaps with something planted. */
export function openSimulatedCoordinator(world: World, life: Life, now: () => number): Coordinator {
  const { plan, plant, time } = world;
  const random = fork(plan.seed, `coordinator ${world.nextName()}`);
  const delayMs = () => random() < 0.05 ? random() * 50 : random() * 3;
  const mortal = mortalStore(world.store, { life, random, delayMs });
  const store = plant.wrapStore?.(mortal) ?? mortal;
  const clock = (plant.clock ?? steadyClock)(now, () => time.elapsedMs);
  const platforms = plan.platforms.map((platform) => plant.changePlatform?.(platform) ?? platform);
  const { shardAccounts } = plan;
  const shardSize: ShardRules["shardSize"] = (count, table) =>
    shardAccounts === null ? shardRules.shardSize(count, table) : Math.max(shardAccounts, table.accountsPerCall);
  const rules = { ...shardRules, ...plant.shardRules, shardSize };
  return openOver(store, { clock, random, platforms, plant: { ...plant, shardRules: rules } });
}

export function openOver(store: Store, { clock, random, platforms, plant = {} }: {
  readonly clock: { now(): number };
  readonly random: () => number;
  readonly platforms: readonly Platform[];
  readonly plant?: Plant;
}): Coordinator {
  const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  const shared = { store, platforms, clock, random };
  const { allowanceRules, shardRules: rules } = plant;
  const real = openAllowances({
    ...shared,
    randomBytes,
    secrets: shift,
    ...(allowanceRules === undefined ? {} : { rules: allowanceRules }),
  });
  const coordinator = openCoordinator({
    ...shared,
    allowances: plant.wrapAllowances?.(real, store) ?? real,
    newId: () => Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    ...(rules === undefined ? {} : { rules }),
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
