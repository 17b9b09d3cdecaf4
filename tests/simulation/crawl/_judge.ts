/**
 * Says what went wrong in a crawl, by the truth of the society, the ledger of the platform and the bytes in the sink; never by what the
 * coordinator believes of itself alone.
 */
import { gunzipSync } from "node:zlib";
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import type { AccountOutcome, JobStatus } from "../../../core/crawl/job.ts";
import type { AccountRecord, CommittedPage } from "../../../core/crawl/protocol.ts";
import { failuresMax } from "../../../core/limits.ts";
import { didOf } from "../../../scripts/simulator/mod.ts";
import { type JobPlan, nameOf } from "./_plan.ts";
import type { World } from "./_world.ts";

/** What a job has come to. */
export interface JobResult {
  readonly plan: JobPlan;
  readonly status: JobStatus;
  readonly pages: readonly CommittedPage[];
  readonly accounts: readonly AccountRecord[];
}

export async function readResult(coordinator: Coordinator, job: string, plan: JobPlan): Promise<JobResult> {
  const pages: CommittedPage[] = [];
  const accounts: AccountRecord[] = [];
  let next: string | null | undefined;
  do {
    const answer = await coordinator.listPages(job, { limit: 100, ...(next ? { cursor: next } : {}) });
    pages.push(...answer.pages);
    next = answer.next;
  } while (next !== null);
  do {
    const answer = await coordinator.listAccounts(job, { limit: 100, ...(next ? { cursor: next } : {}) });
    accounts.push(...answer.accounts);
    next = answer.next;
  } while (next !== null);
  return { plan, status: await coordinator.readJob(job), pages, accounts };
}

/** At any instant: every account is somewhere, exactly once. */
export function judgeConservation(world: World, status: JobStatus): void {
  const { accounts, pending, leased, outcomes } = status.totals;
  const sum = pending + leased + Object.values(outcomes).reduce((total, count) => total + count, 0);
  const numbers = [accounts, pending, leased, ...Object.values(outcomes)];
  if (sum !== accounts || numbers.some((number) => number < 0)) {
    world.accuse("conservation", `${status.name}: ${JSON.stringify(status.totals)}`);
  }
  if (status.money.limitMicros !== null && status.money.chargedMicros > status.money.limitMicros) {
    world.accuse("money", `${status.name}: ${JSON.stringify(status.money)}`);
  }
}

export function judgeCrawl(world: World, results: readonly JobResult[]): void {
  judgeLedger(world, results);
  const rows = readSink(world);
  for (const result of results) {
    judgeConservation(world, result.status);
    judgeAccounts(world, result);
    judgePages(world, result, rows);
    judgeRows(world, result, rows);
  }
  judgeSecrets(world);
}

/** Quota, and money of months and jobs, by the platform's own count. */
function judgeLedger(world: World, results: readonly JobResult[]): void {
  const { ledger } = world.simulator;
  for (const { kind, at, subject, found, allowed } of ledger.violations.slice(0, 5)) {
    const text = `${kind} of ${subject}: ${found} where ${allowed} are allowed, at ${world.elapsedOf(at)} ms`;
    world.accuse(kind === "budget" ? "money" : "quota", text);
  }
  const refused = Map.groupBy(ledger.arrivals.filter(({ status }) => status === 401), ({ token }) => token);
  for (const [token, { length }] of refused) {
    if (length > refusedMax) world.accuse("rest", `${token} was refused ${length} times, and is used on`);
  }
  for (const { plan, status } of results) {
    const mine = ledger.arrivals.filter((arrival) => world.jobOf(arrival) === plan);
    const micros = mine.reduce((sum, arrival) => sum + arrival.micros, 0);
    const { calls, micros: limit } = plan.caps;
    if (calls !== undefined && mine.length > calls) {
      world.accuse("quota", `${plan.key}: ${mine.length} calls where its cap is ${calls}`);
    }
    if (limit !== undefined && micros > limit) {
      world.accuse("money", `${plan.key}: ${micros} micros billed where its cap is ${limit}`);
    }
    if (micros > status.money.chargedMicros) {
      world.accuse("money", `${plan.key}: ${micros} micros billed, ${status.money.chargedMicros} charged`);
    }
    // What nobody disturbed is settled to the last micro.
    if (world.plan.faults.size === 0 && ledger.arrivals.every(world.jobOf) && micros !== status.money.settledMicros) {
      world.accuse("money", `${plan.key}: ${micros} micros billed, ${status.money.settledMicros} settled`);
    }
  }
}

/** Calls under way by several workers at once when a token stops working, some of whom die before they tell. */
const refusedMax = 30;

