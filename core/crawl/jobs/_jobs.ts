/** Jobs: made, changed, ended. A job's record changes rarely: no commit of pages touches it. */
import { shardTriesMax } from "../../limits.ts";
import { UnavailableError, UsageError } from "../../errors.ts";
import { jobOperations } from "../../platforms/platform.ts";
import type { Job, JobCaps, JobRequest, JobState } from "../job.ts";
import { commitMarked, type Coordination, readJobEntry } from "./_coordination.ts";
import {
  activeKey,
  endedKey,
  endingKey,
  jobByAgeKey,
  jobByRequestKey,
  jobKey,
  type JobKeyRecord,
  type JobRecord,
  openShards,
  seedingKey,
  type SeedingRecord,
} from "./_crawl_records.ts";
import { digestOf } from "./_digest.ts";
import type { Commit } from "../store/store.ts";

export interface NewJob {
  readonly request: JobRequest;
  /** Where a schedule made it: its id, and what belongs into the same commit. */
  readonly id?: string;
  readonly schedule?: JobRecord["schedule"];
  readonly commit?: Commit;
}

/**
 * Makes an empty job that is not sealed.
 * @returns `made`: false if there was one for the same key or id.
 * @throws {UsageError}
 */
export async function makeJob(
  tools: Coordination,
  { request, id, schedule, commit = {} }: NewJob,
): Promise<{ job: JobRecord; made: boolean }> {
  checkRequest(tools, request);
  const { store, clock, newId } = tools;
  const { name, platform, operation, priority = 0, caps = {}, sampling = { kind: "list" }, idempotencyKey } = request;
  const digest = await digestOf({ ...request, idempotencyKey: null });
  for (let tries = 0; tries < shardTriesMax; tries++) {
    const keyed = idempotencyKey === undefined ? null : await store.get<JobKeyRecord>(jobByRequestKey(idempotencyKey));
    if (keyed?.value != null) {
      if (keyed.value.digest !== digest) {
        throw new UsageError("Cannot make a job: the same idempotency key was used for another one");
      }
      return { job: (await readJobEntry(store, keyed.value.job)).value, made: false };
    }
    const mark = newId();
    const job: JobRecord = {
      id: id ?? `j-${mark.slice(0, 12)}`,
      name: name ?? `${operation} on ${platform}`,
      platform,
      operation,
      state: "active",
      sealed: false,
      priority,
      caps,
      sampling,
      createdMs: clock.now(),
      endedMs: null,
      ...(schedule === undefined ? {} : { schedule }),
      mark,
    };
    const untilMs = caps.until === undefined ? null : Date.parse(caps.until);
    const seeding: SeedingRecord = { shards: 0, accounts: 0 };
    const done = await commitMarked(store, {
      checks: [
        { key: jobKey(job.id), version: null },
        ...(keyed === null ? [] : [{ key: keyed.key, version: null }]),
        ...commit.checks ?? [],
      ],
      sets: [
        { key: jobKey(job.id), value: job },
        { key: jobByAgeKey(job.createdMs, job.id), value: job.id },
        { key: seedingKey(job.id), value: seeding },
        { key: activeKey(job), value: job.id },
        ...(untilMs === null ? [] : [{ key: endingKey(untilMs, job.id), value: job.id }]),
        ...(keyed === null ? [] : [{ key: keyed.key, value: { job: job.id, digest } }]),
        ...commit.sets ?? [],
      ],
    }, { key: jobKey(job.id), mark });
    tools.hints.active.clear();
    if (done) return { job, made: true };
    if (id !== undefined) {
      const { value } = await store.get<JobRecord>(jobKey(id));
      if (value !== null) return { job: value, made: false };
      if (commit.checks !== undefined) throw new UnavailableError("Cannot make a job: somebody else is doing so");
    }
  }
  throw new UnavailableError("Cannot make a job: its database refused too often");
}

/** @throws {UsageError} If the job has ended. */
export async function changeState(
  tools: Coordination,
  id: string,
  state: Extract<JobState, "active" | "paused" | "cancelled">,
): Promise<JobRecord> {
  const { job } = await changeJob(tools, id, (job) => {
    if (job.state === state) return null;
    if (job.endedMs !== null) throw new UsageError(`Cannot make job "${id}" ${state}: it is ${job.state} already`);
    return { ...job, state, endedMs: state === "cancelled" ? tools.clock.now() : null };
  });
  return job;
}

/** Ends a job that may not go on. Work under way still counts. */
export async function stopJob(tools: Coordination, id: string, reason: NonNullable<JobRecord["stopped"]>) {
  await changeJob(tools, id, (job) => {
    return job.endedMs === null ? { ...job, state: "stopped", stopped: reason, endedMs: tools.clock.now() } : null;
  });
}

