import assert from "node:assert/strict";
import { NotFoundError, UsageError } from "../../../../core/errors.ts";
import type { Key } from "../../../../core/crawl/store/store.ts";
import { ask, openToy, tokenRequest } from "../_toy_platform.ts";

Deno.test("reserve() hands out what the window allows, with the credential, and says when more is free", async () => {
  const { allowances, clock } = await openToy();
  const token = await allowances.addToken(tokenRequest);
  const first = await allowances.reserve({ ...ask, count: 20 });
  assert.deepEqual(first.grants.length, 15);
  assert.deepEqual(first.credentials, { [token.id]: tokenRequest.secret });
  assert(first.waitMs >= 905_000 && first.waitMs < 906_000, `${first.waitMs}`);
  clock.nowMs += first.waitMs - 1;
  assert.deepEqual((await allowances.reserve(ask)).grants.length, 0);
  clock.nowMs += 1;
  assert.deepEqual((await allowances.reserve(ask)).grants.length, 1);
});

Deno.test("reserve() without a platform token hands out nothing, and a token of one that needs none is refused", async () => {
  const { allowances } = await openToy();
  const reservation = await allowances.reserve(ask);
  assert.deepEqual(reservation.grants, []);
  assert(reservation.waitMs > 0);
  const free = await openToy({ needsCredential: false });
  const { grants, credentials } = await free.allowances.reserve(ask);
  assert.deepEqual([grants.length, grants[0].token, credentials], [1, null, {}]);
  await assert.rejects(() => free.allowances.addToken(tokenRequest), UsageError);
});

Deno.test("addToken() of a credential that is there adds nothing, so that it is not given its calls twice; nor after it was retired", async () => {
  const { allowances } = await openToy();
  const { id } = await allowances.addToken(tokenRequest);
  const { grants } = await allowances.reserve({ ...ask, count: 100 });
  assert.equal((await allowances.addToken({ ...tokenRequest, name: "again" })).id, id);
  assert.equal((await allowances.listTokens()).length, 1);
  await assert.rejects(() => allowances.addToken({ ...tokenRequest, app: "another" }), UsageError);
  await allowances.retireToken(id);
  assert.equal((await allowances.addToken(tokenRequest)).state, "active");
  assert.deepEqual((await allowances.reserve(ask)).grants, [], `${grants.length} calls are spent`);
});

Deno.test("a platform token that is retired makes no call and its secret is gone from the store", async () => {
  const { allowances, store } = await openToy();
  const { id } = await allowances.addToken(tokenRequest);
  await allowances.reserve(ask);
  const status = await allowances.retireToken(id);
  assert.deepEqual([status.state, status.reason], ["retired", "retired by hand"]);
  assert.deepEqual((await allowances.reserve(ask)).grants, []);
  const record = await store.get<{ secret: unknown }>(["crawl", "token", "toy", id]);
  assert.deepEqual(record.value?.secret, null);
  await assert.rejects(() => allowances.retireToken("toy-none"), NotFoundError);
});

Deno.test("calls that nobody told of are forgotten when their job has ended; their money stays charged, told late or not", async () => {
  const { allowances, store } = await openToy({ price: { microsPerCall: 10, microsPerResource: 1 } });
  await allowances.addToken(tokenRequest);
  const { grants } = await allowances.reserve({ ...ask, count: 2 });
  const other = await allowances.reserve({ ...ask, job: "j2", count: 1 });
  await allowances.forget("j1");
  const records: Key[] = [];
  for await (const { key } of store.list({ prefix: ["crawl", "grant"] })) records.push(key);
  assert.deepEqual(records.map((key) => key.at(-1)), other.grants.map(({ id }) => id));
  assert.deepEqual(await allowances.settle("j1", [{ grant: grants[0].id, resources: 1 }]), { sets: [], deletes: [] });
  const { chargedMicros, settledMicros } = await allowances.readMoney("j1");
  assert.deepEqual([chargedMicros, settledMicros], [220, 0]);
});