/** Every account is there once, with the outcome that is true. */
function judgeAccounts(world: World, { plan, status, accounts }: JobResult): void {
  const { society } = world.plan;
  const byName = new Map<string, AccountRecord>();
  for (const record of accounts) {
    if (byName.has(record.account)) world.accuse("twice", `${plan.key}: account ${record.account} is listed twice`);
    byName.set(record.account, record);
  }
  const isWhole = status.state === "finished";
  const added = world.acknowledged.get(plan.key) ?? new Set();
  for (const account of plan.accounts) {
    const names = [true, false].map((byHandle) => nameOf(society, { platform: plan.platform, account, byHandle }));
    const name = names.find((name) => byName.has(name.toLowerCase()) || byName.has(name));
    if (name === undefined) {
      if (added.has(account)) world.accuse("lost", `${plan.key}: account ${names} is in no list`);
      continue;
    }
    const record = byName.get(name) ?? byName.get(name.toLowerCase())!;
    if (record.pages > (plan.caps.pagesPerAccount ?? Infinity)) {
      world.accuse(
        "outcome",
        `${plan.key}: ${name} has ${record.pages} pages, its cap is ${plan.caps.pagesPerAccount}`,
      );
    }
    if (record.outcome === null) {
      if (isWhole) world.accuse("lost", `${plan.key}: ${name} has no outcome though the job has finished`);
      continue;
    }
    const allowed = outcomesOf(world, plan, account);
    if (!allowed.has(record.outcome)) {
      world.accuse("outcome", `${plan.key}: ${name} is ${record.outcome}, true is ${[...allowed].join(" or ")}`);
    }
  }
  if (byName.size > plan.accounts.length || status.totals.accounts !== byName.size) {
    world.accuse("twice", `${plan.key}: ${plan.accounts.length} accounts, ${byName.size}, ${status.totals.accounts}`);
  }
  for (const outcome of ["done", "gone", "private", "suspended", "forbidden", "failed", "loop"] as const) {
    const listed = accounts.filter((record) => record.outcome === outcome).length;
    if (listed !== status.totals.outcomes[outcome]) {
      world.accuse(
        "conservation",
        `${plan.key}: ${listed} listed as ${outcome}, ${status.totals.outcomes[outcome]} counted`,
      );
    }
  }
}

/** What may be said of an account, whatever it went through. */
function outcomesOf(world: World, plan: JobPlan, account: number): Set<AccountOutcome> {
  const { platform, operation, caps } = plan;
  const { society, endless } = world.plan;
  if (account < 0) return new Set(world.failures(plan, account) >= failuresMax ? ["gone", "failed"] : ["gone"]);
  const before = society.account(account).state;
  const allowed = new Set<AccountOutcome>();
  const isList = operation === "followers" || operation === "following";
  if (before === "active" || before === "private") {
    const isClosed = platform === "x" && before === "private" && operation !== "profiles";
    allowed.add(isClosed ? "private" : "done");
    if (isList && !isClosed && (world.strayed(platform, account))) allowed.add("loop");
    if (isList && !isClosed && endless[society.accountId(account)] !== undefined) {
      allowed.add("loop");
      // One page and a cursor that was not followed any more, or a list of one page that has no next.
      if (caps.pagesPerAccount === undefined && !world.plan.faults.has("changingWorld")) allowed.delete("done");
    }
  } else if (before === "suspended") allowed.add(platform === "x" ? "suspended" : "gone");
  else allowed.add("gone");
  if (world.hasVanished(account)) allowed.add("gone");
  if (world.failures(plan, account) >= failuresMax) allowed.add("failed");
  return allowed;
}

/** Every page counts once, and its totals are the sum of what counts. */
function judgePages(world: World, { plan, status, pages }: JobResult, rows: SinkRows): void {
  const seen = new Set<string>();
  const sums = { pages: 0, profiles: 0, connections: 0, posts: 0 };
  for (const { page, operation, accounts, files, rows: claimed } of pages) {
    const report = world.reports.get(page);
    if (report === undefined) {
      world.accuse("invented", `${plan.key}: page ${page} was reported by nobody`);
      continue;
    }
    for (const account of accounts) {
      const place = `${operation} ${account} ${report.cursor}`;
      if (seen.has(place)) world.accuse("twice", `${plan.key}: ${place} counts twice`);
      seen.add(place);
    }
    for (const file of files) {
      if (!world.sink.objects.has(file)) {
        world.accuse("lost", `${plan.key}: page ${page} counts, ${file} was not written`);
      }
    }
    sums.pages++;
    const held = rows.get(page);
    for (const kind of ["profiles", "connections", "posts"] as const) {
      sums[kind] += claimed[kind];
      const found = held?.[kind].length ?? 0;
      if (found !== claimed[kind]) {
        world.accuse("lost", `${plan.key}: page ${page} claims ${claimed[kind]} ${kind}, has ${found}`);
      }
    }
  }
  for (const kind of ["pages", "profiles", "connections", "posts"] as const) {
    if (status.totals[kind] !== sums[kind]) {
      world.accuse("twice", `${plan.key}: ${status.totals[kind]} ${kind} counted, ${sums[kind]} in the manifest`);
    }
  }
}

