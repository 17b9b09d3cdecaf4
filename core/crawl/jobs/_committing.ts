/**
 * Holding, reporting, giving back. What a report changes is one commit with one check, the shard's version: pages, shard, totals,
 * money and indexes go together or not at all.
 */
import { grantsKeptMax, leaseWaitMsMax, reportsPerCommitMax, shardTriesMax } from "../../limits.ts";
import { UnavailableError } from "../../errors.ts";
import type { Operation } from "../../platforms/platform.ts";
import type { Reservation } from "../allowances/allowances.ts";
import { commitMarked, type Coordination, platformOf, readyEntry, requireJob, tableOf } from "./_coordination.ts";
import { jobKey, type JobRecord, leasedKey, openKey, pageKey, shardKey, totalsKey } from "./_crawl_records.ts";
import { type Digest, openDigest } from "./_digest.ts";
import { giveBackMoney, noCalls, reopenExpiredNowAndThen, reserveCalls } from "./_granting.ts";
import { finishIfDone, stopIfLate, stopJob } from "./_jobs.ts";
import { checkClaim, readLease, writeUnits } from "./_leases.ts";
import { LeaseLostError, type PageReport, type PagesAnswer, type PageVerdict, type RenewAnswer } from "../protocol.ts";
import { type Applied, applyReports } from "./_shard_pages.ts";
import { isOpen, type ShardRecord, shardRestMs, type ShardTotals, toGivenGrant } from "./shard.ts";
import { type Entry, type Key, storeReadsMax } from "../store/store.ts";

export interface LeaseRequester {
  readonly worker: string;
  /** The lease's name. */
  readonly lease: string;
}

export async function renewLease(tools: Coordination, who: LeaseRequester, calls: number): Promise<RenewAnswer> {
  const { verdicts: _, ...answer } = await commitReports(tools, who, { pages: [], calls });
  return answer;
}

/** Counts what was fetched, holds the lease, gives calls for what comes next. */
export async function commitReports(
  tools: Coordination,
  who: LeaseRequester,
  request: { readonly pages: readonly PageReport[]; readonly calls: number },
): Promise<PagesAnswer> {
  await reopenExpiredNowAndThen(tools);
  const verdicts: PageVerdict[] = [];
  for (let from = 0;; from += reportsPerCommitMax) {
    const part = request.pages.slice(from, from + reportsPerCommitMax);
    const isLast = from + reportsPerCommitMax >= request.pages.length;
    const answer = await onShard(tools, who, () => {
      return commitPart(tools, who, { pages: part, calls: isLast ? request.calls : 0 });
    });
    verdicts.push(...answer.verdicts);
    if (isLast) return { ...answer, verdicts };
  }
}

/** Gives a shard back; asking twice does no harm. */
export async function finishLease(tools: Coordination, who: LeaseRequester, unused: readonly string[]): Promise<void> {
  const pages = unused.map((grant): PageReport => ({
    grant,
    operation: "resolve",
    accounts: [],
    cursor: null,
    result: { kind: "unused" },
  }));
  for (let from = 0; from === 0 || from < pages.length; from += reportsPerCommitMax) {
    const isLast = from + reportsPerCommitMax >= pages.length;
    await onShard(tools, who, async () => {
      const held = await readHeld(tools, who);
      if (held.shard.returned || !held.shard.units.some(isOpen)) return;
      await commitPart(tools, who, {
        pages: pages.slice(from, from + reportsPerCommitMax),
        calls: 0,
        isReturn: isLast,
      });
    });
  }
}

function onShard<T>(tools: Coordination, { lease }: LeaseRequester, work: () => Promise<T>): Promise<T> {
  const { job, shard } = readLease(lease);
  return tools.queue.run(`shard ${job} ${shard}`, work);
}

interface Held {
  readonly number: number;
  readonly job: JobRecord;
  readonly shard: ShardRecord;
  readonly totals: ShardTotals;
  readonly shardEntry: Entry<ShardRecord>;
  /** Which of the pages asked about are stored. */
  readonly stored: ReadonlySet<string>;
}

/**
 * Reads a shard with the pages of these names. Pages are written with the shard alone, so that its version vouches for them too.
 * @throws {LeaseLostError} @throws {ForeignLeaseError}
 */
