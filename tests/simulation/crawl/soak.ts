/**
 * Ten thousand simulated crawls on all cores, or one of them step by step: `deno task soak:crawl [--crawls N] [--first SEED]`,
 * `deno task soak:crawl --seed N --trace`.
 */
import { parseArgs } from "node:util";
import process from "node:process";
import { simulateCrawl } from "./_crawl.ts";
import { summarizeCrawls } from "./_summary.ts";

const { values } = parseArgs({
  options: {
    crawls: { type: "string", default: "10000" },
    first: { type: "string", default: "1" },
    seed: { type: "string" },
    trace: { type: "boolean", default: false },
    processes: { type: "string", default: String(navigator.hardwareConcurrency) },
    /** Set by this program for the processes that it starts: they write one outcome a line. */
    part: { type: "boolean", default: false },
  },
});

const partLength = 250;

if (values.seed !== undefined) await showOne(Number(values.seed));
else if (values.part) await playPart(Number(values.first), Number(values.crawls));
else await playAll(Number(values.first), Number(values.crawls), Number(values.processes));

async function showOne(seed: number): Promise<void> {
  const { trace, counts, findings, digest } = await simulateCrawl(seed, { keepsTrace: values.trace });
  for (const line of trace) console.log(line);
  console.log({ seed, ...counts, digest });
  for (const { kind, text } of findings) console.log(`${kind}: ${text}`);
  process.exit(findings.length === 0 ? 0 : 1);
}

async function playPart(first: number, crawls: number): Promise<void> {
  for (let seed = first; seed < first + crawls; seed++) {
    const { trace: _, ...outcome } = await simulateCrawl(seed);
    console.log(JSON.stringify(outcome));
  }
}

async function playAll(first: number, crawls: number, processes: number): Promise<void> {
  const summary = summarizeCrawls();
  const show = () => process.stderr.isTTY && process.stderr.write(`\r${summary.sums.crawls} of ${crawls} crawls `);
  // Small parts, so that a process ends before its memory is full of crawls that are over.
  const parts = Array.from({ length: Math.ceil(crawls / partLength) }, (_, index) => first + index * partLength);
  const outcomes = new Map<number, Parameters<typeof summary.add>[0]>();
  await Promise.all(Array.from({ length: processes }, async () => {
    for (let start = parts.shift(); start !== undefined; start = parts.shift()) {
      const count = Math.min(partLength, first + crawls - start);
      const command = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-check",
          "-P=test",
          import.meta.filename!,
          "--part",
          "--first",
          `${start}`,
          "--crawls",
          `${count}`,
        ],
        stdout: "piped",
        stderr: "inherit",
      });
      const { stdout, success } = await command.output();
      if (!success) throw new Error(`The crawls from seed ${start} on have broken off`);
      for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
        const outcome = JSON.parse(line);
        outcomes.set(outcome.seed, outcome);
        summary.sums.crawls++;
      }
      show();
    }
  }));
  summary.sums.crawls = 0;
  for (const seed of [...outcomes.keys()].sort((left, right) => left - right)) summary.add(outcomes.get(seed)!);
  console.log(summary.describe());
  console.log(summary.failures());
  process.exit(summary.failures() === "" ? 0 : 1);
}
