import assert from "node:assert/strict";
import { type Arrival, type Limit, Meter, rulesOfTable, xRules } from "../../../scripts/simulator/mod.ts";
import { platforms } from "../../../core/platforms/mod.ts";
import { get, open, startMs, token, uniform } from "./_client.ts";

const limit: Limit = { name: "calls", endpoints: ["call"], scope: "token", limit: 3, windowMs: 1000 };

Deno.test("a fixed window begins with the first call and ends exactly its length later", () => {
  const meter = new Meter(limit, "fixed");
  const arrive = (ms: number) => meter.arrive(ms);
  assert.deepEqual([0, 400, 999].map((ms) => arrive(ms).admitted), [true, true, true]);
  const refused = arrive(999.9);
  assert.deepEqual([refused.admitted, refused.remaining, refused.resetMs, refused.fixedCount], [false, 0, 1000, 4]);
  const next = arrive(1000);
  assert.deepEqual([next.admitted, next.remaining, next.resetMs, next.fixedCount], [true, 2, 2000, 1]);
  // Three at the end of one window and three at the start of the next: a platform allows it, the strict reading does not.
  assert.equal(next.slidingCount, 4);
});

Deno.test("a sliding window lets a call in as soon as the one `limit` before it is its length ago, not a moment earlier", () => {
  const meter = new Meter(limit, "sliding");
  for (const ms of [0, 400, 999]) assert.ok(meter.arrive(ms).admitted);
  const early = meter.arrive(999.9);
  assert.deepEqual([early.admitted, early.resetMs], [false, 1000]);
  assert.deepEqual([1000, 1399.9, 1400].map((ms) => meter.arrive(ms).admitted), [true, false, true]);
});

Deno.test("a meter that only counts refuses nobody", () => {
  const meter = new Meter(limit, "none");
  const verdicts = Array.from({ length: 10 }, () => meter.arrive(5));
  assert.ok(verdicts.every(({ admitted }) => admitted));
  assert.equal(verdicts.at(-1)!.slidingCount, 10);
});

Deno.test("a meter counts as the slow twin does that looks at all calls again, for 50 random histories", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = uniform(seed);
    const fixed = new Meter(limit, "fixed");
    const sliding = new Meter(limit, "sliding");
    const times: number[] = [];
    const admitted: number[] = [];
    let start = -Infinity;
    for (let i = 0, ms = 0; i < 400; i++) {
      // Often no time passes, often exactly a window, so that edges are met.
      const u = random();
      ms += u < 0.3 ? 0 : u < 0.4 ? limit.windowMs : Math.floor(random() * 600);
      times.push(ms);
      if (ms >= start + limit.windowMs) start = ms;
      const inFixed = times.filter((time) => time >= start).length;
      const inSliding = times.filter((time) => time > ms - limit.windowMs).length;
      const isAdmitted = admitted.filter((time) => time > ms - limit.windowMs).length < limit.limit;
      if (isAdmitted) admitted.push(ms);
      const words = `seed ${seed}, call ${i} at ${ms}`;
      const verdict = fixed.arrive(ms);
      assert.deepEqual([verdict.fixedCount, verdict.slidingCount], [inFixed, inSliding], words);
      assert.equal(verdict.admitted, inFixed <= limit.limit, words);
      assert.equal(sliding.arrive(ms).admitted, isAdmitted, words);
    }
  }
});

Deno.test("X's limits hold by app and endpoint, are told in headers, and are over when they say so", async () => {
  const second = { ...token, name: "two", secret: "secret-two" };
  const other = { ...token, name: "three", secret: "secret-three", app: "other" };
  const { simulator, clock, society } = open({ tokens: [token, second, other] });
  const path = `/x/2/users/${society.accountId(society.accountCount - 1)}`;
  const secrets = [token.secret, second.secret];
  for (let i = 0; i < 300; i++) {
    const { status, headers } = await get(simulator, path, { secret: secrets[i % 2] });
    assert.equal(status, 200);
    assert.equal(headers.get("x-rate-limit-limit"), "300");
    assert.equal(headers.get("x-rate-limit-remaining"), String(299 - i));
    assert.equal(headers.get("x-rate-limit-reset"), String(startMs / 1000 + 900));
    clock.ms += 1000;
  }
  const { status, headers, body } = await get(simulator, path);
  assert.equal(status, 429);
  assert.equal(headers.get("x-rate-limit-remaining"), "0");
  assert.deepEqual(body, { title: "Too Many Requests", detail: "Too Many Requests", type: "about:blank", status: 429 });
  assert.equal((await get(simulator, path, { secret: other.secret })).status, 200, "another app");
  assert.equal((await get(simulator, `${path}/followers`)).status, 200, "another endpoint");
  clock.ms = startMs + 900_000 - 1;
  assert.equal((await get(simulator, path)).status, 429);
  clock.ms = startMs + 900_000;
  assert.equal((await get(simulator, path)).status, 200);
  const { violations } = simulator.ledger.summary();
  assert.deepEqual(violations, { "sliding-window": 3, "fixed-window": 2, "refused-token": 0, "budget": 0 });
});

