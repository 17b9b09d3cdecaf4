/**
 * Imports what a crawl brought home: the rows of the pages that count become rows of keys and a table of profiles. The SQL engine reads
 * the files and joins them with the manifest; rows of pages that were never committed are left out there.
 */
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { accountIdBytesMax } from "../../limits.ts";
import { writeAll } from "../../workspace/files.ts";
import { npyHeader } from "../../workspace/npy.ts";
import { type Database, sqlName, sqlText } from "../database.ts";
import { fieldSql, profileTypes } from "./_profile_sql.ts";
import type { ImportTools } from "./_tools.ts";
import type { ProfileField } from "./columns.ts";

/** A crawl directory to be read. */
export interface CrawlFiles {
  /** Exists; with `manifest.ndjson`. */
  readonly directory: string;
  /** For messages. */
  readonly job: string;
  readonly platform: string;
}

/** Rows of the pages that count, as the manifest has them. */
export interface CrawlRows {
  readonly pages: number;
  readonly profiles: number;
  readonly connections: number;
  readonly posts: number;
}

export interface CrawlEdges {
  readonly rows: number;
  readonly rowsWritten: number;
  readonly selfFollows: number;
  /** Distinct accounts, followers and influencers together. */
  readonly accounts: number;
}

export interface CrawlProfiles {
  readonly rows: number;
  /** Distinct accounts. */
  readonly profiles: number;
  /** Rows whose account was fetched again later. */
  readonly duplicates: number;
}

/** Reads the manifest. @throws {InputError} If it cannot be read, or names a page twice. */
export async function countCrawlRows(database: Database, files: CrawlFiles): Promise<CrawlRows> {
  await createPages(database, files);
  const [row] = await database.rows(`SELECT count(*) AS pages, count(DISTINCT page) AS distinct_pages,
    ${rowKinds.map((kind) => `coalesce(sum(${kind}), 0)::BIGINT AS ${kind}`).join(", ")} FROM crawl_pages`);
  await database.run("DROP TABLE crawl_pages");
  if (row.pages !== row.distinct_pages) {
    throw new InputError(`Cannot import crawl "${files.job}": its manifest names a page twice`);
  }
  const [pages, profiles, connections, posts] = [row.pages, row.profiles, row.connections, row.posts].map(Number);
  return { pages, profiles, connections, posts };
}

/**
 * Writes `rows.npy` (u64, shape (rows, 2): follower key, influencer key; ascending by influencer, then follower) and
 * `accounts.parquet` (key, id) into `tools.folder`. Accounts that follow themselves are left out and counted.
 *
 * @throws {InputError} If a page of the manifest is not whole in the files, or a row holds no account of the platform.
 */
export async function importCrawlEdges(files: CrawlFiles, tools: ImportTools): Promise<CrawlEdges> {
  const { database, signal } = tools;
  try {
    await createPages(database, files);
    await createRows(database, files, "connections", { follower: "VARCHAR", influencer: "VARCHAR" });
    signal?.throwIfAborted();
    await database.run(`CREATE OR REPLACE TABLE crawl_ids AS SELECT (row_number() OVER () - 1)::UBIGINT AS entry, id
      FROM (SELECT follower AS id FROM crawl_rows UNION SELECT influencer FROM crawl_rows)`);
    await refuseForeignIds(database, files, "id FROM crawl_ids");
    await createKeys(tools);
    const rowsWritten = await writeRows(tools);
    await database.run(`COPY (SELECT key, id FROM crawl_ids JOIN crawl_keys USING (entry) ORDER BY key, id)
      TO ${sqlText(join(tools.folder, "accounts.parquet"))} (FORMAT parquet, COMPRESSION zstd)`);
    const [counts] = await database.rows(`SELECT (SELECT count(*) FROM crawl_rows) AS rows,
      (SELECT count(*) FROM crawl_rows WHERE follower = influencer) AS self_follows,
      (SELECT count(*) FROM crawl_ids) AS accounts`);
    return {
      rows: Number(counts.rows),
      rowsWritten,
      selfFollows: Number(counts.self_follows),
      accounts: Number(counts.accounts),
    };
  } finally {
    await dropTables(database);
  }
}

/**
 * Writes `profiles.parquet` as the import of profile files does: id, the canonical columns, then further ones as texts; by id.
 * Of an account that was fetched more than once, the latest page that says a thing counts for it: a list of followers names an account
 * without the counts that its profile gave.
 *
 * @throws {InputError} As `importCrawlEdges` does.
 */
