/** Runs an import on bytes in a temporary folder and reads back what it wrote. */
import { join } from "node:path";
import { followerKey } from "../../../../core/graph/follower_key.ts";
import {
  type EdgeImport,
  type EdgeImportOptions,
  importEdges,
  importProfiles,
  type ImportTools,
  type ProfileImport,
  type ProfileImportOptions,
} from "../../../../core/graph/import/mod.ts";
import { type DatabaseValue, sqlText } from "../../../../core/graph/database.ts";
import { readNpy } from "../../../../core/workspace/npy.ts";
import { openDatabase } from "../../../../scripts/_duckdb.ts";

export type Content = string | Uint8Array;

/** Keys as the real kernels make them. */
export const kernel: ImportTools["kernel"] = {
  accountKeys: (ids) => Promise.resolve(BigUint64Array.from(ids, followerKey)),
};

export interface EdgeResult {
  readonly result: EdgeImport;
  /** "file:1 file:2" for each row, in order. */
  readonly rows: string[];
  /** What lies in the folder afterwards. */
  readonly files: string[];
}

/** Imports files given as name and content; the content of "-" is standard input. */
export async function importEdgeTexts(
  contents: Record<string, Content>,
  options: EdgeImportOptions = {},
): Promise<EdgeResult> {
  return await withFolder(contents, async (paths, tools) => {
    const result = await importEdges(paths, options, tools);
    const { data, header } = await readNpy(join(tools.folder, "rows.npy"));
    const accounts = await tools.database.rows(
      `SELECT key, id FROM read_parquet(${sqlText(join(tools.folder, "accounts.parquet"))})`,
    );
    const ids = new Map(accounts.map(({ key, id }) => [key, id]));
    const keys = data as BigUint64Array;
    const rows = Array.from(
      { length: header.shape[0] },
      (_, row) => `${ids.get(keys[2 * row])} ${ids.get(keys[2 * row + 1])}`,
    );
    return { result, rows, files: listNames(tools.folder) };
  });
}

export interface ProfileResult {
  readonly result: ProfileImport;
  readonly rows: Record<string, DatabaseValue>[];
}

export async function importProfileTexts(
  contents: Record<string, Content>,
  options: ProfileImportOptions = {},
): Promise<ProfileResult> {
  return await withFolder(contents, async (paths, tools) => {
    const result = await importProfiles(paths, options, tools);
    const rows = await tools.database.rows(
      `FROM read_parquet(${sqlText(join(tools.folder, "profiles.parquet"))})`,
    );
    return { result, rows };
  });
}

/** Acts with tools whose folder is empty, on files beside it; removes both. */
export async function withFolder<T>(
  contents: Record<string, Content>,
  act: (paths: string[], tools: ImportTools) => Promise<T>,
): Promise<T> {
  const parent = await Deno.makeTempDir();
  const database = await openDatabase({ folder: parent });
  try {
    const folder = join(parent, "generation");
    await Deno.mkdir(folder);
    const paths: string[] = [];
    let stdin: ReadableStream<Uint8Array> | undefined;
    for (const [name, content] of Object.entries(contents)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
      if (name === "-") stdin = new Blob([bytes]).stream();
      else await Deno.writeFile(join(parent, name), bytes);
      paths.push(name === "-" ? "-" : join(parent, name));
    }
    return await act(paths, { database, kernel, folder, stdin });
  } finally {
    database.close();
    await Deno.remove(parent, { recursive: true });
  }
}

export function listNames(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** A `.npy` file as NumPy writes it: header padded to 64 bytes only. */
export function npyFile(descr: string, shape: string, data: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + "\n";
  const header = new Uint8Array(10 + text.length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  header.set(new TextEncoder().encode(text), 10);
  const file = new Uint8Array(header.length + data.byteLength);
  file.set(header);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return file;
}
