/** The processes of a simulated crawl: one coordinator that dies and comes back, workers that do so too, and what lies between them. */
import { UnavailableError, UsageError } from "../../../core/errors.ts";
import type { Coordinator, Leases } from "../../../core/crawl/coordinator.ts";
import {
  type CallGrants,
  ForeignLeaseError,
  type LeaseAnswer,
  LeaseLostError,
  type PagesRequest,
} from "../../../core/crawl/protocol.ts";
import { UnknownOutcomeError } from "../../../core/crawl/store/store.ts";
import { runWorker } from "../../../core/crawl/worker/worker.ts";
import { Life } from "./_life.ts";
import { fork, type WorkerPlan } from "./_plan.ts";
import { never } from "./_virtual_time.ts";
import type { World } from "./_world.ts";

/** The coordinator, wherever it runs now: one process, or two over one store, as on Deno Deploy. */
export class CoordinatorHost {
  readonly #running: { readonly coordinator: Coordinator; readonly life: Life }[] = [];
  readonly #random: () => number;
  /** What the wall's clock is off by, in ms; and that of the workers. */
  clockErrorMs = 0;
  workerClockErrorMs = 0;
  /** Highest fence that was given out for each shard. */
  readonly #fences = new Map<string, number>();
  /** Token and operation of calls that were given out, and of those that have to rest. */
  readonly #grants = new Map<string, string>();
  readonly #rests = new Map<string, { readonly sinceMs: number; readonly untilMs: number }>();

  constructor(readonly world: World) {
    this.#random = fork(world.plan.seed, "host");
  }

  /** Starts what does not run. */
  start(): void {
    const count = this.world.plan.faults.has("twoCoordinators") ? 2 : 1;
    // A clock is right when a process starts, and may step while it runs.
    const rightMs = this.clockErrorMs;
    while (this.#running.length < count) {
      const life = new Life(this.world.time);
      // Machines that keep time by NTP differ a little.
      const offMs = this.#running.length * 20;
      const coordinator = this.world.openCoordinator(
        life,
        () => this.world.time.now() + this.clockErrorMs - rightMs + offMs,
      );
      this.#running.push({ coordinator, life });
      this.world.say("coordinator starts");
    }
  }

  kill(): void {
    const [killed] = this.#running.splice(Math.floor(this.#random() * this.#running.length), 1);
    killed?.life.kill();
    this.world.say("coordinator killed");
  }

