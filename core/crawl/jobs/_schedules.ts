/** Jobs that come again. Periods are counted from 1970, and a job's id follows from its schedule and period: a second one cannot be. */
import { scheduleAccountsMax, shardTriesMax } from "../../limits.ts";
import { InputError, NotFoundError, UnavailableError, UsageError } from "../../errors.ts";
import { commitMarked, type Coordination, platformOf, readJobEntry, removeKeys } from "./_coordination.ts";
import {
  endedJobs,
  endedKey,
  endingJobs,
  jobKey,
  type JobRecord,
  scheduleAccountsKey,
  scheduleKey,
  type ScheduleRecord,
  schedulesKey,
} from "./_crawl_records.ts";
import { reopenExpired } from "./_granting.ts";
import { checkRequest, makeJob, stopJob } from "./_jobs.ts";
import { addAccounts, readAccounts, type SeedingTables } from "./_seeding.ts";
import { sumTotals } from "./_status.ts";
import type { Schedule, ScheduleRequest, TickReport } from "../schedule.ts";
import type { Key } from "../store/store.ts";

type Tools = Coordination & { readonly tables: SeedingTables };

export async function createSchedule(tools: Tools, request: ScheduleRequest): Promise<Schedule> {
  const { job: { accounts = [], ...job }, name, everyMs } = request;
  checkRequest(tools, job);
  if (!Number.isSafeInteger(everyMs) || everyMs < 1000) {
    throw new UsageError(`Cannot repeat a job every ${everyMs} ms: needed a whole number from 1000`);
  }
  if (accounts.length === 0) throw new InputError("Cannot repeat a job without accounts");
  if (accounts.length > scheduleAccountsMax) {
    throw new UsageError(
      `Cannot repeat a job: needed at most ${scheduleAccountsMax} accounts, found ${accounts.length}`,
    );
  }
  const names = readAccounts(platformOf(tools, job.platform), job, accounts);
  const pieces = cutPieces(names);
  const mark = tools.newId();
  const id = `s-${mark.slice(0, 12)}`;
  // The accounts first: a schedule that is seen is whole.
  for (const [index, names] of pieces.entries()) {
    await writeNew(tools, scheduleAccountsKey(id, index), { names, mark });
  }
  const record = {
    id,
    name,
    job,
    pieces: pieces.length,
    everyMs,
    createdMs: tools.clock.now(),
    lastPeriod: null,
    mark,
  } satisfies ScheduleRecord & { mark: string };
  await writeNew(tools, scheduleKey(id), record);
  return await toSchedule(tools, record);
}

export async function listSchedules(tools: Tools): Promise<Schedule[]> {
  const schedules: Schedule[] = [];
  for (const record of await readSchedules(tools)) schedules.push(await toSchedule(tools, record));
  return schedules;
}

/** Jobs that it made go on. @throws {NotFoundError} */
export async function removeSchedule({ store }: Tools, id: string): Promise<void> {
  const { value } = await store.get<ScheduleRecord>(scheduleKey(id));
  if (value === null) throw new NotFoundError(`Cannot find schedule "${id}": there is none`);
  const pieces = Array.from({ length: value.pieces }, (_, piece) => scheduleAccountsKey(id, piece));
  await removeKeys(store, [scheduleKey(id), ...pieces]);
}

/** May run any number of times, late, or side by side: of each period there is one job, of missed ones only the newest's. */
export async function tick(tools: Tools): Promise<TickReport> {
  const { store, clock, allowances } = tools;
  const started: string[] = [];
  for await (const { key } of store.list({ prefix: endingJobs })) {
    if ((key.at(-2) as number) > clock.now()) break;
    await stopJob(tools, key.at(-1) as string, "time");
  }
  while (await reopenExpired(tools));
  for (const record of await readSchedules(tools)) {
    const period = Math.floor(clock.now() / record.everyMs);
    // One that an earlier tick died in the middle of.
    if (record.lastPeriod !== null) await fill(tools, record, record.lastPeriod);
    if (record.lastPeriod !== null && record.lastPeriod >= period) continue;
    if (await make(tools, record.id, period)) {
      started.push(idOf(record.id, period));
      await fill(tools, record, period);
    }
  }
  const ended: string[] = [];
  for await (const { key } of store.list({ prefix: endedJobs })) {
    const job = key.at(-1) as string;
    // Work under way may still bring something.
    if ((await sumTotals(tools, job)).leased > 0) continue;
    ended.push(job);
    await allowances.forget(job);
  }
  return { started, ended };
}

