/**
 * The supervisor of a server: an HTTP process that may not compute and a compute process that may not talk to the net (DESIGN 13).
 * It starts both, passes frames between them, starts again what dies, and ends both when it is told to.
 */
import { InputError, UsageError } from "../../core/errors.ts";
import { listKeys } from "../../core/workspace/key_file.ts";
import { isLoopback } from "../../functions/http/guards.ts";
import { keepRunning, type ProcessPlan, type RunningProcess } from "./_child_process.ts";
import { delay } from "./_delay.ts";
import { urlOf } from "./_listening.ts";
import { createSwitchboard, type Switchboard } from "./_switchboard.ts";
import type { ComputeOptions, EdgeOptions } from "./options.ts";
import { computePermissions, edgePermissions, editsFolder, masterKeyVariable } from "./permissions.ts";

export interface ServeOptions {
  /** Folder of the workspace, absolute. */
  readonly workspace: string;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Lets everybody read and edit without a key; on loopback only. */
  readonly open: boolean;
  /** The native library and words about it; left out for the TypeScript kernel. */
  readonly library?: { readonly path: string; readonly description: string };
  /** Folder of the bundled page. */
  readonly page: string;
  /** Where crawl routes are answered; nowhere when left out. */
  readonly crawl?: EdgeOptions["crawl"];
  /** Ends the server: it answers what was asked and stops. */
  readonly signal: AbortSignal;
  /** Told once, when the first answer can be had. */
  readonly onReady?: (url: string) => void | Promise<void>;
  /** Told what happens, a line each. */
  readonly note?: (line: string) => void;
  /** Modules of the two processes; others in tests. */
  readonly entries?: { readonly edge: string; readonly compute: string };
}

/**
 * Serves until the signal. Resolves when both processes have ended.
 * @throws {UsageError} If it is open to others than this machine, or nobody could be let in.
 * @throws {InputError} If the address cannot be listened on.
 */
export async function serve(options: ServeOptions): Promise<void> {
  await checkExposure(options);
  const { note = () => {}, entries = defaultEntries } = options;
  const stop = new AbortController();
  const stopped = AbortSignal.any([options.signal, stop.signal]);
  let port = options.port;
  let failure: Error | undefined;
  let readied: Promise<void> | undefined;

  const switchboard = createSwitchboard((notice, detail) => {
    const { port: found, message } = Object(detail) as { port?: number; message?: string };
    if (notice === "listening") port = found!;
    if (notice === "ready") readied ??= announce(options, urlOf(options.host, port), fail);
    if (notice === "waiting") note(String(message));
    if (notice === "failed") fail(new InputError(String(message)));
  });
  function fail(error: Error): void {
    failure ??= error;
    stop.abort();
  }

  const running = new Map<"compute" | "edge", RunningProcess>();
  const keep = (name: "compute" | "edge", plan: () => ProcessPlan, attendPipes: Switchboard["attendEdge"]) =>
    keepRunning(plan, {
      signal: stopped,
      async attend(process) {
        running.set(name, process);
        if (stopped.aborted) process.kill();
        // What talks nonsense is ended, and so started anew.
        await attendPipes(process).catch(() => process.kill());
      },
      onRestart: (delayMs) => note(`The ${name} process has ended; it is started again in ${delayMs} ms`),
    });
  const both = [
    keep("compute", () => planCompute(options, entries.compute), switchboard.attendCompute),
    keep("edge", () => planEdge(options, entries.edge, port), switchboard.attendEdge),
  ];
  await until(stopped);
  await drain(switchboard, running, both);
  await readied;
  if (failure !== undefined) throw failure;
}

/** @throws {UsageError} With what to do about it. */
async function checkExposure({ workspace, host, open }: ServeOptions): Promise<void> {
  if (open && !isLoopback(host)) {
    throw new UsageError(
      `Cannot serve ${host} with --open: without keys only this machine may be served (127.0.0.1, ::1, localhost)`,
    );
  }
  if (open) return;
  const keys = await listKeys(workspace);
  if (keys.some(({ revoked }) => revoked === null)) return;
  throw new UsageError(
    "Cannot serve: needed an API key that callers can show, found none; " +
      "make one with asterism keys create NAME, or let everybody on this machine in with --open",
  );
}

function planCompute({ workspace, library }: ServeOptions, entry: string): ProcessPlan {
  const options: ComputeOptions = { library: library?.path ?? null };
  return { entry, permissions: computePermissions({ workspace, library: library?.path }), options };
}

function planEdge(
  { workspace, host, open, page, library, crawl = null }: ServeOptions,
  entry: string,
  port: number,
): ProcessPlan {
  const options: EdgeOptions = { workspace, host, port, open, page, kernel: library?.description ?? null, crawl };
  const reach = { host, port, folders: [workspace, page], edits: editsFolder(workspace), crawl };
  const environment = crawl !== null && "folder" in crawl ? [masterKeyVariable] : [];
  return { entry, permissions: edgePermissions(reach), options, environment };
}

async function announce({ onReady }: ServeOptions, url: string, fail: (error: Error) => void): Promise<void> {
  try {
    await onReady?.(url);
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)));
  }
}

/** First nobody is let in any more and all are answered, then the computing ends; what does not end in time is killed. */
async function drain(
  switchboard: Switchboard,
  running: ReadonlyMap<string, RunningProcess>,
  both: readonly Promise<void>[],
): Promise<void> {
  const [compute, edge] = both;
  const endInTime = async (name: string, ended: Promise<void>) => {
    const timer = new AbortController();
    await Promise.race([ended, delay(drainMsMax, timer.signal)]);
    timer.abort();
    running.get(name)?.kill();
    await ended;
  };
  running.get("edge")?.kill("SIGTERM");
  await endInTime("edge", edge);
  await switchboard.dismissCompute();
  await endInTime("compute", compute);
}

async function until(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** How long the answers under way may take when the server is told to end. */
const drainMsMax = 5000;

const defaultEntries = {
  edge: new URL("edge.ts", import.meta.url).href,
  compute: new URL("compute.ts", import.meta.url).href,
};
