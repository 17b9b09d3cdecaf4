import assert from "node:assert/strict";
import {
  createSimulator,
  type FaultName,
  faultNames,
  type Faults,
  manyFaults,
  type SimulatorOptions,
  swarm,
} from "../../../scripts/simulator/mod.ts";
import { get, open, readOnX, smallSociety, startMs, token, uniform } from "./_client.ts";

const unlimited = { x: { limits: [] }, bluesky: { limits: [] } };

/** An account with at least ten followers that are shown. */
const society = smallSociety(2);
const popular = Array.from({ length: society.accountCount }, (_, index) => index).find((index) =>
  society.account(index).state === "active" &&
  Array.from(society.followers(index)).filter((other) => society.account(other).state === "active").length >= 10
)!;
const id = society.accountId(popular);
const path = `/x/2/users/${id}/followers?max_results=4`;

function broken(fault: FaultName, more: Partial<SimulatorOptions> = {}) {
  return open({ society, rules: unlimited, faults: { [fault]: 1 }, ...more }).simulator;
}

Deno.test("a 429 comes without headers, or with headers that cannot be true", async () => {
  const bare = await get(broken("limitedBare"), path);
  assert.equal(bare.status, 429);
  assert.deepEqual([...bare.headers.keys()], ["content-type"]);
  for (let seed = 1; seed <= 20; seed++) {
    const { status, headers } = await get(broken("limitedFalsely", { random: uniform(seed) }), path);
    assert.equal(status, 429);
    assert.equal(headers.get("x-rate-limit-remaining"), "4106");
    const reset = headers.get("x-rate-limit-reset")!;
    assert.ok(reset === "soon" || Math.abs(Number(reset) - startMs / 1000) <= 366 * 86_400, reset);
  }
});

Deno.test("platforms fail, and answers are cut or are not theirs", async () => {
  const statuses = new Set<number>();
  for (let seed = 1; seed <= 30; seed++) {
    statuses.add((await get(broken("serverError", { random: uniform(seed) }), path)).status);
  }
  assert.deepEqual([...statuses].sort(), [500, 502, 503, 504]);
  const cut = await get(broken("truncatedBody"), path);
  assert.deepEqual([cut.status, cut.body], [200, null]);
  const html = await get(broken("htmlBody"), path);
  assert.ok(html.text.startsWith("<!DOCTYPE html>"));
  assert.equal(html.headers.get("content-type"), "text/html; charset=UTF-8");
});

Deno.test("a token that is revoked stays so", async () => {
  const simulator = broken("tokenRevoked");
  assert.deepEqual([(await get(simulator, path)).status, (await get(simulator, path)).status], [401, 401]);
});

Deno.test("short pages, empty pages, repeated entries: whoever reads on to the end has everybody", async () => {
  const all = await readOnX(open({ society, rules: unlimited }).simulator, `${id}/followers`, 1000);
  let repeats = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const random = uniform(seed);
    const faults = { shortPage: 0.5, emptyPage: 0.3, repeatedEntries: 0.5 };
    const simulator = open({ society, rules: unlimited, random, faults }).simulator;
    const read = await readOnX(simulator, `${id}/followers`, 3);
    assert.deepEqual([...new Set(read)], all, `seed ${seed}`);
    repeats += read.length - all.length;
    const hits = simulator.ledger.summary().byFault;
    assert.ok(Object.keys(hits).length > 0);
  }
  assert.ok(repeats > 20, `${repeats} repeats`);
  // No page holds more than was asked for, and each gets on.
  for (const size of [1, 2, 3, 5]) {
    const faults = { repeatedEntries: 1, shortPage: 0.5 };
    const { simulator } = open({ society, rules: unlimited, faults });
    assert.deepEqual([...new Set(await readOnX(simulator, `${id}/followers`, size))], all);
    assert.ok(simulator.ledger.arrivals.every(({ resources }) => resources <= size));
  }
});

Deno.test("the ledger names a failure only where it was played: of a page, the one that leads furthest astray", async () => {
  const faults = { shortPage: 1, stalledCursor: 1, repeatedEntries: 1 };
  const { simulator } = open({ society, rules: unlimited, faults });
  const sound = open({ society, rules: unlimited }).simulator;
  await get(simulator, "/x/2/users?ids=1001");
  await get(simulator, path);
  const { body } = await get(sound, path);
  await get(simulator, `${path}&pagination_token=${body.meta.next_token}`);
  const [lookup, first, second] = simulator.ledger.arrivals.map(({ fault }) => fault);
  assert.equal(lookup, null);
  assert.ok(first === "shortPage" || first === null, "nothing was sent that could come back");
  assert.equal(second, "stalledCursor");
});

Deno.test("a cursor that stalls comes back as it was sent; one that loops leads to the first page; both tell once only", async () => {
  const first = await get(open({ society, rules: unlimited }).simulator, path);
  const cursor = first.body.meta.next_token;
  const random = () => uniform(7)();
  for (const [fault, expected] of [["stalledCursor", "same"], ["loopedCursor", "first"]] as const) {
    const simulator = open({ society, rules: unlimited, random, faults: { [fault]: 1 } }).simulator;
    const sound = open({ society, rules: unlimited, random }).simulator;
    const { body: start } = await get(sound, path);
    const { body } = await get(simulator, `${path}&pagination_token=${start.meta.next_token}`);
    if (expected === "same") assert.equal(body.meta.next_token, start.meta.next_token);
    else {
      const again = await get(sound, `${path}&pagination_token=${body.meta.next_token}`);
      assert.deepEqual(again.body.data, start.data);
    }
  }
  assert.equal(typeof cursor, "string");
});

