/**
 * What each process of the server may do; everything else is refused by Deno.
 *
 * Flags rather than the permission sets of `deno.json`, because folders, library and port are known only at run time.
 * Modules that a process imports need no read permission.
 */
import { join } from "node:path";
import { UsageError } from "../../core/errors.ts";

export interface EdgeReach {
  readonly host: string;
  readonly port: number;
  /** Folders to read: the workspace and the bundled page. */
  readonly folders: readonly string[];
  /** The one folder to write: see `editsFolder`. */
  readonly edits: string;
}

export interface ComputeReach {
  readonly workspace: string;
  /** The native library; left out for the TypeScript kernel. */
  readonly library?: string;
}

/**
 * HTTP process: listens on one address, reads, and adds to what people say about communities. No FFI, no other program, no other
 * host, no environment, no other writing: not keys, not generations, not its own page.
 *
 * It is this process that may write, as it is the one that has checked the key, knows the communities that an edit is checked against,
 * and tells the caller that it is kept. The compute process runs native code, which no permission binds, and the supervisor, which may
 * do everything, would have to trust a message. At worst what people said is spoiled: never keys, data or programs.
 * @throws {UsageError} If a path has a comma; so below.
 */
export function edgePermissions({ host, port, folders, edits }: EdgeReach): string[] {
  return [
    ...nothing,
    `--allow-net=${bracket(host)}:${port}`,
    `--allow-read=${joinPaths(folders)}`,
    `--allow-write=${joinPaths([edits])}`,
  ];
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
