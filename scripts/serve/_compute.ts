/** The compute process: a kernel that answers over standard input and output. */
import { serveKernel } from "../../core/kernel/child/mod.ts";
import type { Kernel } from "../../core/kernel/kernel.ts";

/** Runs until the supervisor goes away or closes the pipe. */
export async function runCompute(kernel: Kernel): Promise<void> {
  // Ctrl-C at a terminal reaches every process; when to end is the supervisor's to say.
  Deno.addSignalListener("SIGINT", () => {});
  await serveKernel(kernel, Deno.stdin.readable, Deno.stdout.writable);
  await kernel.close();
  Deno.exit(0);
}
