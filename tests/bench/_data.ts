/** Seeded input for the benches: rows of (follower key, influencer key) with popularity that falls off as a power. */
import { join } from "node:path";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { sha256 } from "../../core/workspace/digest.ts";
import { writeAll } from "../../core/workspace/files.ts";
import { npyHeader } from "../../core/workspace/npy.ts";
import type { Size } from "./_harness.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface Rows {
  readonly file: string;
  readonly rowCount: number;
  readonly influencerCount: number;
  readonly words: string;
}

export const seed = 20150619;

const sizes: Record<Size, { rowCount: number; influencerCount: number; followerCount: number }> = {
  small: { rowCount: 200_000, influencerCount: 400, followerCount: 30_000 },
  full: { rowCount: 60_000_000, influencerCount: 40_000, followerCount: 4_000_000 },
};

/** Writes `rows.npy`; about one row in a hundred repeats an edge, as in real crawls. */
export async function writeRows(folder: string, size: Size): Promise<Rows> {
  const { rowCount, influencerCount, followerCount } = sizes[size];
  const path = join(folder, "rows.npy");
  const file = await Deno.open(path, { write: true, createNew: true });
  const random = createRandom(seed);
  try {
    await writeAll(file, npyHeader("<u8", [rowCount, 2]));
    const words = new Uint32Array(4 * 65_536);
    for (let first = 0; first < rowCount; first += 65_536) {
      const count = Math.min(65_536, rowCount - first);
      for (let row = 0; row < count; row++) {
        const follower = Math.floor(random() * followerCount);
        const influencer = Math.floor(influencerCount * random() ** 3);
        // Keys need to be distinct and spread over 64 bits, no more.
        words[4 * row] = Math.imul(follower, 0x9e3779b1) ^ 0x5bd1e995;
        words[4 * row + 1] = Math.imul(follower, 0x85ebca6b);
        words[4 * row + 2] = Math.imul(influencer, 0xc2b2ae35) ^ 0x27d4eb2f;
        words[4 * row + 3] = Math.imul(influencer, 0x165667b1);
      }
      await writeAll(file, new Uint8Array(words.buffer, 0, 16 * count));
    }
  } finally {
    file.close();
  }
  const words = `${rowCount / 1e6} M rows, ${influencerCount} influencers, ${followerCount} people, popularity u^3`;
  return { file: path, rowCount, influencerCount, words };
}

/** Builds the edge store of rows in 100 samples below `folder`. @returns Edges left after duplicates. */
export async function buildNetwork(kernel: Kernel, { file }: Rows, folder: string) {
  const influencerKeys = await kernel.influencerKeys([file]);
  const influencerIndexes = Uint32Array.from(influencerKeys, (_, index) => index);
  await Deno.mkdir(folder, { recursive: true });
  const counts = await kernel.buildSamples({
    rowFiles: [file],
    influencerKeys,
    influencerIndexes,
    folder,
    seed: 0x9e3779b97f4a7c15n,
    sampleSeed: 0x2545f4914f6cdd1dn,
    sampleCount: 100,
  });
  return { influencerCount: influencerKeys.length, edges: counts.edges.reduce((sum, edges) => sum + edges, 0) };
}

/** Digest of files that must not depend on machine, threads or kernel. */
export async function digestFiles(kernel: Kernel, paths: readonly string[]): Promise<string> {
  const blocks = await Promise.all(paths.map(async (path) => (await kernel.checksumFile(path)).blocks.join()));
  return (await sha256(blocks.join())).slice(0, 16);
}
