/** What a benchmark is, how it is timed, and how its figures are printed. */
import { cpus, totalmem } from "node:os";
import type { Kernel } from "../../core/kernel/kernel.ts";

export type Size = "small" | "full";

/** A limit of the machine, or somebody else's program, measured in the same run. */
export interface Yardstick {
  readonly name: string;
  /** In the bench's unit. */
  readonly rate: number;
}

export interface Bench {
  readonly name: string;
  /** What `rate` counts, such as "edges/s". */
  readonly unit: string;
  /** Prepares the input, measures, cleans up. */
  run(setting: Setting): Promise<Measurement>;
}

export interface Setting {
  readonly size: Size;
  readonly kernel: Kernel;
  /** Path of the native library; undefined where there is none. */
  readonly library?: string;
  /** Empty folder that is removed afterwards. */
  readonly folder: string;
}

export interface Measurement {
  /** What was worked on, in words with numbers. */
  readonly input: string;
  readonly seed: number;
  /** How many of `unit` one run does. */
  readonly count: number;
  /** Seconds of every counted run. */
  readonly seconds: readonly number[];
  /** Seconds of the same with nothing to do. */
  readonly baselineSeconds: readonly number[];
  /** Of the answer: equal for equal input and seed, on every machine. */
  readonly digest: string;
  readonly limits: readonly Yardstick[];
  readonly peers: readonly Yardstick[];
  /** Error, recall or whatever says that the answer is good. */
  readonly quality?: string;
}

export interface Report {
  readonly name: string;
  readonly size: Size;
  readonly machine: string;
  readonly kernel: string;
  readonly input: string;
  readonly seed: number;
  readonly seconds: readonly number[];
  readonly baselineSeconds: readonly number[];
  /** count / median seconds. */
  readonly rate: number;
  readonly unit: string;
  readonly digest: string;
  readonly peakMemoryBytes: number;
  readonly limits: readonly (Yardstick & { readonly ratio: number })[];
  readonly peers: readonly (Yardstick & { readonly ratio: number })[];
  readonly quality?: string;
}

/** Runs one bench in a folder of its own. */
export async function runBench(bench: Bench, setting: Omit<Setting, "folder">): Promise<Report> {
  const folder = await Deno.makeTempDir({ prefix: `asterism-bench-${bench.name}-` });
  try {
    await resetPeakMemory();
    const measured = await bench.run({ ...setting, folder });
    const rate = measured.count / median(measured.seconds);
    const compare = (yardsticks: readonly Yardstick[]) =>
      yardsticks.map((yardstick) => ({ ...yardstick, ratio: rate / yardstick.rate }));
    return {
      name: bench.name,
      size: setting.size,
      machine: describeMachine(),
      kernel: setting.kernel.description,
      input: measured.input,
      seed: measured.seed,
      seconds: measured.seconds,
      baselineSeconds: measured.baselineSeconds,
      rate,
      unit: bench.unit,
      digest: measured.digest,
      peakMemoryBytes: await readPeakMemory(),
      limits: compare(measured.limits),
      peers: compare(measured.peers),
      quality: measured.quality,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Seconds of `runs` calls after one that is not counted; `before` prepares each and is not timed. */
export async function time(
  runs: number,
  act: () => Promise<unknown> | unknown,
  before: () => Promise<unknown> | unknown = () => {},
): Promise<number[]> {
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    await before();
    const started = performance.now();
    await act();
    if (run > 0) seconds.push((performance.now() - started) / 1000);
  }
  return seconds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

export function describeReport(report: Report): string {
  const seconds = (values: readonly number[]) => values.map((value) => value.toPrecision(3)).join(" ");
  return [
    `${report.name} (${report.size}): ${formatRate(report.rate)} ${report.unit}`,
    `  input     ${report.input}; seed ${report.seed}`,
    `  seconds   ${seconds(report.seconds)}   nothing to do: ${seconds(report.baselineSeconds)}`,
    ...report.limits.map((limit) =>
      `  limit     ${limit.name}: ${formatRate(limit.rate)}, we reach ${(limit.ratio * 100).toFixed(1)} %`
    ),
    ...report.peers.map((peer) =>
      `  peer      ${peer.name}: ${formatRate(peer.rate)}, ours is ${peer.ratio.toPrecision(3)} times that`
    ),
    ...(report.quality ? [`  quality   ${report.quality}`] : []),
    `  memory    ${(report.peakMemoryBytes / 2 ** 20).toFixed(0)} MiB at the peak of the process`,
    `  digest    ${report.digest}`,
    `  with      ${report.kernel}; ${report.machine}`,
  ].join("\n");
}

function formatRate(rate: number): string {
  const [divisor, letter] = rate >= 1e9 ? [1e9, " G"] : rate >= 1e6 ? [1e6, " M"] : rate >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${(rate / divisor).toPrecision(3)}${letter}`;
}

function describeMachine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model.trim() ?? "unknown CPU"}, ${
    (totalmem() / 2 ** 30).toFixed(0)
  } GiB, ${Deno.build.os}`;
}

/** Linux keeps the high-water mark of resident memory; elsewhere the present size stands in. */
async function readPeakMemory(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? Deno.memoryUsage().rss : Number(kibibytes) * 1024;
}

async function resetPeakMemory(): Promise<void> {
  await Deno.writeTextFile("/proc/self/clear_refs", "5").catch(() => {});
}
