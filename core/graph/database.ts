/**
 * The SQL engine that batch steps use for tables: Parquet files, joins, sorting past memory. Handed in, never imported here
 * (DESIGN 7: DuckDB, `scripts/_duckdb.ts`), so that nothing in core pulls a heavy package.
 */

export type DatabaseValue = string | number | bigint | boolean | null;

export interface Database {
  /** Runs one or more statements for their effect. @throws {Error} With the engine's own words. */
  run(sql: string): Promise<void>;

  /** All rows of a small answer, keyed by column name. 64-bit integers arrive as bigint. */
  rows(sql: string): Promise<Record<string, DatabaseValue>[]>;

  /** A large answer in chunks of some thousand rows, in the order of the query. */
  stream(sql: string): AsyncIterable<DatabaseChunk>;

  /** Appends rows, given column by column and all of the same length, to an existing table of VARCHAR columns. */
  appendTexts(table: string, columns: readonly (readonly (string | null)[])[]): Promise<void>;

  /** Appends rows to an existing table of UBIGINT columns. */
  appendUnsigned(table: string, columns: readonly BigUint64Array[]): Promise<void>;

  /** Ends the engine and removes what it spilled; no call may follow. */
  close(): void;
}

export interface DatabaseChunk {
  readonly rowCount: number;
  /** One column as values, shape (rowCount). */
  values(column: number): DatabaseValue[];
  /** A UBIGINT column without nulls, shape (rowCount); valid until the next chunk is asked for. */
  unsigned(column: number): BigUint64Array;
}

/** A text as SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A table or column name as SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
