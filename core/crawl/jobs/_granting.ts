/**
 * Handing out shards. Calls are reserved first, durably, then the shard is taken: what dies between the two costs calls, never
 * lets one be made that was not counted. Found by an index of ready shards: the most urgent job first, then the one served longest ago.
 */
import { emptyWaitMs, jobsTriedMax, leaseWaitMsMax, leaseWaitMsMin } from "../../limits.ts";
import type { Operation } from "../../platforms/platform.ts";
import type { Reservation } from "../allowances/allowances.ts";
import { commitMarked, type Coordination, platformOf, readyEntry, tableOf } from "./_coordination.ts";
import {
  activeJobs,
  jobKey,
  type JobRecord,
  leasedKey,
  leasedShards,
  type ReadyFor,
  readyKey,
  readyShards,
  shardKey,
} from "./_crawl_records.ts";
import { finishIfDone, stopIfLate, stopJob } from "./_jobs.ts";
import { writeLease } from "./_leases.ts";
import type { CallGrants, LeaseAnswer, LeaseRequest } from "../protocol.ts";
import { callsNeeded, isOpen, type ShardRecord, shardRestMs, toGivenGrant } from "./shard.ts";
import { type Entry, type Store, storeReadsMax } from "../store/store.ts";

export const noCalls: CallGrants = { grants: [], credentials: {}, waitMs: 0 };

/** Gives a worker one shard and calls for it, or says when to ask again. */
export async function grantLease(tools: Coordination, worker: string, request: LeaseRequest): Promise<LeaseAnswer> {
  let granted = await grantReady(tools, worker, request);
  if (granted.lease === null && await reopenExpired(tools)) granted = await grantReady(tools, worker, request);
  if (granted.lease !== null) return granted;
  // Where only calls are missing, nothing helps before there are some; otherwise a shard may be given back, or a job come, at any time.
  const waitMs = granted.waitMs === Infinity ? emptyWaitMs : granted.waitMs;
  return { ...noCalls, lease: null, waitMs: spread(tools, Math.min(waitMs, await nextExpiryMs(tools))) };
}

async function grantReady(tools: Coordination, worker: string, request: LeaseRequest): Promise<LeaseAnswer> {
  const { hints, clock } = tools;
  let waitMs = Infinity;
  for (const job of await listJobs(tools, request.platforms)) {
    const rest = hints.resting.get(job.id);
    if (rest !== undefined && clock.now() < rest.lookMs) {
      waitMs = Math.min(waitMs, rest.untilMs - clock.now());
      continue;
    }
    if (await stopIfLate(tools, job)) continue;
    const answer = await grantFrom(tools, job, { worker, calls: request.calls });
    if (answer.lease !== null) return answer;
    waitMs = Math.min(waitMs, answer.waitMs);
  }
  return { ...noCalls, lease: null, waitMs };
}

/** Jobs that hand out work, in the order in which they are to be tried. */
async function listJobs({ store, hints, clock }: Coordination, platforms: readonly string[]): Promise<JobRecord[]> {
  const sinceMs = clock.now() - hints.activeSeenMs;
  if (sinceMs < 0 || sinceMs >= activeEveryMs) hints.active.clear();
  if (hints.active.size === 0) hints.activeSeenMs = clock.now();
  const jobs: JobRecord[] = [];
  for (const platform of platforms) {
    const known = hints.active.get(platform) ?? await readActive(store, platform);
    hints.active.set(platform, known);
    jobs.push(...known);
  }
  const served = (job: JobRecord) => hints.served.get(job.id) ?? 0;
  jobs.sort((left, right) => right.priority - left.priority || served(left) - served(right));
  return jobs.slice(0, jobsTriedMax);
}

async function readActive(store: Store, platform: string): Promise<JobRecord[]> {
  const ids: string[] = [];
  for await (const { key } of store.list({ prefix: activeJobs(platform) })) ids.push(key.at(-1) as string);
  const jobs: JobRecord[] = [];
  for (let from = 0; from < ids.length; from += storeReadsMax) {
    const entries = await store.getMany<JobRecord>(ids.slice(from, from + storeReadsMax).map(jobKey));
    jobs.push(...entries.flatMap(({ value }) => value?.state === "active" ? [value] : []));
  }
  return jobs;
}

async function grantFrom(
  tools: Coordination,
  job: JobRecord,
  { worker, calls }: { worker: string; calls: number },
): Promise<LeaseAnswer> {
  const { hints } = tools;
  let waitMs = Infinity;
  for (const ready of ["call", "resolve"] as const) {
    for (;;) {
      const shard = await takeReady(tools, job, ready);
      if (shard === null) break;
      const name = `${job.id} ${shard}`;
      try {
        const taken = await tools.queue.run(
          `shard ${name}`,
          () => takeShard(tools, job, { shard, ready, worker, calls }),
        );
        if (taken === "gone") continue;
        if (taken === "ended") return { ...noCalls, lease: null, waitMs: Infinity };
        if (taken.lease !== null) {
          hints.served.set(job.id, ++servedCount);
          return taken;
        }
        waitMs = Math.min(waitMs, taken.waitMs);
        giveBack(tools, job, { ready, shard });
        break;
      } finally {
        hints.taking.delete(name);
      }
    }
  }
  if (waitMs === Infinity) await finishIfDone(tools, job.id);
  else rest(tools, job.id, waitMs);
  return { ...noCalls, lease: null, waitMs };
}

