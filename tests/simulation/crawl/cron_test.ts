import assert from "node:assert/strict";
import { openDigest } from "../../../core/crawl/jobs/_digest.ts";
import type { Job } from "../../../core/crawl/job.ts";
import { MemoryStore } from "../../../core/crawl/store/memory_store.ts";
import { x } from "../../../core/platforms/x.ts";
import { Life, mortalStore } from "./_life.ts";
import { openOver } from "./_open.ts";
import { fork } from "./_plan.ts";
import { VirtualTime } from "./_virtual_time.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const accounts = ["12", "13", "@jack", "12"];

Deno.test("1,000 ticks, doubled, late, overlapping and killed, make every job exactly once in each period", async () => {
  for (const seed of [1, 2, 3]) {
    const { jobs, schedules, ticks, killed, endMs } = await tickAway(seed, 1000);
    for (const { id, everyMs, createdMs } of schedules) {
      const periods = jobs.filter(({ schedule }) => schedule?.id === id).map(({ schedule }) => schedule!.period).sort();
      const expected = Math.floor(endMs / everyMs) - Math.floor(createdMs / everyMs) + 1;
      assert.equal(new Set(periods).size, periods.length, `seed ${seed}: a period has two jobs`);
      assert.equal(periods.length, expected, `seed ${seed}: periods of ${everyMs / hourMs} hours`);
    }
    assert.equal(jobs.filter(({ sealed }) => !sealed).length, 0, `seed ${seed}: a job was left half made`);
    console.log(`${ticks} ticks, ${killed} of them killed, seed ${seed}: ${jobs.length} jobs, each once in its period`);
  }
});

async function tickAway(seed: number, tickCount: number) {
  await openDigest();
  const time = new VirtualTime();
  const random = fork(seed, "cron");
  const store = new MemoryStore({
    faults: {
      commit() {
        const dice = random();
        return dice < 0.05 ? "conflict" : dice < 0.07 ? "lost" : dice < 0.09 ? "unknown" : undefined;
      },
    },
  });
  let isCalm = false;
  const open = (life: Life) => {
    const delayMs = () => isCalm ? 0 : random() * 400;
    const mortal = mortalStore(store, { life, random, delayMs });
    return openOver(mortal, { clock: { now: () => Math.floor(time.now()) }, random, platforms: [x] });
  };
  let killed = 0;
  const run = async () => {
    const boss = open(new Life(time));
    const schedules: { id: string; everyMs: number; createdMs: number }[] = [];
    for (const everyMs of [hourMs, 6 * hourMs, 24 * hourMs]) {
      const job = { platform: "x", operation: "followers", accounts } as const;
      const { id, created } = await insist(() => boss.createSchedule({ name: `every ${everyMs}`, job, everyMs }));
      schedules.push({ id, everyMs, createdMs: Date.parse(created) });
    }
    const startMs = time.elapsedMs;
    const ticking: Promise<void>[] = [];
    let ticks = 0;
    for (let slot = 0; ticks < tickCount; slot++) {
      // Each is late by up to a quarter of an hour; some are sent twice or three times, to other processes.
      for (let copies = random() < 0.3 ? 2 + Math.floor(random() * 2) : 1; copies > 0 && ticks < tickCount; copies--) {
        ticks++;
        ticking.push((async () => {
          await time.sleep(startMs + slot * 10 * minuteMs + random() * 15 * minuteMs - time.elapsedMs);
          const life = new Life(time);
          if (random() < 0.15) {
            killed++;
            void time.sleep(random() * 8000).then(() => life.kill());
          }
          await life.answer(open(life).tick()).catch(() => {});
        })());
      }
    }
    await Promise.all(ticking);
    await time.sleep(minuteMs);
    // What the last tick left half made, the next one ends.
    await insist(() => boss.tick());
    const endMs = time.now();
    isCalm = true;
    const jobs: Job[] = [];
    for (let cursor: { cursor?: string } | null = {}; cursor !== null;) {
      const answer: { jobs: Job[]; next: string | null } = await boss.listJobs({ limit: 100, ...cursor });
      jobs.push(...answer.jobs);
      cursor = answer.next === null ? null : { cursor: answer.next };
    }
    return { jobs, schedules, ticks, killed, endMs };
  };
  const insist = async <T>(act: () => Promise<T>): Promise<T> => {
    while (true) {
      try {
        return await act();
      } catch {
        await time.sleep(1000);
      }
    }
  };
  return await time.run(run(), 60 * 24 * hourMs);
}
