/** Plans: whatever is cut off between writing down and ordering, no order is lost and none is made twice. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Job, JobRequest } from "../../../../core/crawl/job.ts";
import { CorruptFileError } from "../../../../core/errors.ts";
import { type Asked, openPlans, Plan } from "../../../../scripts/crawl/plan.ts";
import { describeToCome } from "../../../../scripts/crawl/to_come.ts";
import { withFolder } from "../../../simulation/_cli.ts";

const asked: Asked = {
  kind: "list",
  platform: "x",
  stages: [["profiles"], ["followers"]],
  sampling: { kind: "list" },
  priority: 0,
  build: true,
  calls: 10,
  wasAsked: false,
};

/** Jobs by idempotency key; dies before or after it makes one. */
class Orders {
  readonly jobs = new Map<string, { job: Job; text: string }>();
  dies: "before" | "after" | null = null;

  createJob = (request: JobRequest): Promise<Job> => {
    if (this.dies === "before") return Promise.reject(new Error("killed"));
    const key = request.idempotencyKey!;
    const known = this.jobs.get(key);
    // A request that is repeated must be the same, to the order of its names.
    if (known !== undefined) assert.equal(JSON.stringify(request), known.text);
    const job = known?.job ?? { ...request, id: `j-${this.jobs.size}`, state: "paused" } as unknown as Job;
    this.jobs.set(key, { job, text: JSON.stringify(request) });
    if (this.dies === "after") return Promise.reject(new Error("killed"));
    return Promise.resolve(job);
  };

  changeJob = (id: string, state: Job["state"]): Promise<Job> => {
    const [key, { job, text }] = [...this.jobs].find(([, { job }]) => job.id === id)!;
    this.jobs.set(key, { job: { ...job, state }, text });
    return Promise.resolve({ ...job, state });
  };
}

const request = (operation: "profiles" | "followers"): JobRequest => ({
  name: operation,
  platform: "x",
  operation,
  sealed: false,
  caps: { calls: 5 },
  idempotencyKey: crypto.randomUUID(),
});

for (const dies of ["before", "after"] as const) {
  Deno.test(`killed ${dies} the second order is placed: both are taken up, each once, and active`, () =>
    withFolder(async (folder) => {
      const orders = new Orders();
      const plan = await Plan.create(folder, orders, { asked });
      await plan.place([request("profiles")]);
      orders.dies = dies;
      await assert.rejects(plan.place([request("followers")]), /killed/);
      orders.dies = null;
      const [again] = await openPlans(folder, orders);
      assert.deepEqual(again.asked, asked);
      const taken = [await again.takeUp(), await again.takeUp()];
      assert.deepEqual(taken.map((jobs) => jobs!.map(({ operation, state }) => [operation, state])), [
        [["profiles", "active"]],
        [["followers", "active"]],
      ]);
      assert.equal(await again.takeUp(), null);
      assert.equal(orders.jobs.size, 2);
      assert.deepEqual((await openPlans(folder, orders))[0].jobs, ["j-0", "j-1"]);
    }));
}

Deno.test("the accounts of a list are kept as long as the plan, and not longer", () =>
  withFolder(async (folder) => {
    const accounts = (async function* () {
      yield await Promise.resolve(["12", "@jack"]);
      yield ["13"];
    })();
    const plan = await Plan.create(folder, new Orders(), { asked, accounts });
    assert.equal(await Deno.readTextFile(plan.accountsPath), "12\n@jack\n13\n");
    await plan.remove();
    assert.deepEqual(await Array.fromAsync(Deno.readDir(join(folder, "plans"))), []);
    assert.deepEqual(await openPlans(folder, new Orders()), []);
  }));

Deno.test("a damaged plan is named, not taken for none", () =>
  withFolder(async (folder) => {
    const plan = await Plan.create(folder, new Orders(), { asked });
    await Deno.writeTextFile(join(folder, "plans", `${plan.id}.json`), '{"format": 1');
    await assert.rejects(openPlans(folder, new Orders()), CorruptFileError);
  }));

Deno.test("what is to come is said in words", () => {
  const none = { operations: [], around: [], calls: null, micros: null, until: null, build: false };
  assert.equal(describeToCome(none), "the end of it");
  assert.equal(
    describeToCome({ ...none, operations: ["followers"], build: true, calls: 1, micros: 3_100_000 }),
    "followers, then build; 1 call and $3.10 not given out yet",
  );
  assert.equal(
    describeToCome({ ...none, around: ["@a"], until: "2026-11-25T12:30:00.000Z" }),
    "growth around @a; until 2026-11-25 12:30 UTC",
  );
});
