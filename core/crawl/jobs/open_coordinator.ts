/**
 * The coordinator: hands out work, counts what comes back, each exactly once whatever dies when. Its truth is in the Store; what is
 * kept in memory only makes it quick. Any number of processes may run one over a Store that they share.
 */
import { leaseLengthMs } from "../../limits.ts";
import type { Platform } from "../../platforms/platform.ts";
import type { Allowances } from "../allowances/allowances.ts";
import type { Coordinator } from "../coordinator.ts";
import { commitReports, finishLease, type LeaseRequester, renewLease } from "./_committing.ts";
import { type Coordination, Hints, KeyedQueue, readJobEntry } from "./_coordination.ts";
import { grantLease } from "./_granting.ts";
import { changeState, makeJob, toJob } from "./_jobs.ts";
import { addAccounts, SeedingTables } from "./_seeding.ts";
import { createSchedule, listSchedules, markBuilt, removeSchedule, tick } from "./_schedules.ts";
import { listAccounts, listJobs, listPages, readStatus } from "./_status.ts";
import { type ShardRules, shardRules } from "./shard.ts";
import type { Store } from "../store/store.ts";

export interface CoordinatorOptions {
  readonly store: Store;
  readonly platforms: readonly Platform[];
  readonly allowances: Allowances;
  /** ms since 1970; the only clock by which leases, quotas and schedules are judged. */
  readonly clock: { now(): number };
  /** [0, 1): spreads waits. */
  readonly random: () => number;
  /** 32 hexadecimal digits, never the same twice. */
  readonly newId?: () => string;
  readonly rules?: ShardRules;
  readonly leaseLengthMs?: number;
}

export function openCoordinator(options: CoordinatorOptions): Coordinator {
  const { store, platforms, allowances, clock, random, rules = shardRules } = options;
  const tools: Coordination & { tables: SeedingTables } = {
    store,
    platforms: new Map(platforms.map((platform) => [platform.name, platform])),
    allowances,
    clock,
    random,
    newId: options.newId ?? (() => crypto.randomUUID().replaceAll("-", "")),
    rules,
    leaseLengthMs: options.leaseLengthMs ?? leaseLengthMs,
    queue: new KeyedQueue(),
    hints: new Hints(),
    tables: new SeedingTables(),
  };
  const requester = (worker: string, lease: string): LeaseRequester => ({ worker, lease });
  /** Jobs may have calls again. */
  const wake = () => tools.hints.resting.clear();
  return {
    lease: (worker, request) => grantLease(tools, worker, request),
    renew: (worker, lease, { calls }) => renewLease(tools, requester(worker, lease), calls),
    commitPages: (worker, lease, request) => commitReports(tools, requester(worker, lease), request),
    finish: (worker, lease, { unused }) => finishLease(tools, requester(worker, lease), unused),

    async createJob(request) {
      const { accounts, sealed = accounts !== undefined } = request;
      const { job } = await makeJob(tools, { request });
      // A request that is repeated goes on where the first one may have died.
      if (!job.sealed && job.endedMs === null && (accounts !== undefined || sealed)) {
        await addAccounts(tools, job.id, { accounts: accounts ?? [], seal: sealed });
      }
      return toJob((await readJobEntry(store, job.id)).value);
    },
    addAccounts: (job, accounts, { seal = false } = {}) => addAccounts(tools, job, { accounts, seal }),
    readJob: (job) => readStatus(tools, job),
    listJobs: (list = {}) => listJobs(tools, list),
    async changeJob(job, state) {
      wake();
      return toJob(await changeState(tools, job, state));
    },
    listPages: (job, list = {}) => listPages(tools, job, list),
    listAccounts: (job, list = {}) => listAccounts(tools, job, list),
    forecast: (request) => allowances.forecast(request),

    addToken(request) {
      wake();
      return allowances.addToken(request);
    },
    listTokens: () => allowances.listTokens(),
    retireToken: (id) => allowances.retireToken(id),
    rotateTokens: () => allowances.rotateTokens(),
    setBudget(budget, micros) {
      wake();
      return allowances.setBudget(budget, micros);
    },
    readBudget: (budget) => allowances.readBudget(budget),

    createSchedule: (request) => createSchedule(tools, request),
    listSchedules: () => listSchedules(tools),
    removeSchedule: (id) => removeSchedule(tools, id),
    tick: () => tick(tools),
    markBuilt: (job) => markBuilt(tools, job),
  };
}
