/** Reads Parquet files through the SQL engine. */
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { type Database, sqlName, sqlText } from "../database.ts";
import { writeAll } from "../../workspace/files.ts";
import type { Source } from "./_source.ts";
import type { ImportTools, RecordSink } from "./_tools.ts";

export interface ParquetTable {
  readonly path: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Removes the file if it is a copy made here. */
  readonly remove: () => Promise<void>;
}

/**
 * Looks at a Parquet file; one from standard input, or packed, is copied to the import's folder first, since its
 * directory stands at its end.
 *
 * @throws {InputError} If it is no whole Parquet file.
 */
export async function openParquet(source: Source, tools: ImportTools): Promise<ParquetTable> {
  let path = source.path;
  if (path === undefined) {
    path = join(tools.folder, ".tmp-input.parquet");
    const file = await Deno.open(path, { write: true, createNew: true });
    try {
      for await (const block of source.blocks) await writeAll(file, block);
    } finally {
      file.close();
    }
  }
  const rows = await guard(source, () => tools.database.rows(`DESCRIBE FROM read_parquet(${literal(path)})`));
  const columns = rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  const remove = async () => source.path === undefined ? await Deno.remove(path) : undefined;
  return { path, columns, remove };
}

// Rows between two settlements: keys are asked for in batches.
const batchRows = 64 * 1024;

/** Reads columns as texts. @param ids The values are account ids: texts, or whole numbers of 0 or more. */
export async function readParquet(
  source: Source,
  table: ParquetTable,
  options: { readonly columns: readonly string[]; readonly ids: boolean },
  sink: RecordSink,
  database: Database,
): Promise<void> {
  const types = options.columns.map((name) => table.columns.find((column) => column.name === name)!.type);
  if (options.ids) options.columns.forEach((name, index) => refuseType(source, name, types[index]));
  const cells = options.columns.map((name, index) => cellSql(sqlName(name), types[index]));
  const numeric = types.map((type) => options.ids && type !== "VARCHAR");
  let record = 0;
  const sql = `SELECT ${cells.join(", ")} FROM read_parquet(${literal(table.path)})`;
  for await (const chunk of guardStream(source, database.stream(sql))) {
    const values = cells.map((_, index) => chunk.values(index) as (string | null)[]);
    for (let row = 0; row < chunk.rowCount; row++) {
      const texts = values.map((column) => column[row]);
      const wrong = texts.findIndex((text, index) => numeric[index] && text !== null && !/^\d+$/.test(text));
      if (++record % batchRows === 0) await sink.settle();
      if (wrong < 0) sink.addValues(texts, record);
      else {
        sink.addBad(record, `needed whole numbers of 0 or more in "${options.columns[wrong]}", found ${texts[wrong]}`);
      }
    }
  }
  if (record === 0) throw new InputError(`Cannot import "${source.name}": needed rows, found a table without any`);
  await sink.settle();
}

function refuseType(source: Source, name: string, type: string): void {
  if (/^(VARCHAR|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|UUID|ENUM\(.*\))$/.test(type)) return;
  throw new InputError(`Cannot import "${source.name}": needed texts or numbers in column "${name}", found ${type}`);
}

/** Whole numbers that pandas wrote as floating-point, for a missing value among them, are whole numbers again. */
function cellSql(name: string, type: string): string {
  if (!/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return `${name}::VARCHAR`;
  return `CASE WHEN ${name} = trunc(${name}) AND abs(${name}) < 9007199254740992 THEN ${name}::BIGINT::VARCHAR ELSE ${name}::VARCHAR END`;
}

/** Names with wildcards mean themselves. */
function literal(path: string): string {
  return sqlText(path.replace(/[*?[]/g, (character) => `[${character}]`));
}

/** Puts the engine's words behind the file's name. */
async function guard<T>(source: Source, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    throw new InputError(`Cannot import "${source.name}": needed a whole Parquet file (${reason})`, { cause: error });
  }
}

/** The same for what is streamed; errors of the one who takes the chunks are his own. */
async function* guardStream<T>(source: Source, stream: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await guard(source, () => iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
