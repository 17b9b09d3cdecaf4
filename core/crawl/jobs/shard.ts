/**
 * A shard and what may happen to it, as pure functions. `shardRules` decides who may touch it, which page counts, and what becomes of
 * an account; `_shard_pages.ts` applies them to what a worker reports, the coordinator makes that atomic.
 */
import {
  emptyPagesMax,
  failureRestGrowth,
  failureRestMsFirst,
  failureRestMsMax,
  failuresMax,
  shardAccountsMax,
  shardCallsMax,
  shardsMin,
} from "../../limits.ts";
import type { JobOperation, Operation, OperationTable } from "../../platforms/platform.ts";
import { type AccountOutcome, accountOutcomes } from "../job.ts";
import type { CallGrant, PageReport, PageResult } from "../protocol.ts";

/** One account. A field that is missing is null or 0: a million of these are stored. */
export interface UnitRecord {
  /** Bare id or "@handle", as it was given. Never changes. */
  readonly name: string;
  /** Bare id, once a handle was resolved. */
  readonly id?: string;
  /** Where the next page begins. */
  readonly cursor?: string;
  readonly pages?: number;
  readonly rows?: number;
  /** Failures in a row. */
  readonly failures?: number;
  /** After a failure: not to be asked for before, by the coordinator's clock. */
  readonly restsUntilMs?: number;
  /** Of the ids in the last page. */
  readonly digest?: string;
  /** Empty pages in a row. */
  readonly empties?: number;
  readonly outcome?: AccountOutcome;
  readonly capped?: true;
  /** A handle that turned out to be another account of this shard, which counts for both. */
  readonly merged?: true;
}

/** A call that a lease may make, until it is reported. */
export interface GivenGrant {
  readonly id: string;
  readonly token: string | null;
  readonly operation: Operation;
  readonly pageSize: number;
}

export interface ShardRecord {
  /** Grants of a lease so far; the newest lease has this number. */
  readonly fence: number;
  /** Key of the worker that has the newest lease, also after it ended. */
  readonly holder: string | null;
  /** By the coordinator's clock; null = nobody has it. */
  readonly leaseUntilMs: number | null;
  /** Where it stands in the index of leases; at or before `leaseUntilMs`. */
  readonly dueMs: number | null;
  /** The holder gave it back. */
  readonly returned?: true;
  readonly grants: readonly GivenGrant[];
  readonly units: readonly UnitRecord[];
  /** Of the write that made it so: by this one whose outcome was unknown is known again. */
  readonly mark: string;
}

/** What a shard adds to its job. A field that is missing is 0. */
export interface ShardTotals {
  readonly accounts: number;
  readonly merged?: number;
  readonly outcomes?: Readonly<Partial<Record<AccountOutcome, number>>>;
  readonly capped?: number;
  readonly pages?: number;
  readonly profiles?: number;
  readonly connections?: number;
  readonly posts?: number;
  readonly calls?: number;
  readonly limited?: number;
  readonly refused?: number;
  readonly retries?: number;
}

/** Who asks, and by which lease. */
export interface LeaseClaim {
  readonly worker: string;
  readonly fence: number;
}

/** What is wanted or not is decided here; tests hand in objects in which one rule is wrong. */
export const shardRules = {
  judgeClaim,
  isExpired,
  nextFence,
  isKnownGrant,
  isRepeated,
  follows,
  isLoop,
  isCapped,
  countFailure,
  conserves,
  shardSize,
};
export type ShardRules = typeof shardRules;

/** Fences and holders decide, never a clock: a lease that ran out still counts for as long as nobody else took the shard. */
function judgeClaim(shard: ShardRecord, { worker, fence }: LeaseClaim): "held" | "lost" | "foreign" {
  if (fence !== shard.fence) return "lost";
  return shard.holder === worker ? "held" : "foreign";
}

/** Whether another may have the shard. */
function isExpired(shard: ShardRecord, nowMs: number): boolean {
  return shard.leaseUntilMs !== null && shard.leaseUntilMs <= nowMs;
}

function nextFence(shard: ShardRecord): number {
  return shard.fence + 1;
}

/** A call counts if it was given to this lease and was not reported before. */
function isKnownGrant(shard: ShardRecord, grant: string): boolean {
  return shard.grants.some(({ id }) => id === grant);
}

/** A page counts once: `stored` = whether there is one of this account, operation and cursor. */
function isRepeated(stored: boolean): boolean {
  return stored;
}

/** A page must begin where the last one of its account ended, and the account must still be asked for. */
function follows(unit: UnitRecord, report: Pick<PageReport, "cursor">): boolean {
  return unit.outcome === undefined && !unit.merged && (unit.cursor ?? null) === report.cursor;
}

