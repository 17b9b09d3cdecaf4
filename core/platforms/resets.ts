/**
 * When a quota is new again, as platforms tell it: a time in seconds since 1970 (X), a time in ISO 8601 (Mastodon), seconds or minutes
 * from now (Retry-After, IETF drafts, Meta), or how many percent are used (Meta). All become a length in milliseconds.
 */
import { quotaResetMsMax } from "../limits.ts";

/**
 * Seconds since 1970: "1618286773". They are cut, not rounded: the window may be new as much as a second later, and is taken to be.
 * A number too small for a time is a length: some servers send seconds from now instead.
 */
export function readEpochSeconds(text: string | null, nowMs: number): number | undefined {
  const seconds = readNumber(text);
  if (seconds === undefined) return undefined;
  const isTime = seconds >= epochSecondsMin;
  return clampReset(isTime ? (seconds + 1) * 1000 - nowMs : seconds * 1000);
}

/** "2026-02-01T12:00:00.000Z". */
export function readIsoTime(text: string | null, nowMs: number): number | undefined {
  if (text === null || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : clampReset(ms - nowMs);
}

/** Seconds from now: "120"; also the HTTP date that Retry-After may hold. */
export function readDeltaSeconds(text: string | null, nowMs: number): number | undefined {
  const seconds = readNumber(text);
  if (seconds !== undefined) return clampReset(seconds * 1000);
  const ms = readHttpDate(text);
  return ms === undefined ? undefined : clampReset(ms - nowMs);
}

/** How many of `limit` calls are sure to be left when so many whole percents are used: of 200 at 28, which may be 28.9, 142. */
export function readPercentUsed(percent: unknown, limit: number): number | undefined {
  if (typeof percent !== "number" || !Number.isFinite(percent) || percent < 0) return undefined;
  return Math.max(0, Math.floor(limit * (99 - Math.floor(percent)) / 100));
}

/** A count in a header: "15". */
export function readCount(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/**
 * What time it is at the platform, by its `Date` header, so that a worker's wrong clock does not matter; by the worker's clock where
 * there is none. A copy from a cache is as much older as its `Age` says. A date that is off by more than a day is no clock.
 */
export function readPlatformTime(headers: Headers, nowMs: number): number {
  const date = readHttpDate(headers.get("date"));
  if (date === undefined) return nowMs;
  const platformMs = date + (readCount(headers.get("age")) ?? 0) * 1000;
  return Math.abs(platformMs - nowMs) <= quotaResetMsMax ? platformMs : nowMs;
}

/** 1973: no window resets then, and none lasts so long. */
const epochSecondsMin = 1e8;

/** Never before now; a wait beyond the longest window of all platforms is somebody's wrong clock. */
function clampReset(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), quotaResetMsMax);
}

function readNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** "Sun, 06 Nov 1994 08:49:37 GMT". */
function readHttpDate(text: string | null): number | undefined {
  if (text === null || !/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} .* GMT$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
