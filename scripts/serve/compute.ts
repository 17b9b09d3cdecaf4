/** Entry of the compute process; started by the supervisor with few permissions. */
import { openNativeKernel } from "../../core/kernel/native/mod.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { runCompute } from "./_compute.ts";
import type { ComputeOptions } from "./options.ts";

const { library }: ComputeOptions = JSON.parse(Deno.args[0]);
await runCompute(
  library === null ? openReferenceKernel("no native library was handed over") : openNativeKernel(library),
);
