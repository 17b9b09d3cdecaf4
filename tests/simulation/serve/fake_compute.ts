/** A compute process whose answers tell its process id, or come late, or never. */
import { runCompute } from "../../../scripts/serve/_compute.ts";
import type { Kernel } from "../../../core/kernel/kernel.ts";

const never = () => new Promise<never>(() => {});

const kernel: Pick<Kernel, "checksumFile" | "countRegions" | "release" | "close"> = {
  checksumFile: () => Promise.resolve({ bytes: Deno.pid, blocks: [] }),
  // Late enough that the server is told to end meanwhile.
  countRegions: () => new Promise((resolve) => setTimeout(() => resolve(Float64Array.of(0, 1, 2, 3)), 300)),
  release: (folder) => Promise.resolve(console.error(`released ${folder.split("/").slice(-2).join("/")}`)),
  close: () => Promise.resolve(),
};

await runCompute({ ...kernel, rank: never, comparePairs: never, accountKeys: never } as unknown as Kernel);
