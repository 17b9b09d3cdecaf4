/**
 * How fast the library builds signatures from an edge store in memory, beside two limits of the same run: how fast this machine
 * reads memory, and what K permutations would cost.
 *
 * `deno run -A tests/bench/minhash_kernel.ts [influencers] [folder]`; 100,000 influencers give about 150 M edges.
 */
import { callLibrary } from "../../core/kernel/native/_call.ts";
import { benchSymbols } from "../../core/kernel/native/_symbols.ts";
import { ensureLibrary } from "../../scripts/_library.ts";
import { type LargeNetwork, writeLargeNetwork } from "./_large_network.ts";

export interface MinhashFigures {
  readonly influencers: number;
  readonly edges: number;
  readonly registerCount: number;
  readonly threads: number;
  /** Best of several runs. */
  readonly seconds: number;
  readonly edgesPerSecond: number;
  /** Marks read and registers written, over the time. */
  readonly bytesPerSecond: number;
  /** All threads, same run. */
  readonly memoryBytesPerSecond: number;
  readonly memoryShare: number;
  /** K permutations, one thread, same run. */
  readonly permutationEdgesPerSecond: number;
  /** XXH3-64 of what was built. */
  readonly digest: string;
}

export interface MinhashBench {
  readonly network: LargeNetwork;
  readonly registerCount: number;
  readonly listLimit: number;
  readonly threads: number;
  readonly repeats: number;
  readonly libraryPath: string;
  /** Words of the buffer whose reading is timed. */
  readonly memoryWords: number;
  /** Followers that the oracle folds. */
  readonly oracleEdges: number;
}

export async function benchMinhash(bench: MinhashBench): Promise<MinhashFigures> {
  const { symbols, close } = openBenchLibrary(bench.libraryPath);
  const { network, registerCount, listLimit, threads, repeats } = bench;
  try {
    const handed = new BigUint64Array(2);
    const request = { network: network.folder, samples: network.samples, registerCount, listLimit, threads };
    await callLibrary("open", request, {}, (...call) => symbols.asterism_bench_open(...call, handed));
    let counts = { denseCount: 0, listCount: 0, edges: 0 };
    const seconds = await bestOf(repeats + 1, async () => {
      counts = await callLibrary(
        "bench",
        { threads },
        {},
        (...call) => symbols.asterism_bench_signatures(...call, handed[0]),
      );
    });
    const digest = symbols.asterism_bench_digest(handed[0]).toString(16).padStart(16, "0");
    symbols.asterism_bench_close(handed[0]);

    const memory = new BigUint64Array(bench.memoryWords).fill(1n);
    const reading = await bestOf(repeats, async () => {
      await symbols.asterism_bench_read(memory, BigInt(memory.length), threads);
    });
    const keys = Uint32Array.from({ length: bench.oracleEdges }, (_, i) => i);
    const registers = new Uint32Array(registerCount);
    const permuting = await bestOf(2, async () => {
      await symbols.asterism_oracle_kperm(keys, keys.length, registers, registers.length);
    });
    const bytesPerSecond = (counts.edges * 4 + counts.denseCount * registerCount * 2) / seconds;
    const memoryBytesPerSecond = memory.byteLength / reading;
    return {
      influencers: network.influencerCount,
      edges: counts.edges,
      registerCount,
      threads,
      seconds,
      edgesPerSecond: counts.edges / seconds,
      bytesPerSecond,
      memoryBytesPerSecond,
      memoryShare: bytesPerSecond / memoryBytesPerSecond,
      permutationEdgesPerSecond: keys.length / permuting,
      digest,
    };
  } finally {
    close();
  }
}

function openBenchLibrary(path: string) {
  const library = Deno.dlopen(path, benchSymbols);
  return { symbols: library.symbols, close: () => library.close() };
}

async function bestOf(count: number, act: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await act();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

if (import.meta.main) {
  const [influencers = "100000", kept] = Deno.args;
  const folder = kept ?? await Deno.makeTempDir();
  const library = await ensureLibrary();
  if ("missing" in library) throw new Error(`Cannot bench: ${library.missing}`);
  const marker = `${folder}/large-network.json`;
  const network: LargeNetwork = await Deno.readTextFile(marker).then(JSON.parse, () => undefined) ??
    await writeLargeNetwork(folder, { influencerCount: Number(influencers), sampleCount: 100, seed: 1 });
  await Deno.writeTextFile(marker, JSON.stringify(network));
  for (const threads of [1, 2]) {
    const figures = await benchMinhash({
      network,
      registerCount: 1024,
      listLimit: 512,
      threads,
      repeats: 5,
      libraryPath: library.path,
      memoryWords: 2 ** 27,
      oracleEdges: 2 ** 21,
    });
    console.log(figures);
  }
  if (kept === undefined) await Deno.remove(folder, { recursive: true });
}
