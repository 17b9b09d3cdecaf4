/** The key that platform tokens are encrypted with: `ASTERISM_MASTER_KEY`, or a file that is made once. */
import { join } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { makeMasterKey, type MasterKey, readMasterKeys } from "../../core/crawl/allowances/secrets.ts";

/** Beside the database and not in it: who has the database alone has no secrets. */
export const masterKeyFile = "master.key";

/**
 * Finds the master keys of a workspace; makes one where there is none, readable by its owner only, and says so.
 * @throws {UsageError} If what is there is no key. The message holds nothing of it.
 */
export async function findMasterKeys(folder: string, note: (text: string) => void): Promise<MasterKey[]> {
  const given = Deno.env.get("ASTERISM_MASTER_KEY");
  if (given) return readMasterKeys(given);
  const path = join(folder, masterKeyFile);
  const stored = await readIfThere(path);
  if (stored !== undefined) {
    try {
      return readMasterKeys(stored.trim());
    } catch (error) {
      throw new UsageError(`${(error as Error).message}; see "${path}", or set ASTERISM_MASTER_KEY`);
    }
  }
  const key = makeMasterKey();
  // Whole or not there: a key that was cut short would lose every secret that follows.
  const draft = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const file = await Deno.open(draft, { write: true, createNew: true, mode: 0o600 });
  try {
    await file.write(new TextEncoder().encode(`${key}\n`));
    await file.sync();
  } finally {
    file.close();
  }
  try {
    // A second process that made one at the same time was first, or is not: link, unlike rename, replaces nothing.
    await Deno.link(draft, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return readMasterKeys((await Deno.readTextFile(path)).trim());
  } finally {
    await Deno.remove(draft);
  }
  note(`Made a master key for platform tokens in "${path}"; keep it safe, or set ASTERISM_MASTER_KEY instead`);
  return readMasterKeys(key);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
