/** Crawls Bluesky's own servers and holds what was found against what was put in. */
import { bluesky } from "../../core/platforms/bluesky.ts";
import type { JobOperation, Page, Reply } from "../../core/platforms/platform.ts";
import { crawlByWorkers, type WorkersCrawlOptions } from "./crawl_by_workers.ts";
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

/** Of several jobs: their sums. */
export interface CrawlFigures extends Difference {
  readonly how: string;
  readonly operation: JobOperation;
  readonly calls: number;
  /** Answers of "too many calls". */
  readonly limited: number;
  /** Calls that were repeated since no answer came in time. */
  readonly retries: number;
  readonly ms: number;
}

export interface CheckOptions {
  readonly accounts: number;
  readonly follows: number;
  readonly seed: number;
  /** Also crawls beyond the limit of the server of accounts, which takes more than 5 minutes. */
  readonly limits?: boolean;
  readonly tell: (line: string) => void;
}

const workers = 2;
/** Calls that the server of accounts takes in 5 minutes. */
const limitOfServer = 3000;

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
    const crawls: CrawlFigures[] = [];
    const faults: string[] = [];
    for (const operation of ["followers", "following"] as const) {
      crawls.push(await checkPlainCrawl(servers, truth, operation));
      // By DID and by handle: a job may have either.
      const asked = operation === "followers" ? servers.dids : world.accounts.map(({ handle }) => `@${handle}`);
      crawls.push(await checkJobs(asked, truth, { operation, baseUrl: servers.appViewUrl, workers }));
    }
    if (options.limits) {
      // As many jobs as pass its limit: the coordinator has to wait, so that the server never has to refuse.
      const jobs = Math.ceil(1.1 * limitOfServer / accounts);
      tell(`Crawling ${jobs} times through the server of accounts, beyond its limit: more than 5 minutes`);
      const { accountsUrl: baseUrl, session, dids } = servers;
      const headers = { authorization: `Bearer ${session}` };
      crawls.push(await checkJobs(dids, truth, { operation: "followers", baseUrl, workers, jobs, headers }));
    }
    for (const { how, operation, found, missing, extra, repeated, limited } of crawls) {
      if (found < truth.follows.size || missing + extra + repeated + limited > 0) {
        faults.push(
          `${how}, ${operation}: ${missing} missing, ${extra} extra, ${repeated} repeated, ${limited} refused`,
        );
      }
    }
    faults.push(
      ...await checkProfiles(servers, world, truth),
      ...await checkPosts(servers, world),
      ...await checkSession(servers),
    );
    const { refusal, faults: refusalFaults } = await checkRefusal(servers);
    faults.push(...refusalFaults);
    const { startMs, fillMs } = servers;
    return { accounts, follows: truth.follows.size, startMs, fillMs, crawls, refusal, faults };
  } finally {
    await servers.close();
  }
}

async function checkPlainCrawl(
  { dids, appViewUrl: baseUrl }: BlueskyServers,
  truth: BlueskyTruth,
  operation: JobOperation,
): Promise<CrawlFigures> {
  const started = performance.now();
  const pages = await crawlPlainly(bluesky, dids, { operation, baseUrl });
  const ms = performance.now() - started;
  const difference = compareFollows(pages.flatMap(({ connections }) => connections), truth);
  const calls = pages.length + dids.length - truth.visible.length; // one for each that is absent
  return { how: "one call after the other", operation, calls, limited: 0, retries: 0, ms, ...difference };
}

/** @throws {Error} If a job did not bring every account to its right end. */
async function checkJobs(
  asked: readonly string[],
  truth: BlueskyTruth,
  options: WorkersCrawlOptions,
): Promise<CrawlFigures> {
  const started = performance.now();
  const crawls = await crawlByWorkers(bluesky, asked, options);
  const figures = {
    how: `coordinator and ${options.workers} workers, ${crawls.length === 1 ? "a job" : `${crawls.length} jobs`}`,
    operation: options.operation,
    ...{ calls: 0, limited: 0, retries: 0, found: 0, missing: 0, extra: 0, repeated: 0 },
    ms: performance.now() - started,
  };
  for (const { status: { state, totals }, connections } of crawls) {
    const { done, gone } = totals.outcomes;
    if (state !== "finished" || done !== truth.visible.length || done + gone !== asked.length) {
      throw new Error(
        `Cannot accept a job: needed ${truth.visible.length} done, found ${state}, ${JSON.stringify(totals)}`,
      );
    }
    figures.calls += totals.calls;
    figures.limited += totals.limited;
    figures.retries += totals.retries;
    const difference = compareFollows(connections, truth);
    for (const key of ["found", "missing", "extra", "repeated"] as const) figures[key] += difference[key];
  }
  return figures;
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
  if (quota?.limit !== limitOfServer || quota.remaining === undefined) {
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
  const faults = isRight ? [] : [`the refusal is read as ${JSON.stringify(reply)}`];
  return { refusal: { calls, resetAfterMs }, faults };
}

async function askOnce({ dids, session, accountsUrl }: BlueskyServers): Promise<Reply> {
  const call = { operation: "followers" as const, accounts: [dids[0]], cursor: null, pageSize: 1, credential: session };
  const { url, headers } = bluesky.writeRequest({ ...call, baseUrl: accountsUrl });
  const response = await fetch(url, { headers });
  const { status, headers: answered } = response;
  return bluesky.readReply(call, { status, headers: answered, body: await response.text(), nowMs: Date.now() });
}
