import assert from "node:assert/strict";
import { quotaResetMsMax } from "../../../core/limits.ts";
import {
  readCount,
  readDeltaSeconds,
  readEpochSeconds,
  readIsoTime,
  readPercentUsed,
  readPlatformTime,
} from "../../../core/platforms/resets.ts";

const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

Deno.test("readEpochSeconds() makes a length of a time, never too short, and of a small number that is a length already", () => {
  assert.equal(readEpochSeconds(String(nowMs / 1000 + 60), nowMs), 61_000);
  // The platform's second is cut: a window that is new at 60.9 s is announced for 60.
  assert.ok((readEpochSeconds(String(Math.floor((nowMs + 60_900) / 1000)), nowMs) as number) >= 60_900);
  assert.equal(readEpochSeconds("296", nowMs), 296_000);
  assert.equal(readEpochSeconds(String(nowMs / 1000 - 3600), nowMs), 0, "what has passed is now");
  assert.equal(
    readEpochSeconds(String(nowMs / 1000 + 10 * 86_400), nowMs),
    quotaResetMsMax,
    "a clock far off waits a day",
  );
});

Deno.test("readIsoTime() reads the time that Mastodon gives", () => {
  assert.equal(readIsoTime("2026-01-02T03:09:05.000000Z", nowMs), 300_000);
  for (const text of [null, "", "tomorrow", "2026-13-45T00:00:00Z", "1767323045", "2026-01-02"]) {
    assert.equal(readIsoTime(text, nowMs), undefined);
  }
});

Deno.test("readDeltaSeconds() reads seconds from now, or the date that Retry-After may be", () => {
  assert.equal(readDeltaSeconds("120", nowMs), 120_000);
  assert.equal(readDeltaSeconds("0.5", nowMs), 500);
  assert.equal(readDeltaSeconds("Fri, 02 Jan 2026 03:05:05 GMT", nowMs), 60_000);
  for (const text of [null, "", "-5", "soon", "1e3", "0x10"]) assert.equal(readDeltaSeconds(text, nowMs), undefined);
});

Deno.test("readPercentUsed() says how many calls are sure to be left", () => {
  assert.equal(readPercentUsed(28, 200), 142);
  assert.equal(readPercentUsed(0, 200), 198);
  for (const percent of [99, 100, 101, 5000]) assert.equal(readPercentUsed(percent, 200), 0);
  for (const percent of [null, "28", -1, NaN, Infinity]) assert.equal(readPercentUsed(percent, 200), undefined);
  for (let used = 0; used <= 1000; used++) { // the obvious way, for every number of calls and each rounding down
    const percent = Math.floor(used / 10);
    assert.ok((readPercentUsed(percent, 1000) as number) <= 1000 - used);
  }
});

Deno.test("readCount() reads whole numbers only", () => {
  assert.equal(readCount(" 15 "), 15);
  for (const text of [null, "", "-1", "1.5", "15;w=300", "9".repeat(16)]) assert.equal(readCount(text), undefined);
});

Deno.test("readPlatformTime() goes by the platform's Date, older by its Age, so that a worker's clock may be wrong", () => {
  const at = (headers: Record<string, string>, workerMs = nowMs) => readPlatformTime(new Headers(headers), workerMs);
  const date = new Date(nowMs).toUTCString();
  for (const skewMs of [-3_600_000, 0, 3_600_000]) assert.equal(at({ date }, nowMs + skewMs), nowMs);
  assert.equal(at({ date, age: "30" }), nowMs + 30_000);
  assert.equal(at({}), nowMs);
  for (const wrong of ["", "now", "2026-01-02", "Fri, 02 Jan 2015 03:04:05 GMT"]) {
    assert.equal(at({ date: wrong }), nowMs);
  }
});
