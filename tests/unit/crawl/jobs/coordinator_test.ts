import assert from "node:assert/strict";
import { InputError, NotFoundError, UsageError } from "../../../../core/errors.ts";
import {
  emptyPagesMax,
  failureRestMsFirst,
  failureRestMsMax,
  failuresMax,
  leaseLengthMs,
} from "../../../../core/limits.ts";
import { MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import { ForeignLeaseError, LeaseLostError, type PagesRequest } from "../../../../core/crawl/protocol.ts";
import { openTestCoordinator, page, report, type TestCoordinator } from "../_coordinator.ts";

const all = { calls: 100, platforms: ["t"] };

async function lease({ coordinator }: TestCoordinator, worker = "w1", calls = 100) {
  const { lease, grants, waitMs } = await coordinator.lease(worker, { ...all, calls });
  assert(lease !== null, `a lease was expected, not a wait of ${waitMs} ms`);
  return { lease, grants, ids: grants.map(({ id }) => id) };
}

async function startJob(test: TestCoordinator, accounts: string[], rest: Record<string, unknown> = {}) {
  return await test.coordinator.createJob({ platform: "t", operation: "followers", accounts, ...rest });
}

Deno.test("a job goes from its accounts to its outcomes, and is then finished", async () => {
  const test = openTestCoordinator();
  const { coordinator, allowances } = test;
  const job = await startJob(test, ["1"]);
  const { lease: held, ids } = await lease(test);
  assert.deepEqual(held.units, [{ account: "1", cursor: null, pages: 0, failures: 0 }]);
  assert.equal((await coordinator.readJob(job.id)).totals.leased, 1);
  const first = await coordinator.commitPages("w1", held.id, {
    pages: [report(ids[0], "1", page({ next: "c1", page: "p1" }))],
    calls: 1,
  });
  assert.deepEqual(first.verdicts, ["counted"]);
  assert.deepEqual(first.units, [{ account: "1", cursor: "c1", pages: 1, failures: 0 }]);
  const last = await coordinator.commitPages("w1", held.id, {
    pages: [report(first.grants[0].id, "1", page({ page: "p2" }), { cursor: "c1" })],
    calls: 1,
  });
  assert.equal(last.finished, true);
  assert.deepEqual(last.grants, []);
  const status = await coordinator.readJob(job.id);
  assert.equal(status.state, "finished");
  assert.deepEqual(
    [status.totals.accounts, status.totals.pending, status.totals.leased, status.totals.outcomes.done],
    [1, 0, 0, 1],
  );
  assert.deepEqual([status.totals.pages, status.totals.connections, status.totals.calls], [2, 20, 2]);
  const { pages } = await coordinator.listPages(job.id);
  assert.deepEqual(pages.map(({ page }) => page).toSorted(), ["p1", "p2"]);
  const { accounts } = await coordinator.listAccounts(job.id);
  assert.deepEqual(accounts, [{ account: "1", id: "1", outcome: "done", pages: 2, rows: 20, capped: false }]);
  assert.deepEqual(allowances.settled, [{ grant: ids[0], resources: 10 }, {
    grant: first.grants[0].id,
    resources: 10,
  }]);
});

Deno.test("names that are no accounts are refused together, and none of the others is taken in", async () => {
  const test = openTestCoordinator();
  const job = await startJob(test, [], { sealed: false });
  await assert.rejects(
    () => test.coordinator.addAccounts(job.id, ["1", "no good", "@ok", "?"]),
    (error) => error instanceof InputError && /2 of 4.*"no good", "\?"/.test(error.message),
  );
  assert.equal((await test.coordinator.readJob(job.id)).totals.accounts, 0);
});

Deno.test("an account counts once: in one list, over several calls, after a restart, and in another process", async () => {
  const test = openTestCoordinator();
  const other = openTestCoordinator(test);
  const job = await startJob(test, ["1", "t:1", "2", "@a", "@A"], { sealed: false });
  assert.deepEqual(await test.coordinator.addAccounts(job.id, ["2", "3"]), { added: 1 });
  const lists = [["3", "4", "5"], ["5", "6", "4"], ["7", "1", "6"]];
  const answers = await Promise.all(lists.map((list, index) => {
    return (index === 1 ? other : test).coordinator.addAccounts(job.id, list);
  }));
  assert.equal(answers.reduce((sum, { added }) => sum + added, 0), 4);
  const restarted = openTestCoordinator(test);
  assert.deepEqual(await restarted.coordinator.addAccounts(job.id, ["7", "8", "@a"], { seal: true }), { added: 1 });
  const { accounts } = await test.coordinator.listAccounts(job.id);
  assert.deepEqual(accounts.map(({ account }) => account).toSorted(), ["1", "2", "3", "4", "5", "6", "7", "8", "@a"]);
  // The last request again, as after a lost answer; and one that is not the last again.
  assert.deepEqual(await test.coordinator.addAccounts(job.id, ["7", "8", "@a"], { seal: true }), { added: 0 });
  await assert.rejects(() => test.coordinator.addAccounts(job.id, ["9"]), UsageError);
});

Deno.test("the same idempotency key makes one job; for another request it is refused", async () => {
  const test = openTestCoordinator();
  const request = { platform: "t", operation: "followers", accounts: ["1"], idempotencyKey: "k" } as const;
  const jobs = await Promise.all([1, 2, 3].map(() => test.coordinator.createJob(request)));
  assert.equal(new Set(jobs.map(({ id }) => id)).size, 1);
  assert.equal((await test.coordinator.listJobs()).jobs.length, 1);
  await assert.rejects(() => test.coordinator.createJob({ ...request, accounts: ["2"] }), UsageError);
});

Deno.test("each shard goes to one worker, whoever asks at the same time and wherever", async () => {
  const test = openTestCoordinator();
  const other = openTestCoordinator({ ...test, seed: 2 });
  await startJob(test, Array.from({ length: 800 }, (_, i) => String(i)));
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => {
    return (i % 2 === 0 ? test : other).coordinator.lease(`w${i}`, all);
  }));
  const shards = answers.flatMap(({ lease }) => lease === null ? [] : [lease.shard]);
  assert.equal(shards.length, 16);
  assert.equal(new Set(shards).size, 16);
});