  /** Asks it, as one connection does. @throws {TypeError} If it is not there, or dies meanwhile. */
  async ask<T>(call: (coordinator: Coordinator) => Promise<T>): Promise<T> {
    if (this.#running.length === 0) throw new TypeError("connection refused");
    const { coordinator, life } = this.#running[Math.floor(this.#random() * this.#running.length)];
    try {
      return await life.answer(call(coordinator));
    } catch (error) {
      if (!isExpected(error)) this.world.accuse("threw", `${(error as Error).stack ?? error}`);
      this.world.hear((error as Error).message);
      throw error;
    }
  }

  /** Notes what was given out. */
  noteLease({ lease }: LeaseAnswer): void {
    if (lease === null) return;
    const name = `${lease.job}.${lease.shard}`;
    const highest = this.#fences.get(name) ?? 0;
    if (lease.fence <= highest) {
      this.world.accuse("fence", `shard ${name} is given out with fence ${lease.fence} after ${highest}`);
    }
    this.#fences.set(name, Math.max(highest, lease.fence));
  }

  /** What came of a request by a lease. Whoever asked before the shard was given to another may still be answered. */
  async useLease<T>(lease: string, use: () => Promise<T>): Promise<T> {
    const [job, shard, fence] = lease.split(".");
    const highest = this.#fences.get(`${job}.${shard}`) ?? 0;
    const answer = await use();
    if (Number(fence) < highest) {
      this.world.accuse("fence", `lease ${lease} is accepted after fence ${highest} was given out`);
    }
    return answer;
  }

  /** Notes the calls that were given out: none may be of a token that had to rest. */
  noteGrants({ grants }: CallGrants): void {
    const { elapsedMs } = this.world.time;
    for (const { id, token, operation } of grants) {
      const name = `${token} ${operation}`;
      this.#grants.set(id, name);
      const rest = this.#rests.get(name);
      // Calls that were reserved before it was known may be answered a moment later.
      if (rest === undefined || elapsedMs < rest.sinceMs + 3000 || elapsedMs > rest.untilMs) continue;
      this.world.accuse("rest", `${name} is given out ${(elapsedMs - rest.sinceMs) / 1000} s after "too many calls"`);
    }
  }

  /** Notes what the coordinator was told, and has acknowledged: "too many calls" without a word of when they will not be. */
  noteLimited({ pages }: PagesRequest): void {
    const { elapsedMs } = this.world.time;
    for (const { grant, operation, result, quota } of pages) {
      const name = this.#grants.get(grant);
      this.#grants.delete(grant);
      if (name === undefined || result.kind !== "limited" || quota !== undefined) continue;
      if ((this.#rests.get(name)?.untilMs ?? 0) > elapsedMs) continue;
      const platform = this.world.plan.platforms.find(({ needsCredential }) =>
        needsCredential !== name.startsWith("null")
      )!;
      const { windowMs } = platform.operations[operation]!.limits[0];
      this.#rests.set(name, { sinceMs: elapsedMs, untilMs: elapsedMs + windowMs - 1000 });
    }
  }

  /** Asks it until it answers: what operators and cron do. */
  async insist<T>(call: (coordinator: Coordinator) => Promise<T>): Promise<T> {
    while (true) {
      try {
        return await this.ask(call);
      } catch (error) {
        if (!isExpected(error) || error instanceof UsageError) throw error;
        await this.world.time.sleep(2000);
      }
    }
  }
}

/** What a coordinator may answer in the worst of times; anything else is a bug or an assertion that failed. */
function isExpected(error: unknown): boolean {
  return error instanceof UnknownOutcomeError || error instanceof UnavailableError || error instanceof LeaseLostError ||
    error instanceof ForeignLeaseError ||
    (error instanceof UsageError && /^Cannot (make|take in)/.test(error.message)) ||
    (error instanceof TypeError && error.message.startsWith("connection "));
}

/** A worker that is started again whenever it dies, until the crawl is over. */
export async function runWorkerHost(world: World, plan: WorkerPlan): Promise<void> {
  const { time } = world;
  const random = fork(world.plan.seed, plan.id);
  while (!world.isOver) {
    if (world.restUntilMs > time.elapsedMs) {
      await Promise.race([time.sleep(world.restUntilMs - time.elapsedMs), world.over]);
    }
    const life = new Life(time);
    const stop = new AbortController();
    const bornMs = time.elapsedMs;
    const offsetMs = Math.floor(random() * 1e6);
    const faults = world.plan.faults;
    world.say(`${plan.id} starts`);
    const end = runWorker({
      leases: link(world, plan.id, life),
      workerId: plan.id,
      platforms: world.plan.platforms,
      fetch: (input, init) => life.see(() => world.simulator.fetch(input as string | URL, init)),
      sink: {
        description: "memory",
        write(name, bytes) {
          world.strike(life);
          return life.see(() => world.sink.write(name, bytes));
        },
      },
      clock: {
        now: () => time.now() + plan.skewMs + world.host.workerClockErrorMs,
        monotonic: () => offsetMs + (time.elapsedMs - bornMs) * plan.rate,
      },
      random,
      // As real timers: in whole milliseconds, and never early.
      sleep: (ms, signal) => life.see(() => time.sleep(Math.ceil(ms / plan.rate) + 0.01, signal)),
      signal: stop.signal,
      options: { shards: plan.shards, callsPerShard: plan.callsPerShard },
      onEvent: (event) => world.hear(JSON.stringify(event)),
      ...(world.plant.workerRules === undefined ? {} : { rules: world.plant.workerRules }),
    });
    const ended = end.then(() => "ended" as const, (error) => {
      world.hear(`${error.message}`);
      if (!/^sink: /.test(error.message)) world.accuse("threw", `worker: ${error.stack}`);
      return "failed" as const;
    });
    world.workers.set(plan.id, { life, stop: () => stop.abort() });
    const how = await Promise.race([ended, world.killed(life), world.over]);
    if (how === "over") {
      stop.abort();
      await Promise.race([ended, time.sleep(60_000)]);
      life.kill();
      return;
    }
    world.say(`${plan.id} ${how}`);
    await time.sleep(faults.size === 0 ? 1000 : 500 + random() * 20_000);
  }
}

/** A worker's way to the coordinator: what it says is copied, delayed, lost, doubled, and may overtake what was said before. */
function link(world: World, worker: string, life: Life): Leases {
  const { time, plan, host } = world;
  const random = fork(plan.seed, `link ${worker} ${time.elapsedMs}`);
  const isBad = () => plan.faults.has("network") && !world.isCalm;
  const delayMs = () => isBad() && random() < 0.1 ? random() * 4000 : 1 + random() * 20;
  const losesIt = () => isBad() && random() < 0.04;
  const lose = async (): Promise<never> => {
    if (random() < 0.3) await never();
    throw new TypeError("connection reset");
  };
  const travel = async <T>(what: string, call: (coordinator: Coordinator) => Promise<T>): Promise<T> => {
    world.strike(life);
    // Now and then so late that the worker has given up, and its shard is another's.
    await time.sleep(isBad() && random() < 0.02 ? random() * 120_000 : delayMs());
    if (losesIt()) return await lose();
    if (isBad() && random() < 0.06) {
      void time.sleep(random() * 90_000).then(() => host.ask(call)).catch(() => {});
    }
    world.say(`${worker} ${what}`);
    const answer = copy(await host.ask(call));
    world.say(`${worker} ${what} -> ${summarize(answer)}`);
    if (typeof answer === "object" && answer !== null) host.noteGrants(answer as unknown as CallGrants);
    await time.sleep(delayMs());
    return losesIt() ? await lose() : answer;
  };
  const ask = <T>(what: string, call: (coordinator: Coordinator) => Promise<T>) => life.see(() => travel(what, call));
  return {
    lease: (_, request) =>
      ask("lease", async (coordinator) => {
        const answer = await coordinator.lease(worker, copy(request));
        host.noteLease(answer);
        return answer;
      }),
    renew: (_, id, request) =>
      ask("renew", (coordinator) => host.useLease(id, () => coordinator.renew(worker, id, copy(request)))),
    commitPages: (_, id, request) => {
      world.noteReports(id, request);
      const sent: PagesRequest = copy(request);
      return ask(
        `commit ${describeReports(sent)}`,
        async (coordinator) => {
          const answer = await host.useLease(id, () => coordinator.commitPages(worker, id, sent));
          host.noteLimited(sent);
          return answer;
        },
      );
    },
    finish: (_, id, request) =>
      ask("finish", (coordinator) => host.useLease(id, () => coordinator.finish(worker, id, copy(request)))),
  };
}

function describeReports({ pages }: PagesRequest): string {
  return pages.map(({ accounts, result }) => `${accounts[0] ?? "-"}:${result.kind}`).join(" ");
}

function summarize(answer: unknown): string {
  if (typeof answer !== "object" || answer === null) return "ok";
  const { lease, grants, waitMs, verdicts, finished } = answer as Record<string, unknown>;
  const { job, shard, fence } = (lease ?? {}) as Record<string, unknown>;
  return [
    lease === undefined ? "" : lease === null ? "no lease" : `lease ${job} ${shard} fence ${fence}`,
    `${(grants as unknown[] | undefined)?.length ?? 0} calls`,
    `wait ${waitMs}`,
    verdicts ?? "",
    finished ? "finished" : "",
  ].filter(Boolean).join(", ");
}

/** As if it had gone over the wire. */
function copy<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
