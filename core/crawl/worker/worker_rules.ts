/**
 * What a worker decides, as pure functions: until when a grant or a lease may be used, how many calls to ask for, which account is
 * next, how long to wait. Times are milliseconds of the worker's own monotonic clock.
 */
import { InputError, NotFoundError, UnavailableError, UsageError } from "../../errors.ts";
import {
  callTimeoutMs,
  idleWaitMsMax,
  leaseMarginMs,
  retryDelayMsFirst,
  retryDelayMsMax,
  slowCallMs,
  waitJitterMsMax,
} from "../../limits.ts";
import type { Operation, OperationTable, Platform, Reply } from "../../platforms/platform.ts";
import type { CallGrant, Lease, Unit } from "../protocol.ts";
import { ForeignLeaseError, LeaseLostError } from "../protocol.ts";

/** The clocks that a worker is handed. */
export interface WorkerClock {
  /** Milliseconds since 1970. May be wrong, may jump; only answers that tell a time of day are read by it. */
  now(): number;
  /** Milliseconds since some instant; never goes back. */
  monotonic(): number;
}

/** When a request left and when its answer came. */
export interface Exchange {
  readonly sentMs: number;
  readonly answeredMs: number;
}

/** An account of a shard as its worker sees it. */
export interface Account {
  readonly unit: Unit;
  /** A call for it is under way, or its page is not committed yet. */
  readonly busy: boolean;
  /** Not to be asked for before: it failed. */
  readonly notBeforeMs: number;
}

/** How many calls may be under way at one host. */
export interface Pace {
  /** At least 1. */
  readonly limit: number;
  /** Halvings so far: a call that was sent before the last one says nothing of the limit that came after. */
  readonly round: number;
  /** Good answers since the limit changed. */
  readonly good: number;
}

/** A call to a host that has ended. */
export interface CallEnd {
  /** `Pace.round` when it was sent. */
  readonly round: number;
  readonly kind: Reply["kind"];
  readonly lengthMs: number;
  /** Calls under way at the host, this one included. */
  readonly underWay: number;
}

/** What a failed request to the coordinator means. */
export type Failure =
  | { readonly kind: "lost" }
  /** Asking again would be answered the same: the worker ends. */
  | { readonly kind: "final" }
  | { readonly kind: "again"; readonly afterMs: number };

export interface WorkerRules {
  /** The clock by which leases and grants are counted. */
  readMs(clock: WorkerClock): number;
  /** Before when a grant must be sent. */
  grantEnd(exchange: Exchange, grant: CallGrant): number;
  maySend(nowMs: number, grantEndMs: number): boolean;
  /** Whether a call that was sent may be sent again by the same grant. */
  maySendAgain(reply: Reply): boolean;
  /** How long a call may take, headers and body. */
  callTimeoutMs(): number;
  /** Until when a lease is used. */
  leaseEnd(exchange: Exchange, lengthMs: number): number;
  mayUse(nowMs: number, leaseEndMs: number): boolean;
  renewAt(exchange: Exchange, lengthMs: number): number;
  /** Whether a page may be committed: only what is durable in the sink counts. */
  mayCommit(page: { readonly written: boolean }): boolean;
  /** Calls that could be sent now: by operation, batches of accounts; `resolve` first. */
  callsReady(lease: Lease, platform: Platform, accounts: Iterable<Account>, nowMs: number): number;
  /** The accounts that the next call of an operation is for; empty where none is ready. */
  chooseAccounts(lease: Lease, platform: Platform, accounts: Iterable<Account>, call: NextCall): readonly Unit[];
  /** The pace after a call has ended. @param most Calls that may be under way at most. */
  adaptPace(pace: Pace, end: CallEnd, most: number): Pace;
  /** How long to wait before what failed is tried again. @param failures In a row, from 1. @param random In [0, 1). */
  retryDelayMs(failures: number, random: number): number;
  /** How long to wait where the coordinator said `waitMs`. */
  waitMs(waitMs: number, random: number): number;
  judgeFailure(error: unknown, failures: number, random: number): Failure;
}

export interface NextCall {
  readonly operation: Operation;
  readonly pageSize: number;
  readonly nowMs: number;
}

