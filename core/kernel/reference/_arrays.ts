/** Reads arrays of a generation and says what is wrong with them, as the native kernel does. */
import { join } from "node:path";
import { CorruptFileError } from "../../errors.ts";
import { type NpyArray, readNpy } from "../../workspace/npy.ts";

const descrOf = new Map<unknown, string>([[Uint16Array, "<u2"], [Uint32Array, "<u4"], [BigUint64Array, "<u8"]]);

/**
 * Reads an array of one type and number of dimensions.
 * @throws {CorruptFileError} If the file is missing, cut, or holds something else.
 */
export async function readArray<T extends NpyArray>(
  path: string,
  type: { new (length: number): T },
  dimensions = 1,
): Promise<{ data: T; shape: readonly number[] }> {
  const { header, data } = await readNpy(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new CorruptFileError(path, 0, "the file is missing") : error;
  });
  if (!(data instanceof type)) {
    throw new CorruptFileError(path, 0, `needed elements ${descrOf.get(type)}, found ${header.descr}`);
  }
  if (header.shape.length !== dimensions) {
    throw new CorruptFileError(path, 0, `needed ${dimensions} dimensions, found ${header.shape.length}`);
  }
  return { data, shape: header.shape };
}

/** Position of an element in a file that we wrote, in bytes. */
export function offsetOf(index: number, array: NpyArray): number {
  return array.byteOffset + index * array.BYTES_PER_ELEMENT;
}

export interface SampleArrays {
  readonly hashes: BigUint64Array;
  readonly offsets: Uint32Array;
  readonly followers: Uint32Array;
}

export function sampleFolder(network: string, sample: number): string {
  return join(network, `sample-${String(sample).padStart(2, "0")}`);
}

/** Reads the arrays by influencer of one sample. Checks everything that reading them relies on. */
export async function readSample(network: string, sample: number, influencerCount?: number): Promise<SampleArrays> {
  const folder = sampleFolder(network, sample);
  const offsetsPath = join(folder, "by_influencer_offsets.npy");
  const { data: offsets } = await readArray(offsetsPath, Uint32Array);
  const followersPath = join(folder, "by_influencer_followers.npy");
  const { data: followers } = await readArray(followersPath, Uint32Array);
  const marksPath = join(folder, "by_influencer_marks.npy");
  const { data: marks } = await readArray(marksPath, Uint32Array);
  const { data: hashes } = await readArray(join(folder, "follower_hashes.npy"), BigUint64Array);
  const needed = influencerCount === undefined ? Math.max(1, offsets.length) : influencerCount + 1;
  if (offsets.length !== needed) {
    throw new CorruptFileError(offsetsPath, 0, `needed ${needed} offsets, found ${offsets.length}`);
  }
  if (marks.length !== followers.length) {
    throw new CorruptFileError(marksPath, 0, `needed ${followers.length} marks, found ${marks.length}`);
  }
  for (const [i, offset] of offsets.entries()) {
    const least = i === 0 ? 0 : offsets[i - 1];
    const most = i === 0 ? 0 : followers.length;
    if (offset < least || offset > most) {
      const place = offsetOf(i, offsets);
      throw new CorruptFileError(
        offsetsPath,
        place,
        `offsets must ascend from 0 to ${followers.length}, found ${offset}`,
      );
    }
  }
  if (offsets[offsets.length - 1] !== followers.length) {
    throw new CorruptFileError(
      offsetsPath,
      offsetOf(offsets.length - 1, offsets),
      `the last must be ${followers.length}`,
    );
  }
  for (const [i, follower] of followers.entries()) {
    if (follower >= hashes.length) {
      const place = offsetOf(i, followers);
      throw new CorruptFileError(followersPath, place, `needed a follower below ${hashes.length}, found ${follower}`);
    }
  }
  return { hashes, offsets, followers };
}
