/** The tables of a network: which account has which index, and the profiles of influencers and followers. */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import type { Progress } from "../kernel/kernel.ts";
import type { Generation } from "../workspace/generation.ts";
import { readNpy } from "../workspace/npy.ts";
import type { WorkspaceParameters } from "../workspace/parameters.ts";
import { type Database, sqlName, sqlText } from "./database.ts";
import { hashMacros, hashSql } from "./hash_sql.ts";
import { importKind } from "./import_step.ts";

export interface NetworkTables {
  /** Takes the influencers of the network by their keys. @throws {InputError} If two accounts share a key. */
  setInfluencers(keys: BigUint64Array): Promise<void>;
  /** Drops influencers; those that stay get new indexes in the same order. */
  keepInfluencers(keep: (index: number) => boolean): Promise<void>;
  influencerCount(): number;
  /** Keys ascending, with the influencer index of each (indexes ascend with the account id, bytewise). */
  indexInfluencers(): Promise<{ influencerKeys: BigUint64Array; influencerIndexes: Uint32Array }>;
  /** Writes `influencers.parquet`. @param followers Distinct followers by influencer index. */
  writeInfluencers(folder: string, followers: BigUint64Array): Promise<Coverage>;
  /** Writes `followers.parquet` into each sample's folder, row i = local follower index i. */
  writeFollowers(folders: readonly string[], progress: Progress): Promise<void>;
  drop(): Promise<void>;
}

/** For how many influencers coverage is known, and its median. */
export type Coverage = { readonly known: number; readonly median: number | null };

/** Profile columns that every network has, with the types they get; what profiles bring beyond them is kept as text. */
const profileColumns = {
  handle: "VARCHAR",
  name: "VARCHAR",
  kind: "VARCHAR",
  bio: "VARCHAR",
  location: "VARCHAR",
  url: "VARCHAR",
  verified: "BOOLEAN",
  created: "VARCHAR",
  followers_claimed: "BIGINT",
} as const;

export async function createNetworkTables(
  database: Database,
  parameters: WorkspaceParameters,
  imports: readonly Generation[],
): Promise<NetworkTables> {
  for (const macro of hashMacros) await database.run(macro);
  await createAccounts(database, imports);
  const extraColumns = await createProfiles(database, imports);
  const profile = [...Object.keys(profileColumns), ...extraColumns].map(sqlName);
  let influencerCount = 0;

  const setInfluencers = async (keys: BigUint64Array) => {
    await database.run("CREATE OR REPLACE TABLE influencer_keys (key UBIGINT)");
    await database.appendUnsigned("influencer_keys", [keys]);
    await database.run("DROP TABLE IF EXISTS influencers");
    await database.run(`CREATE TABLE influencers AS
      SELECT (row_number() OVER (ORDER BY id) - 1)::UBIGINT AS index, key, id
      FROM accounts JOIN influencer_keys USING (key)`);
    influencerCount = Number((await database.rows("SELECT count(*) AS count FROM influencers"))[0].count);
  };
  return {
    setInfluencers,
    async keepInfluencers(keep) {
      const kept: bigint[] = [];
      for await (const chunk of database.stream("SELECT index, key FROM influencers ORDER BY index")) {
        const [indexes, keys] = [chunk.unsigned(0), chunk.unsigned(1)];
        for (let row = 0; row < chunk.rowCount; row++) if (keep(Number(indexes[row]))) kept.push(keys[row]);
      }
      await setInfluencers(BigUint64Array.from(kept));
    },
    influencerCount: () => influencerCount,
    async indexInfluencers() {
      const influencerKeys = new BigUint64Array(influencerCount);
      const influencerIndexes = new Uint32Array(influencerCount);
      let at = 0;
      for await (const chunk of database.stream("SELECT key, index FROM influencers ORDER BY key")) {
        influencerKeys.set(chunk.unsigned(0), at);
        influencerIndexes.set(Uint32Array.from(chunk.unsigned(1), Number), at);
        at += chunk.rowCount;
      }
      return { influencerKeys, influencerIndexes };
    },
    async writeInfluencers(folder, followers) {
      await database.run("CREATE OR REPLACE TABLE follower_counts (index UBIGINT, followers UBIGINT)");
      const indexes = BigUint64Array.from({ length: followers.length }, (_, index) => BigInt(index));
      await database.appendUnsigned("follower_counts", [indexes, followers]);
      await database.run(`CREATE OR REPLACE TABLE influencer_rows AS
        SELECT index::INTEGER AS index, id, ${Object.keys(profileColumns).join(", ")}, followers::BIGINT AS followers,
          CASE WHEN followers_claimed > 0 THEN least(1, followers / followers_claimed) END AS coverage
          ${extraColumns.map((column) => `, ${sqlName(column)}`).join("")}
        FROM influencers JOIN follower_counts USING (index)
        LEFT JOIN (${latestProfiles("follower", profile)}) USING (id)
        ORDER BY index`);
      const path = join(folder, "influencers.parquet");
      await database.run(`COPY influencer_rows TO ${sqlText(path)} (FORMAT parquet, COMPRESSION snappy)`);
      const [row] = await database.rows(
        "SELECT count(coverage) AS known, median(coverage) AS median FROM influencer_rows",
      );
      await database.run("DROP TABLE influencer_rows; DROP TABLE follower_counts");
      return { known: Number(row.known), median: row.median as number | null };
    },
    async writeFollowers(folders, progress) {
      await database.run("CREATE OR REPLACE TABLE follower_slots (sample UBIGINT, index UBIGINT, h UBIGINT)");
      for (const [sample, folder] of folders.entries()) {
        const hashes = (await readNpy(join(folder, "follower_hashes.npy"))).data as BigUint64Array;
        const indexes = BigUint64Array.from({ length: hashes.length }, (_, index) => BigInt(index));
        const samples = new BigUint64Array(hashes.length).fill(BigInt(sample));
        await database.appendUnsigned("follower_slots", [samples, indexes, hashes]);
      }
      await database.run(`CREATE OR REPLACE TABLE follower_rows AS
        SELECT sample, index::INTEGER AS index, accounts.id, ${profile.join(", ")}
        FROM follower_slots
        JOIN accounts ON ${hashSql("accounts.key", BigInt(parameters.seed))} = follower_slots.h
        LEFT JOIN (${latestProfiles("influencer", profile)}) AS profiles ON profiles.id = accounts.id
        ORDER BY sample, index`);
      for (const [sample, folder] of folders.entries()) {
        await database.run(`COPY (SELECT * EXCLUDE (sample) FROM follower_rows WHERE sample = ${sample} ORDER BY index)
          TO ${sqlText(join(folder, "followers.parquet"))} (FORMAT parquet, COMPRESSION snappy)`);
        progress(sample + 1, folders.length);
      }
      await database.run("DROP TABLE follower_slots; DROP TABLE follower_rows");
    },
    async drop() {
      for (const table of ["accounts", "profiles", "influencer_keys", "influencers"]) {
        await database.run(`DROP TABLE IF EXISTS ${table}`);
      }
    },
  };
}