export const workerRules: WorkerRules = {
  readMs: (clock) => clock.monotonic(),
  // From before the request left: by the time of the answer, part of the length has passed, and nobody knows how much.
  grantEnd: ({ sentMs }, grant) => sentMs + grant.sendWithinMs,
  maySend: (nowMs, grantEndMs) => nowMs < grantEndMs,
  // It may have arrived, and a second one would be a call that nobody counted.
  maySendAgain: () => false,
  callTimeoutMs: () => callTimeoutMs,
  leaseEnd: ({ sentMs }, lengthMs) => sentMs + lengthMs - Math.min(leaseMarginMs, lengthMs / 4),
  mayUse: (nowMs, leaseEndMs) => nowMs < leaseEndMs,
  renewAt: ({ sentMs }, lengthMs) => sentMs + lengthMs / 2,
  mayCommit: ({ written }) => written,
  callsReady(lease, platform, accounts, nowMs) {
    let [handles, ids, resolving] = [0, 0, false];
    for (const account of accounts) {
      const unresolved = isUnresolved(lease, platform, account.unit);
      if (unresolved && account.busy) resolving = true;
      if (!isReady(account, nowMs)) continue;
      if (unresolved) handles++;
      else ids++;
    }
    if (handles > 0) return Math.ceil(handles / accountsPerCall(platform, "resolve"));
    // Until they are resolved, the coordinator would give calls for handles that are under way already.
    return resolving ? 0 : Math.ceil(ids / accountsPerCall(platform, lease.operation));
  },
  chooseAccounts(lease, platform, accounts, { operation, pageSize, nowMs }) {
    const limit = Math.min(accountsPerCall(platform, operation), pageSize);
    const chosen: Unit[] = [];
    for (const account of accounts) {
      if (!isReady(account, nowMs)) continue;
      if (isUnresolved(lease, platform, account.unit) !== (operation === "resolve")) continue;
      // Pages of one call share its cursor.
      if (chosen.length > 0 && chosen[0].cursor !== account.unit.cursor) continue;
      chosen.push(account.unit);
      if (chosen.length >= limit) break;
    }
    return chosen;
  },
  /**
   * Additive increase, multiplicative decrease: what makes several who share a host reach its capacity and equal parts of it, without
   * knowing of each other ("Analysis of the increase and decrease algorithms for congestion avoidance", 1989,
   * doi:10.1016/0169-7552(89)90019-6). One more after a round of good answers; half after a failure, once for all calls that were
   * under way then. An answer that comes late is no reason to ask for more: so the limit settles before calls time out, which would
   * cost quota. Nor is one while less than half of the limit is used, which tells nothing of it.
   */
  adaptPace(pace, { round, kind, lengthMs, underWay }, most) {
    if (round !== pace.round) return pace;
    if (kind === "failed") return { limit: Math.max(1, Math.floor(pace.limit / 2)), round: round + 1, good: 0 };
    if (lengthMs > slowCallMs || 2 * underWay < pace.limit) return pace;
    if (pace.good + 1 < pace.limit) return { ...pace, good: pace.good + 1 };
    return { limit: Math.min(most, pace.limit + 1), round, good: 0 };
  },
  retryDelayMs: (failures, random) => random * Math.min(retryDelayMsMax, retryDelayMsFirst * 2 ** (failures - 1)),
  // A little late and never early, so that workers who wait for the same window do not come at once.
  waitMs: (waitMs, random) => Math.min(waitMs, idleWaitMsMax) + random * Math.min(waitJitterMsMax, 100 + waitMs / 10),
  judgeFailure(error, failures, random) {
    if (error instanceof LeaseLostError) return { kind: "lost" };
    if (finalErrors.some((kind) => error instanceof kind)) return { kind: "final" };
    const afterMs = workerRules.retryDelayMs(failures, random);
    if (!(error instanceof UnavailableError)) return { kind: "again", afterMs };
    return { kind: "again", afterMs: Math.max(afterMs, workerRules.waitMs(1000 * error.retryAfterSeconds, random)) };
  },
};

/** Errors that say that the worker, not the moment, is wrong. */
const finalErrors = [InputError, UsageError, NotFoundError, ForeignLeaseError];

/** Whether an account must be resolved before the job's operation can ask for it. */
export function isUnresolved(lease: Lease, platform: Platform, unit: Unit): boolean {
  return unit.account.startsWith("@") && platform.operations[lease.operation]?.needsId === true;
}

function isReady({ busy, notBeforeMs }: Account, nowMs: number): boolean {
  return !busy && notBeforeMs <= nowMs;
}

function accountsPerCall(platform: Platform, operation: Operation): number {
  return tableOf(platform, operation).accountsPerCall;
}

function tableOf(platform: Platform, operation: Operation): OperationTable {
  const table = platform.operations[operation];
  if (table === undefined) {
    throw new InputError(`Cannot ask ${platform.title} for ${operation}: it does not offer that`);
  }
  return table;
}
