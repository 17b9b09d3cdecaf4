/** Reads a truth from a file: CSV or TSV of account id and group, or JSON; `.gz` too. */
import { parseTruthJson, type Truth, truthOfPairs } from "../core/community/truth.ts";
import { InputError } from "../core/errors.ts";
import { sqlText } from "../core/graph/database.ts";

/** @throws {InputError} If it is none of these. */
export async function readTruth(path: string): Promise<Truth> {
  await Deno.stat(path);
  return /\.json(\.gz)?$/i.test(path) ? parseTruthJson(await readText(path)) : await readTable(path);
}

async function readText(path: string): Promise<string> {
  const file = await Deno.open(path);
  const bytes = /\.gz$/i.test(path) ? file.readable.pipeThrough(new DecompressionStream("gzip")) : file.readable;
  try {
    return await new Response(bytes).text();
  } catch (error) {
    throw new InputError(`Cannot read truth "${path}": it is no whole gzip file (${(error as Error).message})`);
  }
}

/** The first two columns; a row of column names names no account and so does no harm. */
async function readTable(path: string): Promise<Truth> {
  const { openDatabase } = await import("./_duckdb.ts");
  const database = await openDatabase();
  try {
    const rows = await database.rows(
      `SELECT * FROM read_csv(${sqlText(path)}, header = false, all_varchar = true, null_padding = true)`,
    );
    const [id, group] = Object.keys(rows[0] ?? {});
    if (group === undefined) throw new Error("found one column");
    return truthOfPairs(
      rows.filter((row) => row[id] !== null && row[group] !== null)
        .map((row) => [String(row[id]).trim(), String(row[group]).trim()] as const),
    );
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new InputError(`Cannot read truth "${path}": needed two columns, account id and group (${reason})`);
  } finally {
    database.close();
  }
}
