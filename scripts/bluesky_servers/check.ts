/** Crawls Bluesky's own servers and holds what was found against what was put in. */
import { bluesky } from "../../core/platforms/bluesky.ts";
import type { JobOperation, Page, Reply } from "../../core/platforms/platform.ts";
import { crawlByWorkers } from "./crawl_by_workers.ts";
import { type BlueskyPrograms, installBlueskyServers } from "./install.ts";
import { crawlPlainly } from "./plain_crawl.ts";
import { exhaustLimit } from "./record.ts";
import { type BlueskyServers, startBlueskyServers } from "./start.ts";
import { type BlueskyTruth, compareFollows, type Difference, truthOf } from "./truth.ts";
import { type BlueskyWorld, inventWorld } from "./world.ts";

export interface BlueskyCheck {
  readonly accounts: number;
  /** Between accounts that can be seen. */
  readonly follows: number;
  readonly startMs: number;
  readonly fillMs: number;
  readonly crawls: readonly CrawlFigures[];
  /** How the server refused: after how many calls, and for how long. */
  readonly refusal: { readonly calls: number; readonly resetAfterMs: number };
  /** What should not be; empty = all is well. */
  readonly faults: readonly string[];
}

const workers = 2;

export interface CrawlFigures extends Difference {
  readonly how: string;
  readonly operation: JobOperation;
  readonly pages: number;
  readonly ms: number;
}

