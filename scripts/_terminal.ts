/** How the command line looks: colour where it is wanted, tables, numbers, progress. */
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import process from "node:process";
import type { Progress } from "../core/kernel/kernel.ts";

const colour = Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR");

export const bold = (text: string) => colour ? `\x1b[1m${text}\x1b[22m` : text;
export const dim = (text: string) => colour ? `\x1b[2m${text}\x1b[22m` : text;
export const accent = (text: string) => colour ? `\x1b[36m${text}\x1b[39m` : text;

/** 1234567 -> "1,234,567". */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** 1536 -> "1.5 KiB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** 0.1234 -> "12.3 %". */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Rows as aligned columns; the first row is the head. Columns whose head starts with ">" are aligned right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [head] = rows;
  const right = head.map((cell) => cell.startsWith(">"));
  const cells = [head.map((cell) => cell.replace(/^>/, "")), ...rows.slice(1)];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column]))));
  return cells.map((row, index) => {
    const line = row.map((cell, column) => {
      const padding = " ".repeat(widths[column] - displayWidth(cell));
      return right[column] ? padding + cell : cell + padding;
    }).join("  ").trimEnd();
    return index === 0 ? dim(line) : line;
  }).join("\n");
}

/** Columns that a text takes on a terminal; wide characters of East Asian scripts take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character) ? 2 : 1;
  }
  return width;
}

/** Cuts a text to a width on screen. */
export function shorten(text: string, width: number): string {
  return displayWidth(text) <= width ? text : `${[...text].slice(0, width - 1).join("")}…`;
}

/** Progress bars on standard error, at a terminal only. */
export interface ProgressBars {
  /** A bar for one batch; `label` says what is done, `unit` what is counted. */
  bar(label: string, unit: string): Progress;
  /** Ends and removes all bars. */
  stop(): void;
}

export function createProgressBars(options: { quiet: boolean }): ProgressBars {
  if (options.quiet || !Deno.stderr.isTerminal()) return { bar: () => () => {}, stop: () => {} };
  const plain = Boolean(Deno.env.get("NO_COLOR"));
  let bars: MultiBar | undefined;
  return {
    bar(label, unit) {
      bars ??= new MultiBar({
        format: `${plain ? "" : "\x1b[36m"}{bar}${
          plain ? "" : "\x1b[39m"
        } {percentage} %  {label}  {done} of {all} {unit}  {eta_formatted} left`,
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
        barsize: 24,
        fps: 8,
      }, Presets.shades_classic);
      let bar: SingleBar | undefined;
      return (done, total) => {
        const payload = { label, unit, done: formatCount(done), all: formatCount(total) };
        bar ??= bars!.create(Math.max(1, total), 0, payload);
        bar.setTotal(Math.max(1, total));
        bar.update(done, payload);
        if (done >= total) bars!.remove(bar);
      };
    },
    stop() {
      bars?.stop();
      bars = undefined;
    },
  };
}
