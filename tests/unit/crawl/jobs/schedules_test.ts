import assert from "node:assert/strict";
import { createRandom } from "../../../../scripts/_random.ts";
import { NotFoundError, UsageError } from "../../../../core/errors.ts";
import { leaseLengthMs } from "../../../../core/limits.ts";
import { MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import type { ScheduleRequest } from "../../../../core/crawl/schedule.ts";
import { ManualClock, openTestCoordinator } from "../_coordinator.ts";

const hourMs = 3_600_000;

function request(accounts: number): ScheduleRequest {
  return {
    name: "hourly",
    everyMs: hourMs,
    job: { platform: "t", operation: "followers", accounts: Array.from({ length: accounts }, (_, i) => String(i)) },
  };
}

Deno.test("a schedule makes its job once a period, of missed periods only the newest one's", async () => {
  const { coordinator, clock } = openTestCoordinator();
  const { id } = await coordinator.createSchedule(request(3));
  const first = await coordinator.tick();
  assert.equal(first.started.length, 1);
  assert.deepEqual((await coordinator.tick()).started, []);
  const job = await coordinator.readJob(first.started[0]);
  assert.deepEqual([job.totals.accounts, job.sealed, job.name], [3, true, "hourly"]);
  assert.deepEqual(job.schedule, { id, period: new Date(clock.nowMs).toISOString() });
  clock.nowMs += 5 * hourMs + 1;
  const later = await coordinator.tick();
  assert.equal(later.started.length, 1);
  const [schedule] = await coordinator.listSchedules();
  assert.equal(schedule.lastPeriod, new Date(clock.nowMs - 1).toISOString());
  assert.equal(schedule.job.accounts?.length, 3);
  await coordinator.removeSchedule(id);
  clock.nowMs += hourMs;
  assert.deepEqual((await coordinator.tick()).started, []);
  await assert.rejects(() => coordinator.removeSchedule(id), NotFoundError);
});

Deno.test("a tick forgets the calls of jobs that have ended, once nobody can tell of them", async () => {
  const { coordinator, clock, allowances } = openTestCoordinator();
  const { id } = await coordinator.createJob({ platform: "t", operation: "followers", accounts: ["1"] });
  await coordinator.lease("w1", { calls: 1, platforms: ["t"] });
  await coordinator.changeJob(id, "cancelled");
  await coordinator.tick();
  assert.deepEqual(allowances.forgotten, []);
  clock.nowMs += leaseLengthMs;
  await coordinator.tick();
  assert.deepEqual(allowances.forgotten, [id]);
});

Deno.test("many accounts of a schedule are kept in pieces and all come into its job", async () => {
  const { coordinator } = openTestCoordinator();
  await coordinator.createSchedule(request(12_000));
  const { started } = await coordinator.tick();
  assert.equal((await coordinator.readJob(started[0])).totals.accounts, 12_000);
  const few = { ...request(1), everyMs: 0 };
  await assert.rejects(() => coordinator.createSchedule(few), UsageError);
});

Deno.test("1,000 ticks, doubled, late and overlapping in two processes with faults, make each job once a period", async () => {
  const seed = 5;
  const random = createRandom(seed);
  const clock = new ManualClock();
  const faults = ["conflict", "lost", "unknown"] as const;
  const store = new MemoryStore({
    faults: {
      async commit() {
        await Promise.resolve();
        return random() < 0.05 ? faults[Math.floor(random() * 3)] : undefined;
      },
    },
  });
  const processes = [1, 2].map((seed) => openTestCoordinator({ store, clock, seed }).coordinator);
  await processes[0].createSchedule(request(700));
  const schedules = await processes[0].listSchedules();
  const started: string[] = [];
  const periods = new Set<number>();
  for (let ticks = 0; ticks < 1000;) {
    clock.nowMs += Math.floor(random() * 1.5 * hourMs);
    const together = 1 + Math.floor(random() * 4);
    ticks += together;
    const reports = await Promise.allSettled(Array.from({ length: together }, () => {
      return processes[random() < 0.5 ? 0 : 1].tick();
    }));
    for (const report of reports) if (report.status === "fulfilled") started.push(...report.value.started);
    if (reports.some(({ status }) => status === "fulfilled")) periods.add(Math.floor(clock.nowMs / hourMs));
  }
  assert.equal(new Set(started).size, started.length, `seed ${seed}: told once`);
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const part = await processes[0].listJobs({ limit: 100, cursor });
    for (const { id, schedule } of part.jobs) ids.push(`${schedule!.id} ${schedule!.period}`), assert.ok(id);
    cursor = part.next ?? undefined;
  } while (cursor !== undefined);
  assert.equal(new Set(ids).size, ids.length, `seed ${seed}: made once`);
  assert.ok(ids.length >= periods.size * schedules.length, `seed ${seed}: made for each period with a good tick`);
  const { jobs: [newest] } = await processes[0].listJobs({ limit: 1 });
  await processes[0].tick().catch(() => {});
  assert.equal((await processes[0].readJob(newest.id)).totals.accounts, 700, `seed ${seed}`);
});
