/**
 * A crawl by real processes, killed with kill -9 again and again: the coordinator over its database file, workers that write to a
 * folder, both as commands; only the platforms are simulated. Judged by the platforms' ledger and by what is on the disk.
 */
import { gunzipSync } from "node:zlib";
import { join } from "node:path";
import { connectCoordinator } from "../../../core/crawl/http_client.ts";
import { createSimulator, didOf, randomSociety, type SimulatedToken } from "../../../scripts/simulator/mod.ts";
import { createSimulatorHandler } from "../../../scripts/simulator/server.ts";
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import type { AccountRecord, CommittedPage, LeaseAnswer, PagesRequest } from "../../../core/crawl/protocol.ts";
import { makeKey } from "../../../core/workspace/keys.ts";
import { fork } from "./_plan.ts";
import { findSecret, readCommandLine, type RealProcess, startProcess } from "./_real_processes.ts";

export interface KillOptions {
  readonly seed: number;
  /** An empty folder for database, rows and keys. */
  readonly folder: string;
  readonly coordinatorKills: number;
  readonly workerKills: number;
  /** Accounts of each of the two jobs. */
  readonly accounts: number;
  /** Longest time from the start of a new coordinator to its first new lease. */
  readonly firstLeaseMsMax: number;
}

export interface KillOutcome {
  readonly findings: readonly string[];
  /** From the start of each new coordinator to its first new lease. */
  readonly firstLeaseMs: readonly number[];
  readonly calls: number;
  readonly pages: number;
  readonly accounts: number;
  readonly connections: number;
  /** Bytes that were searched for secrets. */
  readonly searched: number;
}

const workerCount = 2;

