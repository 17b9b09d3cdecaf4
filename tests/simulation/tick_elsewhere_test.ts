/** `crawl tick --coordinator URL --from PLACE`: what has ended elsewhere is imported, built and said to be so, once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { JobStatus } from "../../core/crawl/job.ts";
import type { AccountRecord, CommittedPage } from "../../core/crawl/protocol.ts";
import { fakeCoordinator, fakeServer } from "../unit/functions/crawl/_fake.ts";
import { root, runCli, runProcess, withFolder } from "./_cli.ts";

const golden = join(root, "tests/golden/crawl/bluesky/followers");
const { format: _format, written: _written, ...job } = JSON.parse(await Deno.readTextFile(join(golden, "job.json")));
const status = job as JobStatus;

async function readLines<T>(name: string): Promise<T[]> {
  return (await Deno.readTextFile(join(golden, name))).trim().split("\n").map((line) => JSON.parse(line) as T);
}

interface Here {
  /** Jobs that were said to be built, in order. */
  readonly built: string[];
  /** Folder where workers wrote; the rows of the golden crawl are in it. */
  readonly rows: string;
  readonly workspace: string;
  readonly args: readonly string[];
}

/** A coordinator elsewhere with a golden job that has ended, and others that have ended with it. */
async function withEnded(others: readonly string[], act: (here: Here) => Promise<void>): Promise<void> {
  const pages = await readLines<CommittedPage>("manifest.ndjson");
  const accounts = await readLines<AccountRecord>("accounts.ndjson");
  const built: string[] = [];
  const changes: Partial<Coordinator> = {
    tick: () => Promise.resolve({ started: [], ended: [...others, status.id].filter((id) => !built.includes(id)) }),
    readJob: (id) => Promise.resolve({ ...status, id }),
    listPages: () => Promise.resolve({ pages, next: null }),
    listAccounts: () => Promise.resolve({ accounts, next: null }),
    markBuilt: (id) => Promise.resolve(void built.push(id)),
  };
  const { app } = fakeServer({ coordinator: fakeCoordinator([], changes) });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => app.fetch(request));
  Deno.env.set("ASTERISM_CRAWL_KEY", "ast_manager");
  try {
    await withFolder(async (folder) => {
      const rows = join(folder, "rows");
      await Deno.mkdir(join(rows, status.id), { recursive: true });
      for await (const { name } of Deno.readDir(golden)) {
        if (name.endsWith(".gz")) await Deno.copyFile(join(golden, name), join(rows, status.id, name));
      }
      const workspace = join(folder, "workspace");
      const url = `http://127.0.0.1:${server.addr.port}`;
      await act({ built, rows, workspace, args: ["crawl", "tick", "--coordinator", url, "-w", workspace] });
    });
  } finally {
    Deno.env.delete("ASTERISM_CRAWL_KEY");
    await server.shutdown();
  }
}

async function countEdges(workspace: string): Promise<number> {
  const { out } = await runCli("info", "--json", "-w", workspace);
  return JSON.parse(out).steps.network[0].counts.edges;
}

Deno.test("what has ended elsewhere is imported, built and marked; the next tick finds nothing to do", () =>
  withEnded([], async ({ args, rows, workspace, built }) => {
    const { code, out, err } = await runCli(...args, "--from", rows);
    assert.equal(code, 0, err);
    assert.match(out, /^0 jobs started, 1 job ended$/);
    assert.equal(await countEdges(workspace), status.totals.connections);
    assert.deepEqual(built, [status.id]);
    assert.match((await runCli(...args, "--from", rows)).out, /0 jobs ended/);
    assert.deepEqual(built, [status.id]);
  }));

Deno.test("two ticks at once build the same as one", () =>
  withEnded([], async ({ args, rows, workspace }) => {
    const env = { ASTERISM_CRAWL_KEY: "ast_manager" };
    const both = await Promise.all([1, 2].map(() => runProcess([...args, "--from", rows], { env })));
    for (const { code, err } of both) assert.equal(code, 0, err);
    assert.equal((await runCli(...args, "--from", rows)).code, 0);
    assert.equal(await countEdges(workspace), status.totals.connections);
  }));

Deno.test("without a place for its rows it says so, and marks nothing", () =>
  withEnded([], async ({ args, built }) => {
    const { code, out } = await runCli(...args);
    assert.equal(code, 0);
    assert.match(out, /1 job ended; not built: name where workers write with --from/);
    assert.deepEqual(built, []);
    assert.match((await runCli("crawl", "tick", "--from", "x", "-w", "none")).err, /--from without --coordinator/);
  }));

Deno.test("a job whose rows cannot be had is named and comes again; it does not keep the others waiting", () =>
  withEnded(["j-lost"], async ({ args, rows, workspace, built }) => {
    const { code, err } = await runCli(...args, "--from", rows);
    assert.equal(code, 1);
    assert.match(err, /j-lost is not built: Cannot/);
    assert.equal(await countEdges(workspace), status.totals.connections);
    assert.deepEqual(built, [status.id]);
  }));