export async function importCrawlProfiles(files: CrawlFiles, tools: ImportTools): Promise<CrawlProfiles> {
  const { database, signal } = tools;
  const path = sqlText(join(tools.folder, "profiles.parquet"));
  try {
    await createPages(database, files);
    await createRows(database, files, "profiles", profileFileTypes);
    signal?.throwIfAborted();
    await refuseForeignIds(database, files, "account AS id FROM crawl_rows");
    const cells = Object.entries(profileTypes).map(([field, type]) => {
      const column = profileColumns[field as ProfileField];
      if (column === undefined) return `NULL::${type} AS ${field}`;
      return `${type === "VARCHAR" ? fieldSql(field as ProfileField, column) : column} AS ${field}`;
    });
    const further = furtherColumns.map((name) => `${name}::VARCHAR AS ${name}`);
    const fileColumns = Object.keys(profileFileTypes).filter((name) => name !== "account");
    // Rows of one page that name an account twice are told apart by what they hold, so that the answer is always the same.
    const place = `(number::UBIGINT << 32) | (hash(${fileColumns.join(", ")}) & 4294967295)`;
    // max_by passes over rows whose value is null.
    await database.run(`COPY (SELECT account AS id, ${[...cells, ...further].join(", ")} FROM (
        SELECT account, ${fileColumns.map((name) => `max_by(${name}, place) AS ${name}`).join(", ")}
        FROM (SELECT *, ${place} AS place FROM crawl_rows) GROUP BY account)
      ORDER BY id) TO ${path} (FORMAT parquet, COMPRESSION zstd)`);
    const [counts] = await database.rows(`SELECT (SELECT count(*) FROM crawl_rows) AS rows,
      (SELECT count(*) FROM read_parquet(${path})) AS profiles`);
    const [rows, profiles] = [Number(counts.rows), Number(counts.profiles)];
    return { rows, profiles, duplicates: rows - profiles };
  } finally {
    await dropTables(database);
  }
}

const rowKinds = ["profiles", "connections", "posts"] as const;

/** Columns of `profiles-*.ndjson.gz` (`core/platforms/rows.ts`). */
const profileFileTypes = {
  account: "VARCHAR",
  handle: "VARCHAR",
  name: "VARCHAR",
  bio: "VARCHAR",
  location: "VARCHAR",
  url: "VARCHAR",
  created: "VARCHAR",
  verified: "BOOLEAN",
  protected: "BOOLEAN",
  followers_count: "BIGINT",
  following_count: "BIGINT",
  posts_count: "BIGINT",
  listed_count: "BIGINT",
  default_image: "BOOLEAN",
};

/** Where the canonical columns come from; the others stay unknown. */
const profileColumns: { readonly [field in ProfileField]?: keyof typeof profileFileTypes } = {
  handle: "handle",
  name: "name",
  bio: "bio",
  location: "location",
  url: "url",
  created: "created",
  verified: "verified",
  followers_claimed: "followers_count",
  following_claimed: "following_count",
  posts_claimed: "posts_count",
};
const furtherColumns = ["protected", "listed_count", "default_image"];

/** The pages that count, numbered in the order in which they were committed. */
async function createPages(database: Database, files: CrawlFiles): Promise<void> {
  const path = join(files.directory, "manifest.ndjson");
  await guard(files, () =>
    database.run(`CREATE OR REPLACE TABLE crawl_pages AS
      SELECT row_number() OVER (ORDER BY committed, page) AS number, page, unnest(rows)
      FROM ${
      readJson(plainPath(path), {
        page: "VARCHAR",
        committed: "VARCHAR",
        rows: `STRUCT(${rowKinds.map((kind) => `${kind} BIGINT`).join(", ")})`,
      })
    }`));
}

/** The rows of the pages that count, each with the number of its page. A page counts as a whole or not at all. */
async function createRows(
  database: Database,
  files: CrawlFiles,
  kind: typeof rowKinds[number],
  columns: Record<string, string>,
): Promise<void> {
  const source = readJson(`${plainPath(files.directory)}/${kind}-*.ndjson.gz`, { page: "VARCHAR", ...columns });
  await guard(files, () =>
    database.run(`CREATE OR REPLACE TABLE crawl_rows AS SELECT number, rows.* EXCLUDE (page)
      FROM ${source} AS rows JOIN crawl_pages USING (page)`));
  const [wrong] = await database.rows(`SELECT page, ${kind} AS needed, coalesce(found, 0) AS found FROM crawl_pages
    LEFT JOIN (SELECT number, count(*) AS found FROM crawl_rows GROUP BY number) USING (number)
    WHERE needed <> coalesce(found, 0) ORDER BY number LIMIT 1`);
  if (wrong === undefined) return;
  throw new InputError(
    `Cannot import crawl "${files.job}": page "${wrong.page}" needs ${wrong.needed} ${kind}, found ${wrong.found}; a file of ${files.directory} is missing or was changed`,
  );
}

