/**
 * Filling a job with accounts: each counts once, however often, in whatever calls and to whichever process it is given. Shards are
 * appended by check-and-set of the job's seeding record; which accounts a job has is read back from its shards.
 */
import {
  accountIdBytesMax,
  badAccountsShownMax,
  jobAccountsMax,
  seededNamesMax,
  seededShardsMax,
  shardNamesMax,
  shardTriesMax,
} from "../../limits.ts";
import { InputError, UnavailableError, UsageError } from "../../errors.ts";
import type { Platform } from "../../platforms/platform.ts";
import { AccountSet } from "./_account_set.ts";
import { commitKnown, type Coordination, platformOf, readJobEntry, readyEntry, tableOf } from "./_coordination.ts";
import {
  type JobRecord,
  openKey,
  seedingKey,
  type SeedingRecord,
  shardKey,
  shardsOf,
  totalsKey,
} from "./_crawl_records.ts";
import { openDigest } from "./_digest.ts";
import { sealJob } from "./_jobs.ts";
import { isHandle, type ShardRecord, type ShardTotals } from "./shard.ts";

/** The accounts of the jobs that are being filled, as far as their shards have been read. */
export class SeedingTables {
  readonly #tables = new Map<string, { readonly accounts: AccountSet; shards: number }>();

