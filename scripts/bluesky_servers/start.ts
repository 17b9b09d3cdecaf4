/** Starts PostgreSQL, Redis and Bluesky's servers on free ports of loopback, with their data in a folder that goes away with them. */
import { join } from "node:path";
import type { BlueskyPrograms } from "./install.ts";
import type { BlueskyWorld } from "./world.ts";

export interface BlueskyServers {
  readonly appViewUrl: string;
  /** The server of accounts (PDS): with limits, answers for a session. */
  readonly accountsUrl: string;
  readonly session: string;
  /** DID of each account of the world. */
  readonly dids: readonly string[];
  /** Milliseconds that starting and filling took. */
  readonly startMs: number;
  readonly fillMs: number;
  close(): Promise<void>;
}

const signals = ["SIGINT", "SIGTERM"] as const;

export async function startBlueskyServers(programs: BlueskyPrograms, world: BlueskyWorld): Promise<BlueskyServers> {
  const folder = await Deno.makeTempDir({ prefix: "bluesky-servers-" });
  const stops: (() => Promise<void>)[] = [() => Deno.remove(folder, { recursive: true })];
  // Whoever presses Ctrl-C leaves no server behind.
  const interrupt = () => void close().finally(() => Deno.exit(130));
  const closeAll = async () => {
    for (const stop of stops.reverse()) await stop();
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  };
  let closing: Promise<void> | null = null;
  const close = () => closing ??= closeAll();
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    const started = performance.now();
    const postgresPort = await startPostgres(programs, folder, stops);
    const redisPort = startRedis(programs, folder, stops);
    const node = new Deno.Command(programs.node, {
      args: [new URL("servers.mjs", import.meta.url).pathname],
      cwd: programs.folder,
      env: {
        DB_POSTGRES_URL: `postgresql://postgres@127.0.0.1:${postgresPort}/postgres`,
        REDIS_HOST: `127.0.0.1:${redisPort}`,
        TMPDIR: folder,
        LOG_ENABLED: "false",
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const errors = collectTail(node.stderr);
    const input = node.stdin.getWriter();
    const lines = readLines(node.stdout);
    stops.push(async () => {
      await input.close().catch(() => {});
      while (!(await lines.next()).done);
      await node.status;
      await errors;
    });

    await input.write(new TextEncoder().encode(`${JSON.stringify(world)}\n`));
    const expect = async <T>(kind: string): Promise<T> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`Cannot run Bluesky's servers: needed "${kind}", found\n${await errors}`);
        const line = parseLine(value);
        if (line?.kind === kind) return line as T;
      }
    };
    const up = await expect<{ appView: string; accounts: string }>("up");
    const startMs = performance.now() - started;
    const { dids } = await expect<{ dids: string[] }>("accounts");
    const { session } = await expect<{ session: string }>("filled");
    const fillMs = performance.now() - started - startMs;
    return { appViewUrl: up.appView, accountsUrl: up.accounts, session, dids, startMs, fillMs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its programs refuse to run as root: then Debian's user for it does. */
async function startPostgres(programs: BlueskyPrograms, folder: string, stops: (() => Promise<void>)[]) {
  const data = join(folder, "postgres");
  const user: { uid?: number; gid?: number } = Deno.uid() === 0 ? await readUser("postgres") : {};
  await Deno.mkdir(data);
  if (user.uid !== undefined) {
    await Deno.chmod(folder, 0o711);
    await Deno.chown(data, user.uid, user.gid ?? null);
  }
  const options = { cwd: "/", stdout: "null", stderr: "piped", ...user } as const;
  const initdb = await new Deno.Command(join(programs.postgresFolder, "initdb"), {
    args: ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
    ...options,
  }).output();
  if (!initdb.success) throw new Error(`Cannot make a database: ${new TextDecoder().decode(initdb.stderr)}`);
  const port = findFreePort();
  const settings = [
    "fsync=off",
    "max_connections=200",
    `unix_socket_directories=${data}`,
    "listen_addresses=127.0.0.1",
  ];
  const server = new Deno.Command(join(programs.postgresFolder, "postgres"), {
    args: ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    ...options,
    stderr: "null",
  }).spawn();
  stops.push(() => stop(server, "SIGINT"));
  await waitForPort(port);
  return port;
}

function startRedis(programs: BlueskyPrograms, folder: string, stops: (() => Promise<void>)[]): number {
  const port = findFreePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const server = new Deno.Command(programs.redis, { args, stdout: "null", stderr: "null" }).spawn();
  stops.push(() => stop(server, "SIGTERM"));
  return port;
}

async function stop(server: Deno.ChildProcess, signal: Deno.Signal): Promise<void> {
  try {
    server.kill(signal);
  } catch {
    // It has ended by itself.
  }
  await server.status;
}

async function readUser(name: string): Promise<{ uid: number; gid: number }> {
  const line = (await Deno.readTextFile("/etc/passwd")).split("\n").find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined) throw new Error(`Cannot run PostgreSQL as root: needed a user "${name}", found none`);
  return { uid: Number(uid), gid: Number(gid) };
}

function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Up to 20 s. */
async function waitForPort(port: number): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function* readLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of decode(stream)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** The last of what a process says. */
async function collectTail(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let tail = "";
  for await (const text of decode(stream)) tail = (tail + text).slice(-4000);
  return tail;
}

function decode(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<string> {
  return stream.pipeThrough(new TextDecoderStream());
}

function parseLine(text: string): { kind: string } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a line of some server's log
  }
}
