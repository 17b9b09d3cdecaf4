/** A worker against servers that bear only so much, in virtual time. */
import assert from "node:assert/strict";
import { runWorker } from "../../../../core/crawl/worker/worker.ts";
import { type CallEnd, type Pace, type WorkerRules, workerRules } from "../../../../core/crawl/worker/worker_rules.ts";
import { callTimeoutMs, slowCallMs } from "../../../../core/limits.ts";
import { answerToy, MemorySink, readToyCall, ToyCoordinator, toyPlatform } from "./_toy.ts";
import { VirtualTime } from "./_virtual_time.ts";

interface Load {
  readonly accounts: number;
  /** Calls that the server works off each second, at a time; it does so one after the other, also those nobody waits for any more. */
  readonly rate: (atMs: number) => number;
  readonly rules?: WorkerRules;
}

interface Crawl {
  readonly seconds: number;
  readonly pagesPerSecond: number;
  readonly calls: number;
  readonly failed: number;
  readonly unused: number;
  /** Each limit, and since when. */
  readonly limits: readonly { readonly atMs: number; readonly limit: number }[];
}

const pagesEach = 4;
/** What an answer takes at least. */
const travelMs = 100;

async function crawl({ accounts, rate, rules = workerRules }: Load): Promise<Crawl> {
  const time = new VirtualTime();
  const nowMs = time.clock.monotonic;
  const names = Array.from({ length: accounts }, (_, index) => String(index));
  const shards = Array.from({ length: accounts / 25 }, (_, index) => names.slice(25 * index, 25 * index + 25));
  const coordinator = new ToyCoordinator({ shards, nowMs });
  const stop = new AbortController();
  const limits: { atMs: number; limit: number }[] = [];
  let [freeAtMs, calls] = [0, 0];
  const serve = async (input: string | URL | Request, init?: RequestInit) => {
    calls++;
    freeAtMs = Math.max(freeAtMs, nowMs()) + 1000 / rate(nowMs());
    await time.sleep(travelMs + freeAtMs - nowMs());
    return new Response(JSON.stringify(answerToy(readToyCall(input, init), () => pagesEach)));
  };
  const done = runWorker({
    leases: coordinator,
    workerId: "w1",
    platforms: [toyPlatform],
    fetch: serve,
    sink: new MemorySink(),
    clock: time.clock,
    random: () => 0.5,
    sleep: time.sleep,
    signal: stop.signal,
    rules,
    onEvent(event) {
      if (event.kind === "pace") limits.push({ atMs: nowMs(), limit: event.limit });
      if (coordinator.done) stop.abort();
    },
  });
  await time.run(done, 4 * 3_600_000);
  assert(coordinator.done);
  const seconds = nowMs() / 1000;
  const pages = coordinator.committed.length;
  const { failed, unused } = coordinator;
  return { seconds, pagesPerSecond: pages / seconds, calls, failed: failed.length, unused: unused.length, limits };
}

/** As if the number of calls under way were a setting. */
function fixed(limit: number): WorkerRules {
  return { ...workerRules, adaptPace: (pace) => ({ ...pace, limit }) };
}

Deno.test("a server that slows down with the calls under way is crawled without a failed account, near its best rate", async () => {
  for (const rate of [4, 20, 100]) {
    const load = { accounts: 400, rate: () => rate };
    const found = await crawl(load);
    const others = await Promise.all([1, 2, 4, 8, 16, 32, 64].map(async (limit) => {
      return { limit, ...await crawl({ ...load, rules: fixed(limit) }) };
    }));
    const best = others.reduce((best, one) => one.pagesPerSecond > best.pagesPerSecond ? one : best);
    const show = ({ pagesPerSecond, calls, failed }: Crawl) =>
      `${pagesPerSecond.toFixed(1)} pages/s, ${calls - 400 * pagesEach} calls in vain, ${failed} failed`;
    console.log(
      `${rate} calls/s: ${show(found)}; best fixed number ${best.limit}: ${show(best)}; always 64: ${show(others[6])}`,
    );
    assert.equal(found.failed, 0, `${rate} calls/s`);
    assert.equal(found.unused, 0, `${rate} calls/s: calls were asked for that could not be sent`);
    assert.ok(found.pagesPerSecond >= 0.8 * best.pagesPerSecond, `${found.pagesPerSecond} of ${best.pagesPerSecond}`);
  }
});

Deno.test("a server that is fast gets as many calls as are allowed, soon", async () => {
  const { limits } = await crawl({ accounts: 4000, rate: () => 5000 });
  const most = limits.find(({ limit }) => limit === 64);
  console.log(`64 calls under way after ${((most?.atMs ?? Infinity) / 1000).toFixed(1)} s`);
  assert.ok(most !== undefined && most.atMs < 15_000, JSON.stringify(limits));
});

Deno.test("a server that is fast and slow by turns loses no account, and few calls are in vain", async () => {
  const isSlow = (atMs: number) => Math.floor(atMs / 60_000) % 2 === 1;
  const { seconds, calls, failed, unused, limits } = await crawl({
    accounts: 2000,
    rate: (atMs) => isSlow(atMs) ? 5 : 50,
  });
  const needed = 2000 * pagesEach;
  const mean = limits.reduce((sum, { limit }) => sum + limit, 0) / limits.length;
  console.log(
    `50 and 5 calls/s, a minute each: ${(needed / seconds).toFixed(1)} pages/s, ${calls - needed} calls in vain, ` +
      `${failed} failed; limits from ${Math.min(...limits.map(({ limit }) => limit))}, ${mean.toFixed(0)} on the mean`,
  );
  assert.deepEqual([failed, unused], [0, 0]);
  assert.ok(calls - needed < 0.1 * needed, `${calls - needed} calls in vain`);
  assert.ok(needed / seconds >= 0.8 * (50 + 5) / 2, `${needed / seconds} pages/s`);
});

Deno.test("adaptPace() stays between 1 and the most, halves once for all calls under way, and adds one a round", () => {
  const end = (pace: Pace, changes: Partial<CallEnd> = {}): CallEnd => {
    return { round: pace.round, kind: "page", lengthMs: 100, underWay: pace.limit, ...changes };
  };
  const begin: Pace = { limit: 8, round: 0, good: 0 };
  let pace = begin;
  for (let call = 0; call < 8; call++) pace = workerRules.adaptPace(pace, end(pace), 10);
  assert.deepEqual(pace, { limit: 9, round: 0, good: 0 });
  for (let call = 0; call < 100; call++) pace = workerRules.adaptPace(pace, end(pace), 10);
  assert.equal(pace.limit, 10);
  const failed = { round: 0, kind: "failed" as const };
  for (let call = 0; call < 10; call++) pace = workerRules.adaptPace(pace, end(pace, failed), 10);
  assert.deepEqual(pace, { limit: 5, round: 1, good: 0 });
  for (let call = 0; call < 10; call++) pace = workerRules.adaptPace(pace, end(pace, { kind: "failed" }), 10);
  assert.equal(pace.limit, 1);
  // Neither a late answer nor one by the way says that the host bears more.
  assert.ok(slowCallMs < callTimeoutMs);
  for (const changes of [{ lengthMs: slowCallMs + 1 }, { underWay: 3 }]) {
    assert.equal(workerRules.adaptPace(begin, end(begin, changes), 10), begin);
  }
});
