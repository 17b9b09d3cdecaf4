/** The HTTP process: API and page. It asks the compute process, by way of the supervisor, over standard input and output. */
import { join } from "node:path";
import type { Answers } from "../../core/answers/answers.ts";
import { connectKernel } from "../../core/kernel/child/mod.ts";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { openKeyStore } from "../../core/workspace/key_file.ts";
import { type ApiOptions, readApi } from "../../functions/api/mod.ts";
import { createApp, isApiPath } from "../../functions/http/app.ts";
import { createWeb } from "../../functions/web/mod.ts";
import { openCrawlPart } from "./_crawl_part.ts";
import { delay } from "./_delay.ts";
import { followGenerations } from "./generations.ts";
import { describeListening } from "./_listening.ts";
import type { EdgeOptions } from "./options.ts";

/** Runs until the supervisor goes away or says so by SIGTERM. */
export async function runEdge(
  options: EdgeOptions,
  openAnswers: (workspace: string, kernel: Kernel) => Promise<Answers>,
): Promise<void> {
  const { workspace, host, port, open, page, kernel: description } = options;
  const clock = () => performance.now();
  const ended = new AbortController();
  // Ctrl-C at a terminal reaches every process; when to end is the supervisor's to say.
  Deno.addSignalListener("SIGINT", () => {});
  Deno.addSignalListener("SIGTERM", () => ended.abort());

  const kernel = connectKernel(Deno.stdin.readable, Deno.stdout.writable, {
    name: description === null ? "reference" : "native",
    description: description ?? undefined,
  });
  kernel.closed.then(() => ended.abort());
  const generations = followGenerations({
    workspace,
    kernel,
    open: (folder) => openAnswers(folder, kernel),
    clock,
    onSwap: () => void kernel.notify("ready"),
    onFailure: (error) => void kernel.notify("waiting", { message: describeWaiting(error) }),
  });
  const crawl = await openCrawlPart(options.crawl, ended.signal).catch(async (error) => {
    await kernel.notify("failed", { message: error instanceof Error ? error.message : String(error) });
    await kernel.close();
    Deno.exit(1);
  });
  const served: ApiOptions = {
    ...crawl.options,
    answers: generations.current,
    keys: openKeyStore(workspace, { now: Date.now }),
    open,
    clock,
    logger: (entry) => entry.error !== undefined && console.error(JSON.stringify(entry)),
  };
  const api = createApp(served, (app) => {
    app.route("/", readApi());
    crawl.addTo(app);
  });
  const web = createWeb({ readAsset: (name) => readAsset(page, name) });

  let server: Deno.HttpServer;
  try {
    server = Deno.serve(
      { hostname: host, port, onListen: () => {/* the supervisor says where */} },
      (request) => isApiPath(new URL(request.url).pathname) ? api.fetch(request) : web.fetch(request),
    );
  } catch (error) {
    await kernel.notify("failed", { message: describeListening(host, port, error) });
    await kernel.close();
    Deno.exit(1);
  }
  await kernel.notify("listening", { port: (server.addr as Deno.NetAddr).port });
  while (!ended.signal.aborted) {
    await generations.check();
    // Soon while there is nothing to serve, rarely after: a new network may wait for a second.
    await delay(generations.current() === undefined ? 50 : 1000, ended.signal);
  }
  await server.shutdown();
  crawl.close();
  Deno.exit(0);
}

/** Reads a file of the page; `createWeb` lets only plain names through. */
async function readAsset(folder: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(join(folder, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function describeWaiting(error: unknown): string {
  return `No new network is served: ${error instanceof Error ? error.message : error}`;
}
