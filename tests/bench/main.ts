/** `deno task bench [NAME…] [--size small|full] [--json FILE]`: runs benches and prints their figures. */
import { Command, Option } from "commander";
import { findChromium } from "../../scripts/_chromium.ts";
import { ensureLibrary } from "../../scripts/_library.ts";
import { openKernel } from "../../scripts/_tools.ts";
import { type Bench, describeReport, type Report, runBench, type Size } from "./_harness.ts";
import { crawl, seeding } from "./crawl_bench.ts";
import { edits } from "./edits_bench.ts";
import { expansion } from "./expansion_bench.ts";
import { importText } from "./import_bench.ts";
import { layout } from "./layout_bench.ts";
import { leiden } from "./leiden_bench.ts";
import { createMapBench } from "./map_bench.ts";
import { minhash } from "./minhash_bench.ts";
import { neighbours } from "./neighbours_bench.ts";
import { network } from "./network_bench.ts";
import { reserve } from "./reserve_bench.ts";
import { similar } from "./similar_bench.ts";
import { simulator } from "./simulator_bench.ts";

const chromium = await findChromium();
export const benches: readonly Bench[] = [
  importText,
  network,
  minhash,
  similar,
  neighbours,
  expansion,
  leiden,
  layout,
  edits,
  crawl,
  seeding,
  reserve,
  simulator,
  // Without a browser there is no page to measure.
  ..."missing" in chromium ? [] : [createMapBench(chromium)],
];

/** Runs the benches named, or all, one after the other. @throws {RangeError} If a name is unknown. */
export async function runBenches(
  names: readonly string[],
  size: Size,
  onReport: (report: Report) => void = () => {},
): Promise<Report[]> {
  const chosen = names.length === 0 ? benches : names.map((name) => {
    const bench = benches.find((known) => known.name === name);
    if (bench === undefined) {
      throw new RangeError(
        `Cannot run bench "${name}": needed one of ${benches.map((known) => known.name).join(", ")}`,
      );
    }
    return bench;
  });
  const library = await ensureLibrary({ quiet: true });
  const kernel = await openKernel();
  const reports: Report[] = [];
  try {
    for (const bench of chosen) {
      reports.push(await runBench(bench, { size, kernel, library: "path" in library ? library.path : undefined }));
      onReport(reports.at(-1)!);
    }
  } finally {
    await kernel.close();
  }
  return reports;
}

if (import.meta.main) {
  const program = new Command("bench").argument("[names...]", benches.map(({ name }) => name).join(", "))
    .addOption(new Option("--size <size>").choices(["small", "full"]).default("full"))
    .option("--json <file>", "write the figures as JSON; - is standard output")
    .parse(Deno.args, { from: "user" });
  const { size, json } = program.opts<{ size: Size; json?: string }>();
  try {
    const reports = await runBenches(program.args, size, (report) => {
      if (json !== "-") console.log(`${describeReport(report)}\n`);
    });
    const text = JSON.stringify(reports, null, 2);
    if (json === "-") console.log(text);
    else if (json !== undefined) await Deno.writeTextFile(json, `${text}\n`);
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`);
    Deno.exit(error instanceof RangeError ? 2 : 1);
  }
}