/** A shard that seems to be ready, and that nobody in this process tries to take. */
async function takeReady({ store, hints }: Coordination, job: JobRecord, ready: ReadyFor): Promise<number | null> {
  const name = `${job.id} ${ready}`;
  for (const fresh of [false, true]) {
    if (fresh) {
      const found: number[] = [];
      for await (const { key } of store.list({ prefix: readyShards(job.id, ready) }, { limit: hintsRead })) {
        found.push(key.at(-1) as number);
      }
      hints.ready.set(name, found.reverse());
    }
    const queue = hints.ready.get(name) ?? [];
    while (queue.length > 0) {
      const shard = queue.pop()!;
      if (hints.taking.has(`${job.id} ${shard}`)) continue;
      hints.taking.add(`${job.id} ${shard}`);
      return shard;
    }
  }
  hints.ready.delete(name);
  return null;
}

function giveBack({ hints }: Coordination, job: JobRecord, { ready, shard }: { ready: ReadyFor; shard: number }) {
  hints.ready.get(`${job.id} ${ready}`)?.push(shard);
}

async function takeShard(
  tools: Coordination,
  seen: JobRecord,
  options: { readonly shard: number; readonly ready: ReadyFor; readonly worker: string; readonly calls: number },
): Promise<LeaseAnswer | "gone" | "ended"> {
  const { store, clock, rules } = tools;
  const { shard, ready, worker, calls } = options;
  const [job, entry] = await store.getMany([jobKey(seen.id), shardKey(seen.id, shard)]) as [
    Entry<JobRecord>,
    Entry<ShardRecord>,
  ];
  if (job.value?.state !== "active") return "ended";
  if (entry.value === null || entry.value.leaseUntilMs !== null || !entry.value.units.some(isOpen)) return "gone";
  const reservation = await reserveCalls(tools, job.value, { shard: entry.value, calls });
  if (reservation.exhausted !== undefined) {
    await stopJob(tools, seen.id, reservation.exhausted);
    return "ended";
  }
  if (reservation.grants.length === 0 && calls > 0) return { ...reservation, lease: null };
  const nowMs = clock.now();
  const record: ShardRecord = {
    fence: rules.nextFence(entry.value),
    holder: worker,
    leaseUntilMs: nowMs + tools.leaseLengthMs,
    dueMs: nowMs + tools.leaseLengthMs,
    grants: reservation.grants.map(toGivenGrant),
    units: entry.value.units,
    mark: tools.newId(),
  };
  const done = await commitMarked(store, {
    // The job's record too: a job that was paused meanwhile hands out nothing more.
    checks: [job, entry].map(({ key, version }) => ({ key, version })),
    sets: [
      { key: entry.key, value: record },
      { key: leasedKey(record.dueMs!, seen.id, shard), value: 0 },
    ],
    deletes: [readyKey(seen.id, ready, shard), readyEntry(seen, shard, entry.value.units, tableOf(tools, seen))],
  }, { key: entry.key, mark: record.mark });
  if (!done) {
    await giveBackMoney(tools, seen.id, reservation);
    return "gone";
  }
  return { ...reservation, lease: writeLease(job.value, shard, { record, nowMs }) };
}

/** Calls for what a shard needs: names first, then the job's own operation. */
export async function reserveCalls(
  tools: Coordination,
  job: JobRecord,
  { shard, calls }: { readonly shard: Pick<ShardRecord, "units">; readonly calls: number },
): Promise<Reservation> {
  const { allowances } = tools;
  let left = calls;
  let all: Reservation = noCalls;
  const { operation, platform } = job;
  const needed = callsNeeded(shard, platformOf(tools, platform).operations, { operation, nowMs: tools.clock.now() });
  for (const { operation, calls } of needed) {
    const count = Math.min(left, calls);
    if (count <= 0) continue;
    const request = { job: job.id, platform: job.platform, operation: operation as Operation, count, caps: job.caps };
    const reservation = await allowances.reserve(request);
    all = join(all, reservation, count);
    left -= reservation.grants.length;
  }
  // What is exhausted for one operation is for the other; but what was granted is used first.
  return all.grants.length > 0 ? { ...all, exhausted: undefined } : all;
}

function join(one: Reservation, other: Reservation, count: number): Reservation {
  const isShort = other.grants.length < count;
  const waits = [...(one.waitMs > 0 ? [one.waitMs] : []), ...(isShort ? [other.waitMs] : [])];
  return {
    grants: [...one.grants, ...other.grants],
    credentials: { ...one.credentials, ...other.credentials },
    waitMs: waits.length === 0 ? 0 : Math.min(...waits),
    exhausted: one.exhausted ?? other.exhausted,
  };
}