Deno.test("lists of endless accounts never end, by a cursor that stands still or one that leads back", async () => {
  for (const way of ["stall", "loop"] as const) {
    const { simulator } = open({ society, rules: unlimited, endless: { [id]: way } });
    const cursors: string[] = [];
    let next = "";
    for (let page = 0; page < 30; page++) {
      const { body } = await get(simulator, path + next);
      assert.ok(body.meta.next_token, `${way}, page ${page}`);
      cursors.push(body.meta.next_token);
      next = `&pagination_token=${body.meta.next_token}`;
    }
    assert.ok(new Set(cursors).size < 10, way);
    assert.equal(cursors.at(-1) === cursors.at(-2), way === "stall");
  }
});

Deno.test("a call that is given up has arrived all the same, or arrives later; its caller hears its own reason", async () => {
  for (const fault of ["neverAnswers", "answersLate", "arrivesLate"] as const) {
    const timers: { at: number; wake: () => void }[] = [];
    let ms = startMs;
    const clock = {
      now: () => ms,
      sleep: (length: number) => new Promise<void>((wake) => timers.push({ at: ms + length, wake })),
    };
    const simulator = createSimulator({ society, clock, random: uniform(1), tokens: [token], faults: { [fault]: 1 } });
    const controller = new AbortController();
    const init = { headers: { authorization: `Bearer ${token.secret}` }, signal: controller.signal };
    const call = simulator.fetch(`http://simulator${path}`, init);
    await settle();
    assert.equal(simulator.ledger.arrivals.length, fault === "arrivesLate" ? 0 : 1, fault);
    controller.abort(new Error("out of time"));
    await assert.rejects(call, /out of time/);
    for (const { at, wake } of timers.splice(0)) {
      ms = at;
      wake();
    }
    await settle();
    assert.equal(simulator.ledger.arrivals.length, 1, fault);
    const [{ at, status }] = simulator.ledger.arrivals;
    assert.equal(status, fault === "neverAnswers" ? 0 : 200);
    if (fault === "arrivesLate") assert.ok(at >= startMs + 500 && at <= startMs + 2900);
  }
});

Deno.test("a connection that breaks before the platform leaves no trace there, one that breaks after it does", async () => {
  for (const [fault, arrivals] of [["requestLost", 0], ["answerLost", 1]] as const) {
    const simulator = broken(fault);
    await assert.rejects(get(simulator, path), TypeError);
    assert.equal(simulator.ledger.arrivals.length, arrivals);
  }
});

Deno.test("the same seed gives the same bytes, headers and ledger; another seed gives others", async () => {
  const clock = { now: () => startMs, sleep: () => Promise.resolve() };
  const play = async (seed: number) => {
    const { neverAnswers: _, ...faults } = manyFaults;
    const random = uniform(seed);
    const simulator = createSimulator({ society: smallSociety(seed), clock, random, tokens: [token], faults });
    const heard: string[] = [];
    for (let i = 0; i < 250; i++) {
      const account = 1001 + (i * 7) % 60;
      const path = i % 2 ? `/x/2/users/${account}/followers?max_results=3` : `/x/2/users/${account}/tweets`;
      const said = await get(simulator, path).then(
        ({ status, headers, text }) => [status, ...headers, text].join("|"),
        (error) => String(error),
      );
      heard.push(said);
    }
    return [...heard, JSON.stringify(simulator.ledger.arrivals)].join("\n");
  };
  assert.equal(await play(5), await play(5));
  assert.notEqual(await play(5), await play(6));
});

Deno.test("swarm() keeps about half of the faults, and each of them now and then", () => {
  const random = uniform(3);
  const kept = Array.from({ length: 200 }, () => Object.keys(swarm(manyFaults, random)));
  for (const name of faultNames) {
    const count = kept.filter((names) => names.includes(name)).length;
    assert.ok(count > 60 && count < 140, `${name}: ${count}`);
  }
  const few: Faults = swarm({ serverError: 0.1 }, () => 0.9);
  assert.deepEqual(few, {});
});

Deno.test("counts lie for the share of accounts that was asked for, by at most a third, and always alike", async () => {
  const path = `/x/2/users?ids=${Array.from({ length: 60 }, (_, i) => 1001 + i)}&user.fields=public_metrics`;
  const { simulator } = open({ society, rules: unlimited, lyingCounts: 0.5 });
  const { body } = await get(simulator, path);
  assert.equal((await get(simulator, path)).text, JSON.stringify(body));
  let lies = 0;
  for (const { id, public_metrics } of body.data) {
    const { followersCount } = society.account(society.findId(id));
    if (public_metrics.followers_count !== followersCount) lies++;
    assert.ok(public_metrics.followers_count >= Math.floor(followersCount * 0.66));
    assert.ok(public_metrics.followers_count <= Math.ceil(followersCount * 1.34));
  }
  assert.ok(lies > 10 && lies < 45, String(lies));
});

/** Lets what is ready run: a few turns of the event loop. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
