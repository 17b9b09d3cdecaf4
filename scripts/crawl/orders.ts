/** From what somebody wants crawled to jobs: forecast, consent, caps, accounts in batches, profiles first. */
import { InputError, UsageError } from "../../core/errors.ts";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { Forecast, Job, JobCaps, JobRequest, Sampling } from "../../core/crawl/job.ts";
import type { JobOperation, Platform } from "../../core/platforms/platform.ts";
import type { Context } from "../_command.ts";
import type { AccountList } from "./accounts.ts";
import { describeForecast, nextCommand } from "./describe.ts";
import { formatMoney } from "./format.ts";

/** One operation of what was asked for, before it is a job. */
export interface ForecastStage {
  readonly operation: JobOperation;
  readonly forecast: Forecast;
}

export interface Limits {
  /** Of all jobs of the order together, as the following. */
  readonly micros?: number;
  readonly calls?: number;
  readonly minutes?: number;
  readonly pagesPerAccount?: number;
}

export interface ForecastOrder {
  readonly platform: Platform;
  readonly operations: readonly JobOperation[];
  readonly accounts: number;
  /** Rows of lists that profiles claim, by operation. */
  readonly rowCounts?: { readonly [operation in JobOperation]?: readonly number[] };
  readonly limits: Limits;
}

/** @throws {InputError} If the platform does not offer it, or no token can be used. */
export async function forecastOrder(coordinator: Coordinator, order: ForecastOrder): Promise<ForecastStage[]> {
  const { platform, operations, accounts, rowCounts, limits } = order;
  for (const operation of operations) {
    if (platform.operations[operation] === undefined) {
      const offered = Object.keys(platform.operations).filter((name) => name !== "resolve").join(", ");
      throw new InputError(`Cannot crawl ${operation}: ${platform.title} offers ${offered}`);
    }
  }
  const plans: ForecastStage[] = [];
  for (const operation of operations) {
    const forecast = await coordinator.forecast({
      platform: platform.name,
      operation,
      accounts,
      rowCounts: rowCounts?.[operation],
      caps: jobCaps(limits, 1, 1),
    });
    if (platform.needsCredential && forecast.tokens === 0) throw new InputError(needsToken(platform));
    plans.push({ operation, forecast });
  }
  return plans;
}

export function needsToken({ name, title }: Platform): string {
  return `Cannot crawl ${title}: needed a platform token that works, found none; ` +
    `add one with ${nextCommand(`tokens add --platform ${name} --app NAME`)}`;
}

/** What is shown before anything is ordered. */
export function describePlans(plans: readonly ForecastStage[], platform: Platform): string {
  return plans.map(({ operation, forecast }) => {
    const isUnknown = operation !== "profiles" && forecast.known === 0;
    const assumed = isUnknown ? "; reckoned with one full page for each list" : "";
    return `  ${operation.padEnd(10)} ${describeForecast(forecast, platform)}${assumed}`;
  }).join("\n");
}

export interface ConsentOptions {
  readonly yes: boolean;
  /** Budget of the order. */
  readonly micros?: number;
  /** Asks a person; absent where there is nobody to ask. */
  readonly ask?: (question: string) => boolean;
}

/** An answer "yes" allows so much more than the forecast: a forecast is within a tenth, and lists grow meanwhile. */
const consentMargin = 1.2;

/**
 * Finds out whether money may be spent, and how much at most.
 * @returns The hard budget of the order; undefined = none.
 * @throws {UsageError} If nobody allowed it. @throws {InputError} If the answer was no, or the budget is nothing.
 */
export function requireConsent(
  plans: readonly ForecastStage[],
  { yes, micros, ask }: ConsentOptions,
): number | undefined {
  const cost = plans.reduce((sum, { forecast }) => sum + forecast.micros, 0);
  if (cost === 0) return micros;
  if (micros === 0) {
    throw new InputError(
      `Cannot start: it would cost about ${formatMoney(cost)}, and the budget is nothing; --money ${
        wholeDollars(cost)
      } is enough`,
    );
  }
  if (micros !== undefined) return micros;
  if (yes) return undefined;
  if (ask === undefined) {
    throw new UsageError(
      `Cannot start: it would cost about ${formatMoney(cost)}; allow it with --money ${
        wholeDollars(cost * consentMargin)
      }, or with --yes`,
    );
  }
  const most = Math.ceil(cost * consentMargin);
  if (!ask(`Spend about ${formatMoney(cost)}, and never more than ${formatMoney(most)}?`)) {
    throw new InputError("Not started: nothing was spent");
  }
  return most;
}

function wholeDollars(micros: number): string {
  return String(Math.max(1, Math.ceil(micros / 1e6)));
}

/**
 * Shares out the limits of an order: each job gets its part of calls and money by what it is expected to need, so that the jobs
 * together cannot pass them.
 */
export function capsOf(plans: readonly ForecastStage[], limits: Limits, nowMs: number): JobCaps[] {
  const calls = plans.reduce((sum, { forecast }) => sum + forecast.calls, 0);
  const micros = plans.reduce((sum, { forecast }) => sum + forecast.micros, 0);
  const until = limits.minutes === undefined ? undefined : new Date(nowMs + limits.minutes * 60_000).toISOString();
  return plans.map(({ forecast }) => ({
    ...jobCaps(
      limits,
      calls === 0 ? 1 / plans.length : forecast.calls / calls,
      micros === 0 ? 1 / plans.length : forecast.micros / micros,
    ),
    ...(until === undefined ? {} : { until }),
  }));
}

function jobCaps({ pagesPerAccount, calls, micros }: Limits, callShare: number, moneyShare: number): JobCaps {
  return {
    ...(pagesPerAccount === undefined ? {} : { pagesPerAccount }),
    ...(calls === undefined ? {} : { calls: Math.floor(calls * callShare) }),
    ...(micros === undefined ? {} : { micros: Math.floor(micros * moneyShare) }),
  };
}

export interface Order {
  readonly name: string;
  readonly platform: string;
  readonly priority: number;
  readonly sampling: Sampling;
  readonly jobs: readonly { readonly operation: JobOperation; readonly caps: JobCaps }[];
}

/** Profiles go before the lists of the same accounts: what a list claims to hold is known when it is read. */
const profilesFirst = 1;

/** Jobs of an order, still empty. */
export function requestsOf({ name, platform, priority, sampling, jobs }: Order): JobRequest[] {
  return jobs.map(({ operation, caps }) => ({
    name: `${name}: ${operation}`,
    platform,
    operation,
    sealed: false,
    priority: Math.min(100, priority + (operation === "profiles" && jobs.length > 1 ? profilesFirst : 0)),
    caps,
    sampling,
    idempotencyKey: crypto.randomUUID(),
  }));
}

/** Fills jobs batch by batch; each account goes to all of them. Doing so again makes up for what was cut off. */
export async function fillJobs(
  context: Pick<Context, "signal" | "bars">,
  coordinator: Coordinator,
  jobs: readonly Job[],
  accounts: AccountList,
): Promise<void> {
  if (jobs.length === 0) return;
  const progress = context.bars.bar(`order ${jobs[0].name}`, "accounts");
  try {
    let given = 0;
    for await (const batch of accounts.batches()) {
      context.signal.throwIfAborted();
      for (const { id } of jobs) await coordinator.addAccounts(id, batch);
      progress(given += batch.length, Math.max(given, accounts.count));
    }
    for (const { id } of jobs) await coordinator.addAccounts(id, [], { seal: true });
  } finally {
    context.bars.stop();
  }
}
