/**
 * One simulated crawl, from its seed: real coordinator and worker code, the simulated platforms, and everything that may go wrong
 * between them; then a calm in which it has to end; then the judge.
 */
import type { Job, JobStatus } from "../../../core/crawl/job.ts";
import { openDigest } from "../../../core/crawl/jobs/_digest.ts";
import { emptyPagesMax } from "../../../core/limits.ts";
import { MemoryStore } from "../../../core/crawl/store/memory_store.ts";
import type { PageReport } from "../../../core/crawl/protocol.ts";
import { type Arrival, blueskyRules, createSimulator, rulesOfTable } from "../../../scripts/simulator/mod.ts";
import { accountId, type JobResult, judgeConservation, judgeCrawl, readResult } from "./_judge.ts";
import { openSimulatedCoordinator } from "./_open.ts";
import { drawPlan, fork, type JobPlan, nameOf, type Plan } from "./_plan.ts";
import type { Plant } from "./_plant.ts";
import { CoordinatorHost, runWorkerHost } from "./_processes.ts";
import { Trace } from "./_trace.ts";
import { never, startMs, TimeOverError, VirtualTime } from "./_virtual_time.ts";
import { type Finding, MemorySink, type World } from "./_world.ts";

export interface CrawlOutcome {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly digest: string;
  readonly trace: readonly string[];
  readonly counts: CrawlCounts;
}

export interface CrawlCounts {
  readonly calls: number;
  readonly pages: number;
  readonly accounts: number;
  readonly deaths: number;
  readonly virtualMs: number;
}

const inThePage = new Set(["shortPage", "emptyPage", "repeatedEntries", "stalledCursor", "loopedCursor"]);

/** No crawl of a few dozen accounts takes longer, though false headers close an endpoint for a day. */
const limitMs = 60 * 3_600_000;

/** @param options.plant Something that is wrong on purpose. */
export async function simulateCrawl(
  seed: number,
  options: { readonly plant?: Plant; readonly keepsTrace?: boolean; readonly limitMs?: number } = {},
): Promise<CrawlOutcome> {
  await openDigest(); // Compiled once, which takes time that no seed decides.
  const plan = drawPlan(seed);
  const world = createWorld(plan, options.plant ?? {}, options.keepsTrace ?? false);
  world.say(`faults: ${[...plan.faults].join(" ")}`);
  const results: JobResult[] = [];
  try {
    await world.time.run(play(world, results), options.limitMs ?? limitMs);
    judgeCrawl(world, results);
  } catch (error) {
    if (error instanceof TimeOverError) world.accuse("endless", await describeEndless(world));
    else world.accuse("threw", `${(error as Error).stack}`);
  }
  const { ledger } = world.simulator;
  return {
    seed,
    findings: world.findings,
    digest: world.trace.digest,
    trace: world.trace.lines,
    counts: {
      calls: ledger.summary().arrivals,
      pages: results.reduce((sum, { pages }) => sum + pages.length, 0),
      accounts: results.reduce((sum, { accounts }) => sum + accounts.length, 0),
      deaths: world.deaths,
      virtualMs: world.time.elapsedMs,
    },
  };
}

async function describeEndless(world: SimulatedWorld): Promise<string> {
  const lines: string[] = [];
  for (const job of world.jobs.values()) {
    const status = await world.time.run(world.host.insist((coordinator) => coordinator.readJob(job.id)), Infinity)
      .catch((error) => ({ state: `${error}`, totals: null }));
    lines.push(`${job.name} is ${status.state} ${JSON.stringify(status.totals)}`);
  }
  return lines.join("; ");
}

