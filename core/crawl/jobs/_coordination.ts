/** What the parts of the coordinator share: what they were handed, and how they write. */
import { shardTriesMax } from "../../limits.ts";
import { NotFoundError } from "../../errors.ts";
import type { OperationTable, Platform } from "../../platforms/platform.ts";
import type { Allowances } from "../allowances/allowances.ts";
import { jobKey, type JobRecord, type ReadyFor, readyKey } from "./_crawl_records.ts";
import { accountOf, isHandle, isOpen, type ShardRecord, type ShardRules } from "./shard.ts";
import { type Commit, type Entry, type Key, type Store, UnknownOutcomeError } from "../store/store.ts";

export interface Coordination {
  readonly store: Store;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly allowances: Allowances;
  /** The coordinator's own, ms since 1970. */
  readonly clock: { now(): number };
  /** [0, 1). */
  readonly random: () => number;
  /** 32 hexadecimal digits, never the same twice. */
  readonly newId: () => string;
  readonly rules: ShardRules;
  readonly leaseLengthMs: number;
  /** Work on one shard, or the filling of one job, goes one after the other within this process. */
  readonly queue: KeyedQueue;
  readonly hints: Hints;
}

/** What is only there to be quick: the store decides, and any of it may be forgotten or wrong. */
export class Hints {
  /** Ready shards that were seen and not yet tried, by job and what they are ready for. */
  readonly ready = new Map<string, number[]>();
  /** Shards that a request of this process is about to take. */
  readonly taking = new Set<string>();
  /** When a job got a lease last, as a running number. */
  readonly served = new Map<string, number>();
  /** Jobs without calls: until when, and when to ask again all the same. */
  readonly resting = new Map<string, { readonly untilMs: number; readonly lookMs: number }>();
  /** Active jobs by platform, and when they were read. Cleared when this process changes a job. */
  readonly active = new Map<string, readonly JobRecord[]>();
  activeSeenMs = -Infinity;
  /** When expired leases were looked for last. */
  expiredSeenMs = -Infinity;
}

/** Runs what has the same key one after the other, the rest side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#tails.get(key);
    const result = previous === undefined ? work() : previous.then(work, work);
    const tail: Promise<unknown> = result.catch(() => {}).finally(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return result;
  }
}

/**
 * Commits; where the outcome is unknown, reads again to know it.
 * @param isWritten Whether what is stored now is what this commit wrote.
 * @returns false = some check failed, or it was not written: to be decided anew.
 */
export async function commitKnown(
  store: Store,
  commit: Commit,
  isWritten: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await store.commit(commit);
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    return await isWritten();
  }
}

/** For records that carry a mark of the write that made them. */
export async function commitMarked(store: Store, commit: Commit, marked: { key: Key; mark: string }): Promise<boolean> {
  return await commitKnown(store, commit, async () => {
    return (await store.get<{ mark: string }>(marked.key)).value?.mark === marked.mark;
  });
}

/** Removes keys, whatever becomes of a commit. */
export async function removeKeys(store: Store, keys: readonly Key[]): Promise<void> {
  for (const key of keys) {
    const isGone = async () => (await store.get(key)).version === null;
    for (let tries = 0; tries < shardTriesMax; tries++) if (await commitKnown(store, { deletes: [key] }, isGone)) break;
  }
}

/** @throws {NotFoundError} If there is no such job. */
export async function readJobEntry(store: Store, job: string): Promise<Entry<JobRecord> & { value: JobRecord }> {
  return requireJob(await store.get<JobRecord>(jobKey(job)), job);
}

export function requireJob(entry: Entry<JobRecord>, job: string): Entry<JobRecord> & { value: JobRecord } {
  if (entry.value === null) throw new NotFoundError(`Cannot find job "${job}": there is none`);
  return entry as Entry<JobRecord> & { value: JobRecord };
}

/** The index entry of a shard that nobody has. */
export function readyEntry(job: JobRecord, shard: number, units: ShardRecord["units"], table: OperationTable): Key {
  const isCallable = (account: string) => !table.needsId || !isHandle(account);
  const canCall = units.some((unit) => isOpen(unit) && isCallable(accountOf(unit)));
  return readyKey(job.id, canCall ? "call" : "resolve" satisfies ReadyFor, shard);
}

/** @throws {NotFoundError} If the platform is not known any more. */
export function platformOf(tools: Coordination, name: string): Platform {
  const platform = tools.platforms.get(name);
  if (platform === undefined) throw new NotFoundError(`Cannot use platform "${name}": it is not known here`);
  return platform;
}

export function tableOf(tools: Coordination, job: JobRecord): OperationTable {
  return platformOf(tools, job.platform).operations[job.operation]!;
}
