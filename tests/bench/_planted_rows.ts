/** Seeded follows with planted communities: who is interested in a community follows its influencers. */
import { join } from "node:path";
import { writeAll } from "../../core/workspace/files.ts";
import { npyHeader } from "../../core/workspace/npy.ts";
import { type Rows, seed } from "./_data.ts";
import type { Size } from "./_harness.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface PlantedRows extends Rows {
  /** Keys of the influencers by number. */
  readonly keys: BigUint64Array;
  readonly communitySize: number;
}

const sizes: Record<Size, { influencerCount: number; followerCount: number; followsMean: number }> = {
  small: { influencerCount: 600, followerCount: 6_000, followsMean: 20 },
  full: { influencerCount: 200_000, followerCount: 1_500_000, followsMean: 40 },
};
/** Influencer i is in community floor(i / communitySize). */
const communitySize = 150;
/** Share of follows that go to anybody. */
const mixing = 0.3;
const bufferRows = 65_536;

/** Writes `rows.npy`: each person has up to three interests, in communities and in all the first influencers being the most popular. */
export async function writePlantedRows(folder: string, size: Size): Promise<PlantedRows> {
  const { influencerCount, followerCount, followsMean } = sizes[size];
  const random = createRandom(seed);
  const keys = BigUint64Array.from(
    { length: influencerCount },
    (_, i) => BigInt(Math.imul(i + 1, 0xc2b2ae35) >>> 0) << 32n | BigInt(Math.imul(i + 1, 0x165667b1) >>> 0),
  );
  const communityCount = Math.floor(influencerCount / communitySize);
  const path = join(folder, "rows.npy");
  const bodyPath = join(folder, "rows.body");
  const file = await Deno.open(bodyPath, { write: true, createNew: true });
  const buffer = new BigUint64Array(2 * bufferRows);
  let filled = 0;
  let rowCount = 0;
  try {
    for (let follower = 0; follower < followerCount; follower++) {
      const key = BigInt(Math.imul(follower, 0x9e3779b1) >>> 0) << 32n |
        BigInt(Math.imul(follower, 0x85ebca6b) >>> 0);
      const interests = Array.from(
        { length: 1 + Math.floor(3 * random()) },
        () => Math.floor(communityCount * random()),
      );
      // Log-normal by two uniform numbers: half of all people follow less than the median.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const follows = Math.min(1000, 1 + Math.floor(0.7 * followsMean * Math.exp(0.8 * normal)));
      for (let i = 0; i < follows; i++) {
        const interest = interests[Math.floor(interests.length * random())];
        const influencer = random() < mixing
          ? Math.floor(influencerCount * random() ** 3)
          : interest * communitySize + Math.floor(communitySize * random() ** 2);
        buffer[2 * filled] = key;
        buffer[2 * filled + 1] = keys[influencer];
        rowCount++;
        if (++filled === bufferRows) {
          await writeAll(file, new Uint8Array(buffer.buffer));
          filled = 0;
        }
      }
    }
    await writeAll(file, new Uint8Array(buffer.buffer, 0, 16 * filled));
  } finally {
    file.close();
  }
  await joinFiles(path, npyHeader("<u8", [rowCount, 2]), bodyPath);
  const words = `${
    (rowCount / 1e6).toFixed(1)
  } M rows, ${influencerCount} influencers in communities of ${communitySize}, ${followerCount} people, ${
    100 * mixing
  } % of follows to anybody`;
  return { file: path, rowCount, influencerCount, words, keys, communitySize };
}

/** The number of rows, and so the header, is known last. */
async function joinFiles(path: string, header: Uint8Array<ArrayBuffer>, bodyPath: string): Promise<void> {
  const out = await Deno.open(path, { write: true, createNew: true });
  await writeAll(out, header);
  const body = await Deno.open(bodyPath);
  await body.readable.pipeTo(out.writable);
  await Deno.remove(bodyPath);
}
