/** What is known of jobs: totals, time left, lists of jobs, pages and accounts. Reads only. */
import { UsageError } from "../../errors.ts";
import { type Coordination, readJobEntry } from "./_coordination.ts";
import {
  jobKey,
  type JobRecord,
  jobsByAge,
  leasedShards,
  pagesOf,
  seedingKey,
  type SeedingRecord,
  shardKey,
  shardsOf,
  totalsOf,
} from "./_crawl_records.ts";
import { toJob } from "./_jobs.ts";
import { type AccountOutcome, accountOutcomes, type Job, type JobStatus, type JobTotals } from "../job.ts";
import type { AccountRecord, CommittedPage } from "../protocol.ts";
import type { PageRecord } from "./_shard_pages.ts";
import { isHandle, type ShardRecord, type ShardTotals } from "./shard.ts";
import type { Key } from "../store/store.ts";

export interface ListOptions {
  readonly limit?: number;
  /** Where the part before ended. */
  readonly cursor?: string;
}

export async function readStatus(tools: Coordination, id: string): Promise<JobStatus> {
  const { value: job } = await readJobEntry(tools.store, id);
  const totals = await sumTotals(tools, id);
  const money = await tools.allowances.readMoney(id);
  return { ...toJob(job), totals, money, remainingMs: await estimateRemaining(tools, job, totals) };
}

/** @throws {Error} If accounts were lost or made: a bug, which must not go on unseen. */
export async function sumTotals({ store }: Coordination, job: string): Promise<JobTotals> {
  const leasedNumbers = new Set<number>();
  for await (const { key } of store.list({ prefix: leasedShards })) {
    if (key.at(-2) === job) leasedNumbers.add(key.at(-1) as number);
  }
  // Read before the shards, so that those that are appended meanwhile are too many, not too few.
  const seeding = (await store.get<SeedingRecord>(seedingKey(job))).value!;
  const outcomes = Object.fromEntries(accountOutcomes.map((name) => [name, 0])) as Record<AccountOutcome, number>;
  const all = { ...noTotals };
  let leased = 0;
  let seeded = 0;
  for await (const { key, value } of store.list<ShardTotals>({ prefix: totalsOf(job) })) {
    const totals = value!;
    const shard = key.at(-1) as number;
    let ended = 0;
    for (const outcome of accountOutcomes) {
      const count = totals.outcomes?.[outcome] ?? 0;
      outcomes[outcome] += count;
      ended += count;
    }
    for (const name in all) all[name as keyof typeof all] += totals[name as keyof typeof all] ?? 0;
    if (leasedNumbers.has(shard)) leased += totals.accounts - ended;
    if (shard < seeding.shards) seeded += totals.accounts + (totals.merged ?? 0);
  }
  if (seeded !== seeding.accounts) {
    throw new Error(`Cannot trust job "${job}": ${seeding.accounts} accounts came in, its shards have ${seeded}`);
  }
  const ended = accountOutcomes.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  const { merged: _merged, ...counts } = all;
  return { ...counts, pending: all.accounts - ended - leased, leased, outcomes };
}

/** By the quotas, or by the rate so far where that is slower. */
async function estimateRemaining(tools: Coordination, job: JobRecord, totals: JobTotals): Promise<number | null> {
  const left = totals.pending + totals.leased;
  if (job.endedMs !== null || left === 0) return 0;
  if (!job.sealed || job.state === "paused") return null;
  const { platform, operation, caps } = job;
  const nowMs = tools.clock.now();
  const done = totals.accounts - left;
  const byRate = done < accountsForRate ? 0 : (nowMs - job.createdMs) / done * left;
  const { durationMs, tokens } = await tools.allowances.forecast({ platform, operation, accounts: left, caps });
  const untilMs = caps.until === undefined ? Infinity : Math.max(0, Date.parse(caps.until) - nowMs);
  if (tokens === 0 && byRate === 0) return null;
  return Math.round(Math.min(untilMs, Math.max(byRate, tokens === 0 ? 0 : durationMs)));
}

