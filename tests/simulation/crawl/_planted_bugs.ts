/**
 * Mistakes that were made in crawlers, queues and limiters before, each put into a real rule or between two real parts. Some rules
 * guard the same thing twice, so that one alone may fail without harm: where two are taken away, the name says so.
 */
import { UnavailableError } from "../../../core/errors.ts";
import type { WindowsRecord } from "../../../core/crawl/allowances/_allowance_records.ts";
import { moneyRules } from "../../../core/crawl/allowances/money.ts";
import { type QuotaRules, quotaRules } from "../../../core/crawl/allowances/quota.ts";
import { shardRules } from "../../../core/crawl/jobs/shard.ts";
import { type Commit, type Entry, type Key, type Store, UnknownOutcomeError } from "../../../core/crawl/store/store.ts";
import { workerRules } from "../../../core/crawl/worker/worker_rules.ts";
import { quotaWideningMs } from "../../../core/limits.ts";
import type { Platform, QuotaLimit } from "../../../core/platforms/platform.ts";
import type { Plant } from "./_plant.ts";

export interface PlantedBug extends Plant {
  readonly name: string;
  /** The first seed, from 1 on, that shows it, when it was looked for last: tried first. */
  readonly seed: number;
}

const worker = (rules: Partial<typeof workerRules>): Plant => ({ workerRules: { ...workerRules, ...rules } });
const shard = (rules: Partial<typeof shardRules>): Plant => ({ shardRules: { ...shardRules, ...rules } });
const quota = (rules: Partial<QuotaRules>): Plant => ({ allowanceRules: { quota: { ...quotaRules, ...rules } } });
const money = (rules: Partial<typeof moneyRules>): Plant => ({
  allowanceRules: { money: { ...moneyRules, ...rules } },
});
const commits = (commit: (store: Store, commit: Commit) => Promise<boolean>): Plant => ({
  wrapStore: (store) => ({ ...store, commit: (given) => commit(store, given) }),
});
const isKind = (kind: string) => ({ key }: { key: Key }) => key[1] === kind;

export const plantedBugs: readonly PlantedBug[] = [
  // Leases
  { name: "no fence check: whoever had the shard may still use it", seed: 24, ...shard({ judgeClaim: () => "held" }) },
  { name: "a new lease does not raise the fence", seed: 1, ...shard({ nextFence: ({ fence }) => Math.max(1, fence) }) },
  {
    name: "the worker counts leases and grants by its wall clock",
    seed: 138,
    ...worker({ readMs: (clock) => clock.now() }),
  },
  {
    name: "cancelling forgets the accounts that are leased",
    seed: 4,
    wrapCoordinator: (coordinator, store) => ({
      ...coordinator,
      async changeJob(id, state) {
        const job = await coordinator.changeJob(id, state);
        if (state !== "cancelled") return job;
        for await (
          const { key, value } of store.list<{ leaseUntilMs: number | null }>({ prefix: ["crawl", "shard", id] })
        ) {
          if (value!.leaseUntilMs !== null) await store.commit({ deletes: [key] });
        }
        return job;
      },
    }),
  },
  // Quota
  {
    name: "quota is checked, then taken: nobody looks whether it changed in between",
    seed: 196,
    ...commits((store, commit) => {
      const checks = commit.checks?.filter((check) => !isKind("window")(check));
      return store.commit({ ...commit, ...(checks === undefined ? {} : { checks }) });
    }),
  },
  {
    name: "calls that were not used are given back to the window",
    seed: 2,
    wrapAllowances: (allowances, store) => ({
      ...allowances,
      async settle(job, settlements) {
        for (const _ of settlements.filter(({ resources }) => resources === null)) await refundOne(store);
        return await allowances.settle(job, settlements);
      },
    }),
  },
  { name: "a grant may be sent at any time", seed: 58, ...worker({ maySend: () => true }) },
  {
    name: "a grant's time counts from the answer, not from the request",
    seed: 58,
    ...worker({ grantEnd: ({ answeredMs }, { sendWithinMs }) => answeredMs + sendWithinMs }),
  },
  {
    name: "a failed call is sent again by the same grant",
    seed: 2,
    ...worker({ maySendAgain: ({ kind }) => kind === "failed" }),
  },
  {
    name: "the window is not widened by the time that a call may be under way",
    seed: 1,
    changePlatform: (platform) =>
      changeLimits(platform, (limit) => ({ ...limit, windowMs: limit.windowMs - quotaWideningMs })),
  },
  {
    name: "headers raise what is left",
    seed: 3,
    ...quota({
      lower: (window, reading, nowMs) =>
        (reading.remaining ?? 0) > quotaRules.left(window, nowMs)
          ? { ...window, ticks: new Uint32Array(), counts: new Uint32Array() }
          : window,
    }),
  },
  {
    name: '"too many calls" without a reset closes nothing',
    seed: 3,
    ...quota({ close: (_windowMs, _reading, nowMs) => nowMs }),
  },
  {
    name: "an app's limit is counted for each of its tokens",
    seed: 1,
    changePlatform: (platform) => changeLimits(platform, (limit) => ({ ...limit, scope: "token" })),
  },
  { name: "windows are kept in memory: a new process begins with empty ones", seed: 13, wrapStore: forgetWindows },
  {
    name: "the coordinator's clock follows the wall's steps",
    seed: 12,
    clock: (wall) => ({ now: () => Math.floor(wall()) }),
  },
  {
    name: "a token that is refused goes on being used",
    seed: 12,
    wrapAllowances: (allowances) => ({
      ...allowances,
      observe: (observations) => allowances.observe(observations.filter(({ kind }) => kind !== "refused")),
    }),
  },
  // Money
  {
    name: "what a call did not cost comes back twice",
    seed: 1,
    ...money({
      settle: (budget, worst, micros) => moneyRules.settle(moneyRules.settle(budget, worst, micros), worst - micros, 0),
    }),
  },
  {
    name: "the expected cost is charged before a call, not the most",
    seed: 1,
    ...money({ reserve: (budget, micros, nowMs) => moneyRules.reserve(budget, Math.ceil(micros / 2), nowMs) }),
  },
  {
    name: "a budget is looked at once for all calls together",
    seed: 4,
    ...money({
      afford: (budgets, call) => ({ ...moneyRules.afford(budgets, { ...call, count: 1 }), calls: call.count }),
    }),
  },
  // Pages
  {
    name: "no page key, no look at the cursor: a page that comes twice counts twice",
    seed: 49,
    ...shard({
      isRepeated: () => false,
      isKnownGrant: () => true,
      follows: ({ outcome, merged }) => outcome === undefined && !merged,
    }),
  },
  { name: "a page is committed before it is written", seed: 77, ...worker({ mayCommit: () => true }) },
  {
    name: "a commit is acknowledged before it is stored",
    seed: 1,
    ...commits((store, commit) => {
      store.commit(commit).catch(() => {});
      return Promise.resolve(true);
    }),
  },
  {
    name: "a commit of which nothing is known counts as stored",
    seed: 2,
    ...commits((store, commit) =>
      store.commit(commit).catch((error) => {
        if (error instanceof UnknownOutcomeError) return true;
        throw error;
      })
    ),
  },
  {
    name: "a commit that failed is written again without its checks",
    seed: 5,
    ...commits(async (store, commit) => await store.commit(commit) || await store.commit({ ...commit, checks: [] })),
  },
  // Accounts
  { name: "a cursor that leads back is followed for ever", seed: 14, ...shard({ isLoop: () => false }) },
  { name: "a list that never ended is recorded as done", seed: 2, wrapStore: recordLoopsAsDone },
  {
    name: "an account is dropped at its first failure",
    seed: 1,
    ...shard({ countFailure: (unit) => ({ ...unit, outcome: "failed" }) }),
  },
  {
    name: "an account that is given twice counts twice",
    seed: 14,
    changePlatform: (platform) => ({
      ...platform,
      readAccount(text) {
        const account = platform.readAccount(text);
        return "handle" in account && text.startsWith("@") ? { handle: text.slice(1) } : account;
      },
    }),
  },
  {
    name: "a list is cut one page too late",
    seed: 13,
    ...shard({ isCapped: (pages, most) => most !== undefined && pages > most }),
  },
  // Secrets
  {
    name: "an error repeats the credential that it was given",
    seed: 1,
    wrapCoordinator: (coordinator) => {
      let failed = false;
      return {
        ...coordinator,
        addToken(request) {
          if (failed) return coordinator.addToken(request);
          failed = true;
          throw new UnavailableError(`Cannot keep ${JSON.stringify(request)}: not yet`);
        },
      };
    },
  },
];