Deno.test("a more urgent job goes first; equal ones take turns", async () => {
  const test = openTestCoordinator();
  const accounts = ["1", "2", "3", "4"];
  const slow = await startJob(test, accounts, { priority: -1 });
  const [left, right] = [await startJob(test, accounts), await startJob(test, accounts)];
  const order: string[] = [];
  for (let turn = 0; turn < 12; turn++) order.push((await lease(test)).lease.job);
  assert.deepEqual(new Set(order.slice(0, 2)), new Set([left.id, right.id]));
  assert.deepEqual(order.slice(0, 8).filter((id) => id === left.id).length, 4);
  assert.deepEqual(order.slice(8), Array(4).fill(slow.id));
});

Deno.test("a lease that ran out goes to another worker, and what its old holder says then counts for nothing", async () => {
  const test = openTestCoordinator();
  const { coordinator, clock } = test;
  const job = await startJob(test, ["1"]);
  const old = await lease(test, "w1");
  assert.equal((await coordinator.lease("w2", all)).lease, null);
  clock.nowMs += leaseLengthMs;
  const next = await lease(test, "w2");
  assert.equal(next.lease.fence, old.lease.fence + 1);
  const pages = [report(old.ids[0], "1", page())];
  await assert.rejects(() => coordinator.commitPages("w1", old.lease.id, { pages, calls: 0 }), LeaseLostError);
  await assert.rejects(() => coordinator.renew("w1", old.lease.id, { calls: 0 }), LeaseLostError);
  await assert.rejects(() => coordinator.finish("w1", old.lease.id, { unused: [] }), LeaseLostError);
  assert.equal((await coordinator.readJob(job.id)).totals.pages, 0);
  // The grants of a lease are its own.
  const { verdicts } = await coordinator.commitPages("w2", next.lease.id, { pages, calls: 0 });
  assert.deepEqual(verdicts, ["stale"]);
});

