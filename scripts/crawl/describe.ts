/** Forecasts, jobs, tokens and budgets in words. */
import type { Platform } from "../../core/platforms/platform.ts";
import type { Forecast, Job, JobStatus, MoneyStatus, TokenStatus } from "../../core/crawl/job.ts";
import { accent, bold, formatCount, formatTable } from "../_terminal.ts";
import { countOf, formatDuration, formatMoney } from "./format.ts";

/** "1,200 calls, about 3 h, $12.00 (2 tokens; limited by GET /2/users/:id/followers)". */
export function describeForecast(forecast: Forecast, platform: Pick<Platform, "needsCredential">): string {
  const { calls, durationMs, micros, tokens, limitedBy } = forecast;
  const needed = platform.needsCredential ? countOf(tokens, "tokens") : "no token needed";
  const time = Number.isFinite(durationMs) ? `about ${formatDuration(durationMs)}` : "no end in sight";
  return `${countOf(calls, "calls")}, ${time}, ${micros === 0 ? "no money" : formatMoney(micros)}` +
    ` (${needed}; limited by ${limitedBy})`;
}

/** State and why, in a word or three. */
export function describeState({ state, stopped, sealed }: Job): string {
  if (state === "stopped") {
    return { calls: "stopped: calls used up", money: "stopped: money used up", time: "stopped: time is up" }[
      stopped ?? "calls"
    ];
  }
  return state === "active" && !sealed ? "active, open" : state;
}

export function describeStatus(status: JobStatus): string {
  const { id, name, platform, operation, totals, money, remainingMs, caps } = status;
  const done = Object.values(totals.outcomes).reduce((sum, count) => sum + count, 0);
  const lines = [
    `${bold(name)}  ${id}  ${operation} on ${platform}  ${describeState(status)}`,
    `  accounts     ${formatCount(done)} of ${formatCount(totals.accounts)}${describeOutcomes(status)}`,
    `  fetched      ${describeRows(status)}`,
    `  calls        ${formatCount(totals.calls)}${caps.calls === undefined ? "" : ` of ${formatCount(caps.calls)}`}` +
    (totals.limited + totals.refused + totals.retries === 0
      ? ""
      : `; ${formatCount(totals.limited)} limited, ${formatCount(totals.refused)} refused, ${
        formatCount(totals.retries)
      } tried again`),
    `  money        ${describeMoney(money)}`,
  ];
  if (status.state === "active" && remainingMs !== null) {
    lines.push(`  time left    about ${formatDuration(remainingMs)}`);
  }
  return lines.join("\n");
}

/** "120,000 connections, 1,200 profiles in 130 pages". */
export function describeRows({ totals }: JobStatus): string {
  const rows = (["connections", "profiles", "posts"] as const)
    .filter((kind) => totals[kind] > 0)
    .map((kind) => countOf(totals[kind], kind));
  return `${rows.join(", ") || "nothing yet"} in ${countOf(totals.pages, "pages")}`;
}

function describeOutcomes({ totals }: JobStatus): string {
  const parts = Object.entries(totals.outcomes)
    .filter(([outcome, count]) => outcome !== "done" && count > 0)
    .map(([outcome, count]) => `${formatCount(count)} ${outcome}`);
  if (totals.capped > 0) parts.push(`${formatCount(totals.capped)} cut short`);
  return parts.length === 0 ? "" : `  (${parts.join(", ")})`;
}

export function describeMoney({ settledMicros, chargedMicros, limitMicros }: MoneyStatus): string {
  const underWay = chargedMicros > settledMicros ? `, at most ${formatMoney(chargedMicros)} with calls under way` : "";
  const limit = limitMicros === null ? "no budget" : `budget ${formatMoney(limitMicros)}`;
  return `${formatMoney(settledMicros)} spent${underWay}; ${limit}`;
}

export function tabulateJobs(jobs: readonly Job[]): string {
  return formatTable([
    ["job", "name", "platform", "operation", "state", "priority", "created"],
    ...jobs.map((job) => [
      job.id,
      job.name,
      job.platform,
      job.operation,
      describeState(job),
      String(job.priority),
      job.created.slice(0, 16).replace("T", " "),
    ]),
  ]);
}

export function tabulateTokens(tokens: readonly TokenStatus[]): string {
  return formatTable([
    ["token", "name", "platform", "app", "state", ">share", ">spent this month"],
    ...tokens.map((token) => [
      token.id,
      token.name,
      token.platform,
      token.app,
      describeTokenState(token),
      `${Math.round(token.share * 100)} %`,
      formatMoney(token.money.settledMicros),
    ]),
  ]);
}

/** Every quota window of every token: what `tokens check` shows. */
export function tabulateWindows(tokens: readonly TokenStatus[]): string {
  const rows = tokens.flatMap((token) =>
    token.windows.map((window) => [
      token.name,
      window.endpoint,
      window.scope,
      `${formatCount(window.spent)} of ${formatCount(window.limit)}`,
      formatDuration(window.windowMs),
      window.closedUntil === null ? "" : window.closedUntil.slice(11, 19),
    ])
  );
  return formatTable([["token", "endpoint", "scope", ">spent", ">window", "free again (UTC)"], ...rows]);
}

export function describeTokenState({ state, reason, until }: TokenStatus): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${state}${why}${until === undefined ? "" : ` until ${until.slice(0, 16).replace("T", " ")}`}`;
}

/** A command line that may be typed next. */
export function nextCommand(words: string): string {
  return accent(`deno task ${words}`);
}
