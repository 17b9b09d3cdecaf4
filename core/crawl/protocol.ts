/**
 * What workers and coordinator say to each other; JSON over `POST /v1/crawl/leases…`. A worker holds nothing that is not here or in
 * the sink: it may die at any instant, and what it had not committed is fetched again by another.
 *
 * Times are lengths counted by the worker's own monotonic clock from *before* it sent the request, so that a clock that is wrong
 * by a constant does not matter.
 */
import type { Absence, JobOperation, Operation, QuotaReading } from "../platforms/platform.ts";

/** `POST /leases`: asks for one shard and for leave to make calls for it. */
export interface LeaseRequest {
  /** Calls that could be sent at once. */
  readonly calls: number;
  /** Platforms that the worker knows. */
  readonly platforms: readonly string[];
}

export interface LeaseAnswer extends CallGrants {
  /** null where there is nothing to do for now: ask again after `waitMs`. */
  readonly lease: Lease | null;
}

/** Right of one worker to one shard until `lengthMs` have passed. */
export interface Lease {
  readonly id: string;
  readonly job: string;
  readonly shard: number;
  /** Of this grant; a later one is higher. */
  readonly fence: number;
  readonly lengthMs: number;
  readonly platform: string;
  readonly operation: JobOperation;
  /** Accounts without an outcome. */
  readonly units: readonly Unit[];
  readonly pagesPerAccount: number | null;
}

/** One account of a shard. */
export interface Unit {
  /** Bare id or "@handle", as `Platform.readAccount` gives it. */
  readonly account: string;
  /** Where its next page begins; null = at the beginning. */
  readonly cursor: string | null;
  /** Pages committed. */
  readonly pages: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Where it failed: not to be asked for before so much time has passed. A call that fails sooner is wasted, and counts for nothing. */
  readonly restMs?: number;
}

/** Leave to make calls. Each grant is one call, already counted as spent. */
export interface CallGrants {
  readonly grants: readonly CallGrant[];
  /** Secret text of each platform token named in the grants. Never logged, never stored. */
  readonly credentials: Readonly<Record<string, string>>;
  /** When to ask again where fewer grants than asked for, or no lease, were given. */
  readonly waitMs: number;
}

export interface CallGrant {
  readonly id: string;
  /** Id of the platform token; null where the platform needs none. */
  readonly token: string | null;
  readonly operation: Operation;
  /** The call must have been sent before so much time has passed, or not at all. */
  readonly sendWithinMs: number;
  /** Most resources to ask for: what they cost has been reserved. */
  readonly pageSize: number;
}

/** `POST /leases/{id}/renew`: holds the shard for longer, asks for calls, or both. */
export interface RenewRequest {
  /** Calls that could be sent at once; 0 = only hold. `resolve` first where units are handles and the operation needs ids. */
  readonly calls: number;
}

/** `POST /leases/{id}/pages`: what was fetched and written to the sink. Pages of one account come in their order. */
export interface PagesRequest {
  readonly pages: readonly PageReport[];
  /** As in `RenewRequest`. */
  readonly calls: number;
}

/** What one call brought. */
export interface PageReport {
  /** The grant by which it was made. */
  readonly grant: string;
  readonly operation: Operation;
  /** As in the units; several only where the endpoint takes several in one call. */
  readonly accounts: readonly string[];
  /** With which the call was made. */
  readonly cursor: string | null;
  readonly result: PageResult;
  readonly quota?: QuotaReading;
}

export type PageResult =
  | {
    readonly kind: "page";
    readonly next: string | null;
    /** Object in the sink that holds its rows, and the name under which each row says that it is of this page. */
    readonly files: readonly string[];
    readonly page: string;
    readonly rows: { readonly profiles: number; readonly connections: number; readonly posts: number };
    /** Of the ids in the page: the same twice in a row means that the cursor leads nowhere. */
    readonly digest: string;
    readonly absent: readonly { readonly account: string; readonly absence: Absence }[];
    readonly resolved: readonly { readonly handle: string; readonly id: string }[];
    /** What the platform bills for. */
    readonly resources: number;
  }
  | { readonly kind: "limited"; readonly cause: "window" | "cap" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "absent"; readonly absence: Absence }
  | { readonly kind: "failed"; readonly reason: string }
  /** The call was not sent: its time had passed, or the worker is ending. It counts as spent all the same; its money comes back. */
  | { readonly kind: "unused" };

export interface RenewAnswer extends CallGrants {
  readonly lengthMs: number;
  /** The shard as it stands: a worker may go on from this instead of what it remembers. */
  readonly units: readonly Unit[];
  /** Nothing is left to do here: the lease has ended by itself. */
  readonly finished: boolean;
}

/** One word for each page reported, in order: `repeated` was counted before, `stale` does not follow on what is stored. */
export type PageVerdict = "counted" | "repeated" | "stale";

export interface PagesAnswer extends RenewAnswer {
  readonly verdicts: readonly PageVerdict[];
}

/** `POST /leases/{id}/finish`: gives the shard back; accounts without an outcome are pending again. */
export interface FinishRequest {
  /** Grants that were not used. */
  readonly unused: readonly string[];
}

/** A page that counts: one line of `manifest.ndjson`. */
export interface CommittedPage {
  /** Name that its rows carry in `page`. */
  readonly page: string;
  readonly operation: Operation;
  readonly accounts: readonly string[];
  readonly files: readonly string[];
  readonly rows: { readonly profiles: number; readonly connections: number; readonly posts: number };
  /** When it was committed, by the coordinator's clock. */
  readonly committed: string;
}

/** What became of an account: one line of `accounts.ndjson`. */
export interface AccountRecord {
  /** As it was given. */
  readonly account: string;
  /** Bare id, where it is known. */
  readonly id: string | null;
  readonly outcome: import("./job.ts").AccountOutcome | null;
  readonly pages: number;
  readonly rows: number;
  readonly capped: boolean;
}

/** The lease is not the caller's any more: it ran out and its shard may be another's. What was not committed is lost. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
  constructor(readonly lease: string, readonly fence: number) {
    super(`Cannot use lease "${lease}": it has ended`);
  }
}

/** The lease is another worker's. */
export class ForeignLeaseError extends Error {
  override name = "ForeignLeaseError";
  constructor(readonly lease: string) {
    super(`Cannot use lease "${lease}": it belongs to another worker key`);
  }
}