Deno.test("a lease that ran out still counts as long as nobody else took its shard", async () => {
  for (const reopened of [false, true]) {
    const test = openTestCoordinator();
    const { coordinator, clock } = test;
    await startJob(test, ["1"]);
    const { lease: held, ids } = await lease(test);
    clock.nowMs += 10 * leaseLengthMs;
    if (reopened) await coordinator.tick();
    const answer = await coordinator.commitPages("w1", held.id, {
      pages: [report(ids[0], "1", page({ next: "c1" }))],
      calls: 0,
    });
    assert.deepEqual(answer.verdicts, ["counted"]);
    assert.equal(answer.lengthMs, leaseLengthMs);
    assert.equal((await coordinator.lease("w2", all)).lease, null, "it is held again");
    clock.nowMs += leaseLengthMs;
    assert.equal((await lease(test, "w2")).lease.units[0].cursor, "c1");
  }
});

Deno.test("renewing holds a shard for as long as it is done in time", async () => {
  const test = openTestCoordinator();
  const { coordinator, clock } = test;
  await startJob(test, ["1"]);
  const { lease: held } = await lease(test);
  for (let turn = 0; turn < 5; turn++) {
    clock.nowMs += leaseLengthMs - 1;
    assert.equal((await coordinator.lease("w2", all)).lease, null);
    assert.equal((await coordinator.renew("w1", held.id, { calls: 0 })).lengthMs, leaseLengthMs);
  }
});

Deno.test("another key's lease is refused on every way, and nothing of it changes", async () => {
  const test = openTestCoordinator();
  const { coordinator } = test;
  const job = await startJob(test, ["1"]);
  const { lease: held, ids } = await lease(test, "w1");
  const pages = [report(ids[0], "1", page())];
  await assert.rejects(() => coordinator.renew("w2", held.id, { calls: 1 }), ForeignLeaseError);
  await assert.rejects(() => coordinator.commitPages("w2", held.id, { pages, calls: 1 }), ForeignLeaseError);
  await assert.rejects(() => coordinator.finish("w2", held.id, { unused: ids }), ForeignLeaseError);
  for (const name of ["", "x", `${held.job}.0`, `${held.job}.99.1`, `${held.job}.0.2`, "j-none.0.1"]) {
    await assert.rejects(() => coordinator.renew("w1", name, { calls: 0 }), LeaseLostError);
  }
  const { totals } = await coordinator.readJob(job.id);
  assert.deepEqual([totals.pages, totals.leased], [0, 1]);
});

Deno.test("a request that is repeated is answered with the same meaning and counts once", async () => {
  const test = openTestCoordinator();
  const { coordinator, allowances } = test;
  const job = await startJob(test, ["1"]);
  const { lease: held, ids } = await lease(test);
  const failed = { pages: [report(ids[0], "1", { kind: "failed", reason: "503" })], calls: 1 };
  assert.deepEqual((await coordinator.commitPages("w1", held.id, failed)).units[0].restMs, failureRestMsFirst);
  test.clock.nowMs += failureRestMsFirst;
  const { grants } = await coordinator.renew("w1", held.id, { calls: 1 });
  assert.deepEqual((await coordinator.commitPages("w1", held.id, failed)).verdicts, ["repeated"]);
  const last = { pages: [report(grants[0].id, "1", page())], calls: 0 };
  const answer = await coordinator.commitPages("w1", held.id, last);
  const again = await coordinator.commitPages("w1", held.id, last);
  assert.deepEqual([answer.verdicts, again.verdicts], [["counted"], ["repeated"]]);
  assert.deepEqual([answer.finished, again.finished], [true, true]);
  await coordinator.finish("w1", held.id, { unused: [] });
  const { totals } = await coordinator.readJob(job.id);
  assert.deepEqual([totals.retries, totals.pages, totals.calls], [1, 1, 2]);
  assert.equal(new Set(allowances.settled.map(({ grant }) => grant)).size, allowances.settled.length);
});

Deno.test("a page that does not follow on what is stored is stale", async () => {
  const test = openTestCoordinator();
  const { coordinator } = test;
  const job = await startJob(test, ["1"]);
  const { lease: held, ids } = await lease(test);
  const more = (await coordinator.renew("w1", held.id, { calls: 1 })).grants;
  const answer = await coordinator.commitPages("w1", held.id, {
    pages: [
      report(ids[0], "1", page(), { cursor: "c7" }),
      report("g-unknown", "1", page()),
      report(more[0].id, "2", page()),
    ],
    calls: 0,
  });
  assert.deepEqual(answer.verdicts, ["stale", "stale", "stale"]);
  assert.deepEqual((await coordinator.listPages(job.id)).pages, []);
});