/** Everything that happens, until all jobs have ended. */
async function play(world: SimulatedWorld, results: JobResult[]): Promise<void> {
  const { plan, host } = world;
  host.start();
  for (const token of plan.tokens) await host.insist((coordinator) => coordinator.addToken(token));
  const { month, apps } = plan.budgets;
  if (month !== null) await host.insist((coordinator) => coordinator.setBudget({ kind: "month" }, month));
  for (const [app, micros] of Object.entries(apps)) {
    await host.insist((coordinator) => coordinator.setBudget({ kind: "app", platform: "x", app }, micros));
  }
  world.begin();
  const workers = plan.workers.map((worker) => runWorkerHost(world, worker));
  const trouble = [makeTrouble(world), watch(world), tick(world)];
  await Promise.all(plan.jobs.map((job) => operate(world, job)));
  world.end();
  await Promise.all([...workers, ...trouble]);
  for (const job of plan.jobs) {
    const id = world.jobs.get(job.key)!.id;
    results.push(await host.insist((coordinator) => readResult(coordinator, id, job)));
  }
}

/** Orders a job, hands in its accounts, pauses and resumes it, and waits for its end. */
async function operate(world: SimulatedWorld, plan: JobPlan): Promise<void> {
  const { time, host } = world;
  await time.sleep(plan.startMs);
  const [first, ...others] = plan.pieces;
  const { key, platform, operation, priority, caps } = plan;
  const request = { name: key, platform, operation, priority, caps, accounts: first, sealed: others.length === 0 };
  const job: Job = await host.insist((coordinator) => coordinator.createJob({ ...request, idempotencyKey: key }));
  world.jobs.set(key, job);
  world.acknowledge(plan, first);
  world.say(`${key} is ${job.id}: ${platform} ${operation} ${JSON.stringify(caps)}`);
  const acts = (async () => {
    for (const { atMs, state } of plan.acts) {
      await time.sleep(atMs - time.elapsedMs);
      if (world.isOver) return;
      world.say(`${key} -> ${state}`);
      await host.ask((coordinator) => coordinator.changeJob(job.id, state)).catch(() => {});
    }
  })();
  for (const piece of others) {
    await time.sleep(20_000);
    try {
      await host.insist((coordinator) => coordinator.addAccounts(job.id, piece));
      world.acknowledge(plan, piece);
    } catch (error) {
      world.say(`${key}: ${(error as Error).message}`); // It has ended by a cap, or was cancelled.
    }
  }
  const seal = (coordinator: Parameters<Parameters<typeof host.ask>[0]>[0]) =>
    coordinator.addAccounts(job.id, [], { seal: true });
  if (others.length > 0) await host.insist(seal).catch(() => {});
  while (true) {
    await time.sleep(20_000);
    const status = await host.insist((coordinator) => coordinator.readJob(job.id));
    judgeConservation(world, status);
    if (status.state !== "active" && status.state !== "paused") {
      world.say(`${key} is ${status.state}`);
      world.moves.set(job.id, { calls: -1, sinceMs: -Infinity });
      break;
    }
    if (world.isCalm) await help(world, status);
  }
  void acts;
}

/** What a person does who sees that a job stands still: another token, more money, no pause. */
async function help(world: SimulatedWorld, status: JobStatus): Promise<void> {
  const { host, plan } = world;
  await restWhileClosed(world, status);
  if (status.state === "paused") {
    await host.insist((coordinator) => coordinator.changeJob(status.id, "active")).catch(() => {});
  }
  if (status.platform !== "x") return;
  const tokens = (await host.insist((coordinator) => coordinator.listTokens())).filter(({ platform }) =>
    platform === "x"
  );
  if (tokens.every(({ state }) => state === "retired")) {
    const spare = plan.spareTokens.find(({ name }) => tokens.every((token) => token.name !== name));
    if (spare !== undefined) await host.insist((coordinator) => coordinator.addToken(spare));
  }
  // Budgets that are used up would hold the job until the month ends: it is given up, as its owner may.
  if (world.time.elapsedMs > plan.calmMs + 600_000) await world.raiseBudgets();
}

