/** Seeded random networks for the kernel suite: giants, small ones, empty ones, repeats, disorder. */
import { join } from "node:path";
import { mix } from "../../core/graph/follower_key.ts";
import type { Kernel, SampleBuild } from "../../core/kernel/kernel.ts";
import { writeNpy } from "../../core/workspace/npy.ts";

export const seeds = { seed: 0x9e3779b97f4a7c15n, sampleSeed: 0x2545f4914f6cdd1dn };

export interface RandomNetwork {
  /** Pairs of follower key and influencer key, shuffled, some twice. */
  readonly rows: BigUint64Array;
  /** Ascending; the last ones have no follower. */
  readonly influencerKeys: BigUint64Array;
  readonly influencerIndexes: Uint32Array;
}

/** Random numbers below `limit`, from a counter and a seed. */
export function createRandom(seed: number): (limit: number) => number {
  let state = mix(BigInt(seed) + 1n);
  return (limit) => {
    state = (state + 0x9e3779b97f4a7c15n) & ((1n << 64n) - 1n);
    return Number(((mix(state) >> 32n) * BigInt(limit)) >> 32n);
  };
}

/** 60 influencers: two with thousands of followers, most with few, some with none. */
export function createNetwork(seed: number): RandomNetwork {
  const random = createRandom(seed);
  const sizes = Array.from(
    { length: 60 },
    (_, i) => i < 2 ? 3000 + random(3000) : i < 8 ? 400 + random(400) : random(70),
  );
  for (let i = 52; i < 60; i++) sizes[i] = 0;
  const keys = sizes.map((_, i) => mix(BigInt(seed * 1000 + i)));
  const pairs: [bigint, bigint][] = [];
  sizes.forEach((size, i) => {
    for (let n = 0; n < size; n++) pairs.push([mix(BigInt(random(20_000))), keys[i]]);
  });
  for (let n = 0; n < 50; n++) pairs.push(pairs[random(pairs.length)]);
  for (let n = pairs.length - 1; n > 0; n--) {
    const other = random(n + 1);
    [pairs[n], pairs[other]] = [pairs[other], pairs[n]];
  }
  const influencerKeys = BigUint64Array.from(keys).sort();
  // Indexes in another order than keys, as accounts are ordered by text.
  const influencerIndexes = Uint32Array.from(influencerKeys, (_, i) => (i * 7 + seed) % influencerKeys.length);
  return { rows: BigUint64Array.from(pairs.flat()), influencerKeys, influencerIndexes };
}

/** Writes the rows into `fileCount` files below `folder`. @returns Their paths. */
export async function writeRows(folder: string, rows: BigUint64Array, fileCount: number): Promise<string[]> {
  const paths: string[] = [];
  for (let i = 0; i < fileCount; i++) {
    const from = Math.floor(rows.length / 2 * i / fileCount) * 2;
    const to = Math.floor(rows.length / 2 * (i + 1) / fileCount) * 2;
    const path = join(folder, `rows-${i}.npy`);
    await writeNpy(path, rows.slice(from, to), [(to - from) / 2, 2]);
    paths.push(path);
  }
  return paths;
}

/** Makes a folder, builds the edge store of a network in it with 4 samples. */
export async function buildNetwork(
  kernel: Kernel,
  folder: string,
  { network, rowFiles, threads }: { network: RandomNetwork; rowFiles: string[]; threads?: number },
) {
  await Deno.mkdir(folder, { recursive: true });
  const { influencerKeys, influencerIndexes } = network;
  const build: SampleBuild = { ...seeds, sampleCount: 4, rowFiles, influencerKeys, influencerIndexes, folder };
  return await kernel.buildSamples(build, { threads });
}

/** Names and bytes of all files below a folder, sorted, as one text of digests. */
export async function digestFolder(folder: string, below = ""): Promise<string[]> {
  const digests: string[] = [];
  for await (const entry of Deno.readDir(join(folder, below))) {
    const name = join(below, entry.name);
    if (entry.isDirectory) digests.push(...await digestFolder(folder, name));
    else {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(join(folder, name))));
      digests.push(`${name} ${digest.toHex()}`);
    }
  }
  return digests.sort();
}
