/** A folder as sink: what a worker wrote is on disk, whole, before it is committed. */
import { dirname, join } from "node:path";
import type { Sink } from "../core/crawl/sink.ts";
import { removeIfThere, syncPath, temporaryPrefix, writeAll } from "../core/workspace/files.ts";

/** @param folder Is made where it is missing. */
export function openFolderSink(folder: string): Sink {
  const known = new Set<string>();
  return {
    description: `folder ${folder}`,
    async write(name, bytes) {
      if (!/^[\w.-]+(\/[\w.-]+)*$/.test(name) || name.split("/").some((part) => /^\.+$/.test(part))) {
        throw new TypeError(`Cannot write object "${name}": needed plain names with "/" between them`);
      }
      const path = join(folder, name);
      const parent = dirname(path);
      if (!known.has(parent)) await makeFolder(folder, parent);
      known.add(parent);
      const temporary = join(parent, `${temporaryPrefix}${crypto.randomUUID()}`);
      try {
        const file = await Deno.open(temporary, { write: true, createNew: true });
        try {
          await writeAll(file, bytes);
          await file.sync();
        } finally {
          file.close();
        }
        await Deno.rename(temporary, path);
      } catch (error) {
        // Somebody removed the folder: it is made again on the next try.
        known.delete(parent);
        await removeIfThere(temporary).catch(() => {});
        throw error;
      }
      await syncPath(parent);
    },
  };
}

/** Makes the folders down to `parent`, each durable in the one above it. */
async function makeFolder(root: string, parent: string): Promise<void> {
  await Deno.mkdir(parent, { recursive: true });
  for (let at = parent;; at = dirname(at)) {
    await syncPath(dirname(at));
    if (at === root || dirname(at) === at) return;
  }
}
