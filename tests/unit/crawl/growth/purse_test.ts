/** What is left of a budget: nothing that may still be spent is given out again. */
import assert from "node:assert/strict";
import { capsOfPortion, whatIsLeft } from "../../../../core/crawl/growth/purse.ts";
import type { JobCaps, JobState, JobStatus } from "../../../../core/crawl/job.ts";

/** 30 calls and 300 µ$ reserved, 20 calls and 200 µ$ come to something. */
function coordinatorOf(state: JobState, caps: JobCaps) {
  const money = { calls: 30, chargedMicros: 300, settledMicros: 200, limitMicros: null };
  const status = { state, caps, money, totals: { calls: 20 } } as unknown as JobStatus;
  return { readJob: () => Promise.resolve(status) };
}

const caps = { calls: 50, micros: 500 };

Deno.test("a job that is active or paused keeps its whole cap", async () => {
  for (const state of ["active", "paused"] as const) {
    const left = await whatIsLeft(coordinatorOf(state, caps), { calls: 100, micros: 1000 }, ["a"]);
    assert.deepEqual(left, { calls: 50, micros: 500 });
  }
});

Deno.test("a job that has ended keeps what it reserved, whether or not anything came of it", async () => {
  for (const state of ["finished", "stopped", "cancelled"] as const) {
    const left = await whatIsLeft(coordinatorOf(state, caps), { calls: 100, micros: 1000 }, ["a", "b"]);
    assert.deepEqual(left, { calls: 40, micros: 400 });
  }
});

Deno.test("an open job without a cap leaves nothing, and nothing is never less", async () => {
  assert.deepEqual(await whatIsLeft(coordinatorOf("active", {}), { calls: 100, micros: 1000 }, ["a"]), {
    calls: 0,
    micros: 0,
  });
  assert.deepEqual(await whatIsLeft(coordinatorOf("finished", caps), { calls: 10 }, ["a"]), { calls: 0 });
  assert.deepEqual(await whatIsLeft(coordinatorOf("finished", caps), {}, ["a"]), {});
});

Deno.test("portions together are never more than what is left", () => {
  for (let calls = 0; calls < 200; calls++) {
    const given = [0.5, 0.45, 0.05].map((share) => capsOfPortion({ left: { calls }, share }).calls!);
    assert.ok(given.reduce((sum, count) => sum + count, 0) <= calls);
  }
  assert.deepEqual(capsOfPortion({ left: { calls: 100, micros: 100 }, share: 1, calls: 7 }), { calls: 7, micros: 100 });
});