Deno.test("a cursor that leads nowhere ends the account as a loop: seen before, same page again, empty pages", async () => {
  const steps: Record<string, ReturnType<typeof page>[]> = {
    itself: [page({ next: "a" }), page({ next: "a" })],
    earlier: [page({ next: "a" }), page({ next: "b" }), page({ next: "a" })],
    same: [page({ next: "a", digest: "d" }), page({ next: "b", digest: "d" })],
    empty: Array.from({ length: emptyPagesMax }, (_, i) => {
      return page({ next: `e${i}`, digest: "", rows: { profiles: 0, connections: 0, posts: 0 } });
    }),
  };
  for (const [name, pages] of Object.entries(steps)) {
    const test = openTestCoordinator();
    const { coordinator } = test;
    const job = await startJob(test, ["1"]);
    const { lease: held } = await lease(test);
    let cursor: string | null = null;
    for (const [index, result] of pages.entries()) {
      const { grants } = await coordinator.renew("w1", held.id, { calls: 1 });
      const sent: PagesRequest = { pages: [report(grants[0].id, "1", result, { cursor })], calls: 0 };
      const answer = await coordinator.commitPages("w1", held.id, sent);
      assert.deepEqual(answer.verdicts, ["counted"], name);
      assert.equal(answer.finished, index === pages.length - 1, name);
      assert.deepEqual((await coordinator.commitPages("w1", held.id, sent)).verdicts, ["repeated"], name);
      cursor = result.next;
    }
    const { totals } = await coordinator.readJob(job.id);
    assert.equal(totals.outcomes.loop, 1, name);
    // Rows that came a second time count once.
    assert.equal(totals.connections, name === "empty" ? 0 : name === "same" ? 10 : 10 * pages.length, name);
    assert.equal((await coordinator.listPages(job.id)).pages.length, name === "same" ? 1 : pages.length, name);
  }
});

Deno.test("a list is cut at the cap of pages, and says so", async () => {
  const test = openTestCoordinator();
  const { coordinator } = test;
  const job = await startJob(test, ["1"], { caps: { pagesPerAccount: 1 } });
  const { lease: held, ids } = await lease(test);
  assert.equal(held.pagesPerAccount, 1);
  const pages = [report(ids[0], "1", page({ next: "c1" }))];
  assert.equal((await coordinator.commitPages("w1", held.id, { pages, calls: 0 })).finished, true);
  const { totals } = await coordinator.readJob(job.id);
  assert.deepEqual([totals.outcomes.done, totals.capped], [1, 1]);
});

Deno.test("failures give an account up after 20 minutes in which it rested ever longer; refusals and limits cost it nothing", async () => {
  const test = openTestCoordinator();
  const { coordinator, clock } = test;
  const job = await startJob(test, ["1"]);
  const { lease: held } = await lease(test);
  const send = async (result: Parameters<typeof report>[2]) => {
    const { grants } = await coordinator.renew("w1", held.id, { calls: 1 });
    return await coordinator.commitPages("w1", held.id, { pages: [report(grants[0].id, "1", result)], calls: 0 });
  };
  for (let turn = 0; turn < 2 * failuresMax; turn++) {
    await send({ kind: "limited", cause: "window" });
    await send({ kind: "refused", reason: "401" });
  }
  const startedMs = clock.nowMs;
  const rests: number[] = [];
  for (let turn = 1; turn < failuresMax; turn++) {
    const [unit] = (await send({ kind: "failed", reason: "503" })).units;
    assert.equal(unit.failures, turn);
    rests.push(unit.restMs!);
    clock.nowMs += unit.restMs! - 1;
    assert.deepEqual((await coordinator.renew("w1", held.id, { calls: 5 })).grants, [], "it rests");
    clock.nowMs += 1;
  }
  assert.deepEqual(rests, rests.map((_, turn) => Math.min(failureRestMsMax, 4 ** turn * failureRestMsFirst)));
  assert.ok(clock.nowMs - startedMs >= 20 * 60_000, `given up after ${clock.nowMs - startedMs} ms`);
  assert.equal((await send({ kind: "failed", reason: "503" })).finished, true);
  const { totals, state } = await coordinator.readJob(job.id);
  assert.deepEqual([totals.outcomes.failed, totals.retries, state], [1, failuresMax, "finished"]);
  assert.deepEqual([totals.limited, totals.refused], [2 * failuresMax, 2 * failuresMax]);
});

