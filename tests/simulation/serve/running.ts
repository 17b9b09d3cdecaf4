/** Servers of real processes over fake answers, for tests. */
import { join } from "node:path";
import { createKey } from "../../../core/workspace/key_file.ts";
import type { Scope } from "../../../core/workspace/keys.ts";
import { delay } from "../../../scripts/serve/_delay.ts";
import { makeCrawlFolder } from "../../../scripts/serve/mod.ts";
import { serve, type ServeOptions } from "../../../scripts/serve/supervisor.ts";

const entries = {
  edge: new URL("fake_edge.ts", import.meta.url).href,
  compute: new URL("fake_compute.ts", import.meta.url).href,
};
/** Pause between two looks at a server that is coming up. */
const pollMs = 20;

export interface Running {
  readonly url: string;
  readonly workspace: string;
  /** A key with scope read, or those that were asked for. */
  readonly key: string;
  /** What the supervisor told. */
  readonly notes: readonly string[];
  readonly stop: () => void;
  readonly ended: Promise<void>;
}

/** Runs with a server of fake answers on a free port; ends it whatever happens. */
export async function withServer(
  { scopes = ["read"], crawlHere = false, ...changes }: Partial<ServeOptions> & {
    scopes?: readonly Scope[];
    crawlHere?: boolean;
  },
  run: (running: Running) => Promise<void>,
): Promise<void> {
  await withWorkspace(async (options) => {
    const { workspace } = options;
    const crawl = crawlHere ? { crawl: { folder: await makeCrawlFolder(workspace) } } : {};
    const sources = { now: () => 0, random: (bytes: Uint8Array) => void bytes.fill(2) };
    const { text: key } = await createKey(workspace, { name: "test", scopes }, sources);
    const controller = new AbortController();
    const stop = () => controller.abort();
    const notes: string[] = [];
    const note = (line: string) => void notes.push(line);
    let ended = Promise.resolve();
    const url = await new Promise<string>((resolve, reject) => {
      ended = serve({ ...options, ...changes, ...crawl, signal: controller.signal, onReady: resolve, note });
      ended.then(() => reject(new Error("it ended before it was ready")), reject);
    });
    try {
      await run({ url, workspace, key, notes, stop, ended });
    } finally {
      stop();
      await ended;
    }
  });
}

/** A workspace with one fake network, and a page. */
export async function withWorkspace(run: (options: Omit<ServeOptions, "signal">) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const [workspace, page] = [join(folder, "workspace"), join(folder, "page")];
  try {
    for (const path of [workspace, page, join(workspace, "network"), join(workspace, "signatures")]) {
      await Deno.mkdir(path);
    }
    await Deno.writeTextFile(join(workspace, "network/current"), "one");
    await Deno.writeTextFile(join(workspace, "signatures/current"), "one");
    await Deno.writeTextFile(join(page, "index.html"), "<title>the page</title>");
    await Deno.writeTextFile(join(page, "app-1.js"), "// the code");
    await run({ workspace, page, host: "127.0.0.1", port: 0, open: true, entries });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks again and again until it works; only failures like `passing` count as "not yet". */
export async function poll<T>(
  boundMs: number,
  ask: () => Promise<T>,
  passing = /503|fetch failed/,
): Promise<T> {
  const endMs = performance.now() + boundMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!passing.test(String(error)) || performance.now() > endMs) throw error;
      await delay(pollMs);
    }
  }
}

// deno-lint-ignore no-explicit-any -- answers are looked at by field, their shape is the API tests' matter
export async function getJson(url: string): Promise<any> {
  return JSON.parse(await getText(url));
}

export async function getText(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return text;
}

export async function drained(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  await response.body?.cancel();
  return response;
}
