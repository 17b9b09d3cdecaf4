/** Growth at a coordinator: budgets are hard, seeds that do not exist are named, it ends when enough is known. */
import assert from "node:assert/strict";
import type { Coordinator } from "../../../../core/crawl/coordinator.ts";
import type { Job, JobRequest } from "../../../../core/crawl/job.ts";
import { forgetfulBook, type OrderBook } from "../../../../core/crawl/growth/order_book.ts";
import { grow, type GrowthReport, type GrowthRequest } from "../../../../core/crawl/growth/drive.ts";
import { InputError } from "../../../../core/errors.ts";
import { x } from "../../../../core/platforms/x.ts";
import { Random } from "../../../../scripts/simulator/world/random.ts";
import { callMicros, ToyCrawl, type ToyNetwork } from "../_toy_crawl.ts";

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

interface ToyRun {
  readonly abortAt?: number;
  /** Of a run that was cut off. */
  readonly toy?: ToyCrawl;
  readonly orders?: ToyOrders;
}

/** Remembers orders as a plan in a file does. */
class ToyOrders implements OrderBook {
  readonly #toy: ToyCrawl;
  readonly #placed: Job[][] = [];
  #next = 0;

  constructor(toy: ToyCrawl) {
    this.#toy = toy;
  }

  /** As a new process finds them. */
  reopen(): this {
    this.#next = 0;
    return this;
  }

  async takeUp(): Promise<Job[] | null> {
    const jobs = this.#placed[this.#next++];
    return jobs === undefined ? null : await Promise.all(jobs.map(({ id }) => this.#toy.coordinator.readJob(id)));
  }

  async place(requests: readonly JobRequest[]): Promise<Job[]> {
    const jobs = await forgetfulBook(this.#toy.coordinator).place(requests);
    this.#next = this.#placed.push(jobs);
    return jobs;
  }
}

/** Most that may have been spent so far: what jobs that ended did spend, and the caps of those that may still do so. */
function mostSpent({ jobs }: ToyCrawl, limit: "calls" | "micros" = "calls"): number {
  const isOpen = (state: string) => state === "active" || state === "paused";
  return jobs.reduce(
    (sum, { job, calls }) =>
      sum + (isOpen(job.state) ? job.caps[limit]! : limit === "calls" ? calls : calls * callMicros),
    0,
  );
}

async function growToy(
  changes: Partial<GrowthRequest> = {},
  { abortAt = Infinity, toy = new ToyCrawl(toyNetwork()), orders }: ToyRun = {},
): Promise<{ report: GrowthReport; toy: ToyCrawl }> {
  const { budget } = { ...request, ...changes };
  const controller = new AbortController();
  let [steps, nowMs] = [0, Date.UTC(2026, 10, 25)];
  const report = await grow({
    coordinator: toy.coordinator as Coordinator,
    readRows: toy.readRows,
    now: () => nowMs,
    signal: controller.signal,
    orders,
    wait() {
      if (budget.calls !== undefined) assert.ok(mostSpent(toy) <= budget.calls, `${mostSpent(toy)} calls may be spent`);
      if (budget.micros !== undefined) assert.ok(mostSpent(toy, "micros") <= budget.micros);
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
  assert.ok(mostSpent(toy) <= 300);
});

for (const calls of [8, 20, 57, 200]) {
  Deno.test(`no budget is passed: ${calls} calls`, async () => {
    const { toy } = await growToy({ budget: { calls }, seeds: ["@seed", "@other"] });
    assert.ok(toy.jobs.reduce((sum, { calls }) => sum + calls, 0) <= calls);
    assert.ok(mostSpent(toy) <= calls);
    assert.ok(toy.jobs.every(({ job }) => job.state !== "active"), "no job is left open");
  });
}

for (const calls of [60, 100, 200]) {
  Deno.test(`what one operation leaves unused goes to the others: of ${calls} calls at least 95 % are made`, async () => {
    const { report, toy } = await growToy({ budget: { calls } });
    const made = toy.jobs.reduce((sum, { calls }) => sum + calls, 0);
    assert.equal(report.ended, "budget");
    assert.ok(made >= 0.95 * calls && made <= calls, `${made} of ${calls} calls in ${toy.jobs.length} jobs`);
  });
}

Deno.test("a budget that is too small for a first look is refused with the number", async () => {
  await assert.rejects(growToy({ budget: { calls: 1 } }), /with 1 calls: needed 8/);
});

Deno.test("money is shared out by caps that are never more than the budget together, and is spent", async () => {
  const { report, toy } = await growToy({ budget: { micros: 1_000_000 } });
  assert.ok(toy.jobs.every(({ job }) => job.caps.micros !== undefined && job.caps.calls === undefined));
  assert.equal(report.ended, "budget");
  const spent = mostSpent(toy, "micros");
  assert.ok(spent >= 950_000 && spent <= 1_000_000, `${spent} of 1,000,000 in ${toy.jobs.length} jobs`);
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

for (const abortAt of [1, 2, 3, 5, 8, 12, 20, 30, 40]) {
  Deno.test(`cut off at step ${abortAt} and taken up again, it grows on to what an undisturbed run finds`, async () => {
    const whole = await growToy({ budget: { calls: 100_000 } });
    const toy = new ToyCrawl(toyNetwork());
    const orders = new ToyOrders(toy);
    await growToy({ budget: { calls: 100_000 } }, { abortAt, toy, orders }).catch(ignoreAbort);
    await pauseAll(toy);
    const { report } = await growToy({ budget: { calls: 100_000 } }, { toy, orders: orders.reopen() });
    assert.equal(report.ended, "known");
    assert.deepEqual(report.lookAlikes, whole.report.lookAlikes);
    assert.deepEqual(report.seeds, whole.report.seeds);
    assert.ok(toy.jobs.every(({ job }) => job.state === "finished"));
  });

  Deno.test(`cut off at step ${abortAt} again and again, it spends its calls and never more`, async () => {
    const toy = new ToyCrawl(toyNetwork());
    const orders = new ToyOrders(toy);
    let report: GrowthReport | null = null;
    for (let tries = 0; report === null || report.ended === "interrupted"; tries++) {
      const run = { toy, orders: orders.reopen(), abortAt: tries < 5 ? abortAt : Infinity };
      report = (await growToy({ budget: { calls: 250 } }, run).catch(ignoreAbort))?.report ?? null;
      if (report?.ended !== "budget") await pauseAll(toy);
      assert.ok(mostSpent(toy) <= 250);
    }
    const made = toy.jobs.reduce((sum, { calls }) => sum + calls, 0);
    assert.ok(made >= 0.95 * 250, `${made} of 250 calls in ${toy.jobs.length} jobs`);
    assert.equal(report.lookAlikes.length, 5);
  });
}

/** As Ctrl-C does. */
async function pauseAll(toy: ToyCrawl): Promise<void> {
  for (const { job } of toy.jobs) if (job.state === "active") await toy.coordinator.changeJob(job.id, "paused");
}

function ignoreAbort(error: unknown): null {
  if ((error as Error).name === "AbortError") return null;
  throw error;
}
