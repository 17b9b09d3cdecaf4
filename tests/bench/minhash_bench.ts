import { join } from "node:path";
import { cpus } from "node:os";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { buildNetwork, digestFiles, seed, writeRows } from "./_data.ts";
import { type Bench, median, type Setting, time, type Yardstick } from "./_harness.ts";
import { timeInMemory } from "./_in_memory.ts";
import { measureKPermutation, measureMemoryRead } from "./_yardsticks.ts";

const registerCount = 1024;
const listLimit = 512;
const samples = Array.from({ length: 100 }, (_, sample) => sample);

/** Signatures from a warm edge store, in influencer order, into memory; checksum and publishing apart. */
export const minhash: Bench = {
  name: "minhash",
  unit: "edges/s",
  async run(setting) {
    const { size, kernel, library, folder } = setting;
    const rows = await writeRows(folder, size);
    const network = join(folder, "network");
    const { influencerCount, edges } = await buildNetwork(kernel, rows, network);
    await Deno.remove(rows.file);
    const runs = size === "full" ? 7 : 2;
    const build = { network, samples, influencerCount, registerCount, listLimit };
    const toFiles = await timeToFiles(kernel, build, folder, runs);
    const inMemory = library === undefined ? undefined : await timeInMemory(library, build, runs);
    const nothing = await timeToFiles(kernel, { ...build, samples: [] }, folder, 2);
    const bytes = await countBytes(kernel, build);

    const limits: Yardstick[] = [];
    const bandwidth = await measureMemoryRead(library, size === "full" ? 2 ** 30 : 2 ** 26);
    if (bandwidth !== undefined) {
      const perEdge = bytes / edges;
      const name = `memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s, ${perEdge.toFixed(2)} B an edge in and out`;
      limits.push({ name, rate: bandwidth / perEdge });
    }
    const seconds = inMemory?.seconds ?? toFiles.seconds;
    return {
      input: `${rows.words}; ${edges} edges in 100 samples, K ${registerCount}, lists up to ${listLimit}`,
      seed,
      count: edges,
      seconds,
      baselineSeconds: nothing.seconds,
      digest: inMemory?.digest ?? toFiles.digest,
      limits,
      peers: await measurePeers(setting, build, edges),
      quality: `byte for byte what the TypeScript twin builds (tests/contract); to files, checksums apart, ${
        (edges / median(toFiles.seconds) / 1e6).toFixed(0)
      } M edges/s, digest ${toFiles.digest}`,
    };
  },
};

type Build = Omit<Parameters<Kernel["buildSignatures"]>[0], "folder">;

async function timeToFiles(kernel: Kernel, build: Build, folder: string, runs: number) {
  const out = join(folder, "signatures");
  const emptied = async () => {
    await Deno.remove(out, { recursive: true }).catch(() => {});
    await Deno.mkdir(out);
  };
  const seconds = await time(runs, () => kernel.buildSignatures({ ...build, folder: out }), emptied);
  return { seconds, digest: await digestFiles(kernel, [join(out, "registers.npy"), join(out, "list_hashes.npy")]) };
}

/** Bytes that must be read and written: offsets, marks or followers and their hashes; registers or lists. */
async function countBytes(kernel: Kernel, { network, influencerCount }: Build): Promise<number> {
  let bytes = 4 * influencerCount * samples.length;
  for (const followers of await kernel.countFollowers({ network, samples, influencerCount })) {
    const count = Number(followers);
    bytes += count > listLimit ? 4 * count + 2 * registerCount : (4 + 8 + 8) * count;
  }
  return bytes;
}

async function measurePeers({ size, kernel, library, folder }: Setting, build: Build, edges: number) {
  const peers: Yardstick[] = [];
  const oracle = await measureKPermutation(library, registerCount, size === "full" ? 1_000_000 : 100_000);
  if (oracle !== undefined) {
    peers.push({ name: `K-permutation MinHash, K ${registerCount}, vectorised, ${cpus().length} cores`, rate: oracle });
  }
  if (kernel.name === "native" && size === "small") {
    const { seconds } = await timeToFiles(openReferenceKernel(), build, folder, 1);
    peers.push({ name: "plain TypeScript twin, one core, to files", rate: edges / median(seconds) });
  }
  return peers;
}