/** Ends a job of which nothing is left. */
export async function finishIfDone(tools: Coordination, id: string): Promise<void> {
  if (await hasOpenShards(tools, id)) return;
  await changeJob(tools, id, async (job) => {
    const isWaiting = job.sealed && job.state !== "finished" && job.state !== "cancelled";
    if (!isWaiting || await hasOpenShards(tools, id)) return null;
    const { stopped: _, ...rest } = job;
    return { ...rest, state: "finished", endedMs: job.endedMs ?? tools.clock.now() };
  });
}

/** Ends a job whose time has come. @returns Whether it had. */
export async function stopIfLate(tools: Coordination, job: JobRecord): Promise<boolean> {
  const isLate = job.caps.until !== undefined && Date.parse(job.caps.until) <= tools.clock.now();
  if (isLate && job.endedMs === null) await stopJob(tools, job.id, "time");
  return isLate;
}

/** No more accounts will come. Whoever appends shards checks the job's version, so none can slip in. */
export async function sealJob(tools: Coordination, id: string): Promise<void> {
  await changeJob(tools, id, (job) => job.sealed ? null : { ...job, sealed: true });
  await finishIfDone(tools, id);
}

/** Reads, changes, writes if nobody else did meanwhile, with the indexes that follow from the state. */
async function changeJob(
  tools: Coordination,
  id: string,
  change: (job: JobRecord) => JobRecord | null | Promise<JobRecord | null>,
): Promise<{ job: JobRecord }> {
  const { store, newId } = tools;
  for (let tries = 0; tries < shardTriesMax; tries++) {
    const entry = await readJobEntry(store, id);
    const changed = await change(entry.value);
    if (changed === null) return { job: entry.value };
    const job = { ...changed, mark: newId() };
    const isActive = job.state === "active";
    const untilMs = job.caps.until === undefined ? null : Date.parse(job.caps.until);
    const done = await commitMarked(store, {
      checks: [{ key: entry.key, version: entry.version }],
      sets: [
        { key: entry.key, value: job },
        ...(isActive ? [{ key: activeKey(job), value: id }] : []),
        ...(job.endedMs !== null && entry.value.endedMs === null ? [{ key: endedKey(id), value: id }] : []),
      ],
      deletes: [
        ...(isActive ? [] : [activeKey(job)]),
        ...(job.endedMs !== null && untilMs !== null ? [endingKey(untilMs, id)] : []),
      ],
    }, { key: entry.key, mark: job.mark });
    tools.hints.active.clear();
    if (done) return { job };
  }
  throw new UnavailableError(`Cannot change job "${id}": others did so ${shardTriesMax} times first`);
}

async function hasOpenShards({ store }: Coordination, job: string): Promise<boolean> {
  for await (const _ of store.list({ prefix: openShards(job) }, { limit: 1 })) return true;
  return false;
}

export function toJob(record: JobRecord): Job {
  const { createdMs, endedMs, mark: _, ...rest } = record;
  const ended = endedMs === null ? null : new Date(endedMs).toISOString();
  return { ...rest, created: new Date(createdMs).toISOString(), ended };
}

/** @throws {UsageError} */
export function checkRequest(
  tools: Coordination,
  { platform, operation, priority = 0, caps = {} }: Omit<JobRequest, "accounts">,
) {
  const known = tools.platforms.get(platform);
  if (known === undefined) {
    const names = [...tools.platforms.keys()].join(", ");
    throw new UsageError(`Cannot crawl "${platform}": needed one of ${names}`);
  }
  if (!jobOperations.includes(operation) || known.operations[operation] === undefined) {
    const names = jobOperations.filter((name) => known.operations[name] !== undefined).join(", ");
    throw new UsageError(`Cannot crawl "${operation}" on ${known.title}: needed one of ${names}`);
  }
  if (!Number.isInteger(priority) || Math.abs(priority) > 100) {
    throw new UsageError(`Cannot set priority ${priority}: needed a whole number from -100 to 100`);
  }
  checkCaps(caps);
}

function checkCaps({ until, ...counts }: JobCaps) {
  for (const [name, count] of Object.entries(counts)) {
    const least = name === "pagesPerAccount" ? 1 : 0;
    if (count !== undefined && (!Number.isSafeInteger(count) || count < least)) {
      throw new UsageError(`Cannot cap ${name} at ${count}: needed a whole number from ${least}`);
    }
  }
  if (until !== undefined && Number.isNaN(Date.parse(until))) {
    throw new UsageError(`Cannot end the job at "${until}": needed a time like 2030-01-31T12:00:00Z`);
  }
}
