/** Imports profiles: tables of accounts become one table with canonical columns; further columns are kept. */
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { platformDefault } from "../account_id.ts";
import { type Database, sqlName, sqlText } from "../database.ts";
import { type BadRow, BadRows } from "./_bad_rows.ts";
import { readDelimited } from "./_delimited.ts";
import { type Format, guessLayout } from "./_layout.ts";
import { readNdjson } from "./_ndjson.ts";
import { openParquet, readParquet } from "./_parquet.ts";
import { ProfileRows } from "./_profile_rows.ts";
import { chooseKeptNames, fieldSql, profileTypes } from "./_profile_sql.ts";
import { type Compression, openSource, type Source, totalBytes } from "./_source.ts";
import type { ImportTools } from "./_tools.ts";
import { findColumn, guessIdColumn, guessProfileFields, guessRole, type ProfileField, type Role } from "./columns.ts";

export interface ProfileImportOptions {
  /** Of bare ids; "file" when left out. */
  readonly platform?: string;
  /** Column of account ids by its name or its number from 1; guessed when left out. */
  readonly idColumn?: string;
  /** Whose profiles these are; guessed when left out. */
  readonly role?: Role;
  /** Bad rows that are tolerated. */
  readonly maxBad?: number;
  readonly format?: Format;
  readonly delimiter?: string;
  /** Columns of the edge import that these profiles go with: they tell the id column and the role. */
  readonly edgeColumns?: { readonly follower: string; readonly influencer: string };
}

/** What one file was taken for. */
export interface ProfileColumns {
  readonly file: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly delimiter?: string;
  readonly header: boolean;
  readonly id: string;
  /** True where the id column was not named by the caller. */
  readonly guessed: boolean;
  readonly role: Role;
  readonly roleWhy: string;
  /** Canonical fields and the columns they were taken from. */
  readonly fields: readonly { readonly field: ProfileField; readonly column: string }[];
  /** Further columns, by their names in `profiles.parquet`. */
  readonly kept: readonly string[];
}

export interface ProfileImport {
  /** Records read, the bad ones included. */
  readonly rows: number;
  /** Distinct accounts. */
  readonly profiles: number;
  /** Records whose account came again later: the last one counts. */
  readonly duplicates: number;
  readonly bad: { readonly count: number; readonly shown: readonly BadRow[] };
  /** Cells of canonical fields that could not be understood and are unknown now. */
  readonly unreadable: readonly { readonly field: ProfileField; readonly count: number }[];
  readonly columns: readonly ProfileColumns[];
  /** Of the first file. */
  readonly idColumn: string;
  readonly role: Role;
  readonly sources: readonly { readonly name: string; readonly bytes: number }[];
  readonly platform: string;
}

/**
 * Reads files of profiles and writes `profiles.parquet` into `tools.folder`: id, the canonical columns (null = unknown),
 * then further columns as texts; in the order of ids.
 *
 * @throws {InputError} If a file cannot be read, has no column names, or is of another role than the one before it, or
 * too many rows are bad.
 */
export async function importProfiles(
  files: readonly string[],
  options: ProfileImportOptions,
  tools: ImportTools,
): Promise<ProfileImport> {
  if (files.length === 0) throw new InputError("Cannot import profiles: needed at least one file, found none");
  const { database } = tools;
  const state: ImportState = {
    tools,
    options,
    bad: new BadRows(options.maxBad),
    total: await totalBytes(files),
    bytesBefore: 0,
    rows: 0,
    columns: [],
    sources: [],
  };
  try {
    for (const file of files) await importFile(file, state);
    const { bad, columns, sources, rows } = state;
    if (rows === bad.count) {
      const found = [`found ${bad.count} bad ones`, ...bad.describe()].join("\n");
      throw new InputError(`Cannot import "${files[0]}": needed at least one usable row, ${found}`);
    }
    const profiles = await writeProfiles(database, columns, join(tools.folder, "profiles.parquet"));
    return {
      rows,
      profiles,
      duplicates: rows - bad.count - profiles,
      bad: { count: bad.count, shown: bad.shown },
      unreadable: await countUnreadable(database, columns),
      columns,
      idColumn: columns[0].id,
      role: columns[0].role,
      sources,
      platform: options.platform ?? platformDefault,
    };
  } finally {
    for (let file = 0; file < files.length; file++) await database.run(`DROP TABLE IF EXISTS ${tableOf(file)}`);
  }
}

interface ImportState {
  readonly tools: ImportTools;
  readonly options: ProfileImportOptions;
  readonly bad: BadRows;
  /** Bytes of all files, 0 = unknown, and of those that are done. */
  readonly total: number;
  bytesBefore: number;
  rows: number;
  readonly columns: ProfileColumns[];
  readonly sources: { name: string; bytes: number }[];
}

function tableOf(file: number): string {
  return `import_profiles_${file}`;
}

