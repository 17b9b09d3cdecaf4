/** Rows -> edge store, by sets and sorting (DESIGN 6). */
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../errors.ts";
import { followerHash, markOf, sampleSlot } from "../../graph/follower_key.ts";
import { sampleCountMax } from "../../limits.ts";
import { writeNpy } from "../../workspace/npy.ts";
import type { BatchOptions, SampleBuild, SampleCounts } from "../kernel.ts";
import { readArray, sampleFolder } from "./_arrays.ts";

/** Sorted distinct influencer keys of raw rows. */
export async function listInfluencerKeys(rowFiles: readonly string[], options: BatchOptions): Promise<BigUint64Array> {
  const keys = new Set<bigint>();
  for await (const rows of readRows(rowFiles, options)) {
    for (let i = 1; i < rows.length; i += 2) keys.add(rows[i]);
  }
  return BigUint64Array.from(keys).sort();
}

export async function buildSamples(build: SampleBuild, options: BatchOptions): Promise<SampleCounts> {
  checkDictionary(build);
  const indexOf = new Map<bigint, number>();
  build.influencerKeys.forEach((key, i) => indexOf.set(key, build.influencerIndexes[i]));
  // Per slot: hash of a follower -> influencer indexes.
  const slots = Array.from({ length: build.sampleCount }, () => new Map<bigint, Set<number>>());
  let rowCount = 0;
  let skipped = 0;
  for await (const rows of readRows(build.rowFiles, options)) {
    rowCount += rows.length / 2;
    for (let i = 0; i < rows.length; i += 2) {
      const influencer = indexOf.get(rows[i + 1]);
      if (influencer === undefined) {
        skipped++;
        continue;
      }
      const people = slots[sampleSlot(rows[i], build.sampleSeed, build.sampleCount)];
      const hash = followerHash(rows[i], build.seed);
      const followed = people.get(hash);
      if (followed === undefined) people.set(hash, new Set([influencer]));
      else followed.add(influencer);
    }
  }
  const followers: number[] = [];
  const edges: number[] = [];
  for (const [slot, people] of slots.entries()) {
    options.signal?.throwIfAborted();
    followers.push(people.size);
    edges.push(await writeSample(sampleFolder(build.folder, slot), people, build.influencerKeys.length));
  }
  const edgeCount = edges.reduce((total, count) => total + count, 0);
  return { rows: rowCount, skipped, duplicates: rowCount - skipped - edgeCount, followers, edges };
}

/** Writes both directions. @returns Distinct edges. */
async function writeSample(folder: string, people: Map<bigint, Set<number>>, influencerCount: number): Promise<number> {
  await Deno.mkdir(folder, { recursive: true });
  const hashes = BigUint64Array.from(people.keys()).sort();
  const byFollower = Array.from(hashes, (hash) => [...people.get(hash)!].sort((left, right) => left - right));
  const byInfluencer = Array.from({ length: influencerCount }, (): number[] => []);
  byFollower.forEach((followed, follower) => followed.forEach((influencer) => byInfluencer[influencer].push(follower)));

  const followers = Uint32Array.from(byInfluencer.flat());
  const save = (name: string, data: Uint32Array | BigUint64Array) => writeNpy(join(folder, name), data, [data.length]);
  await save("follower_hashes.npy", hashes);
  await save("by_follower_offsets.npy", offsetsOf(byFollower));
  await save("by_follower_influencers.npy", Uint32Array.from(byFollower.flat()));
  await save("by_influencer_offsets.npy", offsetsOf(byInfluencer));
  await save("by_influencer_followers.npy", followers);
  await save("by_influencer_marks.npy", followers.map((follower) => markOf(hashes[follower])));
  return followers.length;
}

/** Where each list starts when all stand one after the other, and where the last ends. */
function offsetsOf(lists: readonly (readonly unknown[])[]): Uint32Array {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => offsets[i + 1] = offsets[i] + list.length);
  return offsets;
}

async function* readRows(
  rowFiles: readonly string[],
  { progress, signal }: BatchOptions,
): AsyncGenerator<BigUint64Array> {
  let done = 0;
  for (const [i, file] of rowFiles.entries()) {
    signal?.throwIfAborted();
    const { data, shape } = await readArray(file, BigUint64Array, 2);
    if (shape[1] !== 2) throw new CorruptFileError(file, 0, `needed 2 columns, found ${shape[1]}`);
    yield data;
    done += shape[0];
    progress?.(done, Math.round((done * rowFiles.length) / (i + 1)));
  }
}

function checkDictionary({ influencerKeys, influencerIndexes, sampleCount }: SampleBuild): void {
  if (influencerKeys.length !== influencerIndexes.length) {
    throw new RangeError(
      `Cannot pair arrays: needed equal lengths, got ${influencerKeys.length} and ${influencerIndexes.length}`,
    );
  }
  if (sampleCount < 1 || sampleCount > sampleCountMax) {
    throw new InputError(`Cannot build ${sampleCount} samples: needed 1 to ${sampleCountMax}`);
  }
  influencerKeys.forEach((key, i) => {
    if (i > 0 && influencerKeys[i - 1] >= key) {
      throw new InputError(`Cannot build samples: influencer keys must ascend, entry ${i} does not`);
    }
    if (influencerIndexes[i] >= influencerKeys.length) {
      throw new InputError(
        `Cannot build samples: needed influencer indexes below ${influencerKeys.length}, found ${influencerIndexes[i]}`,
      );
    }
  });
}
