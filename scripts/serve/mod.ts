/** The server as a command starts it: library and page are made ready, then the supervisor runs. */
import { join, resolve } from "node:path";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { ensureLibrary } from "../_library.ts";
import { ensurePage } from "../_page.ts";
import { findMasterKeys } from "../crawl/master_key.ts";
import { serve, type ServeOptions } from "./supervisor.ts";

export type RunOptions = Pick<ServeOptions, "workspace" | "host" | "port" | "open" | "signal" | "onReady"> & {
  /** Answers crawl routes too: from the workspace's own database, or with the coordinator at an address. */
  readonly crawl?: "here" | { readonly address: string };
};

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
  const { crawl } = options;
  await serve({
    onReady: (url) => console.log(`Asterism answers at ${url}`),
    note: (line) => console.error(line),
    ...options,
    workspace: resolve(folder),
    library: "path" in library ? library : undefined,
    page: (await ensurePage()).folder,
    crawl: crawl === "here" ? { folder: await makeCrawlFolder(resolve(folder)) } : crawl,
  });
}

/** The HTTP process may write the database in it and nothing else, so that folder and master key are made before. */
export async function makeCrawlFolder(workspace: string): Promise<string> {
  const crawl = join(workspace, "crawl");
  await Deno.mkdir(crawl, { recursive: true });
  await findMasterKeys(crawl, (line) => console.error(line));
  return crawl;
}