async function createAccounts(database: Database, imports: readonly Generation[]): Promise<void> {
  const files = imports.filter((generation) => importKind(generation) === "edges")
    .map((generation) => sqlText(join(generation.folder, "accounts.parquet")));
  await database.run(
    `CREATE OR REPLACE TABLE accounts AS SELECT DISTINCT key, id FROM read_parquet([${files.join(", ")}])`,
  );
  const clashes = await database.rows(
    "SELECT min(id) AS one, max(id) AS other FROM accounts GROUP BY key HAVING count(*) > 1 LIMIT 1",
  );
  if (clashes.length > 0) {
    // Expected once in 2^64 pairs; told apart they cannot be, so the network is refused rather than wrong.
    throw new InputError(
      `Cannot tell "${clashes[0].one}" and "${clashes[0].other}" apart: their 64-bit keys are equal`,
    );
  }
}

/**
 * What is known of each account, by the latest profile that says it: a list of followers names them without the counts that their
 * profiles gave. Profiles of the other role are left out: in anime lists, user 5 is not title 5.
 */
function latestProfiles(otherRole: "influencer" | "follower", columns: readonly string[]): string {
  // max_by passes over rows whose value is null.
  const cells = columns.map((column) => `max_by(${column}, rank) AS ${column}`);
  return `SELECT id, ${cells.join(", ")} FROM profiles WHERE role <> '${otherRole}' GROUP BY id`;
}

/** Fills `profiles`, one row per id and import. @returns Names of the columns beyond the common ones. */
async function createProfiles(database: Database, imports: readonly Generation[]): Promise<string[]> {
  const columns = Object.entries(profileColumns).map(([name, type]) => `${name} ${type}`);
  await database.run(
    `CREATE OR REPLACE TABLE profiles (id VARCHAR, ${columns.join(", ")}, role VARCHAR, rank INTEGER)`,
  );
  const generations = imports.filter((generation) => importKind(generation) === "profiles");
  for (const [rank, { folder, manifest }] of generations.entries()) {
    const source = `read_parquet(${sqlText(join(folder, "profiles.parquet"))})`;
    const known = await columnNames(database, "profiles");
    for (const [name, type] of await describe(database, source)) {
      if (!known.includes(name)) await database.run(`ALTER TABLE profiles ADD COLUMN ${sqlName(name)} ${type}`);
    }
    const role = sqlText(String(manifest.details.role));
    await database.run(`INSERT INTO profiles BY NAME SELECT *, ${role} AS role, ${rank} AS rank FROM ${source}`);
  }
  const common = ["id", "role", "rank", ...Object.keys(profileColumns)];
  return (await columnNames(database, "profiles")).filter((name) => !common.includes(name));
}

async function describe(database: Database, source: string): Promise<[name: string, type: string][]> {
  const rows = await database.rows(`DESCRIBE FROM ${source}`);
  return rows.map((row) => [String(row.column_name), String(row.column_type)]);
}

async function columnNames(database: Database, table: string): Promise<string[]> {
  return (await describe(database, table)).map(([name]) => name);
}