Deno.test("Bluesky's limit holds by address, over all methods, and its reset may be told too early", async () => {
  const { simulator, clock } = open({
    rules: { bluesky: { limits: [{ ...limit, endpoints: everyMethod, scope: "address" }] } },
  });
  clock.ms += 250;
  const ask = async (address: string, method: string) => {
    const url = `http://simulator/bluesky/xrpc/${method}?actor=user1001.bsky.social&actors=user1001.bsky.social`;
    const response = await simulator.fetchFrom(address)(url);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  for (const method of everyMethod.slice(0, 3)) assert.equal((await ask("10.0.0.1", method)).status, 200);
  const refused = await ask("10.0.0.1", everyMethod[0]);
  assert.equal(refused.status, 429);
  assert.deepEqual(refused.body, { error: "RateLimitExceeded", message: "Rate Limit Exceeded" });
  assert.equal(refused.headers.get("ratelimit-policy"), "3;w=1");
  // The window ends at 1.25 s, the header names the whole second before it.
  assert.equal(Number(refused.headers.get("ratelimit-reset")), startMs / 1000 + 1);
  assert.equal((await ask("10.0.0.2", everyMethod[0])).status, 200);
  clock.ms = startMs + 1000;
  assert.equal((await ask("10.0.0.1", everyMethod[0])).status, 429);
  clock.ms = startMs + 1250;
  assert.equal((await ask("10.0.0.1", everyMethod[0])).status, 200);
});

const everyMethod = ["app.bsky.actor.getProfile", "app.bsky.actor.getProfiles", "app.bsky.graph.getFollowers"];

Deno.test("the ledger finds each overstep of a careless crawler that a recount of its arrivals finds, and no other", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = uniform(seed);
    const rules = {
      x: { ...xRules(), limits: [{ ...limit, endpoints: ["GET /2/users/:id"] }], enforcement: "none" as const },
    };
    const { simulator, clock } = open({ rules });
    for (let i = 0; i < 200; i++) {
      clock.ms += random() < 0.3 ? 0 : Math.floor(random() * 700);
      await get(simulator, "/x/2/users/1001");
    }
    const found = simulator.ledger.violations.filter(({ kind }) => kind === "sliding-window").map(({ arrival }) =>
      arrival
    );
    assert.deepEqual(found, oversteps(simulator.ledger.arrivals), `seed ${seed}`);
    assert.ok(found.length > 0);
  }
});

/** Arrivals that some window of any phase is too full with, by looking at every window that ends with one. */
function oversteps(arrivals: readonly Arrival[]): number[] {
  return arrivals.flatMap(({ at }, last) => {
    const inWindow = arrivals.filter((arrival, i) => i <= last && arrival.at > at - limit.windowMs).length;
    return inWindow > limit.limit ? [last] : [];
  });
}

Deno.test("rulesOfTable() allows exactly what an adapter's table says", async () => {
  const rules = rulesOfTable(platforms.x);
  const followers = rules.limits.filter(({ endpoints }) => endpoints.includes("GET /2/users/:id/followers"));
  assert.deepEqual(followers.map(({ scope, limit }) => [scope, limit]), [["token", 300], ["app", 300]]);
  assert.deepEqual(rules.prices["GET /2/users/:id/tweets"], { microsPerCall: 0, microsPerResource: 5000 });
  const [shared, ...none] = rulesOfTable(platforms.bluesky).limits;
  assert.deepEqual([none.length, shared.scope, shared.limit, shared.endpoints.length], [0, "address", 3000, 6]);
  const { simulator } = open({ rules: { x: rules } });
  for (let i = 0; i < 300; i++) assert.equal((await get(simulator, "/x/2/users?ids=1001")).status, 200);
  assert.equal((await get(simulator, "/x/2/users?ids=1001")).status, 429);
});
