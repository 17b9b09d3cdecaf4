/** How a crawl goes, as a few lines: what is done and left, calls and money per token and window, what is waited for. */
import process from "node:process";
import type { JobStatus, QuotaStatus, TokenStatus } from "../../core/crawl/job.ts";
import { bold, dim, formatCount, shorten } from "../_terminal.ts";
import { describeMoney, describeRows, describeState, describeTokenState } from "./describe.ts";
import { countOf, formatDuration, formatMoney } from "./format.ts";

export interface Picture {
  readonly jobs: readonly JobStatus[];
  /** Of the jobs' platforms. */
  readonly tokens: readonly TokenStatus[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** Tokens that are shown one by one; of more the busiest. */
const tokensShownMax = 6;
const barWidth = 24;

/** Lines for a terminal. Pure. */
export function drawPicture({ jobs, tokens, nowMs }: Picture): string[] {
  const lines = jobs.flatMap((job) => drawJob(job));
  const busy = [...tokens].filter(({ state, windows }) => state !== "active" || windows.some(({ spent }) => spent > 0))
    .sort((left, right) => busyness(right) - busyness(left));
  for (const token of busy.slice(0, tokensShownMax)) lines.push(...drawToken(token, nowMs));
  if (busy.length > tokensShownMax) lines.push(dim(`  and ${countOf(busy.length - tokensShownMax, "tokens")} more`));
  const waiting = waitsFor({ jobs, tokens, nowMs });
  if (waiting !== null) lines.push(dim(`  ${waiting}`));
  return lines;
}

/** The same in one line, for a log. Pure. */
export function describePicture(picture: Picture): string {
  const words = picture.jobs.filter(({ state }) => state === "active").map((job) => {
    const left = job.remainingMs === null ? "" : `, about ${formatDuration(job.remainingMs)} left`;
    return `${job.operation}: ${formatCount(settledAccounts(job))} of ${countOf(job.totals.accounts, "accounts")}, ${
      describeRows(job)
    }${left}`;
  });
  return [...words, waitsFor(picture)].filter((part) => part !== null && part !== "").join("; ");
}

/** Why nothing goes on at the moment; null where something does. */
export function waitsFor({ jobs, tokens, nowMs }: Picture): string | null {
  const active = jobs.filter(({ state }) => state === "active");
  if (active.length === 0) return null;
  if (active.every(({ totals, sealed }) => !sealed && totals.pending + totals.leased === 0)) return null;
  const platforms = new Set(active.map(({ platform }) => platform));
  const own = tokens.filter(({ platform }) => platforms.has(platform));
  if (own.length === 0) return null;
  const working = own.filter(({ state }) => state === "active");
  if (working.length === 0) return `waits for a platform token: ${describeTokenState(own[0])}`;
  const closed = working.map((token) => token.windows.filter((window) => isClosed(window, nowMs)));
  if (closed.some((windows) => windows.length === 0)) return null;
  const [first] = closed.flat().sort((left, right) => untilMs(left) - untilMs(right));
  return `waits for quota: ${first.endpoint} opens within ${formatDuration(Math.max(0, untilMs(first) - nowMs))}`;
}

function isClosed(window: QuotaStatus, nowMs: number): boolean {
  return window.spent >= window.limit && untilMs(window) > nowMs;
}

function untilMs({ closedUntil }: QuotaStatus): number {
  return closedUntil === null ? 0 : Date.parse(closedUntil);
}

function drawJob(job: JobStatus): string[] {
  const { totals, operation, platform, remainingMs } = job;
  const done = settledAccounts(job);
  const left = remainingMs === null || job.state !== "active" ? "" : `  about ${formatDuration(remainingMs)} left`;
  return [
    `${bar(totals.accounts === 0 ? 0 : done / totals.accounts)} ${bold(operation)} on ${platform}  ${
      formatCount(done)
    } of ${countOf(totals.accounts, "accounts")}  ${describeState(job)}${left}`,
    dim(`  ${describeRows(job)}; ${countOf(totals.calls, "calls")}; ${describeMoney(job.money)}`),
  ];
}

function drawToken(token: TokenStatus, nowMs: number): string[] {
  const head = `  ${shorten(token.name, 16).padEnd(16)} `;
  if (token.state !== "active") return [`${head}${describeTokenState(token)}`];
  const used = tightest(token.windows.filter(({ spent }) => spent > 0));
  return used.map((window, index) => {
    const until = untilMs(window);
    const money = token.money.chargedMicros > 0 ? formatMoney(token.money.chargedMicros) : "";
    return `${index === 0 ? `${head}${money.padStart(10)}` : " ".repeat(head.length + 10)}  ${
      shorten(window.endpoint, 30).padEnd(30)
    } ${formatCount(window.spent)} of ${formatCount(window.limit)} in ${formatDuration(window.windowMs)}${
      until > nowMs ? dim(`, all free in ${formatDuration(until - nowMs)}`) : ""
    }`;
  });
}

/** Of the windows of one endpoint, its token's and its app's, the one with the least left. */
function tightest(windows: readonly QuotaStatus[]): QuotaStatus[] {
  const left = ({ limit, spent }: QuotaStatus) => limit - spent;
  return [...Map.groupBy(windows, ({ endpoint }) => endpoint).values()]
    .map((ofEndpoint) => ofEndpoint.reduce((least, window) => left(window) < left(least) ? window : least));
}

function settledAccounts({ totals }: JobStatus): number {
  return Object.values(totals.outcomes).reduce((sum, count) => sum + count, 0);
}

function busyness({ windows }: TokenStatus): number {
  return Math.max(0, ...windows.map(({ spent, limit }) => spent / Math.max(1, limit)));
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth);
  return "█".repeat(full) + "░".repeat(barWidth - full);
}

export interface Display {
  show(picture: Picture): void;
  /** Leaves the last picture on the screen. */
  stop(): void;
}

/** How often a line is written where there is no terminal, in ms. */
const lineEveryMs = 10_000;

/** Draws over the last picture at a terminal; elsewhere a line now and then; nothing with --quiet. */
export function openDisplay({ quiet, monotonicMs }: { quiet: boolean; monotonicMs: () => number }): Display {
  if (quiet) return { show: () => {}, stop: () => {} };
  if (!Deno.stderr.isTerminal()) {
    let [last, lastMs] = ["", -Infinity];
    return {
      show(picture) {
        const line = describePicture(picture);
        if (line === "" || line === last || monotonicMs() - lastMs < lineEveryMs) return;
        [last, lastMs] = [line, monotonicMs()];
        console.error(line);
      },
      stop: () => {},
    };
  }
  let drawn = 0;
  return {
    show(picture) {
      const width = Deno.consoleSize().columns;
      const lines = drawPicture(picture).map((line) => cut(line, width - 1));
      process.stderr.write(`${drawn > 0 ? `\x1b[${drawn}A` : ""}\x1b[0J${lines.join("\n")}\n`);
      drawn = lines.length;
    },
    stop: () => {},
  };
}

/** Cuts a line with colours to a width; a line that wraps would break the drawing over it. */
function cut(line: string, width: number): string {
  let [shown, out] = [0, ""];
  // deno-lint-ignore no-control-regex -- colours of a terminal begin with it
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    if (part.startsWith("\x1b[")) {
      out += part;
      continue;
    }
    const room = [...part].slice(0, Math.max(0, width - shown)).join("");
    shown += [...room].length;
    out += room;
  }
  return out;
}
