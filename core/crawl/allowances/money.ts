/**
 * What may be spent. Platforms bill for what they return, which nobody knows before they have: so the most that a call can cost is
 * charged before it is made, and the difference comes back when its page is committed. A call of which nothing is heard again stays
 * charged in full, since it may have been made. So no budget is ever passed, whatever dies when. Pure; `_reservations.ts` makes it atomic.
 *
 * All sums are in millionths of a US dollar, whole numbers.
 */
import type { Price } from "../../platforms/platform.ts";
import { settleMsMax } from "../../limits.ts";
import type { MoneyStatus } from "../job.ts";

/** What is wanted or not is decided here and nowhere else; tests hand in objects in which one rule is wrong. */
export const moneyRules = { afford, reserve, cost, settle };
export type MoneyRules = typeof moneyRules;

/** One budget: a job's, or a calendar month's of an app, of everything, or of a token (which has no limit: for people to see). */
export interface Budget extends MoneyStatus {
  /** When something was charged last. */
  readonly chargedAtMs: number;
}

export const emptyBudget: Budget = { chargedMicros: 0, settledMicros: 0, limitMicros: null, chargedAtMs: 0 };

export interface Affordable {
  /** Calls, each of the price's worst case. */
  readonly calls: number;
  /** Resources that one more call may ask for, where a whole one is too much; 0 = none. */
  readonly lastPageSize: number;
  /** Whether money that others have under way may come back: waiting may help. */
  readonly waiting: boolean;
}

/**
 * How many calls all the budgets allow together. Where a whole page is too much, a smaller one is asked for; but not below half a page
 * while money is under way, since a call of the quota is worth more than the wait.
 */
function afford(
  budgets: readonly Budget[],
  call: {
    readonly price: Price;
    readonly pageSize: number;
    /** The smallest page that the platform gives. */
    readonly pageSizeMin?: number;
    readonly count: number;
    readonly nowMs: number;
  },
): Affordable {
  const { price, pageSize, pageSizeMin = 1, count, nowMs } = call;
  const worst = worstMicros(price, pageSize);
  if (worst === 0) return { calls: count, lastPageSize: 0, waiting: false };
  let room = Infinity;
  let waiting = false;
  for (const budget of budgets) {
    if (budget.limitMicros === null) continue;
    const own = budget.limitMicros - budget.chargedMicros;
    if (own < count * worst) waiting ||= isUnderWay(budget, nowMs);
    room = Math.min(room, own);
  }
  const calls = Math.max(0, Math.min(count, Math.floor(room / worst)));
  if (calls === count || price.microsPerResource === 0) return { calls, lastPageSize: 0, waiting };
  const size = Math.floor((room - calls * worst - price.microsPerCall) / price.microsPerResource);
  const small = (waiting || calls > 0) && size < pageSize / 2;
  return { calls, lastPageSize: size < pageSizeMin || small ? 0 : size, waiting };
}

/** A budget with calls charged to it. */
function reserve(budget: Budget, micros: number, nowMs: number): Budget {
  return { ...budget, chargedMicros: budget.chargedMicros + micros, chargedAtMs: Math.max(nowMs, budget.chargedAtMs) };
}

/** The most that a call can cost. */
export function worstMicros(price: Price, pageSize: number): number {
  return price.microsPerCall + pageSize * price.microsPerResource;
}

/**
 * What a call did cost.
 * @param resources Accounts or posts that came; null = the call was not sent.
 */
function cost(price: Price, resources: number | null): number {
  return resources === null ? 0 : worstMicros(price, resources);
}

/** A budget in which `worst`, charged before, has become `micros`. */
function settle(budget: Budget, worst: number, micros: number): Budget {
  return {
    ...budget,
    chargedMicros: budget.chargedMicros - worst + micros,
    settledMicros: budget.settledMicros + micros,
  };
}

/** Whether some of what is charged may still come back: a worker that has not told for so long will not. */
export function isUnderWay(budget: Budget, nowMs: number): boolean {
  return budget.chargedMicros > budget.settledMicros && nowMs < budget.chargedAtMs + settleMsMax;
}

/** The calendar month (UTC) that a call is billed in: "2026-11". */
export function monthOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 7);
}

/** When the month ends, in ms since 1970. */
export function monthEndMs(nowMs: number): number {
  const date = new Date(nowMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
