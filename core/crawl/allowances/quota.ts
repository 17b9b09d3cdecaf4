/**
 * The one rule by which platforms are never asked too often: an exact sliding log of the calls reserved, per token or app and endpoint.
 * Pure; `_reservations.ts` makes it atomic.
 *
 * Why no window of the platform's ever sees more than its limit, wherever that window begins: a worker notes its own monotonic clock
 * *before* it asks for calls, sends each within `sendWithinMs` of that, and gives up on it `callTimeoutMs` later. The coordinator
 * reads its clock (t) after it was asked and before it answers, so a call reserved at t reaches the platform in
 * [t, t + sendWithinMs + callTimeoutMs], whatever the worker's clock shows. Let the platform's window be [a, a + W). Its calls were
 * reserved in (a − send-within − time-out, a + W), which is shorter than W + `quotaWideningMs`; so when the last of them was
 * reserved, all the others still counted, and the rule had kept their sum within the limit.
 *
 * Why a clock that is set back grants nothing: a call is never dated before the one ahead of it. A clock that is set forward would
 * let calls go too soon, which no record can tell from time that has passed: hence `steady_clock.ts`, which follows no step. Clocks of
 * several coordinators at one store may differ by `quotaMarginMs`; by more, and the difference is missing from the window.
 */
import type { QuotaReading } from "../../platforms/platform.ts";
import {
  clockStepMsMax,
  closedMsDefault,
  quotaMarginMs,
  quotaResetMsMax,
  quotaTicksPerWindow,
  quotaWideningMs,
} from "../../limits.ts";

/** One limit of one token or app at one endpoint, and every call that counts against it. Stored as it is: at most 17 kB. */
export interface QuotaWindow {
  readonly windowMs: number;
  /** Calls allowed in any window: the table's share or what headers taught, whichever is less. */
  readonly limit: number;
  /** The lowest limit that headers told; null = none. */
  readonly learned: number | null;
  /** Time is counted in ticks from here, each a small part of the window; a call's tick is rounded up, so that it counts longer. */
  readonly base: number;
  /** Ascending, from `base`. Calls of one tick are one entry, so that a limit of any size makes a record of bounded size. */
  readonly ticks: Uint32Array<ArrayBuffer>;
  /** Calls of each. */
  readonly counts: Uint32Array<ArrayBuffer>;
  /** Calls that somebody else must have made, as headers show; they count until the platform's reset. */
  readonly foreign: { readonly count: number; readonly untilMs: number };
}

/** What is wanted or not is decided here and nowhere else; tests hand in objects in which one rule is wrong. */
export const quotaRules = { left, charge, freeAt, adapt, lower, close, pick };
export type QuotaRules = typeof quotaRules;

/** A window without calls. */
export function emptyWindow(windowMs: number, limit: number): QuotaWindow {
  const none = new Uint32Array(0);
  return { windowMs, limit, learned: null, base: 0, ticks: none, counts: none, foreign: { count: 0, untilMs: 0 } };
}

/** Calls that count against the window at `nowMs`. */
export function spent(window: QuotaWindow, nowMs: number): number {
  let sum = nowMs < window.foreign.untilMs ? window.foreign.count : 0;
  for (let index = firstCounted(window, nowMs); index < window.ticks.length; index++) sum += window.counts[index];
  return sum;
}

/** Calls that may still be made at `nowMs`. */
function left(window: QuotaWindow, nowMs: number): number {
  return Math.max(0, window.limit - spent(window, nowMs));
}

export interface Charge {
  /** Calls that may be made, now; at most what was asked for. */
  readonly granted: number;
  /** With them in it. What is charged is never given back. */
  readonly window: QuotaWindow;
}

/** Takes up to `count` calls out of a window. */
function charge(window: QuotaWindow, count: number, nowMs: number): Charge {
  const granted = Math.min(count, left(window, nowMs));
  if (granted <= 0) return { granted: 0, window };
  const first = firstCounted(window, nowMs);
  const tickMs = tickLengthMs(window.windowMs);
  const newest = window.ticks.length === 0 ? 0 : window.base + window.ticks.at(-1)!;
  const tick = Math.max(Math.ceil(nowMs / tickMs), newest);
  const base = first < window.ticks.length ? window.base + window.ticks[first] : tick;
  const same = first < window.ticks.length && tick === newest;
  const length = window.ticks.length - first + (same ? 0 : 1);
  const ticks = new Uint32Array(length);
  const counts = new Uint32Array(length);
  for (let index = first; index < window.ticks.length; index++) {
    ticks[index - first] = window.base + window.ticks[index] - base;
  }
  counts.set(window.counts.subarray(first));
  ticks[length - 1] = tick - base;
  counts[length - 1] += granted;
  return { granted, window: { ...window, base, ticks, counts } };
}

