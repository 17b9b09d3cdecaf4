/** Edge store -> signatures, and parts -> whole, by sets of full hashes (DESIGN 8). Marks are not looked at: they are checked by this. */
import { CorruptFileError, InputError } from "../../errors.ts";
import type { BatchOptions, SignatureBuild, SignatureCounts, SignatureMerge } from "../kernel.ts";
import { readSample } from "./_arrays.ts";
import {
  checkParameters,
  isList,
  readSignatures,
  registersOf,
  type Signature,
  type Signatures,
  writeSignatures,
} from "./_signatures.ts";

export async function buildSignatures(build: SignatureBuild, options: BatchOptions): Promise<SignatureCounts> {
  checkParameters(build);
  const audiences = Array.from({ length: build.influencerCount }, (): bigint[] => []);
  let done = 0;
  for (const [i, sample] of build.samples.entries()) {
    options.signal?.throwIfAborted();
    const { hashes, offsets, followers } = await readSample(build.network, sample, build.influencerCount);
    audiences.forEach((audience, influencer) => {
      for (let edge = offsets[influencer]; edge < offsets[influencer + 1]; edge++) {
        audience.push(hashes[followers[edge]]);
      }
    });
    done += followers.length;
    options.progress?.(done, Math.round((done * build.samples.length) / (i + 1)));
  }
  const signatures = audiences.map((audience): Signature =>
    isList(audience.length, build.listLimit)
      ? BigUint64Array.from(audience).sort()
      : registersOf(audience, build.registerCount)
  );
  const followerCounts = BigUint64Array.from(audiences, (audience) => BigInt(audience.length));
  return await writeSignatures(build.folder, build.registerCount, { signatures, followerCounts });
}

export async function mergeSignatures(merge: SignatureMerge, options: BatchOptions): Promise<SignatureCounts> {
  checkParameters(merge);
  const inputs: Signatures[] = [];
  for (const folder of merge.inputs) {
    const input = await readSignatures(folder);
    if (input.registerCount !== merge.registerCount || input.followerCounts.length !== merge.influencerCount) {
      throw new InputError(
        `Cannot merge "${folder}": needed ${merge.registerCount} registers of ${merge.influencerCount} influencers, ` +
          `found ${input.registerCount} of ${input.followerCounts.length}`,
      );
    }
    inputs.push(input);
  }
  const followerCounts = new BigUint64Array(merge.influencerCount);
  const signatures = Array.from({ length: merge.influencerCount }, (_, influencer) => {
    options.signal?.throwIfAborted();
    options.progress?.(influencer + 1, merge.influencerCount);
    for (const input of inputs) followerCounts[influencer] += input.followerCounts[influencer];
    return mergeOne(inputs, influencer, { ...merge, followerCount: Number(followerCounts[influencer]) });
  });
  return await writeSignatures(merge.folder, merge.registerCount, { signatures, followerCounts });
}

function mergeOne(
  inputs: readonly Signatures[],
  influencer: number,
  { registerCount, listLimit, followerCount }: { registerCount: number; listLimit: number; followerCount: number },
): Signature {
  const parts = inputs.map((input) => input.get(influencer));
  if (!isList(followerCount, listLimit)) {
    const merged = registersOf([], registerCount);
    for (const part of parts) {
      const registers = part instanceof Uint16Array ? part : registersOf(part, registerCount);
      registers.forEach((register, bin) => merged[bin] = Math.min(merged[bin], register));
    }
    return merged;
  }
  const union = new Set<bigint>();
  for (const [i, part] of parts.entries()) {
    if (part instanceof Uint16Array) {
      throw new CorruptFileError(inputs[i].folder, 0, `influencer ${influencer} has registers, needed a list`);
    }
    for (const hash of part) union.add(hash);
  }
  if (union.size !== followerCount) {
    const reason =
      `influencer ${influencer}: needed ${followerCount} distinct followers in its lists, found ${union.size}`;
    throw new CorruptFileError(inputs[0].folder, 0, reason);
  }
  return BigUint64Array.from(union).sort();
}
