/** Runs the command line inside the test, so that many cases cost little; what it prints is caught. */
import process from "node:process";
import { join } from "node:path";
import { root } from "../../scripts/_cache.ts";
import { runCommandLine } from "../../scripts/asterism.ts";

export { root };

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function runCli(...args: string[]): Promise<Outcome> {
  const printed = { out: [] as string[], err: [] as string[] };
  const { log, error } = console;
  const { write } = process.stdout;
  console.log = (...words: unknown[]) => void printed.out.push(words.join(" "));
  console.error = (...words: unknown[]) => void printed.err.push(words.join(" "));
  process.stdout.write = ((text: string) => (printed.out.push(text), true)) as typeof write;
  try {
    const code = await runCommandLine(args);
    return { code, out: printed.out.join("\n"), err: printed.err.join("\n") };
  } finally {
    Object.assign(console, { log, error });
    process.stdout.write = write;
  }
}

/** Runs it as a person does, in a process of its own. */
export async function runProcess(
  args: readonly string[],
  options: { input?: Uint8Array<ArrayBuffer>; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=compute", join(root, "scripts/asterism.ts"), ...args],
    cwd: root,
    env: options.env,
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(options.input).catch(() => {});
    await writer.close().catch(() => {});
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** A temporary folder for one test. */
export async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "asterism-test-" });
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Relative paths of everything below a folder whose name begins as half-written files do. */
export async function findTemporaries(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.startsWith(".tmp-")) found.push(entry.name);
    if (entry.isDirectory) {
      found.push(...(await findTemporaries(join(folder, entry.name))).map((name) => join(entry.name, name)));
    }
  }
  return found;
}