async function importFile(file: string, state: ImportState): Promise<void> {
  const { tools, options, bad } = state;
  const source = await openSource(file, tools.stdin);
  try {
    const layout = guessLayout(source, { format: options.format, delimiter: options.delimiter, comments: false });
    const parquet = layout.format === "parquet" ? await openParquet(source, tools) : undefined;
    const names = parquet?.columns.map(({ name }) => name) ?? layout.names;
    if (names === undefined) {
      throw new InputError(`Cannot import profiles from "${source.name}": needed column names, found no header`);
    }
    const idIndex = options.idColumn === undefined
      ? guessIdColumn(names, options.edgeColumns)
      : findColumn(source, names, names.length, options.idColumn);
    const columns = describeFile(source, names, idIndex, options, layout);
    refuseOtherRole(state.columns[0], columns);
    const table = tableOf(state.columns.length);
    const definition = ["id", ...tableColumns(columns, names, idIndex)].map((name) => `${sqlName(name)} VARCHAR`);
    await tools.database.run(`CREATE OR REPLACE TABLE ${table} (${definition.join(", ")})`);
    const sink = new ProfileRows(
      {
        file: source.name,
        table,
        columnCount: names.length,
        idColumn: idIndex,
        idName: names[idIndex],
        platform: options.platform ?? platformDefault,
      },
      tools.database,
      bad,
      () => {
        tools.signal?.throwIfAborted();
        tools.progress?.(state.bytesBefore + source.bytesRead(), state.total);
      },
    );
    if (parquet !== undefined) {
      await readParquet(source, parquet, { columns: names, ids: false }, sink, tools.database);
      await parquet.remove();
    } else if (layout.format === "ndjson") await readNdjson(source, { columns: names, ids: false }, sink);
    else {
      const { delimiter, header } = layout;
      await readDelimited(source, { delimiter: delimiter!, header, comments: false, columnCount: names.length }, sink);
    }
    state.columns.push(columns);
    state.rows += sink.rows;
    state.bytesBefore += source.bytesRead();
    const bytes = source.path === undefined ? source.bytesRead() : (await Deno.stat(source.path)).size;
    state.sources.push({ name: source.baseName, bytes });
  } finally {
    await source.close();
  }
}

function describeFile(
  source: Source,
  names: readonly string[],
  idIndex: number,
  options: ProfileImportOptions,
  layout: { format: Format; delimiter?: string; header: boolean },
): ProfileColumns {
  const fields = guessProfileFields(names, idIndex);
  const further = names.filter((_, index) => index !== idIndex && ![...fields.values()].includes(index));
  const { role, why } = options.role === undefined
    ? guessRole(names[idIndex], source.baseName, options.edgeColumns)
    : { role: options.role, why: "as asked" };
  return {
    file: source.baseName,
    format: layout.format,
    compression: source.compression,
    delimiter: layout.delimiter,
    header: layout.header,
    id: names[idIndex],
    guessed: options.idColumn === undefined,
    role,
    roleWhy: why,
    fields: [...fields].map(([field, index]) => ({ field, column: names[index] })),
    kept: chooseKeptNames(further),
  };
}

/** Names of a file's columns in its table: canonical fields by theirs, further ones by the names they keep. */
function tableColumns({ kept }: ProfileColumns, names: readonly string[], idIndex: number): string[] {
  const fields = new Map([...guessProfileFields(names, idIndex)].map(([field, index]) => [index, field]));
  const further = kept.values();
  return names.map((_, index) => index === idIndex ? "given id" : fields.get(index) ?? further.next().value!);
}

function refuseOtherRole(first: ProfileColumns | undefined, next: ProfileColumns): void {
  if (first === undefined || first.role === next.role) return;
  throw new InputError(
    `Cannot import "${first.file}" and "${next.file}" together: needed profiles of one role, found ${first.role} (${first.roleWhy}) and ${next.role} (${next.roleWhy})`,
  );
}

/** @returns How many profiles were written. */
async function writeProfiles(database: Database, columns: readonly ProfileColumns[], path: string): Promise<number> {
  const selects = columns.map(({ fields, kept }, file) => {
    const cells = Object.entries(profileTypes).map(([field, type]) => {
      const known = fields.some((entry) => entry.field === field);
      return `${known ? fieldSql(field as ProfileField, field) : `NULL::${type}`} AS ${field}`;
    });
    return `SELECT id, ${[...cells, ...kept.map(sqlName)].join(", ")}, ${file} AS "file order", rowid AS "row order"
      FROM ${tableOf(file)}`;
  });
  await database.run(
    `COPY (SELECT * EXCLUDE ("file order", "row order") FROM (${selects.join(" UNION ALL BY NAME ")})
      QUALIFY row_number() OVER (PARTITION BY id ORDER BY "file order" DESC, "row order" DESC) = 1 ORDER BY id)
    TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const [{ count }] = await database.rows(`SELECT count(*) AS count FROM read_parquet(${sqlText(path)})`);
  return Number(count);
}

async function countUnreadable(
  database: Database,
  columns: readonly ProfileColumns[],
): Promise<{ field: ProfileField; count: number }[]> {
  const counts = new Map<ProfileField, number>();
  for (const [file, { fields }] of columns.entries()) {
    for (const { field } of fields) {
      const [row] = await database.rows(
        `SELECT count(*) AS count FROM ${tableOf(file)}
          WHERE ${sqlName(field)} IS NOT NULL AND ${fieldSql(field, field)} IS NULL`,
      );
      if (Number(row.count) > 0) counts.set(field, (counts.get(field) ?? 0) + Number(row.count));
    }
  }
  return [...counts].map(([field, count]) => ({ field, count }));
}