Deno.test("handles are resolved first; one that is an account already there counts once, one that is none is gone", async () => {
  const test = openTestCoordinator();
  const { coordinator } = test;
  const job = await startJob(test, ["@a", "7", "@seven", "@none"], { sealed: false, accounts: undefined });
  await coordinator.addAccounts(
    job.id,
    Array.from({ length: 64 }, (_, i) => ["@a", "7", "@seven", "@none"][i] ?? `@f${i}`),
  );
  const { lease: held, grants } = await lease(test);
  assert.deepEqual(held.units.map(({ account }) => account), ["@a", "7", "@seven", "@none"]);
  assert.deepEqual(grants.map(({ operation }) => operation), ["resolve", "followers"]);
  const answer = await coordinator.commitPages("w1", held.id, {
    pages: [
      report(
        grants[0].id,
        ["@a", "@seven", "@none"],
        page({
          resolved: [{ handle: "@a", id: "1" }, { handle: "@seven", id: "7" }],
          absent: [{ account: "@none", absence: "gone" }],
          rows: { profiles: 2, connections: 0, posts: 0 },
        }),
        { operation: "resolve" },
      ),
    ],
    calls: 5,
  });
  assert.deepEqual(answer.units.map(({ account }) => account), ["1", "7"]);
  assert.deepEqual(answer.grants.map(({ operation }) => operation), ["followers", "followers"]);
  const { totals } = await coordinator.readJob(job.id);
  assert.deepEqual([totals.accounts, totals.outcomes.gone, totals.leased, totals.profiles], [63, 1, 2, 2]);
  const { accounts } = await coordinator.listAccounts(job.id, { limit: 3 });
  assert.deepEqual(accounts.map(({ account, id }) => [account, id]), [["@a", "1"], ["7", "7"], ["@none", null]]);
});

Deno.test("a page of many accounts ends them together, and those that are not in it by their reason", async () => {
  const test = openTestCoordinator();
  const { coordinator } = test;
  const accounts = Array.from({ length: 10 }, (_, i) => String(i));
  const job = await startJob(test, accounts, { operation: "profiles" });
  const { lease: held, ids } = await lease(test);
  assert.equal(ids.length, 1);
  const answer = await coordinator.commitPages("w1", held.id, {
    pages: [
      report(
        ids[0],
        accounts,
        page({
          rows: { profiles: 8, connections: 0, posts: 0 },
          absent: [{ account: "3", absence: "suspended" }, { account: "4", absence: "private" }],
        }),
        { operation: "profiles" },
      ),
    ],
    calls: 1,
  });
  assert.equal(answer.finished, true);
  const { totals } = await coordinator.readJob(job.id);
  assert.deepEqual([totals.outcomes.done, totals.outcomes.suspended, totals.outcomes.private], [8, 1, 1]);
  assert.equal((await coordinator.listAccounts(job.id)).accounts[0].rows, 1);
});

Deno.test("a job that rests, or was cancelled, gives no more work; what is under way counts while its lease lasts", async () => {
  for (const state of ["paused", "cancelled"] as const) {
    const test = openTestCoordinator();
    const { coordinator, clock } = test;
    const job = await startJob(test, ["1", "2"]);
    const { lease: held, ids } = await lease(test);
    await coordinator.changeJob(job.id, state);
    assert.equal((await coordinator.lease("w2", all)).lease, null);
    clock.nowMs += 1000;
    const account = held.units[0].account;
    const answer = await coordinator.commitPages("w1", held.id, {
      pages: [report(ids[0], account, page({ next: "c1" }))],
      calls: 1,
    });
    assert.deepEqual([answer.verdicts, answer.grants], [["counted"], []]);
    assert.equal(answer.lengthMs, leaseLengthMs - 1000, "it is not held for longer");
    clock.nowMs += leaseLengthMs;
    await assert.rejects(() => coordinator.renew("w1", held.id, { calls: 0 }), LeaseLostError);
    if (state === "cancelled") {
      await assert.rejects(() => coordinator.changeJob(job.id, "active"), UsageError);
      assert.deepEqual((await coordinator.tick()).ended, [job.id]);
    } else {
      await coordinator.changeJob(job.id, "active");
      const units = [(await lease(test)).lease.units, (await lease(test)).lease.units].flat();
      assert.deepEqual(new Set(units.map(({ account, cursor }) => `${account} ${cursor}`)).size, 2);
      assert(units.some(({ cursor }) => cursor === "c1"));
    }
  }
});