export interface CheckOptions {
  readonly accounts: number;
  readonly follows: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

/** @returns What was found, or what is missing on this machine to find it. */
export async function checkBluesky(options: CheckOptions): Promise<BlueskyCheck | { missing: string }> {
  const programs = await installBlueskyServers(options.tell);
  return "missing" in programs ? programs : await checkWith(programs, options);
}

async function checkWith(programs: BlueskyPrograms, options: CheckOptions): Promise<BlueskyCheck> {
  const { accounts, follows, seed, tell } = options;
  const world = inventWorld({ accounts, follows, seed });
  tell(`Filling Bluesky's servers: ${accounts} accounts, ${follows} follows (seed ${seed})`);
  const servers = await startBlueskyServers(programs, world);
  try {
    const truth = truthOf(world, servers.dids);
    const faults: string[] = [];
    const crawls: CrawlFigures[] = [];
    for (const operation of ["followers", "following"] as const) {
      const { pages, ms } = await timed(() =>
        crawlPlainly(bluesky, servers.dids, { operation, baseUrl: servers.appViewUrl })
      );
      const rows = pages.flatMap(({ connections }) => connections);
      crawls.push({ how: "plain loop", operation, pages: pages.length, ms, ...compareFollows(rows, truth) });
    }
    for (const operation of ["followers", "following"] as const) {
      // By DID and by handle: a job may have either.
      const asked = operation === "followers" ? servers.dids : world.accounts.map(({ handle }) => `@${handle}`);
      const how = `coordinator and ${workers} workers`;
      const started = performance.now();
      const crawl = await crawlByWorkers(bluesky, asked, { operation, baseUrl: servers.appViewUrl, workers });
      const ms = performance.now() - started;
      const { state, totals } = crawl.status;
      crawls.push({ how, operation, pages: totals.pages, ms, ...compareFollows(crawl.connections, truth) });
      const { done, gone } = totals.outcomes;
      if (state !== "finished" || done !== truth.visible.length || done + gone !== accounts) {
        faults.push(`${how}, ${operation}: ${state}, ${JSON.stringify(totals)}`);
      }
    }
    for (const { how, operation, found, missing, extra, repeated } of crawls) {
      if (found !== truth.follows.size || missing + extra + repeated > 0) {
        faults.push(`${how}, ${operation}: ${missing} missing, ${extra} extra, ${repeated} repeated`);
      }
    }
    faults.push(...await checkProfiles(servers, world, truth));
    faults.push(...await checkPosts(servers, world));
    faults.push(...await checkSession(servers));
    const { refusal, faults: refusalFaults } = await checkRefusal(servers);
    faults.push(...refusalFaults);
    const { startMs, fillMs } = servers;
    return { accounts, follows: truth.follows.size, startMs, fillMs, crawls, refusal, faults };
  } finally {
    await servers.close();
  }
}

/** By DID and by handle: each account that can be seen as it was written, the others absent. */
async function checkProfiles(servers: BlueskyServers, world: BlueskyWorld, truth: BlueskyTruth): Promise<string[]> {
  const faults: string[] = [];
  const { dids, appViewUrl: baseUrl } = servers;
  const visible = new Set(truth.visible);
  const expected = world.accounts.map(({ handle, name, bio, posts }, index) =>
    visible.has(index) ? [`bluesky:${dids[index]}`, handle, name, bio || null, posts.length].join("\t") : null
  ).filter((line) => line !== null).sort();
  const byId = await crawlPlainly(bluesky, dids, { operation: "profiles", baseUrl });
  const handles = world.accounts.map(({ handle }) => `@${handle}`);
  const byHandle = await crawlPlainly(bluesky, handles, { operation: "resolve", baseUrl });
  for (const [how, pages] of [["by DID", byId], ["by handle", byHandle]] as const) {
    const found = pages.flatMap(({ profiles }) => profiles).map((row) =>
      [row.account, row.handle, row.name, row.bio, row.posts_count].join("\t")
    ).sort();
    if (found.join("\n") !== expected.join("\n")) faults.push(`profiles ${how} are not as they were written`);
    const absent = pages.flatMap((page) => page.absent).length;
    if (absent !== dids.length - visible.size) faults.push(`profiles ${how}: ${absent} absent`);
  }
  const resolved = new Map(byHandle.flatMap((page) => page.resolved).map(({ handle, id }) => [handle, id]));
  const wrong = handles.filter((handle, index) =>
    resolved.get(handle) !== (visible.has(index) ? dids[index] : undefined)
  );
  if (wrong.length > 0) faults.push(`${wrong.length} handles lead elsewhere`);
  return faults;
}

async function checkPosts(servers: BlueskyServers, world: BlueskyWorld): Promise<string[]> {
  const indexes = world.accounts.map((_, index) => index).filter((index) => world.accounts[index].posts.length > 0)
    .slice(0, 5);
  const accounts = indexes.map((index) => servers.dids[index]);
  const pages = await crawlPlainly(bluesky, accounts, { operation: "posts", baseUrl: servers.appViewUrl });
  const found = pages.flatMap(({ posts }) => posts).map(({ account, created, text }) => `${account} ${created} ${text}`)
    .sort();
  const expected = indexes.flatMap((index) =>
    world.accounts[index].posts.map(({ createdAt, text }) => `bluesky:${servers.dids[index]} ${createdAt} ${text}`)
  ).sort();
  return found.join("\n") === expected.join("\n") ? [] : ["posts are not as they were written"];
}

/** The server of accounts gives the same list for a session, newest first, and says what is left of its limit. */
async function checkSession(servers: BlueskyServers): Promise<string[]> {
  const { dids, session, accountsUrl, appViewUrl } = servers;
  const options = { operation: "followers" as const };
  const open = await crawlPlainly(bluesky, [dids[0]], { ...options, baseUrl: appViewUrl });
  const own = await crawlPlainly(bluesky, [dids[0]], { ...options, baseUrl: accountsUrl, credential: session });
  const followers = (pages: readonly Page[]) =>
    pages.flatMap(({ connections }) => connections).map(({ follower }) => follower);
  const indexes = followers(open).map((account) => dids.indexOf(account.slice("bluesky:".length)));
  const faults: string[] = [];
  if (followers(open).join() !== followers(own).join()) {
    faults.push("the server of accounts gives another list than the AppView");
  }
  // Accounts wrote one after the other: the later index followed later.
  if (indexes.some((index, place) => place > 0 && index > indexes[place - 1])) {
    faults.push("followers do not come newest first");
  }
  const { quota } = await askOnce(servers);
  if (quota?.limit !== 3000 || quota.remaining === undefined) {
    faults.push(`the limit is read as ${JSON.stringify(quota)}`);
  }
  return faults;
}

async function checkRefusal(servers: BlueskyServers) {
  const calls = await exhaustLimit(servers.accountsUrl);
  const reply = await askOnce(servers);
  const resetAfterMs = reply.quota?.resetAfterMs ?? 0;
  const isRight = reply.kind === "limited" && reply.cause === "window" && reply.quota?.remaining === 0 &&
    resetAfterMs > 0 && resetAfterMs <= 300_000;
  return {
    refusal: { calls, resetAfterMs },
    faults: isRight ? [] : [`the refusal is read as ${JSON.stringify(reply)}`],
  };
}

async function askOnce({ dids, session, accountsUrl }: BlueskyServers): Promise<Reply> {
  const call = { operation: "followers" as const, accounts: [dids[0]], cursor: null, pageSize: 1, credential: session };
  const { url, headers } = bluesky.writeRequest({ ...call, baseUrl: accountsUrl });
  const { status, headers: answered, ...response } = await fetchText(url, headers);
  return bluesky.readReply(call, { status, headers: answered, body: response.body, nowMs: Date.now() });
}

async function fetchText(url: string, headers: Readonly<Record<string, string>>) {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

async function timed<T>(act: () => Promise<T[]>): Promise<{ pages: T[]; ms: number }> {
  const started = performance.now();
  return { pages: await act(), ms: performance.now() - started };
}
