import assert from "node:assert/strict";
import { callMsExpected } from "../../../../core/limits.ts";
import { emptyWindow, quotaRules, type QuotaWindow } from "../../../../core/crawl/allowances/quota.ts";
import { forecast, type Supply } from "../../../../core/crawl/allowances/forecast.ts";
import type { ForecastRequest } from "../../../../core/crawl/job.ts";
import { createRandom } from "../../../../scripts/_random.ts";
import { openToy, tokenRequest, toyPlatform } from "../_toy_platform.ts";

const minute = 60_000;
const nowMs = Date.UTC(2026, 10, 25);
const request = { platform: "toy", operation: "followers", accounts: 10 } as const satisfies ForecastRequest;
const price = { microsPerCall: 5, microsPerResource: 10 };

Deno.test("calls, money and known accounts follow from the rows claimed, the mean for the others", () => {
  const told = foretell({ ...request, accounts: 8, rowCounts: [0, 100, 101, 950] });
  // Pages 1 + 1 + 2 + 10 of four accounts, twice as many in all; rows likewise.
  assert.deepEqual([told.calls, told.micros, told.known], [28, 28 * 5 + 2 * 1151 * 10, 4]);
  const capped = foretell({ ...request, accounts: 4, rowCounts: [0, 100, 101, 950], caps: { pagesPerAccount: 3 } });
  assert.deepEqual([capped.calls, capped.micros], [7, 7 * 5 + 501 * 10]);
  assert.equal(foretell(request).calls, 10);
});

Deno.test("accounts that go many in one call are so many calls", () => {
  const told = foretell({ ...request, accounts: 1001 }, { accountsPerCall: 100 });
  assert.deepEqual([told.calls, told.micros], [11, 11 * 5 + 1001 * 10]);
});

Deno.test("caps cut calls, money and time, and are named", () => {
  const rowCounts = new Array(10).fill(100);
  const calls = foretell({ ...request, rowCounts, caps: { calls: 4 } });
  assert.deepEqual([calls.calls, calls.micros, calls.limitedBy], [4, 4 * 1005, "the cap on calls"]);
  const money = foretell({ ...request, rowCounts, caps: { micros: 3500 } });
  assert.deepEqual([money.calls, money.limitedBy], [3, "the cap on money"]);
  assert.ok(money.micros <= 3500);
  const until = foretell({ ...request, accounts: 100, caps: { until: new Date(nowMs + minute).toISOString() } });
  assert.deepEqual([until.calls, until.limitedBy], [15, "the end that was set"]);
});

Deno.test("the time counts what is spent and closed now, all tokens, and their apps' limits once", () => {
  const seconds = (told: { durationMs: number }) => Math.round(told.durationMs / 1000);
  const widened = 15 * 60 + 5;
  assert.equal(seconds(foretell({ ...request, accounts: 15 })), 1);
  assert.ok(Math.abs(seconds(foretell({ ...request, accounts: 16 })) - widened) <= 2);
  assert.ok(Math.abs(seconds(foretell({ ...request, accounts: 150 })) - 9 * widened) <= 3);
  const full = supply([quotaRules.charge(emptyWindow(15 * minute, 15), 15, nowMs - 5 * minute).window]);
  assert.ok(Math.abs(seconds(foretell({ ...request, accounts: 1 }, { supplies: [full] })) - (widened - 300)) <= 2);
  const two = [supply([emptyWindow(15 * minute, 15)]), supply([emptyWindow(15 * minute, 15)])];
  assert.equal(seconds(foretell({ ...request, accounts: 30 }, { supplies: two })), 1);
  const shared = two.map((one) => ({ ...one, shared: [emptyWindow(15 * minute, 20)] }));
  assert.ok(Math.abs(seconds(foretell({ ...request, accounts: 30 }, { supplies: shared })) - widened) <= 2);
  const none = foretell({ ...request, accounts: 16 }, { supplies: [] });
  assert.equal(none.tokens, 0);
  assert.match(none.limitedBy, /no platform token/);
});

