import { cpus } from "node:os";
import { join } from "node:path";
import type { Kernel, NeighbourCounts } from "../../core/kernel/kernel.ts";
import { writeAudienceRows } from "./_audience_rows.ts";
import { buildNetwork, digestFiles, seed } from "./_data.ts";
import { type Bench, median, type Size, time, type Yardstick } from "./_harness.ts";
import { measureMemoryRead } from "./_yardsticks.ts";

const shapes: Record<Size, { influencerCount: number; rowCount: number; recallSample: number }> = {
  small: { influencerCount: 500, rowCount: 60_000, recallSample: 50 },
  full: { influencerCount: 200_000, rowCount: 60_000_000, recallSample: 200 },
};
const registerCount = 1024;
const listLimit = 512;
const neighbourCount = 30;

/** The 30 nearest of each influencer, from signatures to files; the brute force that recall is measured by is the peer. */
export const neighbours: Bench = {
  name: "neighbours",
  unit: "influencers/s",
  async run({ size, kernel, library, folder }) {
    const { recallSample, ...shape } = shapes[size];
    const rows = await writeAudienceRows(folder, { ...shape, seed });
    const network = join(folder, "network");
    const { influencerCount, edges } = await buildNetwork(kernel, rows, network);
    await Deno.remove(rows.file);
    const signatures = join(folder, "signatures");
    await Deno.mkdir(signatures);
    const samples = Array.from({ length: 100 }, (_, sample) => sample);
    const { denseCount } = await kernel.buildSignatures({
      network,
      samples,
      influencerCount,
      registerCount,
      listLimit,
      folder: signatures,
    });
    await Deno.remove(network, { recursive: true });

    const out = join(folder, "neighbours");
    const emptied = async () => {
      await Deno.remove(out, { recursive: true }).catch(() => {});
      await Deno.mkdir(out);
    };
    let counts: NeighbourCounts | undefined;
    const build = async (sample: number) => {
      counts = await kernel.buildNeighbours(
        { signatures, neighbourCount, seed, recallSample: sample, folder: out },
        { threads: cpus().length },
      );
    };
    await emptied();
    const [bruteSeconds] = await timeRecall(build, emptied, recallSample);
    const { recall, compared, isolated, edges: ties } = counts!;
    const seconds = await time(size === "full" ? 1 : 2, () => build(0), emptied);

    const limits: Yardstick[] = [];
    const bandwidth = await measureMemoryRead(library, size === "full" ? 2 ** 30 : 2 ** 26);
    if (bandwidth !== undefined) {
      const bytes = 2 * registerCount * compared / influencerCount;
      limits.push({
        name: `memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s, ${
          (bytes / 1024).toFixed(0)
        } KiB of registers compared each`,
        rate: bandwidth / bytes,
      });
    }
    const files = ["offsets", "neighbours", "weights"].map((name) => join(out, `${name}.npy`));
    return {
      input: `${rows.words}, ${edges} edges; ${denseCount} with ${registerCount} registers, the others lists`,
      seed,
      count: influencerCount,
      seconds,
      baselineSeconds: await timeNothing(kernel, folder),
      digest: await digestFiles(kernel, files),
      limits,
      peers: [{
        name: `brute force on a sample of ${recallSample}`,
        rate: recallSample / Math.max(1e-3, bruteSeconds - median(seconds)),
      }],
      quality:
        `recall ${
          recall.toFixed(4)
        } at ${neighbourCount} over ${recallSample}, ${ties} ties, ${isolated} without any, ` +
        `${(compared / influencerCount).toFixed(0)} compared each; ${
          median(seconds).toFixed(1)
        } s on ${cpus().length} threads`,
    };
  },
};

async function timeRecall(build: (sample: number) => Promise<void>, emptied: () => Promise<void>, sample: number) {
  const started = performance.now();
  await build(sample);
  const seconds = (performance.now() - started) / 1000;
  await emptied();
  return [seconds];
}

/** The same on signatures of nobody. */
async function timeNothing(kernel: Kernel, folder: string): Promise<number[]> {
  const [network, signatures, out] = ["no-network", "no-signatures", "no-neighbours"].map((name) => join(folder, name));
  for (const each of [network, signatures, out]) await Deno.mkdir(each);
  await kernel.buildSignatures({
    network,
    samples: [],
    influencerCount: 2,
    registerCount,
    listLimit,
    folder: signatures,
  });
  return await time(
    2,
    () => kernel.buildNeighbours({ signatures, neighbourCount, seed, recallSample: 0, folder: out }),
    async () => {
      await Deno.remove(out, { recursive: true });
      await Deno.mkdir(out);
    },
  );
}
