/** The API keys of a workspace: `keys.json`, atomically replaced, read again when it changes. */
import { join } from "node:path";
import { z } from "zod";
import { CorruptFileError } from "../errors.ts";
import { readTextIfThere, writeFileAtomically } from "./files.ts";
import {
  findKey,
  type KeyRecord,
  type KeyRequest,
  type KeySources,
  type KeyStore,
  makeKey,
  scopes,
  verifyKey,
} from "./keys.ts";

/**
 * Makes a key and stores its hash. The text is given back once and kept nowhere.
 * @throws {UsageError} As `makeKey` does.
 */
export async function createKey(
  folder: string,
  request: KeyRequest,
  sources: KeySources,
): Promise<{ text: string; key: KeyRecord }> {
  const made = await makeKey(request, sources);
  await changeKeys(folder, (keys) => [...keys, made.key]);
  return made;
}

/** All keys of a workspace, oldest first, with those that no longer count. */
export async function listKeys(folder: string): Promise<readonly KeyRecord[]> {
  const path = keyFile(folder);
  const text = await readTextIfThere(path);
  if (text === undefined) return [];
  const parsed = keysFile.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CorruptFileError(path, 0, `it is not a list of keys (${issue.path.join(".")}: ${issue.message})`);
  }
  return parsed.data.keys;
}

/**
 * Takes a key back, by its id or by its name if only one valid key bears it. Doing so twice changes nothing.
 * @throws {NotFoundError} If there is no such key, {UsageError} if several bear the name.
 */
export async function revokeKey(
  folder: string,
  idOrName: string,
  { now }: Pick<KeySources, "now">,
): Promise<KeyRecord> {
  let revoked: KeyRecord | undefined;
  await changeKeys(folder, (keys) => {
    const key = findKey(keys, idOrName);
    revoked = { ...key, revoked: key.revoked ?? new Date(now()).toISOString() };
    return keys.map((each) => each.id === key.id ? revoked! : each);
  });
  return revoked!;
}

/** Keys of a workspace, read again when the file has changed: a revoked key stops counting within a second. */
export function openKeyStore(folder: string, { now }: Pick<KeySources, "now">): KeyStore {
  let keys: readonly KeyRecord[] = [];
  let stamp = "";
  let checkedMs = -Infinity;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const found = await fileStamp(keyFile(folder));
    if (found !== stamp) {
      keys = await listKeys(folder);
      stamp = found;
    }
    checkedMs = now();
  }

  return {
    async verify(text) {
      if (now() - checkedMs >= refreshMs) await (reading ??= refresh().finally(() => reading = undefined));
      return await verifyKey((hash) => keys.find((key) => key.hash === hash), text, now());
    },
  };
}

/** How long a change of `keys.json` may go unnoticed. */
const refreshMs = 1000;

const keysFile = z.object({
  format: z.literal(1),
  keys: z.array(z.object({
    id: z.string(),
    name: z.string(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    scopes: z.array(z.enum(scopes)),
    created: z.iso.datetime(),
    expires: z.iso.datetime().nullable(),
    revoked: z.iso.datetime().nullable(),
  })),
});

function keyFile(folder: string): string {
  return join(folder, "keys.json");
}

/** Reads, changes and replaces the file, one writer at a time. */
async function changeKeys(
  folder: string,
  change: (keys: readonly KeyRecord[]) => readonly KeyRecord[],
): Promise<void> {
  const lock = await Deno.open(join(folder, ".keys.lock"), { create: true, write: true });
  try {
    await lock.lock(true);
    const keys = change(await listKeys(folder));
    await writeFileAtomically(keyFile(folder), JSON.stringify({ format: 1, keys }, null, 2) + "\n");
  } finally {
    lock.close();
  }
}

/** Tells one content of a file from another without reading it; "" where there is none. */
async function fileStamp(path: string): Promise<string> {
  try {
    const { mtime, size, ino } = await Deno.stat(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