/** Newest first. */
export async function listJobs(
  { store }: Coordination,
  { limit = listDefault, cursor }: ListOptions,
): Promise<{ jobs: Job[]; next: string | null }> {
  const end = cursor === undefined ? {} : { end: readCursor(cursor, jobsByAge, ["number", "string"]) };
  const ids: Key[] = [];
  for await (const { key } of store.list({ prefix: jobsByAge, ...end }, { limit, reverse: true })) ids.push(key);
  const jobs: Job[] = [];
  for (let from = 0; from < ids.length; from += 10) {
    const part = ids.slice(from, from + 10).map((key) => jobKey(key.at(-1) as string));
    for (const { value } of await store.getMany<JobRecord>(part)) if (value !== null) jobs.push(toJob(value));
  }
  return { jobs, next: ids.length < limit ? null : writeCursor(ids[ids.length - 1].slice(jobsByAge.length)) };
}

export async function listPages(
  { store }: Coordination,
  job: string,
  { limit = listDefault, cursor }: ListOptions,
): Promise<{ pages: CommittedPage[]; next: string | null }> {
  await readJobEntry(store, job);
  const prefix = pagesOf(job);
  const from = cursor === undefined ? undefined : readCursor(cursor, prefix, ["number", "string"]);
  const start = from === undefined ? {} : { start: [...from.slice(0, -1), `${from.at(-1)}\0`] };
  const pages: CommittedPage[] = [];
  for await (const { key, value } of store.list<PageRecord>({ prefix, ...start })) {
    const { idle, ...page } = value!;
    if (!idle) pages.push(page);
    if (pages.length >= limit) return { pages, next: writeCursor(key.slice(prefix.length)) };
  }
  return { pages, next: null };
}

export async function listAccounts(
  { store }: Coordination,
  job: string,
  { limit = listDefault, cursor }: ListOptions,
): Promise<{ accounts: AccountRecord[]; next: string | null }> {
  await readJobEntry(store, job);
  const [first, skip] = cursor === undefined
    ? [0, 0]
    : readCursor(cursor, [], ["number", "number"]) as [number, number];
  const accounts: AccountRecord[] = [];
  for await (const { key, value } of store.list<ShardRecord>({ prefix: shardsOf(job), start: shardKey(job, first) })) {
    const shard = key.at(-1) as number;
    const { units } = value!;
    for (let index = shard === first ? skip : 0; index < units.length; index++) {
      if (accounts.length >= limit) return { accounts, next: writeCursor([shard, index]) };
      const { name, id, outcome, pages, rows, capped, merged } = units[index];
      if (merged) continue;
      accounts.push({
        account: name,
        id: id ?? (isHandle(name) ? null : name),
        outcome: outcome ?? null,
        pages: pages ?? 0,
        rows: rows ?? 0,
        capped: capped ?? false,
      });
    }
  }
  return { accounts, next: null };
}

/** Opaque to those who get it. */
function writeCursor(parts: Key): string {
  return btoa(JSON.stringify(parts)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws {UsageError} If it is none that was given out here. */
function readCursor(cursor: string, prefix: Key, kinds: readonly ("number" | "string")[]): Key {
  try {
    const parts = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))) as Key;
    if (Array.isArray(parts) && parts.length === kinds.length && parts.every((part, i) => typeof part === kinds[i])) {
      return [...prefix, ...parts];
    }
  } catch {
    // Told below.
  }
  throw new UsageError("Cannot continue the list: its cursor is not one that was given for it");
}

const noTotals = {
  accounts: 0,
  merged: 0,
  capped: 0,
  pages: 0,
  profiles: 0,
  connections: 0,
  posts: 0,
  calls: 0,
  limited: 0,
  refused: 0,
  retries: 0,
};
/** Entries of one part of a list, unless asked otherwise. */
const listDefault = 100;
/** Fewer accounts with an outcome tell nothing of a rate. */
const accountsForRate = 20;
