/** What the coordinator keeps of jobs: one function for each key, and the shape of what is under it. */
import type { Job, JobRequest } from "../job.ts";
import type { Key } from "../store/store.ts";

/** A job as it is stored: times as numbers, for indexes and comparisons. */
export interface JobRecord extends Omit<Job, "created" | "ended"> {
  readonly createdMs: number;
  readonly endedMs: number | null;
  /** Of the write that made it so. */
  readonly mark: string;
}

/** How far a job has been filled. Whoever appends shards checks this record. */
export interface SeedingRecord {
  readonly shards: number;
  readonly accounts: number;
}

/** A job by the key of the request that made it. */
export interface JobKeyRecord {
  readonly job: string;
  /** Of the request: another one under the same key is a mistake. */
  readonly digest: string;
}

export interface ScheduleRecord {
  readonly id: string;
  readonly name: string;
  /** Without its accounts, which are in pieces under `scheduleAccountsKey`. */
  readonly job: Omit<JobRequest, "accounts">;
  readonly pieces: number;
  readonly everyMs: number;
  readonly createdMs: number;
  /** Number of the period for which a job was made last. */
  readonly lastPeriod: number | null;
}

/** What a ready shard can be asked for: only names resolved, or its job's operation too. */
export type ReadyFor = "resolve" | "call";

export const jobKey = (job: string): Key => ["crawl", "job", job];
/** For lists of jobs by age. */
export const jobsByAge: Key = ["crawl", "jobs"];
export const jobByAgeKey = (createdMs: number, job: string): Key => [...jobsByAge, createdMs, job];
export const jobByRequestKey = (idempotencyKey: string): Key => ["crawl", "job_request", idempotencyKey];
export const seedingKey = (job: string): Key => ["crawl", "seeding", job];

/** Jobs that hand out work, the most urgent first. */
export const activeJobs = (platform: string): Key => ["crawl", "active", platform];
export const activeKey = (job: JobRecord): Key => [...activeJobs(job.platform), -job.priority, job.id];
/** Jobs that end at a time. */
export const endingJobs: Key = ["crawl", "until"];
export const endingKey = (untilMs: number, job: string): Key => [...endingJobs, untilMs, job];
/** Jobs that ended and were not built. */
export const endedJobs: Key = ["crawl", "ended"];
export const endedKey = (job: string): Key => [...endedJobs, job];

export const shardsOf = (job: string): Key => ["crawl", "shard", job];
export const shardKey = (job: string, shard: number): Key => [...shardsOf(job), shard];
export const totalsOf = (job: string): Key => ["crawl", "totals", job];
export const totalsKey = (job: string, shard: number): Key => [...totalsOf(job), shard];
/** Shards with accounts that have no outcome. */
export const openShards = (job: string): Key => ["crawl", "open", job];
export const openKey = (job: string, shard: number): Key => [...openShards(job), shard];
/** Those of them that nobody has. */
export const readyShards = (job: string, ready: ReadyFor): Key => ["crawl", "ready", job, ready];
export const readyKey = (job: string, ready: ReadyFor, shard: number): Key => [...readyShards(job, ready), shard];
/** Those that a worker has, by when they may be another's at the earliest. */
export const leasedShards: Key = ["crawl", "leased"];
export const leasedKey = (dueMs: number, job: string, shard: number): Key => [...leasedShards, dueMs, job, shard];
export const pagesOf = (job: string): Key => ["crawl", "page", job];
export const pageKey = (job: string, shard: number, name: string): Key => [...pagesOf(job), shard, name];

export const schedulesKey: Key = ["crawl", "schedule"];
export const scheduleKey = (id: string): Key => [...schedulesKey, id];
export const scheduleAccountsKey = (id: string, piece: number): Key => ["crawl", "schedule_accounts", id, piece];