/** One call less in every window. */
async function refundOne(store: Store): Promise<void> {
  const found: Entry<WindowsRecord>[] = [];
  for await (const entry of store.list<WindowsRecord>({ prefix: ["crawl", "window"] })) found.push(entry);
  for (const { key, value, version } of found) {
    const windows = value!.windows.map((window) => ({
      ...window,
      counts: window.counts.map((count, index) => index === window.counts.length - 1 ? Math.max(0, count - 1) : count),
    }));
    await store.commit({ checks: [{ key, version }], sets: [{ key, value: { ...value, windows } }] }).catch(() => {});
  }
}

/** A platform as the coordinator is told that it is. */
function changeLimits(platform: Platform, change: (limit: QuotaLimit) => QuotaLimit): Platform {
  const operations = Object.entries(platform.operations)
    .map(([name, table]) => [name, { ...table, limits: table.limits.map(change) }]);
  return { ...platform, operations: Object.fromEntries(operations) };
}

function forgetWindows(store: Store): Store {
  const known = new Set<string>();
  const forget = <T>(entry: Entry<T>): Entry<T> => {
    const name = entry.key.join("\n");
    if (!isKind("window")(entry) || known.has(name)) return entry;
    known.add(name);
    return { ...entry, value: null };
  };
  return {
    ...store,
    get: async <T>(key: Key) => forget(await store.get<T>(key)),
    getMany: async <T>(keys: readonly Key[]) => (await store.getMany<T>(keys)).map(forget),
  };
}

function recordLoopsAsDone(store: Store): Store {
  const rename = ({ key, value }: { key: Key; value: unknown }) => {
    if (!isKind("shard")({ key }) && !isKind("totals")({ key })) return { key, value };
    const { outcomes, units, ...rest } = value as {
      outcomes?: Record<string, number>;
      units?: { outcome?: string }[];
    };
    const { loop = 0, ...others } = outcomes ?? {};
    return {
      key,
      value: {
        ...rest,
        ...(outcomes === undefined
          ? {}
          : { outcomes: loop === 0 ? others : { ...others, done: (others.done ?? 0) + loop } }),
        ...(units === undefined
          ? {}
          : { units: units.map((unit) => unit.outcome === "loop" ? { ...unit, outcome: "done" } : unit) }),
      },
    };
  };
  return { ...store, commit: (commit) => store.commit({ ...commit, sets: commit.sets?.map(rename) ?? [] }) };
}
