/** Forecast, consent and caps: nothing is spent that nobody allowed. */
import assert from "node:assert/strict";
import { InputError, UsageError } from "../../../../core/errors.ts";
import type { Forecast } from "../../../../core/crawl/job.ts";
import { operationsOf } from "../../../../scripts/crawl/from_list.ts";
import { capsOf, type ForecastStage, requireConsent } from "../../../../scripts/crawl/orders.ts";

const forecast: Forecast = {
  calls: 100,
  durationMs: 60_000,
  micros: 10_000_000,
  tokens: 1,
  limitedBy: "GET",
  known: 0,
};
const plans: ForecastStage[] = [
  { operation: "profiles", forecast: { ...forecast, calls: 10, micros: 1_000_000 } },
  { operation: "followers", forecast: { ...forecast, calls: 90, micros: 9_000_000 } },
];

Deno.test("what costs nothing needs nobody's leave", () => {
  const free = [{ ...plans[0], forecast: { ...forecast, micros: 0 } }];
  assert.equal(requireConsent(free, { yes: false }), undefined);
  assert.equal(requireConsent(free, { yes: false, micros: 0 }), 0);
});

Deno.test("what costs money is not started without leave, and the message says how to give it", () => {
  assert.throws(
    () => requireConsent(plans, { yes: false }),
    (error) =>
      error instanceof UsageError && /about \$10\.00; allow it with --money 12, or with --yes/.test(error.message),
  );
});

Deno.test("a budget is leave, and stays the limit whatever the forecast", () => {
  assert.equal(requireConsent(plans, { yes: false, micros: 5_000_000 }), 5_000_000);
  assert.equal(requireConsent(plans, { yes: true, micros: 5_000_000 }), 5_000_000);
  assert.equal(requireConsent(plans, { yes: true }), undefined);
});

Deno.test("a budget of nothing is said to be too small, with one that is enough", () => {
  assert.throws(
    () => requireConsent(plans, { yes: true, micros: 0 }),
    (error) =>
      error instanceof InputError &&
      /about \$10\.00, and the budget is nothing; --money 10 is enough/.test(error.message),
  );
});

Deno.test("an answer yes allows no more than was asked for, an answer no nothing", () => {
  const questions: string[] = [];
  const ask = (answer: boolean) => (question: string) => (questions.push(question), answer);
  assert.equal(requireConsent(plans, { yes: false, ask: ask(true) }), 12_000_000);
  assert.match(questions[0], /about \$10\.00, and never more than \$12\.00/);
  assert.throws(() => requireConsent(plans, { yes: false, ask: ask(false) }), /nothing was spent/);
});

Deno.test("the caps of the jobs together are never more than the order's", () => {
  const nowMs = Date.UTC(2026, 10, 25);
  for (const [calls, micros] of [[7, 3], [100, 10_000_000], [1, 1], [99_999, 12_345_678]]) {
    const caps = capsOf(plans, { calls, micros, minutes: 5, pagesPerAccount: 2 }, nowMs);
    assert.ok(caps.reduce((sum, cap) => sum + cap.calls!, 0) <= calls);
    assert.ok(caps.reduce((sum, cap) => sum + cap.micros!, 0) <= micros);
    assert.ok(caps.every((cap) => cap.until === "2026-11-25T00:05:00.000Z" && cap.pagesPerAccount === 2));
  }
  assert.deepEqual(capsOf(plans, {}, nowMs), [{}, {}]);
});

Deno.test("profiles come first, but for those who want none, only them, or a sample of people", () => {
  assert.deepEqual(operationsOf({}), ["profiles", "followers"]);
  assert.deepEqual(operationsOf({ following: true, posts: true }), ["profiles", "following", "posts"]);
  assert.deepEqual(operationsOf({ profiles: true }), ["profiles"]);
  assert.deepEqual(operationsOf({ profiles: false, followers: true }), ["followers"]);
  assert.deepEqual(operationsOf({ slots: [0] }), ["following"]);
  assert.deepEqual(operationsOf({ slots: [0], profiles: true, followers: true }), ["profiles", "followers"]);
});
