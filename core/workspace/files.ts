/** Writing files so that a kill at any instant leaves the old state or the new one, never half of either. */
import { join } from "node:path";
import type { z } from "zod";
import { CorruptFileError } from "../errors.ts";

/** Temporary names start so; whatever bears such a name at the start of a command was left by one that died. */
export const temporaryPrefix = ".tmp-";

/** Writes a small file by temporary name, fsync, rename, fsync of the folder. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const temporary = join(path, "..", `${temporaryPrefix}${crypto.randomUUID()}`);
  try {
    await Deno.writeTextFile(temporary, text, { createNew: true });
    await syncPath(temporary);
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
  await syncPath(join(path, ".."));
}

/** Makes what was written to a file, or to a folder's list of names, durable. */
export async function syncPath(path: string): Promise<void> {
  const file = await Deno.open(path, { read: true });
  try {
    await file.sync();
  } finally {
    file.close();
  }
}

/** Writes all bytes at the file's position: a file may take less at once than it is given. */
export async function writeAll(file: Pick<Deno.FsFile, "write">, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Relative paths of all files below a folder, in bytewise order. */
export async function listFiles(folder: string, under = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(join(folder, under))) {
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory) paths.push(...await listFiles(folder, path));
    else paths.push(path);
  }
  return paths.sort((left, right) => left < right ? -1 : 1);
}

/** Removes what earlier, killed commands left half-written in a folder. The caller holds the workspace's lock. */
export async function removeStaleTemporaries(folder: string): Promise<void> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.name.startsWith(temporaryPrefix)) names.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const name of names) await removeIfThere(join(folder, name));
}

export async function removeIfThere(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** Reads a text file; undefined where there is none. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** @throws {CorruptFileError} If the text is not JSON of that shape. */
export function parseJsonFile<T>(path: string, text: string, shape: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CorruptFileError(path, 0, `it is not JSON (${(error as Error).message})`);
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CorruptFileError(path, 0, `${issue.path.join(".")}: ${issue.message}`);
}
