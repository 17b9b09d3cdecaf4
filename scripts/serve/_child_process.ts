/** One process of the server, started again whenever it dies. */
import { fileURLToPath } from "node:url";
import { delay } from "./_delay.ts";

export interface ProcessPlan {
  /** Module that is run. */
  readonly entry: string;
  readonly permissions: readonly string[];
  /** Handed over as one JSON argument. Everybody on this machine can read it: no secrets. */
  readonly options: unknown;
  /** Names of variables that are handed over besides what Deno itself needs: here a secret may be. */
  readonly environment?: readonly string[];
}

/** A process that runs, its two pipes, and its end. */
export interface RunningProcess {
  readonly pid: number;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly ended: Promise<void>;
  kill(signal?: Deno.Signal): void;
}

export function startProcess({ entry, permissions, options, environment = [] }: ProcessPlan): RunningProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--config", configFile, ...permissions, entry, JSON.stringify(options)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    clearEnv: true,
    env: Object.fromEntries(
      [...environmentOfDeno, ...environment].flatMap((name) => {
        const value = Deno.env.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  }).spawn();
  return {
    pid: child.pid,
    readable: child.stdout,
    writable: child.stdin,
    ended: child.status.then(() => undefined),
    kill(signal = "SIGKILL") {
      try {
        child.kill(signal);
      } catch {
        // It has ended already.
      }
    },
  };
}

export interface KeepOptions {
  readonly signal: AbortSignal;
  /** Acts on a process as long as it runs. */
  readonly attend: (running: RunningProcess) => Promise<void>;
  /** Told before each new start. */
  readonly onRestart: (delayMs: number) => void;
}

/** Starts a process again and again, until the signal; waits longer after each early death. */
export async function keepRunning(plan: () => ProcessPlan, { signal, attend, onRestart }: KeepOptions): Promise<void> {
  let delayMs = delayMsMin;
  while (!signal.aborted) {
    const startMs = performance.now();
    const running = startProcess(plan());
    await attend(running);
    await running.ended;
    if (signal.aborted) return;
    if (performance.now() - startMs > settledMs) delayMs = delayMsMin;
    onRestart(delayMs);
    await delay(delayMs, signal);
    delayMs = Math.min(2 * delayMs, delayMsMax);
  }
}

const delayMsMin = 100;
const delayMsMax = 5000;
/** A process that lived so long had started well. */
const settledMs = 10_000;

const configFile = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** What Deno itself needs to find its caches and to fetch a missing package; the programs cannot read them. */
const environmentOfDeno = [
  "DENO_DIR",
  "HOME",
  "XDG_CACHE_HOME",
  "LOCALAPPDATA",
  "USERPROFILE",
  "SystemRoot",
  "TMPDIR",
  "NO_COLOR",
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  "NPM_CONFIG_REGISTRY",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
];
