import assert from "node:assert/strict";
import { steadyClock } from "../../../../core/crawl/allowances/steady_clock.ts";

Deno.test("steadyClock() starts at the wall's time and follows no step of it", () => {
  let [wallMs, monotonicMs] = [1_700_000_000_000, 123.25];
  const clock = steadyClock(() => wallMs, () => monotonicMs);
  assert.equal(clock.now(), 1_700_000_000_000);
  wallMs += 600_000;
  monotonicMs += 1500.5;
  assert.equal(clock.now(), 1_700_000_001_500);
  wallMs -= 6_000_000;
  assert.equal(clock.now(), 1_700_000_001_500);
});