Deno.test("pages of one list follow each other: few long lists take as long as the longest", () => {
  const windows = [emptyWindow(15 * minute, 10_000)];
  const told = foretell({ ...request, accounts: 2, rowCounts: [100, 100_000] }, { supplies: [supply(windows)] });
  assert.equal(told.durationMs, 1000 * callMsExpected);
  assert.equal(told.limitedBy, "the longest list");
});

Deno.test("the time is within 10 % of a crawl that is played, for random lists, windows and tokens", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const [limit, windowMs] = [[15, 15 * minute], [900, 15 * minute], [300, 5 * minute]][seed % 3];
    const tokens = 1 + Math.floor(random() * 3);
    const accounts = 20 + Math.floor(random() * 200);
    const rowCounts = Array.from({ length: accounts }, () => Math.floor(random() ** 4 * 5000));
    const supplies = Array.from({ length: tokens }, () => {
      const used = quotaRules.charge(
        emptyWindow(windowMs, limit),
        Math.floor(random() * limit),
        nowMs - random() * windowMs,
      );
      return supply([used.window]);
    });
    const told = foretell({ ...request, accounts, rowCounts }, { supplies });
    const played = play(
      rowCounts.map((rows) => Math.max(1, Math.ceil(rows / 100))),
      supplies.map(({ token }) => token[0]),
    );
    assert.equal(told.calls, played.calls);
    const error = Math.abs(told.durationMs - played.durationMs) / played.durationMs;
    // Below a minute a round trip is more than a tenth.
    const near = error <= 0.1 || Math.abs(told.durationMs - played.durationMs) <= 2 * callMsExpected;
    assert.ok(near, `seed ${seed}: told ${told.durationMs} ms, played ${played.durationMs} ms`);
  }
});

Deno.test("forecast() of allowances reads the tokens that can be used and their windows", async () => {
  const { allowances } = await openToy({ price });
  assert.equal((await allowances.forecast(request)).tokens, 0);
  await allowances.addToken(tokenRequest);
  const { id } = await allowances.addToken({ ...tokenRequest, app: "two", name: "second", secret: "another" });
  const both = await allowances.forecast({ ...request, accounts: 31 });
  assert.equal(both.tokens, 2);
  assert.ok(both.durationMs > 15 * minute);
  assert.equal((await allowances.forecast({ ...request, accounts: 30 })).durationMs, callMsExpected);
  assert.equal((await allowances.forecast({ ...request, app: "two" })).tokens, 1);
  await allowances.retireToken(id);
  assert.equal((await allowances.forecast(request)).tokens, 1);
});

function foretell(request: ForecastRequest, options: { accountsPerCall?: number; supplies?: Supply[] } = {}) {
  const table = toyPlatform({ price, accountsPerCall: options.accountsPerCall }).operations.followers!;
  const fresh = supply([emptyWindow(15 * minute, 15)]);
  return forecast(request, { table, supplies: options.supplies ?? [fresh], assumed: fresh, nowMs });
}

function supply(token: QuotaWindow[]): Supply {
  return { app: "one", token, shared: [], closedUntilMs: 0 };
}

/** A crawl in which each list asks for its next page a round trip after the last, as soon as some token allows. */
function play(pages: number[], windows: QuotaWindow[]): { calls: number; durationMs: number } {
  const lists = pages.map((pages) => ({ left: pages, readyMs: nowMs }));
  let [calls, clockMs, endMs] = [0, nowMs, nowMs];
  for (let left = lists; left.length > 0; left = lists.filter(({ left }) => left > 0)) {
    for (const list of left.toSorted((one, other) => other.left - one.left)) {
      if (list.readyMs > clockMs) continue;
      const index = windows.findIndex((window) => quotaRules.left(window, clockMs) > 0);
      if (index < 0) break;
      windows[index] = quotaRules.charge(windows[index], 1, clockMs).window;
      list.left--;
      list.readyMs = endMs = clockMs + callMsExpected;
      calls++;
    }
    const ready = Math.min(...lists.filter(({ left }) => left > 0).map(({ readyMs }) => readyMs));
    if (ready === Infinity) break;
    clockMs = Math.max(
      clockMs + 1,
      ready,
      Math.min(...windows.map((window) => Math.ceil(quotaRules.freeAt(window, clockMs)))),
    );
  }
  return { calls, durationMs: endMs - nowMs };
}
