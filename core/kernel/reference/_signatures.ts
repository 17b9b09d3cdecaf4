/** Signatures in memory: made from sets of hashes, written, read. */
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../errors.ts";
import { codeOfHash, emptyRegister } from "../../graph/follower_key.ts";
import { listLimitMax, registerCountMax, registerCountMin } from "../../limits.ts";
import { writeNpy } from "../../workspace/npy.ts";
import type { SignatureCounts } from "../kernel.ts";
import { offsetOf, readArray } from "./_arrays.ts";

/** Registers, or the sorted hashes of a small audience. */
export type Signature = Uint16Array | BigUint64Array;

export interface Signatures {
  readonly folder: string;
  readonly registerCount: number;
  /** Distinct followers of each influencer. */
  readonly followerCounts: BigUint64Array;
  get(influencer: number): Signature;
}

/** In dense_rows.npy: this influencer is a list. */
const noRow = 0xffff_ffff;

/** Least code in each bin. */
export function registersOf(hashes: Iterable<bigint>, registerCount: number): Uint16Array<ArrayBuffer> {
  const registers = new Uint16Array(registerCount).fill(emptyRegister);
  for (const hash of hashes) {
    const bin = Number(hash & BigInt(registerCount - 1));
    registers[bin] = Math.min(registers[bin], codeOfHash(hash));
  }
  return registers;
}

/** The form that a set of this size has. A limit of 0 switches lists off. */
export function isList(followerCount: number, listLimit: number): boolean {
  return listLimit > 0 && followerCount <= listLimit;
}

/** @throws {InputError} If the parameters are out of range. */
export function checkParameters({ registerCount, listLimit }: { registerCount: number; listLimit: number }): void {
  const isPower = Number.isInteger(Math.log2(registerCount));
  if (!isPower || registerCount < registerCountMin || registerCount > registerCountMax) {
    throw new InputError(
      `Cannot make signatures of ${registerCount} registers: needed a power of two from ${registerCountMin} to ${registerCountMax}`,
    );
  }
  if (listLimit > Math.min(listLimitMax, registerCount / 2)) {
    throw new InputError(
      `Cannot keep lists of ${listLimit}: needed at most ${Math.min(listLimitMax, registerCount / 2)}`,
    );
  }
}

/** Writes the five files. */
export async function writeSignatures(
  folder: string,
  registerCount: number,
  { signatures, followerCounts }: { signatures: readonly Signature[]; followerCounts: BigUint64Array },
): Promise<SignatureCounts> {
  const rows = signatures.filter((signature) => signature instanceof Uint16Array);
  const registers = new Uint16Array(rows.length * registerCount);
  rows.forEach((row, i) => registers.set(row, i * registerCount));
  const denseRows = new Uint32Array(signatures.length).fill(noRow);
  const listOffsets = new BigUint64Array(signatures.length + 1);
  const listHashes: bigint[] = [];
  let row = 0;
  for (const [influencer, signature] of signatures.entries()) {
    if (signature instanceof Uint16Array) denseRows[influencer] = row++;
    else for (const hash of signature) listHashes.push(hash);
    listOffsets[influencer + 1] = BigInt(listHashes.length);
  }
  await writeNpy(join(folder, "registers.npy"), registers, [rows.length, registerCount]);
  await writeNpy(join(folder, "dense_rows.npy"), denseRows, [denseRows.length]);
  await writeNpy(join(folder, "list_offsets.npy"), listOffsets, [listOffsets.length]);
  await writeNpy(join(folder, "list_hashes.npy"), BigUint64Array.from(listHashes), [listHashes.length]);
  await writeNpy(join(folder, "follower_counts.npy"), followerCounts, [followerCounts.length]);
  return {
    denseCount: rows.length,
    listCount: signatures.length - rows.length,
    edges: Number(followerCounts.reduce((total, count) => total + count, 0n)),
  };
}

/** @throws {CorruptFileError} If a file is missing, cut, or points outside another. */
export async function readSignatures(folder: string): Promise<Signatures> {
  const registersPath = join(folder, "registers.npy");
  const { data: registers, shape: [rowCount, registerCount] } = await readArray(registersPath, Uint16Array, 2);
  const denseRowsPath = join(folder, "dense_rows.npy");
  const { data: denseRows } = await readArray(denseRowsPath, Uint32Array);
  const listOffsetsPath = join(folder, "list_offsets.npy");
  const { data: listOffsets } = await readArray(listOffsetsPath, BigUint64Array);
  const { data: listHashes } = await readArray(join(folder, "list_hashes.npy"), BigUint64Array);
  const countsPath = join(folder, "follower_counts.npy");
  const { data: followerCounts } = await readArray(countsPath, BigUint64Array);

  const isPower = Number.isInteger(Math.log2(registerCount));
  if (!isPower || registerCount < registerCountMin || registerCount > registerCountMax) {
    throw new CorruptFileError(registersPath, 0, `needed a power of two of registers, found ${registerCount}`);
  }
  if (listOffsets.length !== denseRows.length + 1) {
    throw new CorruptFileError(
      listOffsetsPath,
      0,
      `needed ${denseRows.length + 1} offsets, found ${listOffsets.length}`,
    );
  }
  if (followerCounts.length !== denseRows.length) {
    throw new CorruptFileError(countsPath, 0, `needed ${denseRows.length} counts, found ${followerCounts.length}`);
  }
  for (const [i, row] of denseRows.entries()) {
    if (row === noRow || row < rowCount) continue;
    throw new CorruptFileError(denseRowsPath, offsetOf(i, denseRows), `needed a row below ${rowCount}, found ${row}`);
  }
  for (const [i, offset] of listOffsets.entries()) {
    const before = i === 0 ? 0n : listOffsets[i - 1];
    if (offset >= before && offset - before <= BigInt(listLimitMax) && offset <= BigInt(listHashes.length)) continue;
    const reason = `offsets must ascend to at most ${listHashes.length}, found ${offset} after ${before}`;
    throw new CorruptFileError(listOffsetsPath, offsetOf(i, listOffsets), reason);
  }
  return {
    folder,
    registerCount,
    followerCounts,
    get(influencer) {
      const row = denseRows[influencer];
      if (row !== noRow) return registers.subarray(row * registerCount, (row + 1) * registerCount);
      return listHashes.subarray(Number(listOffsets[influencer]), Number(listOffsets[influencer + 1]));
    },
  };
}