export async function playKills(options: KillOptions): Promise<KillOutcome> {
  const { seed, folder } = options;
  const random = fork(seed, "kills");
  const findings: string[] = [];
  const society = randomSociety(fork(seed, "society"), { accountCount: options.accounts, followersMean: 40 });
  const text = (name: string) =>
    `canary-${name}-${Array.from({ length: 24 }, () => Math.floor(random() * 36).toString(36)).join("")}`;
  const tokens = Array.from({ length: 6 }, (_, index): SimulatedToken => ({
    platform: "x",
    name: `token${index}`,
    app: `app${index}`,
    secret: text(`token${index}`),
  }));
  const simulator = createSimulator({
    society,
    tokens,
    random: fork(seed, "platform"),
    clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    latencyMs: [20, 120],
    faults: { serverError: 0.02, answersLate: 0.005, repeatedEntries: 0.02 },
    ledger: { refusalGraceMs: Infinity },
  });
  const platform = serve(
    createSimulatorHandler({ simulator, society, tokens, about: {}, influencerCount: society.accountCount }),
  );

  const bytes = (array: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(array);
  const admin = (await makeKey({ name: "admin", scopes: ["crawl:admin"] }, { now: Date.now, random: bytes })).text;
  const printed: string[] = [];
  const commandLines = new Set<string>();
  let coordinator: RealProcess | null = null;
  let address = "";
  const startCoordinator = async () => {
    const started = startProcess(["coordinator", "--workspace", folder, "--port", "0"], {
      env: { ASTERISM_ADMIN_KEY: admin },
      printed,
    });
    const line = await started.ready;
    address = /http:\/\/\S+:\d+/.exec(line)?.[0] ?? "";
    if (address === "") throw new Error(`The coordinator did not start: ${printed.slice(-3).join("\n")}`);
    commandLines.add(await readCommandLine(started.pid));
    coordinator = started;
  };

  // Workers reach the coordinator through this, wherever it is now; what passes is looked at.
  const answers: string[] = [];
  const cursors = new Map<string, string | null>();
  const proxy = serve(async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.method === "GET" ? null : await request.text();
    if (pathname.endsWith("/pages") && body !== null) {
      for (const { result, cursor } of (JSON.parse(body) as PagesRequest).pages) {
        if (result.kind === "page") cursors.set(result.page, cursor);
      }
    }
    try {
      const headers = new Headers(request.headers);
      headers.delete("host");
      const response = await fetch(address + pathname + search, { method: request.method, headers, body });
      const answer = await response.text();
      // The answers to workers hold what they need to make calls; nothing else may.
      answers.push(pathname.includes("/leases") ? withoutCredentials(answer) : answer);
      return new Response(answer, {
        status: response.status,
        headers: { "content-type": response.headers.get("content-type") ?? "" },
      });
    } catch {
      return new Response("{}", { status: 502, headers: { "content-type": "application/json" } });
    }
  });

  const workers: RealProcess[] = [];
  const keys: string[] = [];
  const startWorker = async (index: number) => {
    const process = startProcess([
      "worker",
      "--coordinator",
      proxy.address,
      "--sink",
      join(folder, "rows"),
      "--shards",
      "2",
      "--calls",
      "4",
      "--base-url",
      `x=${platform.address}/x`,
      "--base-url",
      `bluesky=${platform.address}/bluesky`,
    ], { env: { ASTERISM_WORKER_KEY: keys[index] }, printed });
    workers[index] = process;
    commandLines.add(await readCommandLine(process.pid));
  };
  const client = (key: string): Coordinator => connectCoordinator(proxy.address, { key, fetch });
  const boss = insisting(client(admin));

  try {
    await startCoordinator();
    for (let index = 0; index <= workerCount; index++) {
      const response = await fetch(`${address}/v1/crawl/keys`, {
        method: "POST",
        headers: { authorization: `Bearer ${admin}`, "content-type": "application/json" },
        body: JSON.stringify({ name: `worker ${index}`, scopes: ["crawl:work"] }),
      });
      keys.push((await response.json()).key);
    }
    for (const { platform, name, app, secret } of tokens) {
      await boss((c) => c.addToken({ platform, name, app, secret }));
    }
    const ids = Array.from({ length: society.accountCount }, (_, index) => society.accountId(index));
    const jobs = [
      await boss((c) =>
        c.createJob({
          platform: "x",
          operation: "following",
          accounts: ids,
          idempotencyKey: "x",
          caps: { micros: 10_000_000_000 },
        })
      ),
      await boss((c) =>
        c.createJob({ platform: "bluesky", operation: "followers", accounts: ids.map(didOf), idempotencyKey: "b" })
      ),
    ];
    for (let index = 0; index < workerCount; index++) await startWorker(index);
    const prober = client(keys[workerCount]);
    const firstLeaseMs: number[] = [];
    const kills = shuffled([
      ...Array<"coordinator">(options.coordinatorKills).fill("coordinator"),
      ...Array<"worker">(options.workerKills).fill("worker"),
    ], random);
    for (const kind of kills) {
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 900));
      if (kind === "worker") {
        const index = Math.floor(random() * workerCount);
        await workers[index].kill();
        await startWorker(index);
      } else {
        await coordinator!.kill();
        const begun = performance.now();
        await startCoordinator();
        const isAllTaken = async () => {
          const states = await Promise.all(jobs.map(({ id }) => boss((c) => c.readJob(id))));
          return states.every(({ totals }) => totals.pending === 0);
        };
        if (await takesLease(prober, isAllTaken)) firstLeaseMs.push(performance.now() - begun);
      }
    }
    for (const { id } of jobs) {
      while ((await boss((c) => c.readJob(id))).state === "active") {
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }
    const results = [];
    for (const { id } of jobs) results.push(await readAll(boss, id));
    for (const process of workers) await process.stop();
    await coordinator!.stop();
    await judge(results);
    const searched = await searchSecrets();
    for (const ms of firstLeaseMs) {
      if (ms > options.firstLeaseMsMax) {
        findings.push(`first new lease ${ms.toFixed(0)} ms after the coordinator was started again`);
      }
    }
    return {
      findings,
      firstLeaseMs,
      calls: simulator.ledger.summary().arrivals,
      pages: results.reduce((sum, { pages }) => sum + pages.length, 0),
      accounts: results.reduce((sum, { accounts }) => sum + accounts.length, 0),
      connections: results.reduce((sum, { status }) => sum + status.totals.connections, 0),
      searched,
    };
  } finally {
    for (const process of workers) await process.kill();
    await (coordinator as RealProcess | null)?.kill();
    await proxy.close();
    await platform.close();
  }

  async function judge(results: readonly Awaited<ReturnType<typeof readAll>>[]): Promise<void> {
    for (const violation of simulator.ledger.violations.slice(0, 3)) {
      findings.push(`over quota: ${JSON.stringify(violation)}`);
    }
    const rows = await readRows(join(folder, "rows"));
    for (const { status, pages, accounts } of results) {
      const isX = status.platform === "x";
      const idOf = (index: number) =>
        isX ? `x:${society.accountId(index)}` : `bluesky:${didOf(society.accountId(index))}`;
      if (status.state !== "finished") findings.push(`${status.name} is ${status.state}`);
      const done = new Set(accounts.filter(({ outcome }) => outcome === "done").map(({ account }) => account));
      if (done.size !== society.accountCount || accounts.length !== society.accountCount) {
        findings.push(
          `${status.name}: ${done.size} of ${society.accountCount} accounts are done, ${accounts.length} listed`,
        );
      }
      const places = new Set(
        pages.map(({ page, operation, accounts }) => `${operation} ${accounts} ${cursors.get(page)}`),
      );
      if (places.size !== pages.length) {
        findings.push(`${status.name}: ${pages.length - places.size} pages count twice`);
      }
      const found = new Set<string>();
      let count = 0;
      for (const { page, rows: claimed } of pages) {
        const held = rows.get(page) ?? [];
        if (held.length !== claimed.connections) {
          findings.push(`${page}: ${held.length} of ${claimed.connections} rows`);
        }
        count += held.length;
        for (const row of held) found.add(row);
      }
      if (count !== status.totals.connections) {
        findings.push(`${status.name}: ${status.totals.connections} counted, ${count} there`);
      }
      let lost = 0;
      for (let influencer = 0; influencer < society.accountCount; influencer++) {
        for (const follower of Array.from(society.followers(influencer))) {
          if (!found.delete(`${idOf(follower)} ${idOf(influencer)}`)) lost++;
        }
      }
      if (lost + found.size > 0) findings.push(`${status.name}: ${lost} follows lost, ${found.size} invented`);
      const billed = isX ? simulator.ledger.micros() : 0;
      if (billed > status.money.chargedMicros) {
        findings.push(`${billed} micros billed, ${status.money.chargedMicros} charged`);
      }
    }
  }

  async function searchSecrets(): Promise<number> {
    const secrets = [...tokens.map(({ secret }) => secret), admin, ...keys];
    const places: [string, string][] = [
      ["what processes printed", printed.join("")],
      ["command lines", [...commandLines].join("")],
      ["answers of the coordinator", answers.filter((answer) => !answer.includes('"key":')).join("")],
    ];
    for await (const path of filesBelow(folder)) {
      if (!path.endsWith("master.key")) places.push([path, latin1(await Deno.readFile(path))]);
    }
    for (const [place, text] of places) {
      for (const [index, secret] of secrets.entries()) {
        const form = findSecret(text, secret);
        if (form !== null) findings.push(`secret ${index} ${form} in ${place}`);
      }
    }
    return places.reduce((sum, [, text]) => sum + text.length, 0);
  }
}