function readJson(path: string, columns: Record<string, string>): string {
  const types = Object.entries(columns).map(([name, type]) => `${sqlName(name)}: ${sqlText(type)}`);
  return `read_json(${sqlText(path)}, format = 'newline_delimited', columns = {${types.join(", ")}})`;
}

/** @param ids What follows SELECT: one column `id`. */
async function refuseForeignIds(database: Database, files: CrawlFiles, ids: string): Promise<void> {
  const prefix = sqlText(`${files.platform}:`);
  const [row] = await database.rows(`SELECT id FROM (SELECT ${ids}) WHERE NOT coalesce(starts_with(id, ${prefix})
    AND strlen(id) > strlen(${prefix}) AND strlen(id) <= ${accountIdBytesMax} AND NOT regexp_matches(id, '[[:cntrl:][:space:]]'), false)
    LIMIT 1`);
  if (row === undefined) return;
  throw new InputError(
    `Cannot import crawl "${files.job}": needed ids of platform ${files.platform}, found ${JSON.stringify(row.id)}`,
  );
}

/** Asks for the key of each distinct account. */
async function createKeys({ database, kernel, signal }: ImportTools): Promise<void> {
  await database.run("CREATE OR REPLACE TABLE crawl_keys (entry UBIGINT, key UBIGINT)");
  const found: BigUint64Array[] = [];
  // Many ids come as one text, which is several times faster than each as its own; no id holds a line feed.
  const sql = `SELECT string_agg(id, chr(10) ORDER BY entry) FROM crawl_ids
    GROUP BY entry // ${idsAtOnce} ORDER BY entry // ${idsAtOnce}`;
  // Appended only when all are read: the engine ends a stream when it is given something else to do.
  for await (const chunk of database.stream(sql)) {
    for (const ids of chunk.values(0) as string[]) {
      signal?.throwIfAborted();
      found.push(await kernel.accountKeys(ids.split("\n")));
    }
  }
  let entry = 0n;
  for (const keys of found) {
    await database.appendUnsigned("crawl_keys", [BigUint64Array.from(keys, () => entry++), keys]);
  }
}

/** Ids between two questions for keys: enough that asking is not what takes the time. */
const idsAtOnce = 64 * 1024;

/** @returns How many rows were written. */
async function writeRows({ database, folder, signal, progress }: ImportTools): Promise<number> {
  const [{ count }] = await database.rows("SELECT count(*) AS count FROM crawl_rows WHERE follower <> influencer");
  const total = Number(count);
  const output = await Deno.open(join(folder, "rows.npy"), { write: true, createNew: true });
  try {
    await writeAll(output, npyHeader("<u8", [total, 2]));
    const block = new BigUint64Array(2 * 64 * 1024);
    let [filled, done] = [0, 0];
    const flush = async () => {
      await writeAll(output, new Uint8Array(block.buffer, 0, 8 * filled));
      done += filled / 2;
      filled = 0;
      signal?.throwIfAborted();
      progress?.(done, total);
    };
    const sql = `SELECT followers.key, influencers.key FROM crawl_rows
      JOIN (SELECT id, key FROM crawl_ids JOIN crawl_keys USING (entry)) AS followers ON followers.id = follower
      JOIN (SELECT id, key FROM crawl_ids JOIN crawl_keys USING (entry)) AS influencers ON influencers.id = influencer
      WHERE follower <> influencer ORDER BY influencers.key, followers.key`;
    for await (const chunk of database.stream(sql)) {
      const [followers, influencers] = [chunk.unsigned(0), chunk.unsigned(1)];
      for (let row = 0; row < chunk.rowCount; row++) {
        block[filled++] = followers[row];
        block[filled++] = influencers[row];
        if (filled === block.length) await flush();
      }
    }
    await flush();
    if (done !== total) throw new Error(`${done} rows came out of ${total}`);
    return total;
  } finally {
    output.close();
  }
}

async function dropTables(database: Database): Promise<void> {
  for (const table of ["pages", "rows", "ids", "keys"]) await database.run(`DROP TABLE IF EXISTS crawl_${table}`);
}

/** Names with wildcards mean themselves. */
function plainPath(path: string): string {
  return path.replace(/[*?[]/g, (character) => `[${character}]`);
}

/** Puts the engine's words behind the crawl's name. */
async function guard<T>(files: CrawlFiles, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new InputError(`Cannot import crawl "${files.job}": ${(error as Error).message.split("\n")[0]}`, {
      cause: error,
    });
  }
}