async function readHeld(tools: Coordination, who: LeaseRequester, pages: readonly string[] = []): Promise<Held> {
  const { store, rules } = tools;
  const { job, shard } = readLease(who.lease);
  const toKey = (name: string) => pageKey(job, shard, name);
  const first = pages.slice(0, storeReadsMax - 3);
  const [jobEntry, shardEntry, totals, ...pageEntries] = await store.getMany([
    jobKey(job),
    shardKey(job, shard),
    totalsKey(job, shard),
    ...first.map(toKey),
  ]) as [Entry<JobRecord>, Entry<ShardRecord>, Entry<ShardTotals>, ...Entry[]];
  checkClaim(rules, shardEntry.value, who);
  for (let from = first.length; from < pages.length; from += storeReadsMax) {
    pageEntries.push(...await store.getMany(pages.slice(from, from + storeReadsMax).map(toKey)));
  }
  return {
    number: shard,
    job: requireJob(jobEntry, job).value,
    shard: shardEntry.value!,
    totals: totals.value!,
    shardEntry,
    stored: new Set(pageEntries.filter(({ version }) => version !== null).map(({ key }) => key.at(-1) as string)),
  };
}

async function commitPart(
  tools: Coordination,
  who: LeaseRequester,
  request: { readonly pages: readonly PageReport[]; readonly calls: number; readonly isReturn?: boolean },
): Promise<PagesAnswer> {
  const { allowances } = tools;
  const digest = await openDigest();
  const names = namesOf(digest, request.pages);
  let reserved: Reservation | null = null;
  for (let tries = 0; tries < shardTriesMax; tries++) {
    const held = await readHeld(tools, who, names);
    const isDone = !held.shard.units.some(isOpen);
    if (!isDone) checkUsable(tools, held, who);
    const applied = apply(tools, held, { pages: request.pages, digest });
    // What answers say of quotas must be known before more calls are given; saying it twice does no harm.
    const observed = applied.observations.length === 0 ? null : allowances.observe(applied.observations);
    if (request.calls > 0) await observed;
    if (reserved === null && request.calls > 0 && await mayGoOn(tools, held.job)) {
      reserved = await reserveCalls(tools, held.job, { shard: applied.shard, calls: request.calls });
    }
    const [written] = await Promise.all([
      write(tools, held, { applied, reserved, isReturn: request.isReturn ?? false }),
      observed,
    ]);
    if (written === null) continue;
    if (!isDone && !written.units.some(isOpen)) {
      if (reserved !== null) await giveBackMoney(tools, held.job.id, reserved);
      await finishIfDone(tools, held.job.id);
    } else if (reserved?.exhausted !== undefined) await stopJob(tools, held.job.id, reserved.exhausted);
    return writeAnswer(tools, written, { verdicts: applied.verdicts, reserved, wanted: request.calls });
  }
  throw new UnavailableError(`Cannot commit to lease "${who.lease}": its shard was changed too often meanwhile`);
}

/** A lease that was given back, or of a job that ended or rests, holds only for as long as it was given. */
function checkUsable(tools: Coordination, { job, shard }: Held, { lease }: LeaseRequester) {
  const isOver = shard.leaseUntilMs === null || tools.rules.isExpired(shard, tools.clock.now());
  if (shard.returned || (job.state !== "active" && isOver)) throw new LeaseLostError(lease, shard.fence);
}

async function mayGoOn(tools: Coordination, job: JobRecord): Promise<boolean> {
  return job.state === "active" && !await stopIfLate(tools, job);
}

function apply(
  { rules, clock }: Coordination,
  { job, shard, totals, stored }: Held,
  { pages, digest }: { readonly pages: readonly PageReport[]; readonly digest: Digest },
): Applied {
  return applyReports({ shard, totals }, pages, {
    rules,
    platform: job.platform,
    pagesPerAccount: job.caps.pagesPerAccount,
    nowMs: clock.now(),
    nameOf: (operation, accounts, cursor) => namePage(digest, operation, accounts, cursor),
    isStored: (name) => stored.has(name),
  });
}

/** Names of the pages reported, and of those that would come next: one that is stored already was fetched before. */
function namesOf(digest: Digest, pages: readonly PageReport[]): string[] {
  const names = new Set<string>();
  for (const { operation, accounts, cursor, result } of pages) {
    if (result.kind !== "page") continue;
    names.add(namePage(digest, operation, accounts, cursor));
    if (result.next !== null) names.add(namePage(digest, operation, accounts, result.next));
  }
  return [...names];
}

function namePage(digest: Digest, operation: Operation, accounts: readonly string[], cursor: string | null): string {
  return digest.text(JSON.stringify([operation, cursor, ...accounts]));
}

