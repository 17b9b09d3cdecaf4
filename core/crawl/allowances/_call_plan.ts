/** Who of those that wait gets how many of a token's calls, and what that writes. Pure but for the ids it asks for. */
import { sendWithinMs, settleWaitMs } from "../../limits.ts";
import type { Operation, OperationTable, Platform } from "../../platforms/platform.ts";
import {
  grantKey,
  type GrantRecord,
  type JobBudget,
  jobBudgetKey,
  type MonthBudgets,
  type TokenRecord,
  type WindowsRecord,
} from "./_allowance_records.ts";
import { changeMonth, readMonth } from "./_budgets.ts";
import type { ReserveRequest } from "./allowances.ts";
import { emptyBudget, type MoneyRules, monthEndMs, monthOf, worstMicros } from "./money.ts";
import type { CallGrant } from "../protocol.ts";
import type { Entry, Key } from "../store/store.ts";

/** What is asked for. */
export interface Ask {
  readonly platform: Platform;
  readonly operation: Operation;
  readonly table: OperationTable;
}

/** What the Store had at one instant. */
export interface Snapshot {
  readonly token: Entry<TokenRecord>;
  /** Of the token; of its app, where that has limits. */
  readonly windows: readonly Entry<WindowsRecord>[];
  /** null where calls cost nothing. */
  readonly money: {
    readonly month: Entry<MonthBudgets>;
    readonly app: Entry<MonthBudgets>;
    readonly token: Entry<MonthBudgets>;
  } | null;
  /** Budgets of jobs that need one; those of more jobs than fit are left to the next plan. */
  readonly jobs: ReadonlyMap<string, Entry<JobBudget>>;
  /** All of the above. */
  readonly entries: readonly Entry[];
}

/** One that waits for calls. */
export interface Claim {
  readonly request: ReserveRequest;
  /** Calls still wanted. */
  readonly wanted: number;
}

/** Why a claim gets no more: its job's cap for good, or its job's money that is under way. */
export type Refusal = { readonly exhausted: "calls" | "money" } | { readonly againMs: number };

export interface Plan<T extends Claim> {
  readonly calls: number;
  readonly verdicts: readonly {
    readonly claim: T;
    readonly grants: readonly CallGrant[];
    readonly refusal: Refusal | null;
  }[];
  readonly sets: readonly { readonly key: Key; readonly value: unknown }[];
  /** The budget of the token's app or of the month has no room before this, in ms since 1970; null = it has. */
  readonly blockedUntilMs: number | null;
}

/** Whether a call of it costs anything. */
export function isPriced(table: OperationTable): boolean {
  return worstMicros(table.price, table.pageSizeMax) > 0;
}

/** Whether the budget of the request's job has a say. */
export function needsBudget(request: ReserveRequest, table: OperationTable): boolean {
  return isPriced(table) || request.caps.calls !== undefined;
}

/** @param options.left Calls that the token's windows allow. */
export function planCalls<T extends Claim>(ask: Ask, claims: readonly T[], options: {
  readonly snapshot: Snapshot;
  readonly token: TokenRecord;
  readonly left: number;
  readonly nowMs: number;
  readonly newId: () => string;
  readonly rules: MoneyRules;
}): Plan<T> {
  const { snapshot, token, left, nowMs, rules } = options;
  const { platform, operation, table: { price, pageSizeMax, pageSizeMin } } = ask;
  const priced = isPriced(ask.table);
  const month = monthOf(nowMs);
  const jobs = new Map<string, JobBudget>();
  const grantRecords: { key: Key; value: GrantRecord }[] = [];
  const verdicts: { claim: T; grants: CallGrant[]; refusal: Refusal | null }[] = [];
  let app = readMonth(snapshot.money?.app.value ?? null, month);
  let all = readMonth(snapshot.money?.month.value ?? null, month);
  let calls = 0;
  let micros = 0;
  let blockedUntilMs: number | null = null;

  for (const claim of claims) {
    if (calls === left || blockedUntilMs !== null) break;
    const { job: id, caps } = claim.request;
    const budgeted = needsBudget(claim.request, ask.table);
    if (budgeted && !snapshot.jobs.has(id)) continue;
    const stored = jobs.get(id) ?? snapshot.jobs.get(id)?.value ?? { ...emptyBudget, calls: 0 };
    const job = { ...stored, limitMicros: caps.micros ?? null };
    const count = Math.min(claim.wanted, left - calls, (caps.calls ?? Infinity) - job.calls);
    if (count <= 0) {
      verdicts.push({ claim, grants: [], refusal: { exhausted: "calls" } });
      continue;
    }
    const pageSizes = new Array<number>(count).fill(pageSizeMax);
    if (priced) {
      const call = { price, pageSize: pageSizeMax, pageSizeMin, count, nowMs };
      const affordable = rules.afford([job, app, all], call);
      pageSizes.length = affordable.calls;
      if (affordable.lastPageSize > 0) pageSizes.push(affordable.lastPageSize);
      if (pageSizes.length === 0) {
        const own = rules.afford([job], { ...call, count: 1 });
        if (own.calls > 0 || own.lastPageSize > 0) {
          blockedUntilMs = affordable.waiting ? nowMs + settleWaitMs : monthEndMs(nowMs);
        } else {
          verdicts.push({
            claim,
            grants: [],
            refusal: own.waiting ? { againMs: settleWaitMs } : { exhausted: "money" },
          });
        }
        continue;
      }
    }
    let worst = 0;
    const grants = pageSizes.map((pageSize): CallGrant => {
      const grant = options.newId();
      const worstCall = worstMicros(price, pageSize);
      worst += worstCall;
      if (priced) {
        const payer = { platform: platform.name, job: id, token: token.id, app: token.app, month };
        grantRecords.push({ key: grantKey(id, grant), value: { ...payer, operation, price, worstMicros: worstCall } });
      }
      const named = platform.needsCredential ? token.id : null;
      return { id: grant, token: named, operation, sendWithinMs, pageSize };
    });
    calls += grants.length;
    micros += worst;
    app = rules.reserve(app, worst, nowMs);
    all = rules.reserve(all, worst, nowMs);
    if (budgeted) jobs.set(id, { ...rules.reserve(job, worst, nowMs), calls: job.calls + grants.length });
    verdicts.push({ claim, grants, refusal: null });
  }

  const sets: { key: Key; value: unknown }[] = [...grantRecords];
  for (const [id, value] of jobs) sets.push({ key: jobBudgetKey(id), value });
  if (snapshot.money !== null && calls > 0) {
    for (const { key, value } of Object.values(snapshot.money)) {
      sets.push({ key, value: changeMonth(value, month, (budget) => rules.reserve(budget, micros, nowMs)) });
    }
  }
  return { calls, verdicts, sets, blockedUntilMs };
}