/**
 * Asks until there is a lease, and gives it back.
 * @returns false if there is none to be had: every shard that is left is somebody's already, also a dead worker's.
 */
async function takesLease(prober: Coordinator, isAllTaken: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    const answer: LeaseAnswer | null = await prober.lease("", { calls: 1, platforms: ["x", "bluesky"] }).catch(() =>
      null
    );
    if (answer?.lease) {
      await prober.finish("", answer.lease.id, { unused: answer.grants.map(({ id }) => id) }).catch(() => {});
      return true;
    }
    if (answer !== null && await isAllTaken()) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function insisting(coordinator: Coordinator) {
  return async <T>(act: (coordinator: Coordinator) => Promise<T>): Promise<T> => {
    for (let tries = 1;; tries++) {
      try {
        return await act(coordinator);
      } catch (error) {
        if (tries === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
}

async function readAll(boss: ReturnType<typeof insisting>, job: string) {
  const pages: CommittedPage[] = [];
  const accounts: AccountRecord[] = [];
  for (let at: { cursor?: string } | null = {}; at !== null;) {
    const from: { cursor?: string } = at;
    const answer: { pages: CommittedPage[]; next: string | null } = await boss((c) => c.listPages(job, from));
    pages.push(...answer.pages);
    at = answer.next === null ? null : { cursor: answer.next };
  }
  for (let at: { cursor?: string } | null = {}; at !== null;) {
    const from: { cursor?: string } = at;
    const answer: { accounts: AccountRecord[]; next: string | null } = await boss((c) => c.listAccounts(job, from));
    accounts.push(...answer.accounts);
    at = answer.next === null ? null : { cursor: answer.next };
  }
  return { status: await boss((c) => c.readJob(job)), pages, accounts };
}

/** Follows of every object in a folder, by page. */
async function readRows(folder: string): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>();
  for await (const path of filesBelow(folder)) {
    if (!/connections-[^/]*\.gz$/.test(path)) continue;
    for (const line of new TextDecoder().decode(gunzipSync(await Deno.readFile(path))).trim().split("\n")) {
      const { page, follower, influencer } = JSON.parse(line);
      rows.set(page, [...rows.get(page) ?? [], `${follower} ${influencer}`]);
    }
  }
  return rows;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* filesBelow(path);
    else if (entry.isFile) yield path;
  }
}

function withoutCredentials(answer: string): string {
  return answer.replace(/"credentials":\{[^}]*\}/, "");
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list.map((value) => ({ value, key: random() })).sort((left, right) => left.key - right.key).map(({ value }) =>
    value
  );
}

function serve(handler: (request: Request, address: string) => Promise<Response>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, { remoteAddr }) => handler(request, (remoteAddr as Deno.NetAddr).hostname),
  );
  const { port } = server.addr as Deno.NetAddr;
  return { address: `http://127.0.0.1:${port}`, close: () => server.shutdown() };
}