/** Where nothing moves since the platforms seem to have closed for hours, workers are switched off meanwhile: hours of asking in vain. */
async function restWhileClosed(world: SimulatedWorld, { id, totals }: JobStatus): Promise<void> {
  const { host, time, moves } = world;
  if (moves.get(id)?.calls !== totals.calls) moves.set(id, { calls: totals.calls, sinceMs: time.elapsedMs });
  const isStuck = [...moves.values()].every(({ sinceMs }) => time.elapsedMs > sinceMs + 300_000);
  if (!isStuck || moves.size < world.plan.jobs.length) return;
  const tokens = await host.insist((coordinator) => coordinator.listTokens());
  const opens = tokens.flatMap((
    { until, windows },
  ) => [until ?? null, ...windows.map(({ closedUntil }) => closedUntil)])
    .flatMap((until) => until === null ? [] : [Date.parse(until) - startMs]).filter((ms) => ms > time.elapsedMs);
  if (opens.length === 0) return;
  const untilMs = Math.min(...opens);
  world.say(`closed for ${untilMs - time.elapsedMs} ms more`);
  world.restUntilMs = untilMs;
  for (const { stop } of world.workers.values()) stop();
  await time.sleep(untilMs - time.elapsedMs);
}

/** Kills, freezes and clocks that step, until the calm. */
async function makeTrouble(world: SimulatedWorld): Promise<void> {
  const { plan, time, host } = world;
  const { faults } = plan;
  const random = fork(plan.seed, "trouble");
  const between = (low: number, high: number) => low + (high - low) * random();
  const every = async (meanMs: number, act: () => Promise<void> | void) => {
    while (true) {
      await time.sleep(between(0.2, 1.8) * meanMs);
      if (world.isCalm || world.isOver) return;
      await act();
    }
  };
  const anyWorker = () => [...world.workers.values()][Math.floor(random() * world.workers.size)];
  const troubles: Promise<void>[] = [];
  if (faults.has("coordinatorCrashes")) {
    troubles.push(every(between(30_000, 300_000), async () => {
      host.kill();
      world.deaths++;
      await time.sleep(between(10, 20_000));
      host.start();
    }));
  }
  if (faults.has("workerCrashes")) {
    troubles.push(every(between(15_000, 200_000), () => {
      world.deaths++;
      if (random() < 0.2) anyWorker().stop();
      else anyWorker().life.kill();
    }));
  }
  if (faults.has("freezes")) {
    const longMs = random() < 0.5 ? 25_000 : 180_000;
    troubles.push(every(between(3000, longMs), () => anyWorker().life.freeze(between(500, longMs))));
  }
  if (faults.has("clockSteps")) {
    troubles.push(every(between(60_000, 300_000), () => {
      host.clockErrorMs = Math.round(between(-300_000, 300_000));
      world.say(`coordinator's clock is ${host.clockErrorMs} ms off`);
    }));
  }
  if (faults.has("clockSteps")) {
    troubles.push(every(between(3000, 30_000), () => {
      host.workerClockErrorMs = Math.round(between(-300_000, 300_000));
    }));
  }
  await Promise.all(troubles);
  host.clockErrorMs = 0;
}

/** Looks at the jobs all the time: what is asked while things go wrong must add up, too. */
async function watch(world: SimulatedWorld): Promise<void> {
  while (!world.isOver) {
    await world.time.sleep(Math.max(7000, world.restUntilMs - world.time.elapsedMs));
    for (const { id } of world.jobs.values()) {
      await world.host.ask((coordinator) => coordinator.readJob(id)).then((status) => judgeConservation(world, status))
        .catch(() => {});
    }
  }
}

async function tick(world: SimulatedWorld): Promise<void> {
  while (!world.isOver) {
    await world.time.sleep(Math.max(60_000, world.restUntilMs - world.time.elapsedMs));
    await world.host.ask((coordinator) => coordinator.tick()).catch(() => {});
  }
}

interface SimulatedWorld extends World {
  host: CoordinatorHost;
  readonly jobs: Map<string, Job>;
  /** When the calls of each job have changed last. */
  readonly moves: Map<string, { readonly calls: number; readonly sinceMs: number }>;
  readonly acknowledged: Map<string, Set<number>>;
  deaths: number;
  isOver: boolean;
  begin(): void;
  end(): void;
  /** Its operator was told that these were taken in. */
  acknowledge(job: JobPlan, names: readonly string[]): void;
  raiseBudgets(): Promise<void>;
}

