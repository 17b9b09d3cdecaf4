import assert from "node:assert/strict";
import { get, open, readOnBluesky, readOnX, smallSociety, startMs, token } from "./_client.ts";
import { didOf } from "../../../scripts/simulator/mod.ts";

const unlimited = { x: { limits: [] }, bluesky: { limits: [] } };
const dayMs = 86_400_000;

Deno.test("what an answer held is billed by the resource, to its token and app, in the month of its arrival", async () => {
  const { simulator, society, clock } = open({ rules: unlimited });
  const index = longest(smallSociety().followers);
  const ids = await readOnX(simulator, `${society.accountId(index)}/followers`, 4);
  await get(simulator, "/x/2/users?ids=1001,1002,99999");
  const inNovember = ids.length + 2;
  clock.ms += 10 * dayMs;
  const { body } = await get(simulator, `/x/2/users/${society.accountId(0)}/tweets?max_results=5`);
  const { ledger } = simulator;
  assert.equal(ledger.micros("brand", "2026-11"), inNovember * 10_000);
  assert.equal(ledger.micros("brand", "2026-12"), body.data.length * 5_000);
  assert.equal(ledger.micros(), ledger.micros("brand"));
  assert.equal(ledger.micros(), ledger.arrivals.reduce((sum, { micros }) => sum + micros, 0));
  assert.deepEqual(ledger.summary().microsByToken, { one: ledger.micros() });
});

Deno.test("an answer that never arrives, or arrives spoiled, is billed all the same", async () => {
  for (const fault of ["answerLost", "truncatedBody", "htmlBody"] as const) {
    const { simulator } = open({ rules: unlimited, faults: { [fault]: 1 } });
    await get(simulator, "/x/2/users?ids=1001,1002").catch(() => {});
    assert.equal(simulator.ledger.micros(), 20_000, fault);
  }
});

Deno.test("each cent over a budget is entered, for all, an app, or an app's month", async () => {
  for (const subject of ["all", "brand", "brand 2026-11"]) {
    const { simulator } = open({ rules: unlimited, ledger: { budgets: { [subject]: 20_000 } } });
    for (let i = 0; i < 4; i++) await get(simulator, "/x/2/users?ids=1001");
    const violation = { kind: "budget", at: startMs, subject, allowed: 20_000 };
    assert.deepEqual(simulator.ledger.violations, [
      { ...violation, arrival: 2, found: 30_000 },
      { ...violation, arrival: 3, found: 40_000 },
    ], "the second call takes the last of it");
  }
});

Deno.test("a token that was refused may be on its way in calls under way, but no longer", async () => {
  const { simulator, clock } = open({ rules: unlimited });
  const use = () => get(simulator, "/x/2/users?ids=1001");
  await use();
  simulator.setToken("x", token.secret, "revoked");
  assert.equal((await use()).status, 401);
  clock.ms += 10_000;
  await use();
  assert.equal(simulator.ledger.violations.length, 0);
  clock.ms += 1;
  await use();
  const [{ kind, subject, arrival }] = simulator.ledger.violations;
  assert.deepEqual([kind, subject, arrival], ["refused-token", "one", 3]);
});

Deno.test("a refusal that nobody heard does not start the time of grace", async () => {
  const { simulator, clock } = open({ rules: unlimited, faults: { answerLost: 1 } });
  simulator.setToken("x", token.secret, "retired");
  for (let i = 0; i < 3; i++, clock.ms += 60_000) await get(simulator, "/x/2/users?ids=1001").catch(() => {});
  assert.deepEqual(simulator.ledger.arrivals.map(({ status }) => status), [403, 403, 403]);
  assert.deepEqual(simulator.ledger.violations, []);
});

Deno.test("a path that is no endpoint is entered too, and counts in no window", async () => {
  const { simulator } = open();
  assert.equal((await get(simulator, "/x/2/users/1001/likes")).status, 404);
  const [{ endpoint, status }] = simulator.ledger.arrivals;
  assert.deepEqual([endpoint, status], ["/2/users/1001/likes", 404]);
});

Deno.test("the ledger knows every follow that any list showed, each once", async () => {
  const { simulator, society } = open({ rules: unlimited });
  const shown = new Set<string>();
  for (const index of [0, 3, 7, 20, 41]) {
    const { id, state } = society.account(index);
    if (state !== "active") continue;
    for (const other of await readOnX(simulator, `${id}/followers`, 3)) shown.add(`${other} ${id}`);
    const actor = didOf(id);
    const others = await readOnBluesky(simulator, "getFollows", { actor, limit: 2 });
    for (const index of society.following(society.findId(id)) as number[]) {
      if (others.includes(didOf(society.accountId(index)))) shown.add(`${id} ${society.accountId(index)}`);
    }
  }
  const follows = simulator.ledger.follows().map((pair) => pair.map(society.accountId).join(" "));
  assert.equal(new Set(follows).size, follows.length);
  assert.deepEqual(new Set(follows), shown);
  assert.equal(simulator.ledger.summary().followsShown, shown.size);
});

Deno.test("arrivals say when, what, who and how it ended; never the secret", async () => {
  const { simulator } = open({ rules: unlimited });
  await get(simulator, "/x/2/users/1001/followers?max_results=1&pagination_token=nonsense");
  await get(simulator, "/x/2/users?ids=1001", { secret: "some-other-secret" });
  const arrival = { at: startMs, platform: "x", address: "127.0.0.1", fault: null, resources: 0, micros: 0 };
  assert.deepEqual(simulator.ledger.arrivals, [
    {
      ...arrival,
      endpoint: "GET /2/users/:id/followers",
      token: "one",
      app: "brand",
      accounts: ["1001"],
      cursor: "nonsense",
      status: 400,
    },
    { ...arrival, endpoint: "GET /2/users", token: null, app: null, accounts: ["1001"], cursor: null, status: 401 },
  ]);
  assert.ok(!/secret/.test(JSON.stringify([simulator.ledger.arrivals, simulator.ledger.summary()])));
});

function longest(list: (index: number) => ArrayLike<number>): number {
  const society = smallSociety();
  return Array.from({ length: society.accountCount }, (_, index) => index)
    .filter((index) => society.account(index).state === "active")
    .sort((a, b) => list(b).length - list(a).length)[0];
}