/** Calls that nobody will make stay spent, but cost nothing. */
export async function giveBackMoney({ store, allowances }: Coordination, job: string, { grants }: CallGrants) {
  if (grants.length === 0) return;
  const part = await allowances.settle(job, grants.map(({ id }) => ({ grant: id, resources: null })));
  if (part.sets.length + part.deletes.length === 0) return;
  // Nobody else knows of these grants. Where it is not written, the money stays reserved: too little is spent, never too much.
  await store.commit(part).catch(() => false);
}

/** Makes shards ready whose lease has run out. @returns Whether there were any. */
export async function reopenExpired(tools: Coordination): Promise<boolean> {
  const { store, clock, hints } = tools;
  hints.expiredSeenMs = clock.now();
  const due: { job: string; shard: number; dueMs: number }[] = [];
  for await (const { key } of store.list({ prefix: leasedShards }, { limit: expiredRead })) {
    const [dueMs, job, shard] = key.slice(-3) as [number, string, number];
    if (dueMs > clock.now()) break;
    due.push({ job, shard, dueMs });
  }
  let found = false;
  for (const { job, shard, dueMs } of due) {
    found = await tools.queue.run(`shard ${job} ${shard}`, () => reopen(tools, { job, shard, dueMs })) || found;
  }
  return found;
}

/** Once a second is often enough while there is other work. */
export async function reopenExpiredNowAndThen(tools: Coordination): Promise<void> {
  const { clock, hints } = tools;
  const sinceMs = clock.now() - hints.expiredSeenMs;
  if (sinceMs >= expiredEveryMs || sinceMs < 0) await reopenExpired(tools);
}

async function reopen(tools: Coordination, { job, shard, dueMs }: { job: string; shard: number; dueMs: number }) {
  const { store, clock, rules, hints } = tools;
  const [jobEntry, entry] = await store.getMany([jobKey(job), shardKey(job, shard)]) as [
    Entry<JobRecord>,
    Entry<ShardRecord>,
  ];
  const { key, value, version } = entry;
  if (jobEntry.value === null || value === null) return false;
  const indexed = leasedKey(dueMs, job, shard);
  const checks = [{ key, version }];
  const mark = tools.newId();
  if (value.dueMs !== dueMs || value.leaseUntilMs === null) {
    await commitMarked(store, { checks, deletes: [indexed] }, { key, mark: value.mark });
    return false;
  }
  const nowMs = clock.now();
  const isExpired = rules.isExpired(value, nowMs);
  const restMs = isExpired ? shardRestMs(value, nowMs) : 0;
  if (!isExpired || restMs > 0) {
    // It was renewed, which leaves the index as it is; or there is nothing in it that could be asked for yet.
    const untilMs = isExpired ? nowMs + restMs : value.leaseUntilMs;
    const moved = { ...value, leaseUntilMs: untilMs, dueMs: untilMs, mark };
    const sets = [{ key, value: moved }, { key: leasedKey(untilMs, job, shard), value: 0 }];
    await commitMarked(store, { checks, sets, deletes: [indexed] }, { key, mark });
    return false;
  }
  const ready = readyEntry(jobEntry.value, shard, value.units, tableOf(tools, jobEntry.value));
  hints.resting.delete(job);
  return await commitMarked(store, {
    checks,
    sets: [{ key, value: { ...value, leaseUntilMs: null, dueMs: null, mark } }, { key: ready, value: 0 }],
    deletes: [indexed],
  }, { key, mark });
}

async function nextExpiryMs({ store, clock }: Coordination): Promise<number> {
  for await (const { key } of store.list({ prefix: leasedShards }, { limit: 1 })) {
    return Math.max(0, (key.at(-3) as number) - clock.now());
  }
  return Infinity;
}

/** A job without calls is not asked again at once. */
function rest({ hints, clock }: Coordination, job: string, waitMs: number) {
  const nowMs = clock.now();
  hints.resting.set(job, { untilMs: nowMs + waitMs, lookMs: nowMs + Math.min(waitMs, restMsMax) });
}

/** Later by a little chance, so that not all come at once; never so late that a new job waits for long. */
function spread({ random }: Coordination, waitMs: number): number {
  const capped = Math.max(leaseWaitMsMin, Math.min(waitMs, leaseWaitMsMax));
  return Math.ceil(capped + random() * Math.min(capped / 10, leaseWaitMsMin));
}

/** Ready shards read at once. */
const hintsRead = 64;
/** Expired leases of one look. */
const expiredRead = 500;
const expiredEveryMs = 1000;
/** A job that another process made is seen after so many ms; one that was paused is found so when its shard is to be taken. */
const activeEveryMs = 200;
/** A job whose calls are used up is looked at once in so many ms, whoever asks: somebody may have added a token. */
const restMsMax = 1000;
let servedCount = 0;