/** @returns The shard as it is stored now; null if somebody else was quicker. */
async function write(
  tools: Coordination,
  held: Held,
  outcome: { readonly applied: Applied; readonly reserved: Reservation | null; readonly isReturn: boolean },
): Promise<ShardRecord | null> {
  const { store, rules, clock, newId, allowances } = tools;
  const { job, number, shardEntry } = held;
  const { applied, reserved, isReturn } = outcome;
  const wasDone = !held.shard.units.some(isOpen);
  if (wasDone && applied.pages.size === 0 && applied.settlements.length === 0) return held.shard;
  const nowMs = clock.now();
  const isDone = !applied.shard.units.some(isOpen);
  const isKept = !isDone && !isReturn;
  const grants = [...applied.shard.grants, ...(reserved?.grants ?? []).map(toGivenGrant)].slice(-grantsKeptMax);
  const restMs = isReturn ? shardRestMs(applied.shard, nowMs) : 0;
  // A shard of which every account rests stands among the leases, which run out, until the first may be asked for again.
  const restsUntilMs = restMs > 0 ? nowMs + restMs : null;
  const keptUntilMs = job.state === "active" ? nowMs + tools.leaseLengthMs : held.shard.leaseUntilMs;
  const leaseUntilMs = isKept ? keptUntilMs : restsUntilMs;
  const before = held.shard.dueMs;
  const dueMs = isKept ? before ?? leaseUntilMs : restsUntilMs;
  const shard: ShardRecord = {
    ...applied.shard,
    grants: isKept ? grants : [],
    leaseUntilMs,
    dueMs,
    ...(isReturn ? { returned: true } : {}),
    mark: newId(),
  };
  if (!rules.conserves(shard, applied.totals)) {
    throw new Error(`Cannot commit shard ${number} of job "${job.id}": its accounts do not add up`);
  }
  const settled = applied.settlements.length === 0 || isFree(tools, job)
    ? { sets: [], deletes: [] }
    : await allowances.settle(job.id, applied.settlements);
  const table = tableOf(tools, job);
  const deletes: Key[] = [...settled.deletes];
  const sets = [
    { key: shardEntry.key, value: shard },
    ...(applied.verdicts.length > 0 ? [{ key: totalsKey(job.id, number), value: applied.totals }] : []),
    ...[...applied.pages].map(([name, page]) => ({ key: pageKey(job.id, number, name), value: page })),
    ...settled.sets,
  ];
  // A lease that had run out is taken up again: nobody else has the shard, or its version would be another.
  if (before === null && dueMs !== null) deletes.push(readyEntry(job, number, held.shard.units, table));
  if (before !== dueMs) {
    if (before !== null) deletes.push(leasedKey(before, job.id, number));
    if (dueMs !== null) sets.push({ key: leasedKey(dueMs, job.id, number), value: 0 });
  }
  if (isDone && !wasDone) {
    deletes.push(openKey(job.id, number));
    if (before === null) deletes.push(readyEntry(job, number, held.shard.units, table));
  }
  // Reports of calls that were not sent change no account, so that it is ready for what it was ready for.
  if (dueMs === null && !isDone) sets.push({ key: readyEntry(job, number, shard.units, table), value: 0 });
  const checks = [{ key: shardEntry.key, version: shardEntry.version }];
  const done = await commitMarked(store, { checks, sets, deletes }, { key: shardEntry.key, mark: shard.mark });
  return done ? shard : null;
}

/** Whether no call of the job's can cost anything: then there is nothing to settle. */
function isFree(tools: Coordination, job: JobRecord): boolean {
  const { [job.operation]: own, resolve } = platformOf(tools, job.platform).operations;
  return [own, resolve].every((table) => {
    return table === undefined || (table.price.microsPerCall === 0 && table.price.microsPerResource === 0);
  });
}

function writeAnswer(
  { clock }: Coordination,
  shard: ShardRecord,
  given: { readonly verdicts: readonly PageVerdict[]; readonly reserved: Reservation | null; readonly wanted: number },
): PagesAnswer {
  const { verdicts, reserved, wanted } = given;
  const finished = !shard.units.some(isOpen);
  const nowMs = clock.now();
  const lengthMs = Math.max(0, (shard.leaseUntilMs ?? 0) - nowMs);
  const units = writeUnits(shard, nowMs);
  if (finished) return { ...noCalls, lengthMs, units, finished, verdicts };
  // A job that rests has no calls: its workers had better give their shards back.
  const none = { ...noCalls, waitMs: wanted > 0 ? leaseWaitMsMax : 0 };
  const { grants, credentials, waitMs } = reserved ?? none;
  const wait = Math.min(waitMs, leaseWaitMsMax);
  return { grants, credentials, waitMs: wait, lengthMs, units, finished, verdicts };
}
