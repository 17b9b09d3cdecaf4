/** Limits and peers that the native library measures: memory bandwidth and K-permutation MinHash. */
import { cpus } from "node:os";
import { benchSymbols } from "../../core/kernel/native/_symbols.ts";
import { median, time } from "./_harness.ts";

/** Bytes a second that all threads together read from memory; undefined without a library. */
export async function measureMemoryRead(library: string | undefined, bytes = 2 ** 30): Promise<number | undefined> {
  if (library === undefined) return undefined;
  const lib = Deno.dlopen(library, benchSymbols);
  const words = new BigUint64Array(bytes / 8).fill(1n);
  const seconds = await time(5, () => lib.symbols.asterism_bench_read(words, BigInt(words.length), cpus().length));
  lib.close();
  return bytes / median(seconds);
}

/** Edges a second of K-permutation MinHash on all cores, vectorised, one set per core: the cost of the 2015 algorithm. */
export async function measureKPermutation(
  library: string | undefined,
  registerCount: number,
  edgesPerCore = 1_000_000,
): Promise<number | undefined> {
  if (library === undefined) return undefined;
  const lib = Deno.dlopen(library, benchSymbols);
  const keys = Uint32Array.from({ length: edgesPerCore }, (_, index) => index);
  const fold = async () => {
    const registers = new Uint32Array(registerCount).fill(0xffffffff);
    await lib.symbols.asterism_oracle_kperm(keys, keys.length, registers, registers.length);
  };
  const seconds = await time(3, () => Promise.all(cpus().map(fold)));
  lib.close();
  return edgesPerCore * cpus().length / median(seconds);
}
