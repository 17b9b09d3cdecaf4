/**
 * What a job will take: calls, time, money. Pure.
 *
 * Assumed: accounts whose lists are not known are like the mean of those that are (where none is known: one full page each); pages of
 * one list follow each other and so cannot be faster than a round trip each, lists are read side by side; nothing else spends the
 * same quota; no call fails. The time is that of the sliding windows as they stand now, on the tokens that can be used, from a first
 * burst on. `resolve` calls, where accounts are handles, are the caller's to add.
 */
import { callMsExpected, quotaWideningMs } from "../../limits.ts";
import type { OperationTable } from "../../platforms/platform.ts";
import type { Forecast, ForecastRequest } from "../job.ts";
import { endMs, type QuotaWindow, tickLengthMs } from "./quota.ts";

/** The windows of one usable token; those of its app are named by the app, since its tokens share them. */
export interface Supply {
  readonly app: string;
  readonly token: readonly QuotaWindow[];
  readonly shared: readonly QuotaWindow[];
  /** No calls before this. */
  readonly closedUntilMs: number;
}

export function forecast(request: ForecastRequest, options: {
  readonly table: OperationTable;
  /** One for each token that can be used; where there is none, `assumed` stands for one. */
  readonly supplies: readonly Supply[];
  readonly assumed: Supply;
  readonly nowMs: number;
}): Forecast {
  const { table, nowMs } = options;
  const caps = request.caps ?? {};
  const demand = demandOf(request, table);
  const tokens = options.supplies.length;
  const supplies = tokens === 0 ? [options.assumed] : options.supplies;

  let { calls, resources } = demand;
  let limitedBy = "";
  const cut = (allowed: number, reason: string) => {
    if (allowed >= calls) return;
    resources *= calls === 0 ? 0 : allowed / calls;
    calls = allowed;
    limitedBy = reason;
  };
  const { microsPerCall, microsPerResource } = table.price;
  if (caps.calls !== undefined) cut(caps.calls, "the cap on calls");
  const micros = calls * microsPerCall + resources * microsPerResource;
  if (caps.micros !== undefined && micros > caps.micros) {
    cut(Math.floor(calls * caps.micros / micros), "the cap on money");
  }
  if (caps.until !== undefined) {
    const untilMs = Math.max(nowMs, Date.parse(caps.until));
    cut(Math.floor(capacity(supplies, untilMs, nowMs)), "the end that was set");
  }

  const windowsMs = timeFor(supplies, Math.ceil(calls), nowMs);
  const chainMs = demand.pagesMax * callMsExpected;
  if (limitedBy === "") limitedBy = chainMs > windowsMs ? "the longest list" : narrowest(supplies, table);
  if (tokens === 0) limitedBy += " (no platform token yet: taken for one)";
  return {
    calls: Math.ceil(calls),
    durationMs: Math.ceil(Math.max(windowsMs + callMsExpected, chainMs)),
    micros: Math.round(calls * microsPerCall + resources * microsPerResource),
    tokens,
    limitedBy,
    known: Math.min(request.accounts, request.rowCounts?.length ?? 0),
  };
}

/** Calls and resources without any cap but the one on pages, and the pages of the longest list. */
function demandOf(
  request: ForecastRequest,
  table: OperationTable,
): { calls: number; resources: number; pagesMax: number } {
  const { accounts, caps, operation } = request;
  if (table.accountsPerCall > 1 || operation === "profiles") {
    const calls = Math.ceil(accounts / table.accountsPerCall);
    return { calls, resources: accounts, pagesMax: Math.min(1, calls) };
  }
  const pageSize = table.pageSizeMax;
  const pagesCap = caps?.pagesPerAccount ?? Infinity;
  const known = (request.rowCounts ?? []).slice(0, accounts);
  let [pages, rows, pagesMax] = [0, 0, 0];
  for (const count of known) {
    const own = Math.min(pagesCap, Math.max(1, Math.ceil(count / pageSize)));
    pages += own;
    rows += Math.min(count, own * pageSize);
    pagesMax = Math.max(pagesMax, own);
  }
  if (known.length === 0) return { calls: accounts, resources: accounts * pageSize, pagesMax: Math.min(1, accounts) };
  const scale = accounts / known.length;
  return { calls: pages * scale, resources: rows * scale, pagesMax };
}

/** Calls that all tokens can make from now until `untilMs`. */
function capacity(supplies: readonly Supply[], untilMs: number, nowMs: number): number {
  const apps = new Map<string, { own: number; shared: number }>();
  for (const supply of supplies) {
    const openMs = Math.max(nowMs, supply.closedUntilMs);
    const own = untilMs < openMs
      ? 0
      : Math.min(Infinity, ...supply.token.map((window) => callsUntil(window, untilMs, openMs)));
    const app = apps.get(supply.app) ??
      { own: 0, shared: Math.min(Infinity, ...supply.shared.map((window) => callsUntil(window, untilMs, nowMs))) };
    apps.set(supply.app, { ...app, own: app.own + own });
  }
  let sum = 0;
  for (const { own, shared } of apps.values()) sum += Math.min(own, shared);
  return sum;
}

/** Calls that one window allows in [fromMs, untilMs], if each is made as soon as it may: every call's place comes back again and again. */
function callsUntil(window: QuotaWindow, untilMs: number, fromMs: number): number {
  const again = window.windowMs + quotaWideningMs + tickLengthMs(window.windowMs) / 2; // Rounding up costs half a tick on average.
  const places = (freeMs: number, count: number) =>
    freeMs > untilMs ? 0 : count * (1 + Math.floor((untilMs - Math.max(freeMs, fromMs)) / again));
  let used = 0;
  let calls = 0;
  for (let index = 0; index < window.ticks.length; index++) {
    if (endMs(window, index) <= fromMs) continue;
    used += window.counts[index];
    calls += places(endMs(window, index), window.counts[index]);
  }
  if (window.foreign.untilMs > fromMs) {
    const count = Math.min(window.foreign.count, Math.max(0, window.limit - used));
    used += count;
    calls += places(window.foreign.untilMs, count);
  }
  return calls + places(fromMs, Math.max(0, window.limit - used));
}

/** The least time in which the tokens can make so many calls, in ms. */
function timeFor(supplies: readonly Supply[], calls: number, nowMs: number): number {
  if (capacity(supplies, nowMs, nowMs) >= calls) return 0;
  let [low, high] = [0, 1000];
  while (capacity(supplies, nowMs + high, nowMs) < calls) {
    if (high > longestMs) return longestMs;
    [low, high] = [high, high * 2];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (capacity(supplies, nowMs + middle, nowMs) < calls) low = middle;
    else high = middle;
  }
  return high;
}

/** Longer than anybody waits, in ms: a century. */
const longestMs = 100 * 365 * 24 * 3_600_000;

/** The window with the fewest calls a second, over all tokens. */
function narrowest(supplies: readonly Supply[], table: OperationTable): string {
  let [slowest, words] = [Infinity, `${table.endpoint}: no limit`];
  const look = (windows: readonly QuotaWindow[], count: number, scope: string) => {
    for (const { limit, windowMs } of windows) {
      const rate = count * limit / windowMs;
      if (rate >= slowest) continue;
      slowest = rate;
      words = `${table.endpoint}: ${limit} calls in ${windowMs / 60_000} min for each ${scope}`;
    }
  };
  look(supplies[0]?.token ?? [], supplies.length, "token");
  look(supplies[0]?.shared ?? [], new Set(supplies.map(({ app }) => app)).size, "app");
  return words;
}
