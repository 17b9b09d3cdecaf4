/** The server as a command starts it: library and page are made ready, then the supervisor runs. */
import { resolve } from "node:path";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { ensureLibrary } from "../_library.ts";
import { ensurePage } from "../_page.ts";
import { serve, type ServeOptions } from "./supervisor.ts";

export type RunOptions = Pick<ServeOptions, "workspace" | "host" | "port" | "open" | "signal" | "onReady">;

/**
 * Serves a workspace until the signal, then lets the answers under way finish.
 * Prints one line with the address when the first answer can be had, unless `onReady` says it in its own words.
 */
export async function runServer(options: RunOptions): Promise<void> {
  const { folder } = await openWorkspace(options.workspace);
  const library = await ensureLibrary();
  if ("missing" in library) {
    console.error(`No native library (${library.missing}): the TypeScript kernel answers, slowly`);
  }
  await serve({
    onReady: (url) => console.log(`Asterism answers at ${url}`),
    note: (line) => console.error(line),
    ...options,
    workspace: resolve(folder),
    library: "path" in library ? library : undefined,
    page: (await ensurePage()).folder,
  });
}
