/** Writes a large edge store straight to disk, for benches: no rows, no sorting, the arrays that a scan reads. */
import { join } from "node:path";
import { markOf } from "../../core/graph/follower_key.ts";
import { npyHeader } from "../../core/workspace/npy.ts";

export interface LargeNetwork {
  readonly folder: string;
  readonly samples: number[];
  readonly influencerCount: number;
  readonly edgeCount: number;
}

/**
 * Audiences are lognormal (median 200, mean about 1,480): two thirds of influencers have at most 512 followers, which is what
 * 700,000 influencers with a billion edges look like. Deterministic in `seed`.
 */
export async function writeLargeNetwork(
  folder: string,
  { influencerCount, sampleCount, seed }: { influencerCount: number; sampleCount: number; seed: number },
): Promise<LargeNetwork> {
  const random = createRandom(seed);
  const followersPerSample = Math.max(64, Math.round(influencerCount * 20 / sampleCount));
  const people = followersPerSample * sampleCount;
  const sizes = Float64Array.from(
    { length: influencerCount },
    () => Math.min(people / 4, 200 * Math.exp(2 * normal(random))),
  );
  const samples = Array.from({ length: sampleCount }, (_, sample) => sample);
  let edgeCount = 0;
  for (const sample of samples) {
    const hashes = BigUint64Array.from({ length: followersPerSample }, () => randomHash(random)).sort();
    const marks = Uint32Array.from(hashes, markOf);
    const shares = sizes.map((size) => size / sampleCount);
    const arrays = drawEdges(shares, marks, random);
    edgeCount += arrays.followers.length;
    const target = join(folder, `sample-${String(sample).padStart(2, "0")}`);
    await Deno.mkdir(target, { recursive: true });
    await write(join(target, "follower_hashes.npy"), "<u8", hashes);
    await write(join(target, "by_influencer_offsets.npy"), "<u4", arrays.offsets);
    await write(join(target, "by_influencer_followers.npy"), "<u4", arrays.followers);
    await write(join(target, "by_influencer_marks.npy"), "<u4", arrays.marks);
  }
  return { folder, samples, influencerCount, edgeCount };
}

/** Draws each influencer's followers by random steps, so that they ascend without sorting. */
function drawEdges(shares: Float64Array, marks: Uint32Array, random: () => number) {
  const offsets = new Uint32Array(shares.length + 1);
  const capacity = Math.ceil(shares.reduce((total, share) => total + share * 1.1 + 50, 0));
  const followers = new Uint32Array(capacity);
  const edgeMarks = new Uint32Array(capacity);
  let edge = 0;
  shares.forEach((share, influencer) => {
    const step = marks.length / share;
    for (let at = random() * step; at < marks.length; at += 1 + random() * 2 * (step - 1)) {
      const follower = Math.floor(at);
      followers[edge] = follower;
      edgeMarks[edge++] = marks[follower];
    }
    offsets[influencer + 1] = edge;
  });
  return { offsets, followers: followers.subarray(0, edge), marks: edgeMarks.subarray(0, edge) };
}

async function write(path: string, descr: string, data: Uint32Array | BigUint64Array): Promise<void> {
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  for (
    const bytes of [npyHeader(descr, [data.length]), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]
  ) {
    for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  }
  file.close();
}

/** Mulberry32: numbers in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function randomHash(random: () => number): bigint {
  return BigInt(Math.floor(random() * 2 ** 32)) << 32n | BigInt(Math.floor(random() * 2 ** 32));
}
