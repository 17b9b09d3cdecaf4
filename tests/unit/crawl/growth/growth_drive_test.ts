/** Growth at a coordinator: budgets are hard, seeds that do not exist are named, it ends when enough is known. */
import assert from "node:assert/strict";
import type { Coordinator } from "../../../../core/crawl/coordinator.ts";
import { grow, type GrowthReport, type GrowthRequest } from "../../../../core/crawl/growth/drive.ts";
import { InputError } from "../../../../core/errors.ts";
import { x } from "../../../../core/platforms/x.ts";
import { Random } from "../../../../scripts/simulator/world/random.ts";
import { ToyCrawl, type ToyNetwork } from "../_toy_crawl.ts";

/** Two circles of accounts, "a…" and "b…" by numbers; people follow mostly their own circle. */
function toyNetwork(): ToyNetwork {
  const random = new Random(3, 9);
  const [followers, following] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (let account = 1; account <= 40; account++) {
    followers.set(String(account), []);
    following.set(String(account), []);
  }
  for (let person = 1000; person < 1600; person++) {
    const circle = person % 2;
    const followed: string[] = [];
    for (let account = 1; account <= 40; account++) {
      if (random.uniform() < (account % 2 === circle ? 0.3 : 0.02)) {
        followed.push(String(account));
        followers.get(String(account))!.push(String(person));
      }
    }
    following.set(String(person), followed);
  }
  return { followers, following, handles: new Map([["seed", "1"], ["other", "3"]]) };
}

const request: GrowthRequest = {
  platform: { ...x, operations: { ...x.operations, followers: { ...x.operations.followers!, pageSizeMax: 10 } } },
  seeds: ["@seed"],
  sampleSeed: 0x2545f4914f6cdd1dn,
  lookAlikes: 5,
  priority: 0,
  budget: { calls: 300 },
};

async function growToy(
  changes: Partial<GrowthRequest> = {},
  { abortAt = Infinity }: { abortAt?: number } = {},
): Promise<{ report: GrowthReport; toy: ToyCrawl }> {
  const toy = new ToyCrawl(toyNetwork());
  const controller = new AbortController();
  let [steps, nowMs] = [0, Date.UTC(2026, 10, 25)];
  const report = await grow({
    coordinator: toy.coordinator as Coordinator,
    readRows: toy.readRows,
    now: () => nowMs,
    signal: controller.signal,
    wait() {
      toy.work(10);
      nowMs += 1000;
      if (++steps >= abortAt) controller.abort();
      assert.ok(steps < 1000, "it must end");
      return Promise.resolve();
    },
  }, { ...request, ...changes });
  return { report, toy };
}

Deno.test("it finds the accounts whose audience is the seed's, within the calls allowed", async () => {
  const { report, toy } = await growToy();
  assert.equal(report.lookAlikes.length, 5);
  for (const { account } of report.lookAlikes) assert.equal(Number(account.slice(2)) % 2, 1, account);
  const caps = toy.jobs.reduce((sum, { job }) => sum + job.caps.calls!, 0);
  assert.ok(caps <= 300, `the caps of all jobs together are the budget, found ${caps}`);
});

for (const calls of [8, 20, 57, 200]) {
  Deno.test(`no budget is passed: ${calls} calls`, async () => {
    const { toy } = await growToy({ budget: { calls }, seeds: ["@seed", "@other"] });
    assert.ok(toy.jobs.reduce((sum, { calls }) => sum + calls, 0) <= calls);
    assert.ok(toy.jobs.reduce((sum, { job }) => sum + job.caps.calls!, 0) <= calls);
    assert.ok(toy.jobs.every(({ job }) => job.state !== "active"), "no job is left open");
  });
}

Deno.test("a budget that is too small for a first look is refused with the number", async () => {
  await assert.rejects(growToy({ budget: { calls: 1 } }), /with 1 calls: needed 8/);
});

Deno.test("money is shared out by caps that together are the budget", async () => {
  const { toy } = await growToy({ budget: { micros: 5_000_000 } });
  assert.ok(toy.jobs.every(({ job }) => job.caps.micros !== undefined && job.caps.calls === undefined));
  assert.ok(toy.jobs.reduce((sum, { job }) => sum + job.caps.micros!, 0) <= 5_000_000);
});

Deno.test("it ends once the look-alikes are known well enough, and leaves nothing waiting", async () => {
  const { report, toy } = await growToy({ budget: { calls: 100_000 }, untilWidth: 0.2 });
  assert.equal(report.ended, "width");
  assert.ok(report.width <= 0.2);
  assert.ok(toy.jobs.every(({ job }) => job.state === "finished" || job.state === "cancelled"));
});

Deno.test("it ends when there is nothing more to learn", async () => {
  const { report } = await growToy({ budget: { calls: 100_000 } });
  assert.equal(report.ended, "known");
  assert.equal(report.width, 0);
});

Deno.test("jobs say that they grew around the seeds", async () => {
  const { toy } = await growToy();
  for (const { job } of toy.jobs) assert.deepEqual(job.sampling, { kind: "around", seeds: ["@seed"] });
});

Deno.test("seeds that do not exist are named; one that does is enough", async () => {
  await assert.rejects(
    growToy({ seeds: ["@nobody", "@nowhere"] }),
    (error) =>
      error instanceof InputError && /@nobody, @nowhere.*@nobody is gone, @nowhere is gone/.test(error.message),
  );
  const { report } = await growToy({ seeds: ["@nobody", "@seed"] });
  assert.deepEqual(report.seeds.map(({ seed }) => seed), ["x:1"]);
});

Deno.test("an audience that is too long for the budget is cut for each seed alike, and said to be cut", async () => {
  const { report } = await growToy({ budget: { calls: 40 }, seeds: ["@seed", "@other"] });
  for (const { seen, claimed, complete } of report.seeds) {
    assert.equal(complete, false);
    assert.ok(seen > 0 && seen < claimed!);
  }
});

Deno.test("interrupted, it says what it knows and leaves its jobs to be resumed", async () => {
  const { report, toy } = await growToy({}, { abortAt: 12 });
  assert.equal(report.ended, "interrupted");
  assert.ok(toy.jobs.some(({ job }) => job.state === "active"));
  assert.ok(toy.jobs.every(({ job }) => job.sealed), "a job that is resumed must be able to end");
});
