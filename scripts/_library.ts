/**
 * Finds or builds the native library (DESIGN 4).
 *
 * A build is kept under `.cache/lib/` by the hash of its sources, flags and CPU: it is written under a temporary name, renamed,
 * and never overwritten, so that a library that somebody has loaded stays what it was.
 */
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { cacheFolder, root } from "./_cache.ts";
import { findZig, type Zig, zigVersion } from "./_zig.ts";

/** `baseline` is any x86-64; `native` is what another architecture gets. */
export type LibraryCpu = "x86_64_v3" | "x86_64_v4" | "baseline" | "native";

export interface LibraryOptions {
  /** Builds for this CPU instead of the best that this machine has. */
  readonly cpu?: LibraryCpu;
  /** Says nothing about a build. */
  readonly quiet?: boolean;
  /** Builds every variant that this machine can run; the answer is still one. */
  readonly all?: boolean;
}

/** A library that can be loaded, or the reason why there is none (the reference kernel then does its work). */
export type Library =
  | { readonly path: string; readonly cpu: LibraryCpu; readonly description: string }
  | { readonly missing: string };

/** Makes sure that the library is there. Fails only when Zig is there and the sources do not compile. */
export async function ensureLibrary(options: LibraryOptions = {}): Promise<Library> {
  if (Deno.env.get("ASTERISM_KERNEL") === "reference") {
    return { missing: "ASTERISM_KERNEL=reference asks for the TypeScript twin" };
  }
  const cpus = runnableCpus();
  const cpu = options.cpu ?? forcedCpu() ?? cpus[0];
  for (const each of options.all ? new Set([cpu, ...cpus]) : [cpu]) {
    const missing = await ensureVariant(each, options.quiet ?? false);
    if (missing !== undefined) return { missing };
  }
  return { path: await libraryPath(cpu), cpu, description: `Zig ${zigVersion} library for ${cpuName(cpu)}` };
}

/** Variants that this machine can run, best first. */
export function runnableCpus(): LibraryCpu[] {
  if (Deno.build.arch !== "x86_64" || Deno.build.os !== "linux") return ["native"];
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readCpuInfo())?.[1].trim().split(/\s+/));
  const has = (names: string) => names.split(" ").every((name) => flags.has(name));
  if (!has("avx avx2 bmi1 bmi2 f16c fma abm movbe")) return ["baseline"];
  return has("avx512f avx512bw avx512cd avx512dq avx512vl") ? ["x86_64_v4", "x86_64_v3"] : ["x86_64_v3"];
}

/** Read by a program of its own: Deno itself opens /proc with all permissions only. */
function readCpuInfo(): string {
  const { stdout } = new Deno.Command("cat", { args: ["/proc/cpuinfo"], stdin: "null", stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout);
}

const sourceFolder = join(root, "zig");

function forcedCpu(): LibraryCpu | undefined {
  const forced = Deno.env.get("ASTERISM_CPU");
  if (forced === undefined || forced === "") return undefined;
  if (forced === "x86_64_v3" || forced === "x86_64_v4" || forced === "baseline" || forced === "native") return forced;
  throw new RangeError(`Cannot build for ASTERISM_CPU "${forced}": needed x86_64_v3, x86_64_v4, baseline or native`);
}

async function ensureVariant(cpu: LibraryCpu, quiet: boolean): Promise<string | undefined> {
  if (await exists(await libraryPath(cpu))) return undefined;
  const zig = await findZig({ quiet });
  if ("missing" in zig) return zig.missing;
  if (!quiet) console.error(`building the native library for ${cpuName(cpu)} (about 20 s, once)`);
  await build(zig, cpu);
  return undefined;
}

async function build(zig: Zig, cpu: LibraryCpu): Promise<void> {
  const target = await libraryPath(cpu);
  const prefix = join(cacheFolder, "lib", `building-${randomUUID()}.tmp`);
  await Deno.mkdir(prefix, { recursive: true });
  try {
    const { success, stderr } = await new Deno.Command(zig.path, {
      args: ["build", ...buildFlags(cpu), "--prefix", prefix, ...zigFolderFlags(zig)],
      cwd: sourceFolder,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) {
      throw new Error(`Cannot build the native library for ${cpuName(cpu)}:\n${new TextDecoder().decode(stderr)}`);
    }
    // The sources may have been edited meanwhile: what was built then has no name to be kept under.
    if (target !== await libraryPath(cpu)) return await build(zig, cpu);
    await Deno.rename(join(prefix, "lib", builtName()), target);
  } finally {
    await Deno.remove(prefix, { recursive: true });
  }
}

/** Flags that make `zig` keep its caches in the repository and find its own library. */
export function zigFolderFlags(zig: Zig): string[] {
  const flags = ["--cache-dir", join(cacheFolder, "zig"), "--global-cache-dir", join(cacheFolder, "zig-global")];
  return zig.libraryFolder === undefined ? flags : [...flags, "--zig-lib-dir", zig.libraryFolder];
}

function buildFlags(cpu: LibraryCpu): string[] {
  return [`-Dcpu=${cpu}`];
}

async function libraryPath(cpu: LibraryCpu): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([zigVersion, buildFlags(cpu), Deno.build.os, Deno.build.arch]));
  for (const name of await sourceNames()) {
    hash.update(`\0${name}\0`).update(await Deno.readFile(join(sourceFolder, name)));
  }
  return join(cacheFolder, "lib", `libasterism-${hash.digest("hex").slice(0, 16)}${libraryExtension()}`);
}

/** Names of all sources, sorted. */
async function sourceNames(): Promise<string[]> {
  const names = ["build.zig"];
  for await (const entry of Deno.readDir(join(sourceFolder, "src"))) {
    if (entry.isFile && entry.name.endsWith(".zig")) names.push(`src/${entry.name}`);
  }
  return names.sort();
}

function cpuName(cpu: LibraryCpu): string {
  return { x86_64_v3: "x86-64-v3", x86_64_v4: "x86-64-v4", baseline: "any x86-64", native: "this CPU" }[cpu];
}

function builtName(): string {
  return Deno.build.os === "windows" ? "asterism.dll" : `libasterism${libraryExtension()}`;
}

function libraryExtension(): string {
  return { windows: ".dll", darwin: ".dylib" }[Deno.build.os as string] ?? ".so";
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
