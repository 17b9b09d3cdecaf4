/** `deno task ok`: the gate. Stops at the first step that fails. */
import { root } from "./_cache.ts";

const deno = (...args: string[]) => async () => {
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn().status;
  return success;
};

const checks: [name: string, run: () => Promise<boolean>][] = [
  ["format", deno("fmt", "--check", "--quiet")],
  ["lint", deno("lint", "--quiet")],
  ["types and docs examples", deno("check", "--quiet", "--doc", "core", "functions", "scripts", "tests")],
  ["import picture", deno("run", "--quiet", "--allow-read", "scripts/imports.ts")],
  ["zig build test", deno("run", "--quiet", "-P=test", "scripts/zig_test.ts")],
  ["tests", deno("run", "--quiet", "-P=test", "scripts/test.ts")],
];

for (const [name, run] of checks) {
  console.log(`\n# ${name}`);
  if (!await run()) {
    console.error(`\nnot ok: ${name}`);
    Deno.exit(1);
  }
}
console.log("\nok");