  /** The accounts of a job's first `shards` shards. */
  async read({ store }: Coordination, job: string, shards: number): Promise<AccountSet> {
    const table = this.#tables.get(job) ?? { accounts: new AccountSet(await openDigest()), shards: 0 };
    this.#tables.delete(job);
    this.#tables.set(job, table);
    if (this.#tables.size > tablesMax) this.#tables.delete(this.#tables.keys().next().value!);
    if (table.shards >= shards) return table.accounts;
    const range = { prefix: shardsOf(job), start: shardKey(job, table.shards), end: shardKey(job, shards) };
    for await (const { value } of store.list<ShardRecord>(range)) {
      for (const { name } of value!.units) table.accounts.add(name);
    }
    table.shards = shards;
    return table.accounts;
  }

  /** Spares reading back what was just written: shards from `first` on, which are stored. */
  keep(job: string, first: number, shards: readonly (readonly string[])[]) {
    const table = this.#tables.get(job);
    if (table === undefined || table.shards !== first) return;
    for (const names of shards) for (const name of names) table.accounts.add(name);
    table.shards += shards.length;
  }

  drop(job: string) {
    this.#tables.delete(job);
  }
}

/**
 * @returns How many were new.
 * @throws {InputError} If some are no names of accounts: then none is taken in.
 * @throws {UsageError} If the job takes no more.
 */
export async function addAccounts(
  tools: Coordination & { readonly tables: SeedingTables },
  id: string,
  options: { readonly accounts: readonly string[]; readonly seal: boolean },
): Promise<{ added: number }> {
  return await tools.queue.run(`seed ${id}`, async () => {
    const { value: job } = await readJobEntry(tools.store, id);
    const names = readAccounts(platformOf(tools, job.platform), job, options.accounts);
    const added = await append(tools, job, names);
    if (options.seal) {
      await sealJob(tools, id);
      tools.tables.drop(id);
    }
    return { added };
  });
}

async function append(
  tools: Coordination & { readonly tables: SeedingTables },
  job: JobRecord,
  names: readonly string[],
): Promise<number> {
  const { store, tables } = tools;
  let added = 0;
  for (let tries = 0; tries < shardTriesMax;) {
    const seeding = await store.get<SeedingRecord>(seedingKey(job.id));
    const { shards, accounts } = seeding.value!;
    const known = await tables.read(tools, job.id, shards);
    const fresh = [...new Set(names)].filter((name) => !known.has(name));
    if (fresh.length === 0) return added;
    const entry = await readJobEntry(store, job.id);
    refuseIfClosed(entry.value, accounts + fresh.length);
    const parts = cutIntoShards(fresh, tools.rules.shardSize(fresh.length, tableOf(tools, job)));
    const count = parts.reduce((sum, part) => sum + part.length, 0);
    const done = await commitKnown(store, {
      checks: [{ key: entry.key, version: entry.version }, { key: seeding.key, version: seeding.version }],
      sets: [
        ...parts.flatMap((part, index) => shardEntries(tools, job, { shard: shards + index, names: part })),
        { key: seeding.key, value: { shards: shards + parts.length, accounts: accounts + count } },
      ],
      // No account is ever in two shards: what is stored there now is this, or somebody else's who was quicker.
    }, async () => (await store.get<ShardRecord>(shardKey(job.id, shards))).value?.units[0].name === parts[0][0]);
    if (!done) {
      tries++;
      continue;
    }
    tries = 0;
    added += count;
    tables.keep(job.id, shards, parts);
    if (count === fresh.length) return added;
  }
  throw new UnavailableError(`Cannot take in accounts of job "${job.id}": others did so ${shardTriesMax} times first`);
}

function refuseIfClosed(job: JobRecord, accounts: number) {
  if (job.sealed || job.endedMs !== null) {
    throw new UsageError(`Cannot take in accounts of job "${job.id}": it is ${job.sealed ? "sealed" : job.state}`);
  }
  if (accounts > jobAccountsMax) {
    throw new UsageError(
      `Cannot take in accounts of job "${job.id}": needed at most ${jobAccountsMax}, found ${accounts}; make several jobs`,
    );
  }
}

/** As many shards as one commit takes. */
function cutIntoShards(names: readonly string[], size: number): string[][] {
  const shards: string[][] = [];
  let shard: string[] = [];
  let shardLength = 0;
  let length = 0;
  for (const name of names) {
    if (shard.length > 0 && (shard.length >= size || shardLength + name.length > shardNamesMax)) {
      if (shards.length >= seededShardsMax || length > seededNamesMax) return shards;
      shard = [];
    }
    if (shard.length === 0) {
      shards.push(shard);
      shardLength = 0;
    }
    shard.push(name);
    shardLength += name.length;
    length += name.length;
  }
  return shards;
}

function shardEntries(tools: Coordination, job: JobRecord, { shard, names }: { shard: number; names: string[] }) {
  const record: ShardRecord = {
    fence: 0,
    holder: null,
    leaseUntilMs: null,
    dueMs: null,
    grants: [],
    units: names.map((name) => ({ name })),
    mark: "",
  };
  const totals: ShardTotals = { accounts: names.length };
  return [
    { key: shardKey(job.id, shard), value: record },
    { key: totalsKey(job.id, shard), value: totals },
    { key: openKey(job.id, shard), value: 0 },
    { key: readyEntry(job, shard, record.units, tableOf(tools, job)), value: 0 },
  ];
}

/** Accounts as shards name them. */
export function readAccounts(platform: Platform, job: Pick<JobRecord, "operation">, accounts: readonly string[]) {
  const names: string[] = [];
  const bad: string[] = [];
  const takesHandles = platform.operations[job.operation]?.needsId === false ||
    platform.operations.resolve !== undefined;
  for (const text of accounts) {
    try {
      const account = platform.readAccount(text);
      const name = "id" in account ? account.id : `@${account.handle}`;
      if (name.length > accountIdBytesMax || isHandle(name) && !takesHandles) bad.push(text);
      else names.push(name);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      bad.push(text);
    }
  }
  if (bad.length === 0) return names;
  const shown = bad.slice(0, badAccountsShownMax).map((text) => JSON.stringify(text.slice(0, 80))).join(", ");
  const rest = bad.length > badAccountsShownMax ? ` and ${bad.length - badAccountsShownMax} more` : "";
  throw new InputError(
    `Cannot take in ${bad.length} of ${accounts.length} accounts: needed ${
      takesHandles ? "ids or handles" : "ids"
    } of ${platform.title}, found ${shown}${rest}`,
  );
}

/** Jobs filled at the same time whose accounts are kept in memory: the others are read again when their next accounts come. */
const tablesMax = 4;