/** When the next call may be made, in ms since 1970; `nowMs` itself if one may be made now. */
function freeAt(window: QuotaWindow, nowMs: number): number {
  let over = spent(window, nowMs) - window.limit + 1;
  if (over <= 0) return nowMs;
  const ends: [number, number][] = [];
  for (let index = firstCounted(window, nowMs); index < window.ticks.length; index++) {
    ends.push([endMs(window, index), window.counts[index]]);
  }
  if (nowMs < window.foreign.untilMs) ends.push([window.foreign.untilMs, window.foreign.count]);
  ends.sort((left, right) => left[0] - right[0]);
  for (const [end, count] of ends) {
    over -= count;
    if (over <= 0) return end;
  }
  return nowMs + window.windowMs; // A limit of 0: never, as far as we know.
}

/**
 * A stored window as it stands today: under the limit that the table has now, and never more than headers taught. Calls dated further
 * ahead than clocks are set back come from a clock that was wrong; they were made by now, whenever that was.
 */
function adapt(window: QuotaWindow, limit: number, nowMs: number): QuotaWindow {
  const today = { ...window, limit: Math.min(limit, window.learned ?? limit) };
  const tickMs = tickLengthMs(window.windowMs);
  const newest = window.base + (window.ticks.at(-1) ?? 0);
  if (newest * tickMs <= nowMs + clockStepMsMax) return today;
  const now = Math.ceil(nowMs / tickMs);
  const base = Math.min(window.base, now);
  return { ...today, base, ticks: window.ticks.map((tick) => Math.min(window.base + tick, now) - base) };
}

/**
 * What an answer's headers say. They only ever lower what we think is left: the window's own count is of calls reserved, and the
 * platform cannot have seen more of ours than that, so a lower `remaining` means that others spend too. Doing so twice changes nothing.
 * @param share Part of the platform's limit that is ours, (0, 1].
 */
function lower(window: QuotaWindow, reading: QuotaReading, nowMs: number, share = 1): QuotaWindow {
  let lowered = window;
  const told = count(reading.limit);
  const limit = told === null ? Infinity : Math.max(1, Math.floor(told * share)); // At least 1, or nothing more is ever learned.
  if (limit < window.limit) lowered = { ...window, learned: limit, limit };
  const remaining = count(reading.remaining) ?? Infinity;
  const ours = left(lowered, nowMs);
  const untilMs = nowMs + resetAfter(reading, window.windowMs);
  if (remaining < ours && untilMs > nowMs) {
    const others = nowMs < window.foreign.untilMs ? window.foreign : { count: 0, untilMs: 0 };
    const foreign = { count: others.count + ours - remaining, untilMs: Math.max(others.untilMs, untilMs) };
    lowered = { ...lowered, foreign };
  }
  return lowered;
}

/**
 * When an endpoint may be asked again that answered "too many" although by our count it should not have. Never so soon that a call
 * sent before could still be answered.
 */
function close(windowMs: number | null, reading: QuotaReading | undefined, nowMs: number): number {
  return nowMs + Math.max(quotaWideningMs, resetAfter(reading ?? {}, windowMs ?? closedMsDefault));
}

/** Which of an endpoint's windows a reading is about: the one of that limit, else the shortest that its reset fits in. */
function pick(windows: readonly { limit: number; windowMs: number }[], reading: QuotaReading): number {
  const same = windows.findIndex((window) => window.limit === reading.limit);
  if (same >= 0) return same;
  const order = windows.map((_, index) => index).sort((left, right) =>
    windows[left].windowMs - windows[right].windowMs
  );
  const fits = order.find((index) => (reading.resetAfterMs ?? 0) <= windows[index].windowMs + quotaMarginMs);
  return fits ?? order[order.length - 1] ?? -1;
}

/** Length of a tick: what rounding up costs is below a thousandth of the window. */
export function tickLengthMs(windowMs: number): number {
  return Math.max(1, Math.ceil(windowMs / quotaTicksPerWindow));
}

/** When the calls of an entry count no more. */
export function endMs(window: QuotaWindow, index: number): number {
  return (window.base + window.ticks[index]) * tickLengthMs(window.windowMs) + window.windowMs + quotaWideningMs;
}

/** The first entry that still counts. */
function firstCounted(window: QuotaWindow, nowMs: number): number {
  let low = 0;
  let high = window.ticks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endMs(window, middle) <= nowMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function resetAfter(reading: QuotaReading, otherwise: number): number {
  const told = reading.resetAfterMs;
  return told === undefined || !Number.isFinite(told) ? otherwise : Math.min(quotaResetMsMax, Math.max(0, told));
}

/** A header's number, if it is one. */
function count(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) || value < 0 ? null : Math.floor(value);
}
