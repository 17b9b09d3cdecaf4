/** What all adapters say alike. */
import { platformReasonLengthMax } from "../limits.ts";
import { readCount, readEpochSeconds, readPlatformTime } from "./resets.ts";
import type { Page, PlatformCall, PlatformReply, QuotaReading, Reply } from "./platform.ts";

export const emptyPage: Page = {
  profiles: [],
  connections: [],
  posts: [],
  next: null,
  absent: [],
  resolved: [],
  resources: 0,
};

/** Headers of one name and three endings: limit, remaining, and reset in seconds since 1970. */
export function readQuotaHeaders(reply: PlatformReply, prefix: string): QuotaReading | undefined {
  const { headers } = reply;
  const reset = headers.get(`${prefix}-reset`);
  return dropUndefined({
    limit: readCount(headers.get(`${prefix}-limit`)),
    remaining: readCount(headers.get(`${prefix}-remaining`)),
    resetAfterMs: readEpochSeconds(reset, readPlatformTime(headers, reply.nowMs)),
  });
}

/** Undefined where nothing was said at all. */
export function dropUndefined(reading: { [key in keyof QuotaReading]?: number | undefined }): QuotaReading | undefined {
  const said = Object.entries(reading).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

export function failed(reply: PlatformReply, why: string, quota?: QuotaReading): Reply {
  return { kind: "failed", reason: writeReason(`HTTP ${reply.status}: ${why}`), quota };
}

/** A refusal's words without the credential, should the platform repeat it. */
export function refused(call: PlatformCall, reply: PlatformReply, words: { why: string; quota?: QuotaReading }): Reply {
  const why = call.credential ? words.why.replaceAll(call.credential, "…") : words.why;
  return { kind: "refused", reason: writeReason(`HTTP ${reply.status}: ${why}`), quota: words.quota };
}

/** One line that fits into a status. */
function writeReason(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/\p{C}/gu, "");
  return line.length > platformReasonLengthMax ? line.slice(0, platformReasonLengthMax - 1) + "…" : line;
}
