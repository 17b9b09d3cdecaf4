/** The coordinator and workers as real processes: started, killed, started again; and everything that they print. */
import { join } from "node:path";
import { root } from "../../../scripts/_cache.ts";

export interface RealProcess {
  readonly pid: number;
  /** Resolves with its first line, which it prints once it is ready. */
  readonly ready: Promise<string>;
  readonly ended: Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** As systemd stops it. */
  stop(): Promise<void>;
}

/** @param printed Gets everything that the process writes. */
export function startProcess(
  args: readonly string[],
  { env, printed }: { readonly env: Readonly<Record<string, string>>; readonly printed: string[] },
): RealProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-P=worker", join(root, "scripts/asterism.ts"), ...args],
    cwd: root,
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const first = Promise.withResolvers<string>();
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>, isOutput: boolean) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      printed.push(text);
      if (isOutput) first.resolve(text);
    }
  };
  const reading = Promise.all([read(child.stdout, true), read(child.stderr, false)]);
  const ended = child.status.then(async () => {
    await reading;
    first.resolve("");
  });
  const end = (signal: Deno.Signal) => async () => {
    try {
      child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // It has ended by itself.
    }
    await ended;
  };
  return { pid: child.pid, ready: first.promise, ended, kill: end("SIGKILL"), stop: end("SIGTERM") };
}

/** What everybody on the machine can read about a process. */
export async function readCommandLine(pid: number): Promise<string> {
  return await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
}

/**
 * Where a secret stands, in clear or in base64, hexadecimal or as in addresses.
 * @param text As text, one character for each byte.
 */
export function findSecret(text: string, secret: string): string | null {
  const hex = Array.from(secret, (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  const forms: Record<string, string> = {
    "in clear": secret,
    "as hexadecimal": hex,
    "in an address": encodeURIComponent(secret),
    "in clear, in 16 bits": Array.from(secret).join("\0"),
  };
  // Base64 of it, wherever it begins in the text that was encoded.
  for (const pad of ["", "a", "aa"]) {
    const encoded = btoa(pad + secret);
    forms[`in base64 (${pad.length})`] = encoded.slice(pad.length === 0 ? 0 : 4, -4);
  }
  for (const [form, found] of Object.entries(forms)) {
    if (text.includes(found) || (form === "as hexadecimal" && text.includes(found.toUpperCase()))) return form;
  }
  return null;
}
