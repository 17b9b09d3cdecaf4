/**
 * Two coordinators, whose clocks differ, on one store that fails; many callers at once, random limits, prices and budgets; calls arrive as late as they may,
 * some are never heard of again. What the platform saw and billed is kept in a plain list and held against every limit.
 */
import assert from "node:assert/strict";
import { callTimeoutMs, quotaMarginMs, sendWithinMs } from "../../../../core/limits.ts";
import { UnavailableError } from "../../../../core/errors.ts";
import { moneyRules } from "../../../../core/crawl/allowances/money.ts";
import { quotaRules } from "../../../../core/crawl/allowances/quota.ts";
import { type CommitFault, MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import { type Store, UnknownOutcomeError } from "../../../../core/crawl/store/store.ts";
import type { AllowanceOptions } from "../../../../core/crawl/allowances/open_allowances.ts";
import type { QuotaLimit } from "../../../../core/platforms/platform.ts";
import { createRandom } from "../../../../scripts/_random.ts";
import { ask, openToy } from "../_toy_platform.ts";

const seeds = 120;

Deno.test("no window over its limit, no budget passed, no grant twice, money settled once: whatever interleaves and fails", async () => {
  let [calls, unheard] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const ledger = await play(seed);
    assert.deepEqual(ledger.violations, [], `seed ${seed}`);
    calls += ledger.calls;
    unheard += ledger.unheard;
  }
  assert.ok(
    calls > seeds * 100 && unheard > seeds,
    `${calls} calls, ${unheard} of them unheard of: too few to mean anything`,
  );
});

for (
  const [mistake, rules, word] of [
    ["a window that is refunded", {
      quota: {
        ...quotaRules,
        charge: (window, count, nowMs) => {
          const { granted } = quotaRules.charge(window, count, nowMs);
          return { granted, window };
        },
      },
    }, "window"],
    ["money reserved for an empty page", { money: { ...moneyRules, reserve: (budget) => budget } }, "budget"],
    ["a settlement that gives back too much", {
      money: { ...moneyRules, settle: (budget, worst) => ({ ...budget, chargedMicros: budget.chargedMicros - worst }) },
    }, "budget"],
  ] satisfies [string, AllowanceOptions["rules"], string][]
) {
  Deno.test(`the check above sees ${mistake}`, async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { violations } = await play(seed, { rules }).catch((error) => ({ violations: [String(error)] }));
      if (violations.some((violation) => violation.includes(word))) return;
    }
    assert.fail("40 seeds passed");
  });
}

Deno.test("the check above sees two coordinators that do not check what they read", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { violations } = await play(seed, { unchecked: true }).catch((error) => ({ violations: [String(error)] }));
    if (violations.length > 0) return;
  }
  assert.fail("40 seeds passed");
});

interface Call {
  readonly token: string;
  readonly app: string;
  readonly job: string;
  readonly arrivedMs: number;
  readonly micros: number;
}