Deno.test("money: the worst case is charged, the rest comes back once, and the budget stops the job", async () => {
  const { allowances, store } = await openToy({ price: { microsPerCall: 10, microsPerResource: 1 } });
  await allowances.addToken(tokenRequest);
  const caps = { micros: 250 };
  const { grants } = await allowances.reserve({ ...ask, caps, count: 5 });
  assert.deepEqual(grants.map(({ pageSize }) => pageSize), [100, 100]);
  assert.deepEqual(await allowances.readMoney("j1"), {
    calls: 2,
    chargedMicros: 220,
    settledMicros: 0,
    limitMicros: 250,
  });
  const settlements = [{ grant: grants[0].id, resources: 7 }, { grant: grants[1].id, resources: null }];
  const part = await allowances.settle("j1", settlements);
  assert(await store.commit(part));
  assert.deepEqual(await allowances.settle("j1", settlements), { sets: [], deletes: [] });
  assert.deepEqual(await allowances.readMoney("j1"), {
    calls: 2,
    chargedMicros: 17,
    settledMicros: 17,
    limitMicros: 250,
  });
  const next = await allowances.reserve({ ...ask, caps: { micros: 27 + 2 }, count: 5 });
  assert.deepEqual(next.grants.map(({ pageSize }) => pageSize), [2]);
  await store.commit(await allowances.settle("j1", [{ grant: next.grants[0].id, resources: 2 }]));
  const last = await allowances.reserve({ ...ask, caps: { micros: 29 }, count: 5 });
  assert.deepEqual([last.grants, last.exhausted], [[], "money"]);
});

Deno.test("the budgets of app and month are hard, and say to wait until the month ends", async () => {
  const { allowances, clock } = await openToy({ price: { microsPerCall: 0, microsPerResource: 1 } });
  await allowances.addToken(tokenRequest);
  await allowances.setBudget({ kind: "month" }, 150);
  await allowances.setBudget({ kind: "app", platform: "toy", app: "one" }, 1000);
  const { grants } = await allowances.reserve({ ...ask, count: 3 });
  assert.deepEqual(grants.map(({ pageSize }) => pageSize), [100, 50]);
  clock.nowMs += 3_600_000;
  const refused = await allowances.reserve({ ...ask, count: 3 });
  assert.deepEqual(refused.grants, []);
  assert.deepEqual(clock.nowMs + refused.waitMs, Date.UTC(2026, 11, 1));
  clock.nowMs += refused.waitMs;
  assert.deepEqual((await allowances.reserve({ ...ask, count: 3 })).grants.length, 2);
  assert.deepEqual((await allowances.readBudget({ kind: "month" })).chargedMicros, 150);
});

Deno.test("the cap on calls is a budget too, also where calls cost nothing", async () => {
  const { allowances } = await openToy();
  await allowances.addToken(tokenRequest);
  const caps = { calls: 4 };
  const answers = await Promise.all([1, 2, 3].map(() => allowances.reserve({ ...ask, count: 2, caps })));
  assert.deepEqual(answers.map(({ grants }) => grants.length), [2, 2, 0]);
  assert.deepEqual(answers[2].exhausted, "calls");
  assert.deepEqual((await allowances.reserve({ ...ask, job: "j2" })).grants.length, 1);
});

Deno.test("an unexpected 429 closes token and endpoint until reset; two in a row quarantine the token; a good answer between does not", async () => {
  const { allowances, clock } = await openToy();
  const { id: token } = await allowances.addToken(tokenRequest);
  const seen = { platform: "toy", token, operation: "followers" } as const;
  const limited = { ...seen, kind: "limited", cause: "window", quota: { resetAfterMs: 60_000 } } as const;
  const free = async (operation: "followers" | "following") =>
    (await allowances.reserve({ ...ask, operation })).grants.length;
  await allowances.observe([limited, limited]);
  await allowances.observe([limited]);
  assert.deepEqual([await free("followers"), await free("following")], [0, 1]);
  clock.nowMs += 60_000;
  assert.deepEqual(await free("followers"), 1);
  await allowances.observe([{ ...seen, kind: "page" }]);
  await allowances.observe([limited]);
  clock.nowMs += 60_000;
  assert.deepEqual(await free("followers"), 1);
  await allowances.observe([limited]);
  const [status] = await allowances.listTokens();
  assert.deepEqual(status.state, "quarantined");
  assert.deepEqual(await free("following"), 0);
  clock.nowMs = Date.parse(status.until!);
  assert.deepEqual([await free("following"), (await allowances.listTokens())[0].state], [1, "active"]);
});

