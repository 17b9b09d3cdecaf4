/** Peers in Python: an environment in the cache folder, made by an ordinary pip the first time. */
import { join } from "node:path";
import { cacheFolder } from "../../scripts/_cache.ts";

/** Interpreter that has the packages, or the reason why there is none. */
export type Python = { readonly path: string } | { readonly missing: string };

/** @param packages Exact versions, such as `numpy==2.4.1`. */
export async function ensurePython(name: string, packages: readonly string[]): Promise<Python> {
  const folder = join(cacheFolder, "python", name);
  const path = join(folder, "bin", "python");
  const wanted = packages.join("\n");
  const stamp = join(folder, "packages.txt");
  if (await Deno.readTextFile(stamp).catch(() => "") === wanted) return { path };
  for (
    const [program, args] of [["python3", ["-m", "venv", folder]], [path, [
      "-m",
      "pip",
      "install",
      ...packages,
    ]]] as const
  ) {
    const outcome = await run(program, args);
    if (!outcome.success) return { missing: `${program} ${args.slice(0, 3).join(" ")}: ${outcome.reason}` };
  }
  await Deno.writeTextFile(stamp, wanted);
  return { path };
}

/** Runs a script that prints one line of JSON. @throws {Error} If it fails, with its last words. */
export async function runPython<T>(python: string, args: readonly string[]): Promise<T> {
  const outcome = await run(python, args);
  if (!outcome.success) throw new Error(`Cannot run ${args[0]}: ${outcome.reason}`);
  return JSON.parse(outcome.text);
}

async function run(program: string, args: readonly string[]) {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
    const words = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
    return { success, text: new TextDecoder().decode(stdout), reason: words };
  } catch (error) {
    return { success: false, text: "", reason: (error as Error).message };
  }
}
