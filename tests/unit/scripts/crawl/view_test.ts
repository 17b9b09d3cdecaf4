/** What people see of a crawl: money, time, the live view. */
import assert from "node:assert/strict";
import type { JobStatus, QuotaStatus, TokenStatus } from "../../../../core/crawl/job.ts";
import { describeStatus } from "../../../../scripts/crawl/describe.ts";
import { countOf, dollars, formatDuration, formatMoney, lengthOfTime } from "../../../../scripts/crawl/format.ts";
import { describePicture, drawPicture, waitsFor } from "../../../../scripts/crawl/view.ts";

const nowMs = Date.UTC(2026, 10, 25, 12);

const status: JobStatus = {
  id: "j-1",
  name: "brands: followers",
  platform: "x",
  operation: "followers",
  state: "active",
  sealed: true,
  priority: 0,
  caps: { micros: 25_000_000 },
  sampling: { kind: "list" },
  created: "2026-11-25T11:00:00.000Z",
  ended: null,
  totals: {
    accounts: 100,
    pending: 50,
    leased: 10,
    outcomes: { done: 36, gone: 1, private: 3, suspended: 0, forbidden: 0, failed: 0, loop: 0 },
    capped: 2,
    pages: 1200,
    profiles: 0,
    connections: 1_150_000,
    posts: 0,
    calls: 1210,
    limited: 1,
    refused: 0,
    retries: 9,
  },
  money: { settledMicros: 11_500_000, chargedMicros: 11_600_000, limitMicros: 25_000_000 },
  remainingMs: 3_600_000,
};
const window: QuotaStatus = {
  endpoint: "GET /2/users/:id/followers",
  scope: "token",
  limit: 15,
  windowMs: 900_000,
  spent: 15,
  closedUntil: new Date(nowMs + 300_000).toISOString(),
};
const token: TokenStatus = {
  id: "t-1",
  platform: "x",
  app: "brandwatch",
  name: "first",
  state: "active",
  created: "2026-11-01T00:00:00.000Z",
  share: 1,
  windows: [window],
  money: { settledMicros: 11_500_000, chargedMicros: 11_500_000, limitMicros: null },
};

Deno.test("money and time are written as people read them", () => {
  assert.deepEqual([0, 100, 12_345_678, 1_234_500_000].map(formatMoney), ["$0.00", "$0.0001", "$12.35", "$1,234.50"]);
  assert.deepEqual(
    [400, 45_000, 720_000, 12_000_000, 200_000_000].map(formatDuration),
    ["1 s", "45 s", "12 min", "3 h 20 min", "2 d 7 h"],
  );
});

Deno.test("money and time are read exactly, or refused", () => {
  assert.deepEqual(["5", "12.50", "$0.01", "0"].map(dollars("--money")), [5_000_000, 12_500_000, 10_000, 0]);
  for (const text of ["", "five", "-1", "1e9", "1.2345678"]) {
    assert.throws(() => dollars("--money")(text), /US dollars/);
  }
  assert.deepEqual(["60s", "15m", "6h", "1d", "1w"].map(lengthOfTime("--every")), [6e4, 9e5, 216e5, 864e5, 6048e5]);
  for (const text of ["", "0s", "5", "5y", "1h30m"]) {
    assert.throws(() => lengthOfTime("--every")(text), /length of time/);
  }
});

Deno.test("the live view says what is done and left, calls and money, the windows, and what is waited for", () => {
  const lines = drawPicture({ jobs: [status], tokens: [token], nowMs }).join("\n");
  for (
    const words of [
      /followers on x {2}40 of 100 accounts {2}active {2}about 60 min left/,
      /1,150,000 connections in 1,200 pages; 1,210 calls; \$11\.50 spent, at most \$11\.60 with calls under way; budget \$25\.00/,
      /first +\$11\.50 {2}GET \/2\/users\/:id\/followers +15 of 15 in 15 min, all free in 5 min/,
      /waits for quota: GET \/2\/users\/:id\/followers opens within 5 min/,
    ]
    // deno-lint-ignore no-control-regex -- colours are there at a terminal only
  ) assert.match(lines.replace(/\x1b\[\d+m/g, ""), words);
  assert.match(
    describePicture({ jobs: [status], tokens: [token], nowMs }),
    /^followers: 40 of 100 accounts, .* left; waits/,
  );
});

Deno.test("nothing is waited for while one token has calls left, or nothing is to be done", () => {
  const free = { ...token, windows: [{ ...window, spent: 3 }] };
  assert.equal(waitsFor({ jobs: [status], tokens: [token, free], nowMs }), null);
  assert.equal(waitsFor({ jobs: [{ ...status, state: "finished" }], tokens: [token], nowMs }), null);
});

Deno.test("tokens that do not work are what is waited for", () => {
  const ill: TokenStatus = {
    ...token,
    state: "quarantined",
    reason: "401 Unauthorized",
    until: "2026-11-25T13:00:00.000Z",
  };
  assert.match(
    waitsFor({ jobs: [status], tokens: [ill], nowMs })!,
    /platform token: quarantined: 401 Unauthorized until 2026-11-25 13:00/,
  );
});

Deno.test("a status names outcomes that are not good ones, and why a job stopped", () => {
  const text = describeStatus({ ...status, state: "stopped", stopped: "money" });
  assert.match(text, /stopped: money used up/);
  assert.match(text, /40 of 100 {2}\(1 gone, 3 private, 2 cut short\)/);
  assert.match(text, /1 limited, 0 refused, 9 tried again/);
});

Deno.test("one is one: page, account, call, token", () => {
  assert.equal(countOf(1, "accounts"), "1 account");
  assert.equal(countOf(0, "calls"), "0 calls");
  assert.equal(countOf(1200, "pages"), "1,200 pages");
});
