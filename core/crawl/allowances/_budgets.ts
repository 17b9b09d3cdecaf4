/** Budgets in the Store: what calls did cost goes from the commit that counts their pages into the budgets, exactly once. */
import { commitTriesMax } from "../../limits.ts";
import { UnavailableError, UsageError } from "../../errors.ts";
import {
  appBudgetKey,
  grantKey,
  grantKeys,
  type GrantRecord,
  type JobBudget,
  jobBudgetKey,
  monthBudgetKey,
  type MonthBudgets,
  type Payer,
  settledKey,
  settledKeys,
  settledPlatformKey,
  type SettledRecord,
  tokenBudgetKey,
} from "./_allowance_records.ts";
import { type AllowanceTools, platformOf } from "./_allowance_tools.ts";
import { tryCommit, update } from "./_compare_and_set.ts";
import type { CommitPart, Settlement } from "./allowances.ts";
import type { BudgetName } from "../coordinator.ts";
import type { MoneyStatus } from "../job.ts";
import { type Budget, emptyBudget, monthOf } from "./money.ts";
import { type Entry, type Key, storeChecksMax, storeReadsMax } from "../store/store.ts";

export type Budgets = ReturnType<typeof openBudgets>;

export function openBudgets(tools: AllowanceTools) {
  const { store, clock, rules } = tools;

  return { settle, forget, drain, readMoney, setBudget, readBudget };

  async function settle(job: string, settlements: readonly Settlement[]): Promise<CommitPart> {
    const resources = new Map(settlements.map(({ grant, resources }) => [grant, resources]));
    const ids = [...resources.keys()];
    const deletes: Key[] = [];
    const settled = new Map<string, { key: Key; value: SettledRecord }>();
    for (let first = 0; first < ids.length; first += storeReadsMax) {
      const some = ids.slice(first, first + storeReadsMax);
      const grants = await store.getMany<GrantRecord>(some.map((id) => grantKey(job, id)));
      grants.forEach(({ key, value }, index) => {
        if (value === null) return; // It cost nothing, or was settled before.
        const { platform, token, app, month, worstMicros, price } = value;
        const told = resources.get(some[index]) ?? null;
        // A number that is none was made up: the call stays charged in full.
        const micros = told === null || (Number.isSafeInteger(told) && told >= 0)
          ? rules.money.cost(price, told)
          : worstMicros;
        const payer: Payer = { platform, job, token, app, month };
        const name = JSON.stringify(payer);
        const sum = settled.get(name) ??
          { key: settledKey(platform, some[index]), value: { ...payer, worstMicros: 0, micros: 0 } };
        settled.set(name, {
          key: sum.key,
          value: {
            ...payer,
            worstMicros: sum.value.worstMicros + worstMicros,
            micros: sum.value.micros + micros,
          },
        });
        deletes.push(key);
      });
    }
    return { sets: [...settled.values()], deletes };
  }

  /** Drops calls that nobody told of: what was charged for them stays charged. One that is told of all the same changes nothing. */
  async function forget(job: string): Promise<void> {
    for (let tries = 0; tries < commitTriesMax; tries++) {
      const deletes: Key[] = [];
      for await (const { key } of store.list({ prefix: grantKeys(job) }, { limit: forgottenPerCommit })) {
        deletes.push(key);
      }
      if (deletes.length === 0) return;
      await tryCommit(store, { deletes });
    }
  }

  /**
   * Moves what is settled into the budgets. Each commit checks the months' record as it was *before* the settled records were read,
   * and every such commit changes it: so none is counted twice, whoever else drains. A crash leaves them for the next.
   * @param platform Only this one's; all when left out.
   */
  async function drain(platform?: string): Promise<void> {
    for (let tries = 0; tries < commitTriesMax;) {
      const month = await store.get<MonthBudgets>(monthBudgetKey);
      const prefix = platform === undefined ? settledKeys : settledPlatformKey(platform);
      const keys = new Map<string, Key>();
      const settled: { key: Key; value: SettledRecord }[] = [];
      let more = false;
      for await (const { key, value } of store.list<SettledRecord>({ prefix }, { limit: settledPerCommit })) {
        if (value === null) continue;
        const wanted = budgetKeys(value).filter((key) => !keys.has(key.join("\n")));
        more = keys.size + wanted.length > storeChecksMax - 1;
        if (more) break;
        for (const key of wanted) keys.set(key.join("\n"), key);
        settled.push({ key, value });
      }
      if (settled.length === 0) return;
      const entries: Entry[] = [month, ...await store.getMany([...keys.values()])];
      const outcome = await tryCommit(store, {
        checks: entries.map(({ key, version }) => ({ key, version })),
        sets: entries.map(({ key, value }) => ({
          key,
          value: settled.reduce((budget, { value }) => pay(key, budget, value), value),
        })),
        deletes: settled.map(({ key }) => key),
      });
      if (outcome !== "written") tries++;
      else if (!more && settled.length < settledPerCommit) return;
    }
    throw new UnavailableError(`Cannot settle money: others changed the budgets ${commitTriesMax} times first`);
  }

  /** The budget under `key` after a settled record, if that is one of its payers. */
  function pay(key: Key, value: unknown, record: SettledRecord): unknown {
    const change = (budget: Budget) => rules.money.settle(budget, record.worstMicros, record.micros);
    const [, , kind, first, second] = key;
    if (kind === "job") {
      return first !== record.job ? value : change((value ?? { ...emptyBudget, calls: 0 }) as JobBudget);
    }
    const mine = kind === "month" || (kind === "token" && first === record.token) ||
      (kind === "app" && first === record.platform && second === record.app);
    return mine ? changeMonth(value as MonthBudgets | null, record.month, change) : value;
  }

  async function readMoney(job: string): Promise<MoneyStatus> {
    await drain();
    const { value } = await store.get<JobBudget>(jobBudgetKey(job));
    return { ...statusOf(value ?? emptyBudget), ...(value === null ? {} : { calls: value.calls }) };
  }

  async function setBudget(name: BudgetName, micros: number | null): Promise<MoneyStatus> {
    if (micros !== null && !(Number.isSafeInteger(micros) && micros >= 0)) {
      throw new UsageError(
        `Cannot set a budget: needed a whole number of millionths of a dollar, 0 or more, got ${micros}`,
      );
    }
    const key = keyOf(name);
    await update<[MonthBudgets]>(
      store,
      [key],
      ([found]) => found?.limitMicros === micros ? null : [{ months: found?.months ?? {}, limitMicros: micros }],
    );
    return await readBudget(name);
  }

  async function readBudget(name: BudgetName): Promise<MoneyStatus> {
    const key = keyOf(name);
    await drain();
    const { value } = await store.get<MonthBudgets>(key);
    return statusOf(readMonth(value, monthOf(clock.now())));
  }

  function keyOf(name: BudgetName): Key {
    if (name.kind === "month") return monthBudgetKey;
    return appBudgetKey(platformOf(tools, name.platform).name, name.app);
  }
}