Deno.test("a shard of which every account rests is nobody's until one may be asked for, whoever had it and however it ended", async () => {
  for (const end of ["given back", "died"]) {
    const test = openTestCoordinator();
    const { coordinator, clock } = test;
    const job = await startJob(test, ["1"]);
    let failures = 0;
    while (failures < 5) {
      const { lease: held, ids } = await lease(test);
      assert.deepEqual([held.units[0].failures, held.units[0].restMs, ids.length], [failures, undefined, 1], end);
      const pages = [report(ids[0], "1", { kind: "failed", reason: "503" })];
      const { units: [{ restMs }] } = await coordinator.commitPages("w1", held.id, { pages, calls: 0 });
      failures++;
      if (end === "given back") await coordinator.finish("w1", held.id, { unused: [] });
      else if (restMs! < leaseLengthMs) clock.nowMs += leaseLengthMs - restMs!; // It runs out first, while the account rests no more.
      clock.nowMs += restMs! - 1;
      assert.equal((await coordinator.lease("w2", all)).lease, null, `${end}: taken after ${failures} failures`);
      const { totals } = await coordinator.readJob(job.id);
      assert.deepEqual([totals.pending, totals.leased], [0, 1], end);
      clock.nowMs += 1;
    }
  }
});

Deno.test("a shard that is given back is ready at once, where it was left", async () => {
  const test = openTestCoordinator();
  const { coordinator, allowances } = test;
  await startJob(test, ["1"]);
  const { lease: held, ids } = await lease(test);
  const { grants } = await coordinator.commitPages("w1", held.id, {
    pages: [report(ids[0], "1", page({ next: "c1" }))],
    calls: 1,
  });
  await coordinator.finish("w1", held.id, { unused: grants.map(({ id }) => id) });
  await coordinator.finish("w1", held.id, { unused: grants.map(({ id }) => id) });
  assert.deepEqual(allowances.settled.at(-1), { grant: grants[0].id, resources: null });
  await assert.rejects(() => coordinator.renew("w1", held.id, { calls: 0 }), LeaseLostError);
  const next = await lease(test, "w2");
  assert.deepEqual([next.lease.fence, next.lease.units[0].cursor], [held.fence + 1, "c1"]);
});

Deno.test("without calls there is no lease, only a wait", async () => {
  const test = openTestCoordinator();
  const { coordinator, allowances, clock } = test;
  const job = await startJob(test, ["1"]);
  allowances.answer = () => ({ count: 0, waitMs: 7000 });
  const { lease: none, waitMs } = await coordinator.lease("w1", all);
  assert.equal(none, null);
  assert(waitMs >= 7000 && waitMs <= 7250, `${waitMs}`);
  assert.equal((await coordinator.readJob(job.id)).totals.leased, 0);
  allowances.answer = () => ({});
  clock.nowMs += 7000;
  await lease(test);
});

Deno.test("a cap that is reached stops the job, with its reason", async () => {
  for (const [reason, stop] of [["calls", "exhausted"], ["money", "exhausted"], ["time", "until"]] as const) {
    const test = openTestCoordinator();
    const { coordinator, allowances, clock } = test;
    const until = new Date(clock.nowMs + 1000).toISOString();
    const job = await startJob(test, ["1", "2"], { caps: stop === "until" ? { until } : {} });
    const { lease: held, ids } = await lease(test);
    if (stop === "exhausted") allowances.answer = () => ({ count: 0, exhausted: reason as "calls" | "money" });
    clock.nowMs += 1000;
    if (stop === "until") assert.deepEqual((await coordinator.tick()).ended, [], "work is under way");
    assert.equal((await coordinator.lease("w2", all)).lease, null);
    const status = await coordinator.readJob(job.id);
    assert.deepEqual([status.state, status.stopped], ["stopped", reason]);
    const pages = [report(ids[0], held.units[0].account, page())];
    await coordinator.commitPages("w1", held.id, { pages, calls: 3 });
    assert.deepEqual((await coordinator.tick()).ended, [job.id]);
    await coordinator.markBuilt(job.id);
    assert.deepEqual((await coordinator.tick()).ended, []);
  }
});

