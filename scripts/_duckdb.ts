/**
 * DuckDB behind core's `Database` interface: in memory, spilling into a temporary folder that goes when it is closed.
 * The exact version matters: 1.5.6-r.1 does not install under Deno (a platform package of it is missing).
 */
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBUBigIntVector,
  UBIGINT,
  VARCHAR,
} from "npm:@duckdb/node-api@1.5.5-r.5";
import { type Database, type DatabaseChunk, type DatabaseValue, sqlName } from "../core/graph/database.ts";

export interface DatabaseOptions {
  /** Where a folder for what does not fit into memory is made; the system's temporary folder when left out. */
  readonly folder?: string;
  readonly threads?: number;
  /** Memory that DuckDB may use, in bytes; it is no cap on the process. */
  readonly memoryBytes?: number;
}

// 2 GiB: sorts of 100 M ids spill instead of pushing the network step's maps out of memory.
const memoryBytesDefault = 2 * 1024 ** 3;

/** Opens an empty engine. Close it to end its threads. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const folder = await Deno.makeTempDir({ dir: options.folder, prefix: ".tmp-duckdb-" });
  const settings: Record<string, string> = {
    temp_directory: folder,
    memory_limit: `${Math.floor((options.memoryBytes ?? memoryBytesDefault) / 1024 ** 2)}MiB`,
    autoinstall_known_extensions: "false",
  };
  if (options.threads !== undefined) settings.threads = String(options.threads);
  const instance = await DuckDBInstance.create(":memory:", settings);
  const connection = await instance.connect();
  // Times are read and written as UTC on every machine.
  await connection.run("SET TimeZone = 'UTC'");
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjects() as Record<string, DatabaseValue>[];
    },
    stream: (sql) => streamChunks(connection, sql),
    async appendTexts(table, columns) {
      await appendRows(connection, table, columns[0]?.length ?? 0, (first, rowCount) => {
        const chunk = DuckDBDataChunk.create(columns.map(() => VARCHAR), rowCount);
        columns.forEach((column, index) => chunk.setColumnValues(index, column.slice(first, first + rowCount)));
        return chunk;
      });
    },
    async appendUnsigned(table, columns) {
      await appendRows(connection, table, columns[0]?.length ?? 0, (first, rowCount) => {
        const chunk = DuckDBDataChunk.create(columns.map(() => UBIGINT), rowCount);
        columns.forEach((column, index) => {
          const vector = chunk.getColumnVector(index) as DuckDBUBigIntVector;
          unsignedItems(vector).set(column.subarray(first, first + rowCount));
          vector.flush();
        });
        return chunk;
      });
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

async function* streamChunks(connection: DuckDBConnection, sql: string): AsyncGenerator<DatabaseChunk> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield {
      rowCount: chunk.rowCount,
      values: (column) => chunk.getColumnValues(column) as DatabaseValue[],
      unsigned(column) {
        const vector = chunk.getColumnVector(column);
        if (!(vector instanceof DuckDBUBigIntVector)) throw new TypeError(`Column ${column} is not UBIGINT`);
        return unsignedItems(vector).subarray(0, chunk.rowCount);
      },
    };
  }
}

/** The vector's own memory; its field is private in the types only. */
function unsignedItems(vector: DuckDBUBigIntVector): BigUint64Array {
  return (vector as unknown as { items: BigUint64Array }).items;
}

// DuckDB's own chunk size; a larger chunk is refused.
const chunkRows = 2048;

async function appendRows(
  connection: DuckDBConnection,
  table: string,
  rowCount: number,
  makeChunk: (firstRow: number, rowCount: number) => DuckDBDataChunk,
): Promise<void> {
  const appender = await connection.createAppender(table);
  try {
    for (let row = 0; row < rowCount; row += chunkRows) {
      appender.appendDataChunk(makeChunk(row, Math.min(chunkRows, rowCount - row)));
    }
  } catch (error) {
    throw new Error(`Cannot append to table ${sqlName(table)}: ${(error as Error).message}`, { cause: error });
  } finally {
    appender.closeSync();
  }
}
