/** `zig build test`: the tests that sit in the native library's sources. */
import { join } from "node:path";
import { root } from "./_cache.ts";
import { zigFolderFlags } from "./_library.ts";
import { findZig } from "./_zig.ts";

export type ZigTestResult = { readonly passed: boolean; readonly output: string } | { readonly missing: string };

export async function runZigTests(): Promise<ZigTestResult> {
  const zig = await findZig();
  if ("missing" in zig) return zig;
  const { success, stderr, stdout } = await new Deno.Command(zig.path, {
    args: ["build", "test", "--summary", "all", ...zigFolderFlags(zig)],
    cwd: join(root, "zig"),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { passed: success, output: (decoder.decode(stdout) + decoder.decode(stderr)).trim() };
}

if (import.meta.main) {
  const result = await runZigTests();
  console.log("missing" in result ? `skipped: ${result.missing}` : result.output);
  Deno.exit("missing" in result || result.passed ? 0 : 1);
}