/** Whether the cursor after this page leads nowhere. `seen` = this account had a page at the next cursor before. */
function isLoop(unit: UnitRecord, page: PageResult & { kind: "page" }, seen: boolean): boolean {
  if (page.next === null) return false;
  if (seen || isSamePage(unit, page)) return true;
  return rowCount(page) === 0 && (unit.empties ?? 0) + 1 >= emptyPagesMax;
}

/** Whether a page holds what the one before it held. */
export function isSamePage(unit: UnitRecord, page: PageResult & { kind: "page" }): boolean {
  return page.digest !== "" && page.digest === unit.digest;
}

export function rowCount({ rows }: PageResult & { kind: "page" }): number {
  return rows.profiles + rows.connections + rows.posts;
}

/** Whether the rest of a list is left out. @param pages With the one that counts now. */
function isCapped(pages: number, pagesPerAccount: number | undefined): boolean {
  return pagesPerAccount !== undefined && pages >= pagesPerAccount;
}

/**
 * A unit after one more failure. It rests longer after each, and what fails while it rests does not count, whoever asked: an account is
 * given up by failures that lie apart, not by a burst of them.
 */
function countFailure(unit: UnitRecord, nowMs: number): UnitRecord {
  if (restMs(unit, nowMs) > 0) return unit;
  const failures = (unit.failures ?? 0) + 1;
  if (failures >= failuresMax) return { ...unit, failures, outcome: "failed" };
  const lengthMs = Math.min(failureRestMsMax, failureRestMsFirst * failureRestGrowth ** (failures - 1));
  return { ...unit, failures, restsUntilMs: nowMs + lengthMs };
}

/** Every account is open or has one outcome, and the totals say so. */
function conserves(shard: Pick<ShardRecord, "units">, totals: ShardTotals): boolean {
  const counts: Partial<Record<AccountOutcome, number>> = {};
  let merged = 0;
  for (const unit of shard.units) {
    if (unit.merged) merged++;
    else if (unit.outcome !== undefined) counts[unit.outcome] = (counts[unit.outcome] ?? 0) + 1;
  }
  return totals.accounts === shard.units.length - merged && merged === (totals.merged ?? 0) &&
    accountOutcomes.every((outcome) => (counts[outcome] ?? 0) === (totals.outcomes?.[outcome] ?? 0));
}

/** Accounts for each shard, of `count` that came together. */
function shardSize(count: number, table: OperationTable): number {
  const { accountsPerCall } = table;
  const most = accountsPerCall === 1 ? shardAccountsMax : shardCallsMax * accountsPerCall;
  return Math.max(1, accountsPerCall === 1 ? 1 : accountsPerCall, Math.min(most, Math.ceil(count / shardsMin)));
}

export function isOpen(unit: UnitRecord): boolean {
  return unit.outcome === undefined && !unit.merged;
}

/** How long an account still rests after a failure; 0 = it may be asked for. */
export function restMs({ restsUntilMs = 0 }: UnitRecord, nowMs: number): number {
  return Math.max(0, restsUntilMs - nowMs);
}

/** How long all accounts of a shard still rest; 0 where there is one that does not. */
export function shardRestMs({ units }: Pick<ShardRecord, "units">, nowMs: number): number {
  const rests = units.filter(isOpen).map((unit) => restMs(unit, nowMs));
  return rests.length === 0 ? 0 : Math.min(...rests);
}

/** As a worker and a platform call it. */
export function accountOf(unit: UnitRecord): string {
  return unit.id ?? unit.name;
}

export function isHandle(account: string): boolean {
  return account.startsWith("@");
}

/** Calls that can be made for a shard at once, in the order in which they are wanted. */
export function callsNeeded(
  shard: Pick<ShardRecord, "units">,
  tables: { readonly [operation in Operation]?: OperationTable },
  { operation, nowMs }: { readonly operation: JobOperation; readonly nowMs: number },
): { readonly operation: Operation; readonly calls: number }[] {
  const table = tables[operation]!;
  const open = shard.units.filter((unit) => isOpen(unit) && restMs(unit, nowMs) === 0);
  const handles = table.needsId ? open.filter((unit) => isHandle(accountOf(unit))).length : 0;
  return [
    { operation: "resolve" as const, calls: Math.ceil(handles / (tables.resolve?.accountsPerCall ?? 1)) },
    { operation, calls: Math.ceil((open.length - handles) / table.accountsPerCall) },
  ].filter(({ calls }) => calls > 0);
}

/** What a lease remembers of a grant. */
export function toGivenGrant({ id, token, operation, pageSize }: CallGrant): GivenGrant {
  return { id, token, operation, pageSize };
}