/** What a job brought is in the answers now. */
export async function markBuilt({ store }: Tools, job: string): Promise<void> {
  await readJobEntry(store, job);
  await removeKeys(store, [endedKey(job)]);
}

/** Makes the job of a period, empty, and notes the period in the same commit. @returns false if it was made before. */
async function make(tools: Tools, id: string, period: number): Promise<boolean> {
  return await tools.queue.run(`schedule ${id}`, async () => {
    const { key, value, version } = await tools.store.get<ScheduleRecord>(scheduleKey(id));
    if (value === null || (value.lastPeriod !== null && value.lastPeriod >= period)) return false;
    const { made } = await makeJob(tools, {
      id: idOf(id, period),
      request: { ...value.job, name: value.job.name ?? value.name, idempotencyKey: undefined },
      schedule: { id, period: nameOf(value, period) },
      commit: { checks: [{ key, version }], sets: [{ key, value: { ...value, lastPeriod: period } }] },
    });
    return made;
  });
}

async function writeNew<T extends { readonly mark: string }>({ store }: Tools, key: Key, value: T): Promise<void> {
  for (let tries = 0; tries < shardTriesMax; tries++) {
    const commit = { checks: [{ key, version: null }], sets: [{ key, value }] };
    if (await commitMarked(store, commit, { key, mark: value.mark })) return;
  }
  throw new UnavailableError("Cannot make a schedule: its database refused too often");
}

/** Gives a job its accounts, unless it has them all. */
async function fill(tools: Tools, record: ScheduleRecord, period: number): Promise<void> {
  const id = idOf(record.id, period);
  const { value: job } = await tools.store.get<JobRecord>(jobKey(id));
  if (job === null || job.sealed || job.endedMs !== null) return;
  for (let piece = 0; piece < record.pieces; piece++) {
    const { value } = await tools.store.get<{ names: string[] }>(scheduleAccountsKey(record.id, piece));
    // Removed meanwhile.
    if (value === null) return;
    await addAccounts(tools, id, { accounts: value.names, seal: piece === record.pieces - 1 });
  }
}

async function readSchedules({ store }: Tools): Promise<ScheduleRecord[]> {
  const records: ScheduleRecord[] = [];
  for await (const { value } of store.list<ScheduleRecord>({ prefix: schedulesKey })) records.push(value!);
  return records;
}

async function toSchedule({ store }: Tools, record: ScheduleRecord): Promise<Schedule> {
  const accounts: string[] = [];
  for (let piece = 0; piece < record.pieces; piece++) {
    accounts.push(...(await store.get<{ names: string[] }>(scheduleAccountsKey(record.id, piece))).value?.names ?? []);
  }
  return {
    id: record.id,
    name: record.name,
    job: { ...record.job, accounts },
    everyMs: record.everyMs,
    created: new Date(record.createdMs).toISOString(),
    lastPeriod: record.lastPeriod === null ? null : nameOf(record, record.lastPeriod),
  };
}

/** Pieces that fit into one value each. */
function cutPieces(names: readonly string[]): string[][] {
  const pieces: string[][] = [[]];
  let length = 0;
  for (const name of names) {
    length += name.length + 8;
    if (length > pieceLengthMax) {
      pieces.push([]);
      length = name.length + 8;
    }
    pieces.at(-1)!.push(name);
  }
  return pieces;
}

function idOf(schedule: string, period: number): string {
  return `${schedule}-${period}`;
}

/** When the period began. */
function nameOf({ everyMs }: { everyMs: number }, period: number): string {
  return new Date(period * everyMs).toISOString();
}

/** Characters, with 8 bytes for each name: two bytes a character would still fit. */
const pieceLengthMax = 28_000;
