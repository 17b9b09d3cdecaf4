/** The demo goes the whole road, checks itself against its world's truth, and ends when asked to. */
import assert from "node:assert/strict";
import { runProcess } from "./_cli.ts";

Deno.test("demo --exit crawls within all limits, builds, answers, serves, checks itself and ends", async () => {
  const { code, out, err } = await runProcess(["demo", "--exit"]);
  assert.equal(code, 0, err);
  assert.match(out, /Tess Fenlow[\s\S]*Ondry Ridge/);
  const [, calls, bill] =
    /([\d,]+) calls with 4 apps .* none was too many, and X would have billed \$([\d,.]+)/.exec(err) ?? [];
  assert.ok(Number(calls?.replaceAll(",", "")) > 1000 && Number(bill?.replaceAll(",", "")) > 100, err);
  assert.match(err, /a fair sample of [\d,]+ people follow \(\d+ of 100 slots by hash\)/);
  const [, share, pairs] = /truth check: ([\d.]+) % of (\d+) intervals/.exec(err) ?? [];
  console.log(`${share} % of ${pairs} intervals of 95 % hold the count over everybody`);
  assert.ok(Number(share) >= 90 && Number(pairs) > 200, err);
  assert.match(err, /a community from three accounts ends by itself after [1-9]\d* members/);
  assert.match(err, /the API and the page answer as the truth says/);
});
