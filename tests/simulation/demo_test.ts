/** The demo goes the whole road, checks itself against its world's truth, and ends when asked to. */
import assert from "node:assert/strict";
import { runProcess } from "./_cli.ts";

Deno.test("demo --exit builds, answers, serves, checks itself and ends", async () => {
  const { code, out, err } = await runProcess(["demo", "--exit"]);
  assert.equal(code, 0, err);
  assert.match(out, /Tess Fenlow[\s\S]*Ondry Ridge/);
  const [, share, pairs] = /truth check: ([\d.]+) % of (\d+) intervals/.exec(err) ?? [];
  console.log(`${share} % of ${pairs} intervals of 95 % hold the world's own count`);
  assert.ok(Number(share) >= 90 && Number(pairs) > 200, err);
  assert.match(err, /a community from three accounts ends by itself after [1-9]\d* members/);
  assert.match(err, /the API and the page answer as the truth says/);
});
