import assert from "node:assert/strict";
import { measureQuotaUse } from "./_quota_use.ts";

const minuteMs = 60_000;
const cases = [
  { limit: 15, windowMs: 15 * minuteMs, windows: 12 },
  { limit: 900, windowMs: 15 * minuteMs, windows: 3.5 },
  { limit: 3000, windowMs: 5 * minuteMs, windows: 2.5 },
];
/** One call in twenty: failures, calls that are lost, answers that are lost or come too late. */
const fewFaults = { serverError: 0.02, requestLost: 0.01, answerLost: 0.01, answersLate: 0.01 };

Deno.test("a crawl uses at least 98 % of its quota, 90 % with 5 % faults, and never more; its forecast is right within 10 %", async () => {
  for (const one of cases) {
    const name = `${one.limit} calls in ${one.windowMs / minuteMs} min`;
    const clean = await measureQuotaUse({ ...one, seed: 1, faults: {} });
    const faulty = await measureQuotaUse({ ...one, seed: 2, faults: fewFaults });
    const { forecast, durationMs, calls, money, billedMicros } = clean;
    const off = (told: number, true_: number) => Math.abs(told / true_ - 1);
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    console.log(
      `${name}: ${percent(clean.used)} used without faults (${calls} calls), ${percent(faulty.used)} with 5 % faults ` +
        `(${faulty.calls} calls), ${clean.violations + faulty.violations} over; forecast off by ` +
        `${percent(off(forecast.calls, calls))} of calls, ${percent(off(forecast.durationMs, durationMs))} of time, ` +
        `${percent(off(forecast.micros, billedMicros))} of cost`,
    );
    assert.ok(clean.used >= 0.98, `${name}: ${clean.used}`);
    assert.ok(faulty.used >= 0.9, `${name} with faults: ${faulty.used}`);
    assert.equal(clean.violations + faulty.violations, 0, name);
    assert.ok(off(forecast.calls, calls) <= 0.1, `${name}: ${forecast.calls} calls foretold, ${calls} made`);
    assert.ok(
      off(forecast.durationMs, durationMs) <= 0.1,
      `${name}: ${forecast.durationMs} ms foretold, ${durationMs} ms`,
    );
    assert.ok(
      off(forecast.micros, billedMicros) <= 0.1,
      `${name}: ${forecast.micros} foretold, ${billedMicros} billed`,
    );
    assert.equal(money.settledMicros, billedMicros, name);
  }
});