Deno.test("what answers say reaches the allowances before more calls are reserved", async () => {
  const test = openTestCoordinator();
  const { coordinator, allowances } = test;
  await startJob(test, ["1"]);
  const { lease: held, ids } = await lease(test);
  allowances.answer = () => ({ count: allowances.observed.length === 1 ? 0 : 1, waitMs: 900_000 });
  const quota = { limit: 15, remaining: 0 };
  const { grants } = await coordinator.commitPages("w1", held.id, {
    pages: [{ ...report(ids[0], "1", { kind: "limited", cause: "window" }), quota }],
    calls: 1,
  });
  assert.deepEqual(grants, []);
  assert.deepEqual(allowances.observed, [
    { platform: "t", token: "t-1", operation: "followers", kind: "limited", cause: "window", quota },
  ]);
});

Deno.test("a commit of unknown outcome is read again, never repeated blindly", async () => {
  for (const fault of ["lost", "unknown", "conflict"] as const) {
    let armed = false;
    const store = new MemoryStore({
      faults: {
        commit() {
          if (!armed) return undefined;
          armed = false;
          return fault;
        },
      },
    });
    const test = openTestCoordinator({ store });
    const { coordinator } = test;
    armed = true;
    const job = await startJob(test, ["1", "2"]);
    armed = true;
    const { lease: held, ids } = await lease(test);
    const account = held.units[0].account;
    armed = true;
    const first = { pages: [report(ids[0], account, page({ next: "c1" }))], calls: 1 };
    const { verdicts, grants } = await coordinator.commitPages("w1", held.id, first);
    assert.deepEqual(verdicts, ["counted"], fault);
    armed = true;
    const last = { pages: [report(grants[0].id, account, page(), { cursor: "c1" })], calls: 1 };
    assert.equal((await coordinator.commitPages("w1", held.id, last)).finished, true, fault);
    const { totals } = await coordinator.readJob(job.id);
    assert.deepEqual([totals.accounts, totals.pages, totals.outcomes.done, totals.pending], [2, 2, 1, 1], fault);
    const other = await lease(test, "w2");
    armed = true;
    await coordinator.finish("w2", other.lease.id, { unused: [] });
    assert.notEqual((await lease(test, "w3")).lease.fence, other.lease.fence, fault);
  }
});

Deno.test("lists are read in parts, each account and page once", async () => {
  const test = openTestCoordinator();
  const { coordinator, clock } = test;
  const job = await startJob(test, Array.from({ length: 120 }, (_, i) => String(i)));
  for (;;) {
    const { lease: held, grants } = await coordinator.lease("w1", all);
    if (held === null) break;
    const pages = held.units.map(({ account }, i) => report(grants[i].id, account, page()));
    await coordinator.commitPages("w1", held.id, { pages, calls: 0 });
  }
  for (const list of ["listAccounts", "listPages"] as const) {
    const names: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const part = await coordinator[list](job.id, { limit: 7, cursor });
      names.push(
        ...("pages" in part
          ? part.pages.map(({ accounts }) => accounts[0])
          : part.accounts.map(({ account }) => account)),
      );
      if (part.next === null) break;
      cursor = part.next;
    }
    assert.deepEqual([names.length, new Set(names).size], [120, 120], list);
    await assert.rejects(() => coordinator[list](job.id, { cursor: "nonsense" }), UsageError);
    await assert.rejects(() => coordinator[list]("j-none"), NotFoundError);
  }
  const ids: string[] = [job.id];
  for (let turn = 0; turn < 5; turn++) {
    clock.nowMs++;
    ids.unshift((await startJob(test, ["1"])).id);
  }
  const first = await coordinator.listJobs({ limit: 4 });
  const rest = await coordinator.listJobs({ limit: 4, cursor: first.next! });
  assert.deepEqual([...first.jobs, ...rest.jobs].map(({ id }) => id), ids);
});
