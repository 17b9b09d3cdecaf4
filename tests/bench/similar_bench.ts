import { createHash } from "node:crypto";
import { join } from "node:path";
import { readNpy } from "../../core/workspace/npy.ts";
import { buildNetwork, seed, writeRows } from "./_data.ts";
import { type Bench, median, time, type Yardstick } from "./_harness.ts";
import { measureMemoryRead } from "./_yardsticks.ts";

const registerCount = 1024;

/** Top-100 look-alikes by scoring everybody: every register of every influencer, the estimator, the best hundred. */
export const similar: Bench = {
  name: "similar",
  unit: "influencers/s",
  async run({ size, kernel, library, folder }) {
    const rows = await writeRows(folder, size);
    const network = join(folder, "network");
    const { influencerCount } = await buildNetwork(kernel, rows, network);
    await Deno.remove(rows.file);
    const signatures = join(folder, "signatures");
    await Deno.mkdir(signatures);
    await kernel.buildSignatures({
      network,
      samples: Array.from({ length: 100 }, (_, sample) => sample),
      influencerCount,
      registerCount,
      listLimit: 512,
      folder: signatures,
    });
    const asked = Array.from({ length: 10 }, (_, query) => Math.floor(query * influencerCount / 10));
    const hash = createHash("sha256");
    const rankAll = async () => {
      for (const influencer of asked) {
        const { influencers } = await kernel.rank({ signatures, influencer, by: "jaccard", limit: 100, minimum: 0 });
        hash.update(new Uint8Array(influencers.slice().buffer));
      }
    };
    await rankAll();
    const digest = hash.copy().digest("hex").slice(0, 16);
    const seconds = await time(size === "full" ? 5 : 2, rankAll);

    const { header, data } = await readNpy(join(signatures, "registers.npy"));
    const registers = data as Uint16Array;
    const denseCount = header.shape[0];
    const limits: Yardstick[] = [];
    const bandwidth = await measureMemoryRead(library, size === "full" ? 2 ** 30 : 2 ** 26);
    if (bandwidth !== undefined) {
      const bytes = registers.byteLength / influencerCount;
      limits.push({
        name: `memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s, ${bytes.toFixed(0)} B an influencer`,
        rate: bandwidth / bytes,
      });
    }
    const plainSeconds = median(await time(1, () => countEqual(registers, denseCount)));
    return {
      input:
        `${rows.words}; top 100 of ${influencerCount} for ${asked.length} accounts, ${denseCount} with ${registerCount} registers`,
      seed,
      count: influencerCount * asked.length,
      seconds,
      baselineSeconds: await time(
        2,
        () => kernel.comparePairs({ signatures, left: new Uint32Array(0), right: new Uint32Array(0) }),
      ),
      digest,
      limits,
      peers: [{ name: "plain TypeScript, equal registers counted, one core", rate: influencerCount / plainSeconds }],
      quality: `${
        (median(seconds) / asked.length * 1000).toFixed(2)
      } ms a question; equal to scoring everybody (tests/contract)`,
    };
  },
};

function countEqual(registers: Uint16Array, rowCount: number): number {
  let best = 0;
  for (let row = 0; row < rowCount; row++) {
    let equal = 0;
    for (let bin = 0; bin < registerCount; bin++) if (registers[row * registerCount + bin] === registers[bin]) equal++;
    best = Math.max(best, row === 0 ? 0 : equal);
  }
  return best;
}
