/** A crawl that is held up by nothing but its quota, in virtual time: how much of what is allowed does it use? */
import { openDigest } from "../../../core/crawl/jobs/_digest.ts";
import type { Forecast, JobTotals, MoneyStatus } from "../../../core/crawl/job.ts";
import { MemoryStore } from "../../../core/crawl/store/memory_store.ts";
import { runWorker } from "../../../core/crawl/worker/worker.ts";
import type { Platform } from "../../../core/platforms/platform.ts";
import { x } from "../../../core/platforms/x.ts";
import { createSimulator, type Faults, randomSociety, rulesOfTable } from "../../../scripts/simulator/mod.ts";
import { openOver } from "./_open.ts";
import { fork } from "./_plan.ts";
import { VirtualTime } from "./_virtual_time.ts";

export interface QuotaUseOptions {
  readonly limit: number;
  readonly windowMs: number;
  /** Windows that the crawl lasts, about. */
  readonly windows: number;
  readonly faults: Faults;
  readonly seed: number;
}

export interface QuotaUse {
  /** Share of the allowed calls that was made, from the first call to the beginning of the last window. */
  readonly used: number;
  readonly calls: number;
  readonly violations: number;
  readonly durationMs: number;
  readonly forecast: Forecast;
  readonly totals: JobTotals;
  readonly money: MoneyStatus;
  readonly billedMicros: number;
}

export async function measureQuotaUse(options: QuotaUseOptions): Promise<QuotaUse> {
  await openDigest();
  const { limit, windowMs, seed, faults } = options;
  const time = new VirtualTime();
  const clock = { now: () => Math.floor(time.now()) };
  const wanted = limit * options.windows;
  const accountCount = Math.ceil(Math.min(600, wanted / 4));
  const society = randomSociety(fork(seed, "society"), { accountCount, followersMean: wanted / accountCount });
  const table = { ...x.operations.followers!, pageSizeMax: 1, limits: [{ scope: "token" as const, limit, windowMs }] };
  const platform: Platform = { ...x, operations: { followers: table } };
  const token = { platform: "x", name: "token", app: "app", secret: "secret" } as const;
  const simulator = createSimulator({
    society,
    tokens: [token],
    clock: { now: () => time.now(), sleep: (ms) => time.sleep(ms) },
    random: fork(seed, "platform"),
    rules: { x: { ...rulesOfTable(platform), enforcement: "fixed" } },
    faults,
    latencyMs: [50, 250],
    lateMs: [500, 2500],
  });
  const run = async () => {
    const coordinator = openOver(new MemoryStore(), {
      clock,
      random: fork(seed, "coordinator"),
      platforms: [platform],
    });
    await coordinator.addToken(token);
    const accounts = Array.from({ length: accountCount }, (_, index) => society.accountId(index));
    const rowCounts = accounts.map((_, index) => society.followers(index).length);
    const request = { platform: "x", operation: "followers" } as const;
    const forecast = await coordinator.forecast({ ...request, accounts: accountCount, rowCounts });
    const { id } = await coordinator.createJob({ ...request, accounts });
    const stop = new AbortController();
    const workers = Array.from({ length: 4 }, (_, index) =>
      runWorker({
        leases: coordinator,
        workerId: `w${index}`,
        platforms: [platform],
        fetch: (input, init) => simulator.fetch(input as string | URL, init),
        sink: { description: "nowhere", write: () => time.sleep(5) },
        clock: { now: () => time.now(), monotonic: () => time.elapsedMs },
        random: fork(seed, `worker ${index}`),
        sleep: (ms, signal) => time.sleep(ms, signal),
        signal: stop.signal,
        options: { shards: 32, callsPerShard: 32 },
      }));
    let status = await coordinator.readJob(id);
    while (status.state === "active") {
      await time.sleep(1000);
      status = await coordinator.readJob(id);
    }
    const durationMs = time.elapsedMs;
    stop.abort();
    await Promise.all(workers);
    return { forecast, status, durationMs };
  };
  const { forecast, status, durationMs } = await time.run(run(), 1000 * windowMs);
  const { arrivals, violations } = simulator.ledger;
  // Whole windows' worth of calls, and the time until the next call was made: what a platform allows in that time is one window's each.
  const whole = limit * Math.floor((arrivals.length - 1) / limit);
  const used = whole / (limit * (arrivals[whole].at - arrivals[0].at) / windowMs);
  return {
    used,
    calls: arrivals.length,
    violations: violations.length,
    durationMs,
    forecast,
    totals: status.totals,
    money: status.money,
    billedMicros: simulator.ledger.micros(),
  };
}
