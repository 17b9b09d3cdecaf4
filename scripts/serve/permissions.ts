/**
 * What each process of the server may do; everything else is refused by Deno.
 *
 * Flags rather than the permission sets of `deno.json`, because folders, library and port are known only at run time.
 * Modules that a process imports need no read permission.
 */
import { join } from "node:path";
import { UsageError } from "../../core/errors.ts";
import type { EdgeOptions } from "./options.ts";

export interface EdgeReach {
  readonly host: string;
  readonly port: number;
  /** Folders to read: the workspace and the bundled page. */
  readonly folders: readonly string[];
  /** The one folder to write: see `editsFolder`. */
  readonly edits: string;
  readonly crawl?: EdgeOptions["crawl"];
}

export interface ComputeReach {
  readonly workspace: string;
  /** The native library; left out for the TypeScript kernel. */
  readonly library?: string;
}

/**
 * HTTP process: listens on one address, reads, and adds to what people say about communities. No FFI, no other program, no other
 * host, no environment, no other writing: not keys, not generations, not its own page. With crawls of its own it also writes exactly
 * their database and its lock, and sees the one variable with their master key; with those of a coordinator elsewhere it reaches
 * exactly that one.
 *
 * It is this process that may write, as it is the one that has checked the key, knows the communities that an edit is checked against,
 * and tells the caller that it is kept. The compute process runs native code, which no permission binds, and the supervisor, which may
 * do everything, would have to trust a message. At worst what people said is spoiled: never keys, data or programs.
 * @throws {UsageError} If a path has a comma; so below.
 */
export function edgePermissions({ host, port, folders, edits, crawl = null }: EdgeReach): string[] {
  const listening = `${bracket(host)}:${port}`;
  const database = crawl !== null && "folder" in crawl ? crawlFiles(crawl.folder) : [];
  return [
    ...nothing,
    `--allow-net=${crawl !== null && "address" in crawl ? `${listening},${hostOf(crawl.address)}` : listening}`,
    `--allow-read=${joinPaths(folders)}`,
    `--allow-write=${joinPaths([edits, ...database])}`,
    ...database.length === 0 ? [] : [`--allow-env=${masterKeyVariable}`],
  ];
}

/** The one secret that the HTTP process is handed, by its environment: arguments can be read by everybody on this machine. */
export const masterKeyVariable = "ASTERISM_MASTER_KEY";

/** What the HTTP process may write of a crawl's folder: see `openCrawlStore`. */
function crawlFiles(folder: string): string[] {
  return ["crawl.kv", "crawl.kv.lock"].map((name) => join(folder, name));
}

/** Host and port of an address, as permissions name them. */
function hostOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

/** What the HTTP process may write of a workspace. */
export function editsFolder(workspace: string): string {
  return join(workspace, "edits");
}

/** Compute process: one library and one workspace. No net, no writing, no environment. */
export function computePermissions({ workspace, library }: ComputeReach): string[] {
  const read = `--allow-read=${joinPaths([workspace])}`;
  return library === undefined ? [...nothing, read] : [...nothing, read, `--allow-ffi=${joinPaths([library])}`];
}

/** No question to the person at the terminal: what is not allowed is refused. */
const nothing = ["--no-prompt"];

/** Deno splits the list at every comma and knows no way to quote one: a path with a comma would allow two others. */
function joinPaths(paths: readonly string[]): string {
  for (const path of paths) {
    if (path.includes(",")) {
      throw new UsageError(
        `Cannot serve from "${path}": a path with a comma cannot be allowed to a process; rename it`,
      );
    }
  }
  return paths.join(",");
}

/** An IPv6 address before a port stands in brackets. */
function bracket(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
