/**
 * Who may make how many calls, and what they may cost: platform tokens, quota windows, budgets. `open_allowances.ts` makes one over a
 * Store; the coordinator asks it before it hands out work, and tells it what came of the calls.
 */
import type { Operation, QuotaReading } from "../../platforms/platform.ts";
import type { BudgetName } from "../coordinator.ts";
import type { Forecast, ForecastRequest, JobCaps, MoneyStatus, TokenRequest, TokenStatus } from "../job.ts";
import type { CallGrants } from "../protocol.ts";
import type { Commit } from "../store/store.ts";

export interface Allowances {
  /**
   * Reserves up to `count` calls in the windows of a token and its app and, where calls cost money, in the budgets of job, app and
   * months: all or nothing for each call, durable when it resolves. What is reserved is spent and never given back to a window.
   */
  reserve(request: ReserveRequest): Promise<Reservation>;
  /**
   * What goes into the commit that counts the pages, so that money is settled exactly once: the difference between the most that
   * a call could cost and what it did. Reads only. The commit must check the version of the shard that the grants belong to.
   */
  settle(job: string, settlements: readonly Settlement[]): Promise<CommitPart>;
  /** What answers say about tokens and windows: lowers what is left, closes, quarantines, retires. Doing so twice does no harm. */
  observe(observations: readonly Observation[]): Promise<void>;
  readMoney(job: string): Promise<MoneyStatus>;

  /** Drops the records of calls of a job that has ended, and of which nothing will be told any more; their money stays charged. */
  forget(job: string): Promise<void>;
  forecast(request: ForecastRequest): Promise<Forecast>;

  addToken(request: TokenRequest): Promise<TokenStatus>;
  listTokens(): Promise<TokenStatus[]>;
  retireToken(id: string): Promise<TokenStatus>;
  rotateTokens(): Promise<number>;
  setBudget(budget: BudgetName, micros: number | null): Promise<MoneyStatus>;
  readBudget(budget: BudgetName): Promise<MoneyStatus>;
}

export interface ReserveRequest {
  readonly job: string;
  readonly platform: string;
  readonly operation: Operation;
  readonly count: number;
  /** The job's own hard limits on calls and money. */
  readonly caps: JobCaps;
}

export interface Reservation extends CallGrants {
  /** The job's cap that allows no further call, ever; the job stops. */
  readonly exhausted?: "calls" | "money";
}

export interface Settlement {
  readonly grant: string;
  /** Accounts or posts that the platform bills for; null = the call was not sent. */
  readonly resources: number | null;
}

/** Mutations to be merged into a commit of the caller's. */
export type CommitPart = Required<Pick<Commit, "sets" | "deletes">>;

export interface Observation {
  readonly platform: string;
  /** null where the platform needs no token. */
  readonly token: string | null;
  readonly operation: Operation;
  readonly kind: "page" | "limited" | "refused" | "absent" | "failed" | "unused";
  readonly cause?: "window" | "cap";
  readonly reason?: string;
  readonly quota?: QuotaReading;
}