/** Of accounts that are done and not cut short, everything is there that was true all the time; and nothing that was never shown. */
function judgeRows(world: World, result: JobResult, rows: SinkRows): void {
  const { plan, pages, accounts } = result;
  const { society } = world.plan;
  const profiles = new Set<string>();
  const connections = new Set<string>();
  const posts = new Map<string, Set<string>>();
  for (const { page } of pages) {
    const held = rows.get(page);
    for (const row of held?.profiles ?? []) profiles.add(row.account);
    for (const row of held?.connections ?? []) connections.add(`${row.follower} ${row.influencer}`);
    for (const row of held?.posts ?? []) {
      const mine = posts.get(row.account) ?? new Set();
      posts.set(row.account, mine.add(row.post));
    }
  }
  const shown = world.shown();
  for (const connection of connections) {
    if (!shown.has(connection)) world.accuse("invented", `${plan.key}: ${connection} was never shown`);
  }
  const outcomes = new Map(accounts.map((record) => [record.account, record]));
  const idOf = (account: number) => accountId(world, plan.platform, account);
  for (const account of plan.accounts) {
    if (account < 0) continue;
    const names = [true, false].map((byHandle) => nameOf(society, { platform: plan.platform, account, byHandle }));
    const record = outcomes.get(names[0]) ?? outcomes.get(names[1]);
    if (record?.outcome !== "done") continue;
    const id = idOf(account);
    if (plan.operation === "profiles") {
      if (!profiles.has(id)) world.accuse("lost", `${plan.key}: the profile of ${id} is in no page that counts`);
    } else if (plan.operation === "posts") {
      const all = society.posts(account).length;
      const found = posts.get(id)?.size ?? 0;
      if (!record.capped && found < all) world.accuse("lost", `${plan.key}: ${found} of ${all} posts of ${id}`);
    } else if (!record.capped) {
      const isFollowers = plan.operation === "followers";
      const list = Array.from(isFollowers ? society.followers(account) : society.following(account));
      for (const other of list) {
        const [follower, influencer] = isFollowers ? [other, account] : [account, other];
        if (!world.simulator.follows(plan.platform, follower, influencer)) continue;
        const connection = `${idOf(follower)} ${idOf(influencer)}`;
        if (!connections.has(connection)) world.accuse("lost", `${plan.key}: ${connection} is in no page that counts`);
      }
    }
  }
}

export function accountId(world: World, platform: string, account: number): string {
  const id = world.plan.society.accountId(account);
  return platform === "x" ? `x:${id}` : `bluesky:${didOf(id)}`;
}

/** No credential in logs, errors, or anything that is kept in clear. */
function judgeSecrets(world: World): void {
  const secrets = [...world.plan.tokens, ...world.plan.spareTokens].map(({ secret }) => secret);
  const search = (where: string, text: string) => {
    if (secrets.some((secret) => text.includes(secret))) {
      world.accuse("secret", `a credential in ${where}: ${text.slice(0, 300)}`);
    }
  };
  for (const text of world.heard) search("a log or an error", text);
}

type Row = Readonly<Record<string, string>>;
type SinkRows = ReadonlyMap<string, Record<"profiles" | "connections" | "posts", Row[]>>;

/** Rows by page, of every object there is. */
function readSink(world: World): SinkRows {
  const rows = new Map<string, Record<"profiles" | "connections" | "posts", Row[]>>();
  for (const [name, bytes] of world.sink.objects) {
    const kind = (["profiles", "connections", "posts"] as const).find((kind) => name.includes(`/${kind}-`));
    if (kind === undefined) continue;
    for (const line of new TextDecoder().decode(gunzipSync(bytes)).split("\n")) {
      if (line === "") continue;
      const row = JSON.parse(line);
      let held = rows.get(row.page);
      if (held === undefined) rows.set(row.page, held = { profiles: [], connections: [], posts: [] });
      held[kind].push(row);
    }
  }
  return rows;
}