/** Grants dropped in one commit; what is left waits for the next time. */
const forgottenPerCommit = 500;
/** Settled records in one commit. */
const settledPerCommit = 200;
/** Months that are kept: a year to look back on. */
const monthsMax = 13;

/** A month of a budget under the limit it has now. */
export function readMonth(record: MonthBudgets | null, month: string): Budget {
  return { ...(record?.months[month] ?? emptyBudget), limitMicros: record?.limitMicros ?? null };
}

export function changeMonth(
  record: MonthBudgets | null,
  month: string,
  change: (budget: Budget) => Budget,
): MonthBudgets {
  const months = { ...record?.months, [month]: change(readMonth(record, month)) };
  const kept = Object.keys(months).sort().slice(-monthsMax);
  return {
    limitMicros: record?.limitMicros ?? null,
    months: Object.fromEntries(kept.map((name) => [name, months[name]])),
  };
}

/** The budgets of a payer besides the months', which every commit has. */
function budgetKeys({ platform, app, token, job }: Payer): Key[] {
  return [appBudgetKey(platform, app), tokenBudgetKey(token), jobBudgetKey(job)];
}

function statusOf({ chargedMicros, settledMicros, limitMicros }: Budget): MoneyStatus {
  return { chargedMicros, settledMicros, limitMicros };
}
