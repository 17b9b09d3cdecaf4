import { Option } from "commander";
import { fileURLToPath } from "node:url";
import { InputError } from "../../core/errors.ts";
import { defineCommand } from "../_command.ts";

interface BenchOptions {
  size: "small" | "full";
  json: boolean;
  out?: string;
}

/** Benches live beside the tests, which look at everything; so they run as a program of their own. */
export const bench = defineCommand<BenchOptions, [string[]]>("bench", {
  operands: "[names...]",
  description: "Measure import, network, minhash and similar beside a limit or a peer in the same run",
  examples: [
    "deno task bench",
    "deno task bench minhash similar --size full",
    "deno task bench minhash --json result.json",
  ],
  options: (command) =>
    command
      .addOption(new Option("--size <size>", "how much data").choices(["small", "full"]).default("full"))
      .option("--out <file>", "write the figures as JSON"),
  async action(_context, { size, out, json }, names) {
    const main = fileURLToPath(new URL("../../tests/bench/main.ts", import.meta.url));
    const args = [...names, "--size", size, ...(out ? ["--json", out] : json ? ["--json", "-"] : [])];
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-P=test", main, ...args],
    })
      .spawn().status;
    if (!success) throw new InputError("Cannot finish the benchmarks: one of them failed");
  },
});