function createWorld(plan: Plan, plant: Plant, keepsTrace: boolean): SimulatedWorld {
  const time = new VirtualTime();
  const trace = new Trace(keepsTrace);
  const { faults } = plan;
  const storeRandom = fork(plan.seed, "store");
  const sinkRandom = fork(plan.seed, "sink");
  const strikeRandom = fork(plan.seed, "strikes");
  const platformRandom = fork(plan.seed, "platform");
  const over = Promise.withResolvers<"over">();
  let begun = false;
  let raised = false;
  let names = 0;
  const isCalm = () => !begun || time.elapsedMs >= plan.calmMs;

  const store = new MemoryStore({
    faults: {
      commit() {
        if (isCalm()) return undefined;
        if (faults.has("conflicts") && storeRandom() < 0.1) return "conflict";
        if (faults.has("unknownCommits") && storeRandom() < 0.04) return storeRandom() < 0.5 ? "lost" : "unknown";
        return undefined;
      },
    },
  });
  const sink = new MemorySink(
    () => !isCalm() && faults.has("sinkFailures") && sinkRandom() < 0.1,
    () => time.sleep(1 + sinkRandom() * plan.sinkMsMax),
  );
  const [x, bluesky] = plan.platforms;
  const [shared] = bluesky.operations.profiles!.limits;
  const budgets: Record<string, number> = { ...plan.budgets.apps };
  if (plan.budgets.month !== null) budgets.all = plan.budgets.month;
  const simulator = createSimulator({
    society: plan.society,
    clock: { now: () => time.now(), sleep: (ms) => time.sleep(ms) },
    // Once it is calm no die falls so that something goes wrong.
    random: () => isCalm() && begun ? 0.999_999 : platformRandom(),
    tokens: [...plan.tokens, ...plan.spareTokens],
    rules: {
      x: { ...rulesOfTable(x), enforcement: "none" },
      bluesky: {
        enforcement: "none",
        limits: blueskyRules().limits.map((limit) => ({ ...limit, limit: shared.limit, windowMs: shared.windowMs })),
      },
    },
    faults: plan.callFaults,
    latencyMs: [5, 60],
    // The way there and a late arrival together stay below a call's time-out.
    lateMs: [500, 2900],
    endless: plan.endless,
    // A worker may die before it has told of a refusal: the judge looks at how often, not at how long.
    ledger: { budgets, refusalGraceMs: Infinity },
  });
  const reports = new Map<string, PageReport>();
  /** Grants by which calls for an account failed. */
  const failed = new Map<string, Set<string>>();
  const owners = new Map<string, JobPlan | null>();
  for (const job of plan.jobs) {
    const table = plan.platforms.find(({ name }) => name === job.platform)!.operations;
    for (const account of job.accounts) {
      for (const byHandle of [true, false]) {
        const name = nameOf(plan.society, { platform: job.platform, account, byHandle }).replace("@", "");
        const endpoint = table[byHandle && job.platform === "x" ? "resolve" : job.operation]!.endpoint;
        const key = `${job.platform} ${job.platform === "x" ? endpoint : ""} ${name}`;
        owners.set(key, owners.has(key) && owners.get(key) !== job ? null : job);
      }
    }
  }
  const world: SimulatedWorld = {
    plan,
    plant,
    time,
    trace,
    simulator,
    store,
    sink,
    host: undefined as unknown as CoordinatorHost,
    findings: [] as Finding[],
    workers: new Map(),
    reports,
    heard: [] as string[],
    jobs: new Map<string, Job>(),
    moves: new Map(),
    restUntilMs: 0,
    acknowledged: new Map<string, Set<number>>(),
    deaths: 0,
    isOver: false,
    get isCalm() {
      return isCalm();
    },
    over: over.promise,
    openCoordinator: (life, now) => openSimulatedCoordinator(world, life, now),
    begin: () => void (begun = true),
    end() {
      world.isOver = true;
      over.resolve("over");
    },
    nextName: () => ++names,
    say: (text: string) => trace.add(time.elapsedMs, text),
    hear: (text: string) => {
      world.heard.push(text);
      trace.add(time.elapsedMs, text);
    },
    accuse(kind, text) {
      trace.add(time.elapsedMs, `!! ${kind}: ${text}`);
      if (world.findings.length < 20) world.findings.push({ kind, text });
    },
    noteReports(lease, { pages }) {
      const job = [...world.jobs.entries()].find(([, { id }]) => lease.startsWith(`${id}.`))?.[0];
      const of = plan.jobs.find(({ key }) => key === job);
      for (const report of pages) {
        if (report.result.kind === "page") reports.set(report.result.page, report);
        if (report.result.kind !== "failed" || of === undefined) continue;
        for (const account of report.accounts) {
          const key = `${of.platform} ${of.operation} ${account}`;
          failed.set(key, (failed.get(key) ?? new Set()).add(report.grant));
        }
      }
    },
    strike(life) {
      if (isCalm()) return;
      if (faults.has("workerCrashes") && strikeRandom() < 0.04) {
        life.kill();
        world.deaths++;
      }
      // What is granted meanwhile is old when it is read.
      if (faults.has("freezes") && strikeRandom() < 0.03) life.freeze(strikeRandom() * 40_000);
      // A machine that sleeps for a while, and whose clock is set when it wakes.
      if (faults.has("clockSteps") && strikeRandom() < 0.05) {
        life.freeze(strikeRandom() * 25_000);
        world.host.workerClockErrorMs = Math.round((strikeRandom() - 0.5) * 600_000);
      }
    },
    async killed(life) {
      await life.answer(never()).catch(() => {});
      return "killed" as const;
    },
    acknowledge(job: JobPlan, names: readonly string[]) {
      const set = world.acknowledged.get(job.key) ?? new Set<number>();
      world.acknowledged.set(job.key, set);
      const given = new Set(names.map((name) => name.toLowerCase().replace(/^(x|bluesky):/, "")));
      for (const account of job.accounts) {
        for (const byHandle of [true, false]) {
          const name = nameOf(plan.society, { platform: job.platform, account, byHandle });
          if (given.has(name.toLowerCase())) set.add(account);
        }
      }
    },
    async raiseBudgets() {
      if (raised) return;
      raised = true;
      const { month, apps } = plan.budgets;
      for (const subject of Object.keys(budgets)) delete budgets[subject];
      if (month !== null) await world.host.insist((coordinator) => coordinator.setBudget({ kind: "month" }, null));
      for (const app of Object.keys(apps)) {
        await world.host.insist((coordinator) => coordinator.setBudget({ kind: "app", platform: "x", app }, null));
      }
      world.say("budgets are lifted");
    },
    elapsedOf: (at: number) => at - startMs,
    jobOf(arrival: Arrival) {
      const endpoint = arrival.platform === "x" ? arrival.endpoint : "";
      return owners.get(`${arrival.platform} ${endpoint} ${arrival.accounts[0]}`) ?? null;
    },
    hasVanished: (account: number) =>
      simulator.state("x", account) === "gone" || simulator.state("bluesky", account) === "gone",
    strayed(platform: "x" | "bluesky", account: number) {
      const names = [true, false].map((byHandle) =>
        nameOf(plan.society, { platform, account, byHandle }).replace("@", "")
      );
      const met = simulator.ledger.arrivals.filter((arrival) =>
        arrival.platform === platform && names.includes(arrival.accounts[0])
      );
      // The ledger names one fault of each page: a bad cursor may hide behind another.
      return met.some(({ fault }) => fault === "repeatedEntries") ||
        (faults.has("badCursors") && met.some(({ fault }) => fault !== null && inThePage.has(fault))) ||
        met.filter(({ status, resources }) => status === 200 && resources === 0).length >= emptyPagesMax;
    },
    failures: (job: JobPlan, account: number) =>
      Math.max(...[true, false].map((byHandle) => {
        const name = nameOf(plan.society, { platform: job.platform, account, byHandle });
        return failed.get(`${job.platform} ${job.operation} ${name}`)?.size ?? 0;
      })),
    shown() {
      const shown = new Set<string>();
      for (const [follower, influencer] of simulator.ledger.follows()) {
        for (const platform of ["x", "bluesky"]) {
          shown.add(`${accountId(world, platform, follower)} ${accountId(world, platform, influencer)}`);
        }
      }
      return shown;
    },
  };
  world.host = new CoordinatorHost(world);
  return world;
}