async function play(seed: number, options: { rules?: AllowanceOptions["rules"]; unchecked?: boolean } = {}) {
  const random = createRandom(seed);
  const pick = (most: number) => Math.floor(random() * most);
  const violations: string[] = [];
  const limits: QuotaLimit[] = [
    { scope: "token", limit: 3 + pick(20), windowMs: 20_000 + pick(60_000) },
    ...(random() < 0.3 ? [{ scope: "token" as const, limit: 20 + pick(60), windowMs: 300_000 }] : []),
    ...(random() < 0.5 ? [{ scope: "app" as const, limit: 5 + pick(30), windowMs: 20_000 + pick(60_000) }] : []),
  ];
  const price = random() < 0.2 ? undefined : { microsPerCall: pick(2) * pick(500), microsPerResource: pick(50) };
  const faulty = random() < 0.7 ? 0.1 : 0;
  const memory = new MemoryStore({
    faults: {
      read: () => pause(pick(3)),
      commit: async () => {
        await pause(pick(4));
        if (random() >= faulty) return undefined;
        return (["conflict", "lost", "unknown"] as CommitFault[])[pick(3)];
      },
    },
  });
  const store: Store = options.unchecked
    ? Object.assign(Object.create(memory), {
      get: memory.get.bind(memory),
      getMany: memory.getMany.bind(memory),
      list: memory.list.bind(memory),
      commit: ({ sets, deletes }: Parameters<Store["commit"]>[0]) => memory.commit({ sets, deletes }),
    })
    : memory;
  const table = { limits, price, pageSizeMax: 1 + pick(100) };
  const toy = await openToy(table, { store, seed, rules: options.rules });
  const { clock } = toy;
  // The clock of the second is a little off; in some runs both are set back by minutes on the way.
  let stepMs = 0;
  const skewMs = random() < 0.5 ? pick(quotaMarginMs + 1) - quotaMarginMs / 2 : 0;
  const coordinators = [
    toy.again({ now: () => clock.nowMs + stepMs }),
    toy.again({ now: () => clock.nowMs + stepMs + skewMs }),
  ];
  const tokens = new Map<string | null, { id: string; app: string; share: number }>();
  for (let index = 0; index <= pick(4); index++) {
    const share = random() < 0.3 ? 0.5 : 1;
    const app = `app ${pick(2)}`;
    const secret = `secret-${index}`;
    const add = () => toy.allowances.addToken({ platform: "toy", app, name: `${index}`, secret, share });
    const { id } = await eventually(add);
    tokens.set(id, { id, app, share });
  }
  const budgets: Record<string, number> = {};
  const setBudget = async (name: string, micros: number) => {
    budgets[name] = micros;
    const budget = name === "month" ? { kind: "month" as const } : { kind: "app" as const, platform: "toy", app: name };
    await eventually(() => toy.allowances.setBudget(budget, micros));
  };
  if (random() < 0.5) await setBudget("month", pick(300_000));
  if (random() < 0.5) await setBudget("app 0", pick(100_000));
  const jobs = ["j1", "j2", "j3", "j4", "j5", "j6", "j7"].slice(0, 1 + pick(7)).map((id) => ({
    id,
    caps: {
      ...(random() < 0.4 ? { calls: pick(200) } : {}),
      ...(random() < 0.6 ? { micros: pick(300_000) } : {}),
    },
  }));

  const calls: Call[] = [];
  const granted = new Set<string>();
  const settledMicros = new Map<string, number>();
  const openMicros = new Map<string, number>();
  let unheard = 0;
  const worst = (pageSize: number) => (price?.microsPerCall ?? 0) + pageSize * (price?.microsPerResource ?? 0);

  const useOnce = async (coordinator: number, { id: job, caps }: typeof jobs[number]) => {
    const allowances = coordinators[coordinator];
    let reservation;
    try {
      reservation = await allowances.reserve({ ...ask, job, caps, count: 1 + pick(8) });
    } catch (error) {
      if (error instanceof UnavailableError) return; // Others got ahead each time.
      throw error;
    }
    const settlements: { grant: string; resources: number | null }[] = [];
    for (const { id, token, pageSize } of reservation.grants) {
      if (granted.has(id)) violations.push(`grant ${id} twice`);
      granted.add(id);
      const { app } = tokens.get(token)!;
      if (reservation.credentials[token!] === undefined) violations.push("no credential");
      const resources = random() < 0.1 ? null : pick(pageSize + 1);
      const micros = resources === null ? 0 : worst(resources);
      const latest = sendWithinMs + callTimeoutMs;
      const arrivedMs = clock.nowMs + [0, latest, random() * latest][pick(3)];
      if (resources !== null) calls.push({ token: token!, app, job, arrivedMs, micros });
      if (random() < 0.1) {
        unheard++;
        openMicros.set(job, (openMicros.get(job) ?? 0) + worst(pageSize));
      } else {
        settlements.push({ grant: id, resources });
        openMicros.set(job, (openMicros.get(job) ?? 0) + worst(pageSize));
      }
    }
    // As the coordinator does: in one commit with the shard, whose version says whether it went through.
    for (let tries = 0; settlements.length > 0 && tries < 30; tries++) {
      const shard = ["shard", job, settlements[0].grant];
      const { version } = await store.get(shard);
      if (version !== null) break; // It had gone through.
      const part = await coordinators[pick(2)].settle(job, settlements);
      try {
        await store.commit({
          ...part,
          checks: [{ key: shard, version }],
          sets: [...part.sets, { key: shard, value: 1 }],
        });
      } catch (error) {
        if (!(error instanceof UnknownOutcomeError)) throw error;
      }
      if (tries === 29) assert.fail("the settlement did not go through");
    }
    for (const { grant, resources } of settlements) {
      const pageSize = reservation.grants.find(({ id }) => id === grant)!.pageSize;
      openMicros.set(job, openMicros.get(job)! - worst(pageSize));
      settledMicros.set(job, (settledMicros.get(job) ?? 0) + (resources === null ? 0 : worst(resources)));
    }
  };

  for (let round = 0; round < 60; round++) {
    const callers = 1 + pick(12);
    await Promise.all(Array.from({ length: callers }, () => useOnce(pick(2), jobs[pick(jobs.length)])));
    clock.nowMs += Math.floor(random() ** 2 * 30_000);
    if (round === 30 && random() < 0.2) stepMs = -400_000;
  }

  for (const { limit, windowMs, scope } of limits) {
    const groups = Map.groupBy(calls, (call) => call[scope]);
    for (const [name, group] of groups) {
      const allowed = scope === "app" ? limit : Math.floor(limit * tokens.get(name)!.share);
      const sorted = group.map(({ arrivedMs }) => arrivedMs).sort((left, right) => left - right);
      for (let index = allowed; index < sorted.length; index++) {
        if (sorted[index] - sorted[index - allowed] >= windowMs) continue;
        violations.push(`window of ${name} over ${allowed} calls`);
        break;
      }
    }
  }
  const sum = (of: readonly Call[]) => of.reduce((total, { micros }) => total + micros, 0);
  for (const { id, caps } of jobs) {
    const own = calls.filter(({ job }) => job === id);
    if (own.length > (caps.calls ?? Infinity)) violations.push(`job ${id}: ${own.length} calls, cap ${caps.calls}`);
    if (sum(own) > (caps.micros ?? Infinity)) violations.push(`budget of job ${id}: ${sum(own)} of ${caps.micros}`);
    if (price === undefined) continue;
    const money = await eventually(() => toy.allowances.readMoney(id));
    const settled = settledMicros.get(id) ?? 0;
    const open = openMicros.get(id) ?? 0;
    if (money.settledMicros !== settled) {
      violations.push(`budget of job ${id}: settled ${money.settledMicros}, not ${settled}`);
    }
    const least = settled + open; // More only where a commit was not told to have happened.
    if (money.chargedMicros < least || (faulty === 0 && money.chargedMicros !== least)) {
      violations.push(`budget of job ${id}: charged ${money.chargedMicros}, not ${least}`);
    }
    if (money.chargedMicros > (caps.micros ?? Infinity)) violations.push(`budget of job ${id} passed`);
  }
  for (const [name, micros] of Object.entries(budgets)) {
    const own = name === "month" ? calls : calls.filter(({ app }) => app === name);
    if (sum(own) > micros) violations.push(`budget of ${name}: ${sum(own)} of ${micros}`);
  }
  return { violations, calls: calls.length, unheard };
}

/** Lets others go first, so often. */
async function pause(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await null;
}

/** Again while the store fails. */
async function eventually<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await act();
    } catch (error) {
      if (tries === 20 || !(error instanceof UnavailableError)) throw error;
    }
  }
}