Deno.test("a credential that the platform refuses retires the token, and no reason ever shows it", async () => {
  const { allowances } = await openToy();
  const { id: token } = await allowances.addToken(tokenRequest);
  const refused = { platform: "toy", token, operation: "followers", kind: "refused" } as const;
  await allowances.observe([{ ...refused, reason: `no such token: ${tokenRequest.secret}` }]);
  const [status] = await allowances.listTokens();
  assert.deepEqual([status.state, status.reason], ["retired", "the platform refused it: no such token: …"]);
});

Deno.test("headers lower what is left and the limit, and never raise either", async () => {
  const { allowances } = await openToy();
  const { id: token } = await allowances.addToken(tokenRequest);
  const page = { platform: "toy", token, operation: "followers", kind: "page" } as const;
  const window = async () => (await allowances.listTokens())[0].windows[0];
  await allowances.observe([{ ...page, quota: { limit: 900, remaining: 800, resetAfterMs: 1000 } }]);
  assert.deepEqual([(await window()).limit, (await window()).spent], [15, 0]);
  await allowances.observe([{ ...page, quota: { limit: 10, remaining: 4, resetAfterMs: 1000 } }]);
  await allowances.observe([{ ...page, quota: { limit: 10, remaining: 4, resetAfterMs: 1000 } }]);
  assert.deepEqual([(await window()).limit, (await window()).spent], [10, 6]);
  assert.deepEqual((await allowances.reserve({ ...ask, count: 9 })).grants.length, 4);
});

Deno.test("calls go to the token that has most left; a share lowers a token's limit, an app's limit is for all its tokens", async () => {
  const { allowances } = await openToy({
    limits: [{ scope: "token", limit: 10, windowMs: 900_000 }, { scope: "app", limit: 18, windowMs: 900_000 }],
  });
  const first = await allowances.addToken(tokenRequest);
  const half = await allowances.addToken({ ...tokenRequest, name: "half", secret: "secret-of-half", share: 0.5 });
  const other = await allowances.addToken({ ...tokenRequest, name: "other", secret: "secret-of-other", app: "two" });
  const used = async () => (await allowances.listTokens()).map(({ id, windows }) => [id, windows[0].spent]);
  for (let call = 0; call < 12; call++) assert.equal((await allowances.reserve(ask)).grants.length, 1);
  // 10, 5 and 10 left: the two large ones come down to the small one's 5 first.
  assert.deepEqual(new Map(await used() as [string, number][]).get(half.id), 1);
  assert.equal((await allowances.reserve({ ...ask, count: 50 })).grants.length, 25 - 12);
  const spent = new Map(await used() as [string, number][]);
  assert.deepEqual([first, half, other].map(({ id }) => spent.get(id)), [10, 5, 10]);
  const more = await allowances.addToken({ ...tokenRequest, name: "more", secret: "secret-of-more" });
  assert.equal((await allowances.reserve({ ...ask, count: 50 })).grants.length, 3, "the app has 18");
  assert.equal(new Map(await used() as [string, number][]).get(more.id), 3);
});

Deno.test("hundreds that ask at once are answered in a few commits", async () => {
  let commits = 0;
  const limits = [{ scope: "token", limit: 1000, windowMs: 900_000 }] as const;
  const { allowances } = await openToy({ limits }, { faults: { commit: () => void commits++ } });
  await allowances.addToken(tokenRequest);
  commits = 0;
  const answers = await Promise.all(Array.from({ length: 600 }, () => allowances.reserve({ ...ask, count: 2 })));
  assert.equal(answers.reduce((sum, { grants }) => sum + grants.length, 0), 1000);
  assert.equal(new Set(answers.flatMap(({ grants }) => grants.map(({ id }) => id))).size, 1000);
  assert.ok(commits <= 5, `${commits} commits`);
});

