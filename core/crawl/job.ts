/** Jobs as those who order, watch and pay for them see them. All times are ISO 8601 in UTC, all money is in millionths of a US dollar. */
import type { Absence, JobOperation } from "../platforms/platform.ts";

/** What became of an account. */
export const accountOutcomes = ["done", "gone", "private", "suspended", "forbidden", "failed", "loop"] as const;
export type AccountOutcome = typeof accountOutcomes[number];
export type { Absence };

export interface JobRequest {
  /** For people. */
  readonly name?: string;
  readonly platform: string;
  readonly operation: JobOperation;
  /** The first accounts: ids ("12", "x:12") or handles ("@jack"); more come by `addAccounts` until the job is sealed. */
  readonly accounts?: readonly string[];
  /** No more accounts will come; a job that is not sealed does not end. Default true where `accounts` are given. */
  readonly sealed?: boolean;
  /** Higher goes first; −100 to 100, 0 by default. */
  readonly priority?: number;
  readonly caps?: JobCaps;
  /** Idempotency: a second request with the same key makes no second job. */
  readonly idempotencyKey?: string;
  /** How the accounts were chosen, kept with the data for its coverage: see `Sampling`. */
  readonly sampling?: Sampling;
}

export interface JobCaps {
  /** Pages of one account's list; the rest is left out, and the account is `done` with `capped`. */
  readonly pagesPerAccount?: number;
  /** Calls of the whole job. */
  readonly calls?: number;
  /** Money of the whole job, a hard budget. */
  readonly micros?: number;
  /** The job ends then, as it stands. */
  readonly until?: string;
}

/** How accounts came to be in a job, so that what was not seen is known: written to the crawl directory. */
export type Sampling =
  /** Somebody's list. */
  | { readonly kind: "list" }
  /** People of these sample slots out of `slotCount`, by hash: fair by construction. */
  | { readonly kind: "slots"; readonly slots: readonly number[]; readonly slotCount: number }
  /** Grown from seeds by expected gain. */
  | { readonly kind: "around"; readonly seeds: readonly string[] };

export const jobStates = ["active", "paused", "stopped", "finished", "cancelled"] as const;
/** `stopped`: a cap was reached with accounts left; `finished`: every account has an outcome. */
export type JobState = typeof jobStates[number];

/** Every account is in exactly one of pending, leased and the outcomes; they add up to `accounts`. */
export interface JobTotals {
  /** Distinct accounts taken in. */
  readonly accounts: number;
  readonly pending: number;
  /** In shards that a worker has now, or that rest since all their accounts failed. */
  readonly leased: number;
  readonly outcomes: Readonly<Record<AccountOutcome, number>>;
  /** Lists that were cut by `pagesPerAccount`; these are `done` too. */
  readonly capped: number;
  readonly pages: number;
  readonly profiles: number;
  readonly connections: number;
  readonly posts: number;
  /** Calls whose answers were committed; reserved ones that came to nothing are in the quota, not here. */
  readonly calls: number;
  /** Answers by kind other than pages. */
  readonly limited: number;
  readonly refused: number;
  readonly retries: number;
}

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly platform: string;
  readonly operation: JobOperation;
  readonly state: JobState;
  /** Why it stopped, where it did. */
  readonly stopped?: "calls" | "money" | "time";
  readonly sealed: boolean;
  readonly priority: number;
  readonly caps: JobCaps;
  readonly sampling: Sampling;
  readonly created: string;
  readonly ended: string | null;
  /** The schedule that made it, and for which period. */
  readonly schedule?: { readonly id: string; readonly period: string };
}

export interface JobStatus extends Job {
  readonly totals: JobTotals;
  readonly money: MoneyStatus;
  /** Until all accounts have an outcome, in ms; null while nothing can be said. */
  readonly remainingMs: number | null;
}

/** `charged` is what is settled plus the most that calls under way may cost; never above `limit`. */
export interface MoneyStatus {
  /** Of a job whose calls are capped or cost money: calls reserved, whether or not they were sent; never above its cap. */
  readonly calls?: number;
  readonly chargedMicros: number;
  readonly settledMicros: number;
  /** null = no budget was set. */
  readonly limitMicros: number | null;
}

export interface ForecastRequest {
  readonly platform: string;
  readonly operation: JobOperation;
  readonly accounts: number;
  /** Rows of each account's list where known (as its profile claims); the others are taken for their mean. */
  readonly rowCounts?: readonly number[];
  readonly caps?: JobCaps;
  /** App whose tokens would work; all tokens of the platform when left out. */
  readonly app?: string;
}

export interface Forecast {
  readonly calls: number;
  readonly durationMs: number;
  readonly micros: number;
  /** Platform tokens that can be used. */
  readonly tokens: number;
  /** What limits it: the endpoint whose quota is the narrowest, or the caps. */
  readonly limitedBy: string;
  /** For how many accounts the row count was known. */
  readonly known: number;
}

export interface TokenRequest {
  readonly platform: string;
  /** Name of the app that the token belongs to: tokens of one app share its limits and its budget. */
  readonly app: string;
  readonly name: string;
  /** The credential itself. Encrypted at once, never shown again. */
  readonly secret: string;
  /** Lower limits than the platform's table, for tokens that others use too: share of each window, (0, 1]. */
  readonly share?: number;
}

/** `quarantined`: not used until `until`, for the reason told; without `until`, until somebody mends it (its master key is missing). */
export type TokenState = "active" | "quarantined" | "retired";

export interface TokenStatus {
  readonly id: string;
  readonly platform: string;
  readonly app: string;
  readonly name: string;
  readonly state: TokenState;
  /** Why it is not active. Never holds the credential. */
  readonly reason?: string;
  readonly until?: string;
  readonly created: string;
  readonly share: number;
  readonly windows: readonly QuotaStatus[];
  /** Spent this month by this token. */
  readonly money: MoneyStatus;
}

export interface QuotaStatus {
  readonly endpoint: string;
  readonly scope: "token" | "app";
  /** Calls allowed in any window, as learned. */
  readonly limit: number;
  readonly windowMs: number;
  /** Calls that count against it now. */
  readonly spent: number;
  /** No call is made before this, since the platform said so; null where it is open. */
  readonly closedUntil: string | null;
}
