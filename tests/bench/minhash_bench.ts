import { join } from "node:path";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { buildNetwork, digestFiles, seed, writeRows } from "./_data.ts";
import { type Bench, median, time, type Yardstick } from "./_harness.ts";
import { measureKPermutation, measureMemoryRead } from "./_yardsticks.ts";

const registerCount = 1024;
const listLimit = 512;
const allSamples = Array.from({ length: 100 }, (_, sample) => sample);
const signatureFiles = ["registers", "dense_rows", "list_offsets", "list_hashes", "follower_counts"];

/** Signatures from a warm edge store, in influencer order; files go to memory where the system has such a folder. */
export const minhash: Bench = {
  name: "minhash",
  unit: "edges/s",
  async run({ size, kernel, library, folder }) {
    const rows = await writeRows(folder, size);
    const { influencerCount, edges } = await buildNetwork(kernel, rows, join(folder, "network"));
    await Deno.remove(rows.file);
    const out = join(await memoryFolder(folder), `signatures-${Deno.pid}`);
    const build = { network: join(folder, "network"), influencerCount, registerCount, listLimit, folder: out };
    const emptied = async () => {
      await Deno.remove(out, { recursive: true }).catch(() => {});
      await Deno.mkdir(out);
    };
    try {
      const runs = size === "full" ? 5 : 2;
      const seconds = await time(runs, () => kernel.buildSignatures({ ...build, samples: allSamples }), emptied);
      const digest = await digestFiles(kernel, signatureFiles.map((name) => join(out, `${name}.npy`)));
      const bytes = 4 * edges + await sizeOf(out);
      const baselineSeconds = await time(runs, () => kernel.buildSignatures({ ...build, samples: [] }), emptied);

      const limits: Yardstick[] = [];
      const bandwidth = await measureMemoryRead(library, size === "full" ? 2 ** 30 : 2 ** 26);
      if (bandwidth !== undefined) {
        const bytesPerEdge = bytes / edges;
        limits.push({
          name: `memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s, ${bytesPerEdge.toFixed(2)} B an edge in and out`,
          rate: bandwidth / bytesPerEdge,
        });
      }
      const peers: Yardstick[] = [];
      const oracle = await measureKPermutation(library, registerCount, size === "full" ? 1_000_000 : 100_000);
      if (oracle !== undefined) {
        peers.push({ name: `K-permutation MinHash, K ${registerCount}, all cores`, rate: oracle });
      }
      if (kernel.name === "native" && size === "small") {
        const twin = openReferenceKernel();
        const twinSeconds = await time(1, () => twin.buildSignatures({ ...build, samples: allSamples }), emptied);
        peers.push({ name: "plain TypeScript twin, one core", rate: edges / median(twinSeconds) });
      }
      return {
        input: `${rows.words}; ${edges} edges in 100 samples, K ${registerCount}, lists up to ${listLimit}`,
        seed,
        count: edges,
        seconds,
        baselineSeconds,
        digest,
        limits,
        peers,
        quality: "equal to the TypeScript twin byte for byte (tests/contract)",
      };
    } finally {
      await Deno.remove(out, { recursive: true }).catch(() => {});
    }
  },
};

/** A folder whose files live in memory; the bench's own where there is none. */
async function memoryFolder(fallback: string): Promise<string> {
  const info = await Deno.stat("/dev/shm").catch(() => undefined);
  return info?.isDirectory ? "/dev/shm" : fallback;
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of signatureFiles) bytes += (await Deno.stat(join(folder, `${name}.npy`))).size;
  return bytes;
}
