/** Where things are kept that can be made again: the native library, the bundled page, the demo's world. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** `.cache` in the project, or `$ASTERISM_CACHE` where that cannot be written to. */
export const cacheFolder = Deno.env.get("ASTERISM_CACHE") || join(root, ".cache");