Deno.test("a commit of which nobody knows the outcome is looked up: its calls are handed out once if it went through", async () => {
  for (const fault of ["lost", "unknown", "conflict"] as const) {
    let faults = 0;
    const { allowances } = await openToy({}, { faults: { commit: () => faults-- > 0 ? fault : undefined } });
    await allowances.addToken(tokenRequest);
    faults = 1;
    assert.equal((await allowances.reserve({ ...ask, count: 4 })).grants.length, 4, fault);
    assert.equal((await allowances.listTokens())[0].windows[0].spent, 4, fault);
  }
});

Deno.test("two coordinators see each other's calls, tokens and retirements", async () => {
  const { allowances, again } = await openToy();
  const other = again();
  const { id } = await allowances.addToken(tokenRequest);
  assert.equal((await other.reserve({ ...ask, count: 9 })).grants.length, 9);
  assert.equal((await allowances.reserve({ ...ask, count: 9 })).grants.length, 6);
  const more = await other.addToken({ ...tokenRequest, name: "more", secret: "secret-of-more" });
  assert.equal((await allowances.reserve(ask)).grants[0].token, more.id);
  await other.retireToken(more.id);
  assert.equal((await allowances.reserve(ask)).grants.length, 0);
  await other.retireToken(id);
});

Deno.test("a month's volume that is used up rests the token until the month ends or the reset told", async () => {
  const { allowances, clock } = await openToy();
  const { id: token } = await allowances.addToken(tokenRequest);
  const cap = { platform: "toy", token, operation: "followers", kind: "limited", cause: "cap" } as const;
  await allowances.observe([cap]);
  const refused = await allowances.reserve({ ...ask, operation: "following" });
  assert.equal(clock.nowMs + refused.waitMs, Date.UTC(2026, 11, 1));
  clock.nowMs += refused.waitMs;
  assert.equal((await allowances.reserve(ask)).grants.length, 1);
  await allowances.observe([{ ...cap, quota: { resetAfterMs: 5000 } }]);
  assert.equal((await allowances.reserve(ask)).waitMs, 5000);
});

Deno.test("a platform that needs no token learns, closes and rests all the same", async () => {
  const { allowances, clock } = await openToy({ needsCredential: false });
  const seen = { platform: "toy", token: null, operation: "followers" } as const;
  await allowances.observe([{ ...seen, kind: "page", quota: { limit: 15, remaining: 3, resetAfterMs: 60_000 } }]);
  assert.equal((await allowances.reserve({ ...ask, count: 9 })).grants.length, 3);
  await allowances.observe([{ ...seen, kind: "limited", cause: "window", quota: { resetAfterMs: 60_000 } }]);
  clock.nowMs += 60_000;
  await allowances.observe([{ ...seen, kind: "limited", cause: "window" }]);
  const [status] = await allowances.listTokens();
  assert.deepEqual([status.id, status.state, status.app], ["toy-address", "quarantined", "address"]);
  assert.equal((await allowances.reserve(ask)).grants.length, 0);
});

Deno.test("money that is under way when the job's budget is reached is waited for, but not for ever", async () => {
  const { allowances, clock } = await openToy({ price: { microsPerCall: 0, microsPerResource: 1 } });
  await allowances.addToken(tokenRequest);
  const caps = { micros: 100 };
  assert.equal((await allowances.reserve({ ...ask, caps })).grants.length, 1);
  const waits = await allowances.reserve({ ...ask, caps });
  assert.deepEqual([waits.grants, waits.exhausted, waits.waitMs], [[], undefined, 1000]);
  clock.nowMs += 120_000;
  assert.equal((await allowances.reserve({ ...ask, caps })).exhausted, "money");
});

Deno.test("what is reported of a call that is no number keeps it charged in full", async () => {
  const { allowances, store } = await openToy({ price: { microsPerCall: 0, microsPerResource: 1 } });
  await allowances.addToken(tokenRequest);
  for (const resources of [-5, NaN, 1.5, Infinity]) {
    const [grant] = (await allowances.reserve(ask)).grants;
    await store.commit(await allowances.settle("j1", [{ grant: grant.id, resources }]));
  }
  assert.equal((await allowances.readMoney("j1")).settledMicros, 400);
});
