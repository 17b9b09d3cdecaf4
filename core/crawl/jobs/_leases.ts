/** Leases by name, and as workers see them. */
import type { JobRecord } from "./_crawl_records.ts";
import { ForeignLeaseError, type Lease, LeaseLostError, type Unit } from "../protocol.ts";
import { accountOf, isOpen, restMs, type ShardRecord, type ShardRules } from "./shard.ts";

export interface LeaseName {
  readonly job: string;
  readonly shard: number;
  readonly fence: number;
}

/** Names a lease. The name is no secret: authority is the worker's key. */
export function nameLease({ job, shard, fence }: LeaseName): string {
  return `${job}.${shard}.${fence}`;
}

/** @throws {LeaseLostError} If it is the name of no lease. */
export function readLease(text: string): LeaseName {
  const [, job, shard, fence] = /^([^.]+)\.(\d{1,9})\.(\d{1,15})$/.exec(text) ?? [];
  if (job === undefined) throw new LeaseLostError(text, 0);
  return { job, shard: Number(shard), fence: Number(fence) };
}

/** @throws {LeaseLostError} @throws {ForeignLeaseError} */
export function checkClaim(rules: ShardRules, shard: ShardRecord | null, claim: { worker: string; lease: string }) {
  const { fence } = readLease(claim.lease);
  if (shard === null) throw new LeaseLostError(claim.lease, 0);
  const judged = rules.judgeClaim(shard, { worker: claim.worker, fence });
  if (judged === "lost") throw new LeaseLostError(claim.lease, shard.fence);
  if (judged === "foreign") throw new ForeignLeaseError(claim.lease);
}

export function writeLease(
  job: JobRecord,
  shard: number,
  { record, nowMs }: { record: ShardRecord; nowMs: number },
): Lease {
  return {
    id: nameLease({ job: job.id, shard, fence: record.fence }),
    job: job.id,
    shard,
    fence: record.fence,
    lengthMs: Math.max(0, (record.leaseUntilMs ?? nowMs) - nowMs),
    platform: job.platform,
    operation: job.operation,
    units: writeUnits(record, nowMs),
    pagesPerAccount: job.caps.pagesPerAccount ?? null,
  };
}

/** Accounts without an outcome. */
export function writeUnits({ units }: ShardRecord, nowMs: number): Unit[] {
  return units.filter(isOpen).map((unit) => ({
    account: accountOf(unit),
    cursor: unit.cursor ?? null,
    pages: unit.pages ?? 0,
    failures: unit.failures ?? 0,
    ...(restMs(unit, nowMs) > 0 ? { restMs: restMs(unit, nowMs) } : {}),
  }));
}
