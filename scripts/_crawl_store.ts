/** Opens the crawl's database in a workspace. One process at a time: two on one file make each other's commits fail. */
import { join } from "node:path";
import { Deserializer, Serializer } from "node:v8";
import { UnavailableError } from "../core/errors.ts";
import { GroupedStore } from "../core/crawl/store/grouped_store.ts";
import type { Store } from "../core/crawl/store/store.ts";
import { DenoKvStore, type KvDatabase } from "../functions/crawl/deno_kv_store.ts";

/**
 * Opens `crawl.kv` in the folder, which must exist. The lock beside it goes with the process that holds it.
 * @throws {UnavailableError} If another process has it; names that process.
 */
export async function openCrawlStore(folder: string): Promise<Store> {
  const path = join(folder, "crawl.kv");
  const lock = await lockFile(`${path}.lock`, path);
  try {
    const store = new GroupedStore(new DenoKvStore(await openKv(path)));
    const closeDatabase = store.close.bind(store);
    store.close = () => {
      closeDatabase();
      lock.close();
    };
    return store;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** The built-in database, or its npm package where Deno runs without `--unstable-kv`. Both write the same files. */
export async function openKv(path: string): Promise<KvDatabase> {
  if (typeof Deno.openKv === "function") return await Deno.openKv(path);
  return await openPackagedKv(path);
}

/** The package's own SQLite, also where there is a built-in one. */
export async function openPackagedKv(path: string): Promise<KvDatabase> {
  const { openKv } = await import("npm:@deno/kv@0.14.0");
  return await openKv(path, { implementation: "sqlite", encodeV8, decodeV8 }) as unknown as KvDatabase;
}

/** V8's own format. `v8.serialize()` writes arrays of bytes in a way of Node's, which the built-in database cannot read. */
function encodeV8(value: unknown): Uint8Array {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return new Uint8Array(serializer.releaseBuffer());
}

function decodeV8(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** The lock holds the id of its process, for the message that another one gets. */
async function lockFile(lockPath: string, path: string): Promise<Deno.FsFile> {
  const lock = await Deno.open(lockPath, { create: true, read: true, write: true });
  if (!await lock.tryLock(true)) {
    lock.close();
    const holder = (await Deno.readTextFile(lockPath)).trim();
    throw new UnavailableError(
      `Cannot open "${path}": needed it for one process alone, found process ${holder || "(unknown)"} using it; ` +
        "stop that one, or name its address with --coordinator",
      5,
    );
  }
  await lock.truncate();
  await lock.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return lock;
}
