/** Signatures built from mapped samples into memory: the kernel's work without files, checksums and publishing. */
import { cpus } from "node:os";
import { callLibrary } from "../../core/kernel/native/_call.ts";
import { benchSymbols } from "../../core/kernel/native/_symbols.ts";
import { time } from "./_harness.ts";

export interface InMemoryBuild {
  readonly network: string;
  readonly samples: readonly number[];
  readonly registerCount: number;
  readonly listLimit: number;
}

/** @returns Seconds of each run on all cores, how many sets got registers, and XXH3-64 of registers and lists. */
export async function timeInMemory(library: string, build: InMemoryBuild, runs: number) {
  const opened = Deno.dlopen(library, benchSymbols);
  const { symbols } = opened;
  const handle = new BigUint64Array(2);
  const threads = cpus().length;
  try {
    await callLibrary("open", { ...build, threads }, {}, (...call) => symbols.asterism_bench_open(...call, handle));
    let counts = { denseCount: 0, listCount: 0, edges: 0 };
    const seconds = await time(runs, async () => {
      counts = await callLibrary(
        "bench",
        { threads },
        {},
        (...call) => symbols.asterism_bench_signatures(...call, handle[0]),
      );
    });
    const digest = symbols.asterism_bench_digest(handle[0]).toString(16).padStart(16, "0");
    symbols.asterism_bench_close(handle[0]);
    return { seconds, digest, ...counts };
  } finally {
    opened.close();
  }
}
