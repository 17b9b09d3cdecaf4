/** The simulator's world on its way from follows to neighbours, with its true communities. */
import { join } from "node:path";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { readNeighbourGraph } from "../../core/community/model.ts";
import { writeNpy } from "../../core/workspace/npy.ts";
import { createWorld, type WorldOptions } from "../../scripts/simulator/world/mod.ts";
import { buildNetwork } from "./_data.ts";

export interface WorldGraphOptions {
  readonly world: WorldOptions;
  readonly registerCount: number;
  readonly listLimit: number;
  readonly neighbourCount: number;
  readonly folder: string;
}

/** Influencers that nobody follows are not among the nodes. */
export async function buildWorldGraph(kernel: Kernel, options: WorldGraphOptions) {
  const { registerCount, listLimit, neighbourCount, folder } = options;
  const world = createWorld(options.world);
  const pairs: bigint[] = [];
  const target = new Uint32Array(world.options.influencerCount);
  for (let follower = 0; follower < world.options.followerCount; follower++) {
    const count = world.followsInto(follower, target);
    const key = BigInt.asUintN(64, BigInt(follower + 1) * 0x9e3779b97f4a7c15n);
    for (let i = 0; i < count; i++) pairs.push(key, BigInt(target[i]));
  }
  const file = join(folder, "rows.npy");
  await writeNpy(file, BigUint64Array.from(pairs), [pairs.length / 2, 2]);
  const keys = await kernel.influencerKeys([file]);
  const network = join(folder, "network");
  const words = `${pairs.length / 2} links`;
  const { influencerCount } = await buildNetwork(
    kernel,
    { file, rowCount: pairs.length / 2, influencerCount: keys.length, words },
    network,
  );
  const [signatures, neighbours] = ["signatures", "neighbours"].map((name) => join(folder, name));
  await Deno.mkdir(signatures);
  await Deno.mkdir(neighbours);
  const samples = Array.from({ length: 100 }, (_, sample) => sample);
  await kernel.buildSignatures({ network, samples, influencerCount, registerCount, listLimit, folder: signatures });
  const { recall, isolated } = await kernel.buildNeighbours(
    { signatures, neighbourCount, seed: 1, recallSample: 100, folder: neighbours },
  );
  return {
    graph: await readNeighbourGraph(neighbours),
    truth: Uint32Array.from(keys, (key) => world.influencers[Number(key)].communities[0]),
    recall,
    isolated,
    words: `${words}, ${influencerCount} influencers`,
  };
}
