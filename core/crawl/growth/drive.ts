/**
 * Grows at a coordinator: makes the jobs, gives them the accounts that the planner chooses, reads what comes. Who works the jobs,
 * and where their pages are read from, is handed in.
 *
 * Budgets are hard because each job's cap is: what was spent and what jobs may still spend never pass the budget together. Seeds
 * first, then their audiences with at most a quarter of what is left, then rounds of three open jobs side by side (following lists of
 * people, follower lists of contenders, profiles), each with its share; what a round leaves unspent is the next one's, and goes
 * mostly to the operations that ran out. People are drawn once the audiences are read as far as they will be: earlier, and the newest
 * followers, which come first, would be drawn more often than others.
 *
 * With an order book that remembers, a run that was cut off is gone through again: the same jobs, the same pages, and on from there.
 */
import { InputError } from "../../errors.ts";
import { growthCallsMin } from "../../limits.ts";
import type { JobOperation, OperationTable, Platform } from "../../platforms/platform.ts";
import type { ConnectionRow, ProfileRow } from "../../platforms/rows.ts";
import type { Coordinator } from "../coordinator.ts";
import type { Job, JobCaps, JobRequest, JobStatus } from "../job.ts";
import type { AccountRecord, CommittedPage } from "../protocol.ts";
import { Growth, type GrowthOperation, type LookAlike } from "./growth.ts";
import { forgetfulBook, type OrderBook } from "./order_book.ts";
import { capsOfPortion, type GrowthBudget, type Portion, whatIsLeft } from "./purse.ts";

export interface GrowthTools {
  readonly coordinator: Coordinator;
  /** Rows of pages that count, by page. */
  readRows(pages: readonly CommittedPage[]): Promise<ReadonlyMap<string, PageRows>>;
  /** Time for work to be done; resolves at once when `signal` says so. */
  wait(): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  readonly signal: AbortSignal;
  /** Makes the jobs; by default nothing is remembered of them. */
  readonly orders?: OrderBook;
  /** Told whenever something new is known. */
  onStep?(step: GrowthStep): void;
}

export interface PageRows {
  readonly profiles: readonly ProfileRow[];
  readonly connections: readonly ConnectionRow[];
}

export interface GrowthRequest {
  readonly platform: Platform;
  /** Bare ids or "@handle". */
  readonly seeds: readonly string[];
  readonly sampleSeed: bigint;
  readonly lookAlikes: number;
  readonly priority: number;
  readonly budget: GrowthBudget;
  /** Ends once no interval among the look-alikes is wider. */
  readonly untilWidth?: number;
}

export interface GrowthStep {
  readonly jobs: readonly JobStatus[];
  readonly sampled: number;
  /** See `Growth.width`. */
  readonly width: number;
}

export interface GrowthReport {
  /** All that were made, in order. */
  readonly jobs: readonly string[];
  readonly seeds: readonly SeedReport[];
  readonly lookAlikes: readonly (LookAlike & { readonly handle: string | null })[];
  /** People whose following lists were read. */
  readonly sampled: number;
  readonly width: number;
  readonly ended: "budget" | "width" | "known" | "interrupted";
}

export interface SeedReport {
  readonly seed: string;
  readonly handle: string | null;
  readonly seen: number;
  readonly claimed: number | null;
  /** Otherwise what was seen are its newest followers where the platform lists these first. */
  readonly complete: boolean;
}

/** Share of the budget for reading who follows the seeds: without it nobody can be drawn, with all of it nobody would be. */
const audienceShare = 0.25;
/** Most of the rest that each operation may take; they add up to it. Measured in tests/bench/growth_quality.ts. */
export const growthShares: Readonly<Record<GrowthOperation, number>> = {
  following: 0.5,
  followers: 0.45,
  profiles: 0.05,
};
/** Accounts that wait for a worker: enough to keep it busy, few enough that the choice is fresh. */
const backlog = 64;

/** @throws {InputError} If no seed exists, or nobody follows them. */
export async function grow(tools: GrowthTools, request: GrowthRequest): Promise<GrowthReport> {
  const { calls } = request.budget;
  if (calls !== undefined && calls < growthCallsMin) {
    throw new InputError(`Cannot grow with ${calls} calls: needed ${growthCallsMin} for a first look`);
  }
  return await new Drive(tools, request).run();
}

/** Rounds with less than so many calls are not worth their jobs. */
const roundCallsMin = 4;
/** What an operation that had enough in the last round gets of its share in the next. */
const enoughShare = 0.25;

const operationsOfRounds = ["following", "followers", "profiles"] as const;
type Shares = Readonly<Record<GrowthOperation, number>>;

class Drive {
  readonly #tools: GrowthTools;
  readonly #request: GrowthRequest;
  readonly #jobs: string[] = [];
  /** What is read of each job: pages that were taken in. */
  readonly #taken = new Map<string, Set<string>>();
  /** Lists under way, by operation and account. */
  readonly #lists = new Map<string, string[]>();
  readonly #ended = new Set<string>();
  readonly #handles = new Map<string, string>();
  readonly #orders: OrderBook;
  /** Jobs of rounds, whose pages may still come in after their end. */
  readonly #rounds: { readonly operation: GrowthOperation; readonly id: string }[] = [];
  /** Bare accounts that a job left unread when its cap was reached: the next one's. */
  readonly #unread = new Map<GrowthOperation, string[]>();

  constructor(tools: GrowthTools, request: GrowthRequest) {
    this.#tools = tools;
    this.#request = request;
    this.#orders = tools.orders ?? forgetfulBook(tools.coordinator);
  }

  async run(): Promise<GrowthReport> {
    const seeds = await this.#findSeeds();
    const growth = new Growth({
      seeds: seeds.map(({ account }) => account),
      sampleSeed: this.#request.sampleSeed,
      lookAlikes: this.#request.lookAlikes,
      cost: (operation, rows) => this.#cost(operation, rows),
    });
    for (const seed of seeds) growth.addClaims(seed);
    if (!await this.#readAudiences(growth, seeds.map(({ account }) => account))) {
      return this.#report(growth, "interrupted");
    }
    return this.#report(growth, await this.#follow(growth));
  }

  /** The seeds' ids and what their profiles claim. */
  async #findSeeds() {
    const { platform, seeds } = this.#request;
    const table = platform.operations.profiles;
    if (table === undefined) throw new InputError(`Cannot grow: ${platform.title} does not show profiles`);
    // Handles are resolved first, and a call may have to be made again: a few times over.
    const tries = 6;
    const caps = await this.#portion({
      share: 0.5,
      calls: tries * Math.ceil(seeds.length / table.accountsPerCall),
      micros: tries * (table.price.microsPerCall + seeds.length * table.price.microsPerResource),
    });
    const [job] = await this.#order([this.#requestOf("profiles", caps, seeds)]);
    if (!await this.#untilEnded(job)) throw interrupted(this.#tools.signal);
    const records = await this.#accounts(job.id);
    // Where profiles are had by handle, the profile is what tells the id.
    const rows = new Map<string, ProfileRow>();
    for (const { profiles } of await this.#newPages(job.id)) {
      for (const row of profiles) rows.set(row.account, row).set(`@${row.handle?.toLowerCase()}`, row);
    }
    const found = records.flatMap(({ account, id, outcome }) => {
      const row = rows.get(id === null ? account.toLowerCase() : "") ?? rows.get(`${platform.name}:${id ?? account}`);
      if (outcome !== "done" || row === undefined) return [];
      return [{ account: row.account, followers: row.followers_count, following: row.following_count }];
    });
    if (found.length === 0) {
      const why = records.map(({ account, outcome }) => `${account} is ${outcome ?? "not known yet"}`).join(", ");
      throw new InputError(
        `Cannot grow around ${seeds.join(", ")}: needed a seed that ${platform.title} shows, found ${why}`,
      );
    }
    return found;
  }

  /** Reads who follows the seeds: all of it, or as far as its share of the budget goes. */
  async #readAudiences(growth: Growth, seeds: readonly string[]): Promise<boolean> {
    const { platform } = this.#request;
    const table = platform.operations.followers;
    if (table === undefined) throw new InputError(`Cannot grow: ${platform.title} does not say who follows an account`);
    const pages = growth.audiences().map(({ claimed }) =>
      claimed === null ? Infinity : Math.ceil(claimed / table.pageSizeMax) + 1
    );
    const wanted = Math.ceil(pages.reduce((sum, count) => sum + count, 0) * growthMargin) + 3;
    const caps = await this.#portion({ share: audienceShare, calls: wanted, micros: wanted * pageMicros(table) });
    const affordable = Math.min(caps.calls ?? Infinity, (caps.micros ?? Infinity) / pageMicros(table));
    // Where not all can be had, each seed gets alike.
    const pagesPerAccount = wanted > affordable
      ? { pagesPerAccount: Math.max(1, Math.floor(affordable / seeds.length)) }
      : {};
    const [job] = await this.#order([
      this.#requestOf("followers", { ...caps, ...this.#quarter(), ...pagesPerAccount }, seeds.map(bare)),
    ]);
    // An order that was taken up again has the caps that it was placed with.
    const quarterMs = job.caps.until === undefined ? Infinity : Date.parse(job.caps.until);
    if (job.caps.calls === 0) {
      throw new InputError(
        `Cannot grow around ${seeds.length} seeds with ${this.#request.budget.calls} calls: needed more`,
      );
    }
    const whole = await this.#untilEnded(job, quarterMs);
    await this.#takeIn(growth, job.id, "followers");
    for (const [key, others] of this.#lists) {
      // Cut by time or money: what was read of it are its newest.
      growth.addList({ operation: "followers", account: key.slice(key.indexOf(" ") + 1), others, complete: false });
    }
    this.#lists.clear();
    if (growth.audiences().every(({ seen }) => seen === 0) && whole) {
      throw new InputError(`Cannot grow around ${seeds.join(", ")}: nobody is seen to follow them`);
    }
    return whole;
  }

  /** Rounds, until the budget is spent or nothing more is worth it. */
  async #follow(growth: Growth): Promise<GrowthReport["ended"]> {
    let shares: Shares = growthShares;
    let ended: GrowthReport["ended"] | null = await this.#takeUpRounds(growth);
    while (ended === null) {
      const left = await this.#left();
      const jobs = await this.#openRound(left, shares);
      if (jobs.size === 0) ended = "budget";
      else {
        ended = await this.#round(growth, jobs);
        if (ended === null) {
          shares = await this.#nextShares(jobs);
          // Too little is left for a single call.
          if (isSame(left, await this.#left())) ended = "budget";
        }
      }
    }
    for (const { operation, id } of this.#rounds) await this.#takeIn(growth, id, operation);
    return ended;
  }

  /** Sees rounds of an earlier run to their end, as they were when it was cut off. */
  async #takeUpRounds(growth: Growth): Promise<"interrupted" | null> {
    const { platform } = this.#request;
    const jobs = new Map<string, GrowthOperation>();
    for (let orders = await this.#takeUp(); orders !== null; orders = await this.#takeUp()) {
      for (const { id, operation } of orders) jobs.set(id, operation as GrowthOperation);
    }
    for (const [id, operation] of jobs) {
      this.#rounds.push({ operation, id });
      await this.#seal(id);
      for (const { account, id: bareId } of await this.#accounts(id)) {
        growth.restore({ operation, account: `${platform.name}:${bareId ?? account}` });
      }
    }
    for (const id of jobs.keys()) if (!await this.#untilEnded({ id })) return "interrupted";
    for (const [id, operation] of jobs) await this.#endJob(growth, id, operation);
    return null;
  }

  async #openRound(left: GrowthBudget, shares: Shares): Promise<Map<GrowthOperation, Job>> {
    const { platform, budget } = this.#request;
    if ((left.calls ?? Infinity) < roundCallsMin || this.#tools.now() >= (budget.untilMs ?? Infinity)) return new Map();
    const requests: JobRequest[] = [];
    for (const operation of operationsOfRounds) {
      const table = platform.operations[operation];
      if (table === undefined) continue;
      const caps = capsOfPortion({ left, share: shares[operation] });
      if (caps.calls === 0 || (caps.micros ?? Infinity) < callMicros(table)) continue;
      requests.push(this.#requestOf(operation, { ...caps, ...this.#until() }, null));
    }
    if (requests.length === 0) return new Map();
    const jobs = new Map((await this.#order(requests)).map((job) => [job.operation as GrowthOperation, job]));
    for (const [operation, { id }] of jobs) this.#rounds.push({ operation, id });
    return jobs;
  }

  /**
   * Three open jobs, fed until each has spent its cap or has enough.
   * @returns null if another round may learn more from what is left.
   */
  async #round(growth: Growth, jobs: ReadonlyMap<GrowthOperation, Job>): Promise<GrowthReport["ended"] | null> {
    const { untilWidth } = this.#request;
    const { coordinator, signal, onStep, wait } = this.#tools;
    for (;;) {
      if (signal.aborted) return await this.#close(jobs, "interrupted");
      const statuses = new Map<GrowthOperation, JobStatus>();
      for (const [operation, { id }] of jobs) {
        await this.#takeIn(growth, id, operation);
        statuses.set(operation, await coordinator.readJob(id));
      }
      const open = await this.#feed(growth, statuses);
      const width = growth.width();
      onStep?.({ jobs: [...statuses.values()], sampled: growth.sampled, width });
      if (untilWidth !== undefined && width <= untilWidth) return await this.#close(jobs, "width");
      const stopped = [...statuses.values()].filter(({ state }) => state !== "active");
      if (!open) {
        // Without a cap that was reached there was nothing to choose any more.
        if (stopped.length === 0) return await this.#close(jobs, "known");
        await this.#close(jobs, "budget");
        for (const { id } of jobs.values()) if (!await this.#untilEnded({ id })) return "interrupted";
        for (const [operation, { id }] of jobs) await this.#endJob(growth, id, operation);
        return null;
      }
      await wait();
    }
  }

  /** What a job left unread is the next one's; parts of lists that are read from their beginning then are let go. */
  async #endJob(growth: Growth, id: string, operation: GrowthOperation): Promise<void> {
    const { coordinator, wait } = this.#tools;
    // Pages that are under way at the end of a job count too.
    if ((await coordinator.readJob(id)).totals.leased > 0) await wait();
    await this.#takeIn(growth, id, operation);
    const unread = (await this.#accounts(id)).filter(({ outcome }) => outcome === null);
    for (const key of [...this.#lists.keys()]) if (key.startsWith(`${id} `)) this.#lists.delete(key);
    this.#unread.set(operation, [...this.#unread.get(operation) ?? [], ...unread.map(({ account }) => account)]);
  }

  /** Operations that ran out get their share again, the others less. */
  async #nextShares(jobs: ReadonlyMap<GrowthOperation, Job>): Promise<Shares> {
    const shares = { ...growthShares };
    for (const operation of operationsOfRounds) {
      const job = jobs.get(operation);
      const status = job && await this.#tools.coordinator.readJob(job.id);
      if (status?.state !== "stopped") shares[operation] *= enoughShare;
    }
    const sum = operationsOfRounds.reduce((sum, operation) => sum + shares[operation], 0);
    for (const operation of operationsOfRounds) shares[operation] /= sum;
    return shares;
  }

  /**
   * Gives the jobs what is worth most. Operations whose calls compete (for one quota, one budget) are chosen among by worth; others
   * side by side, so that none of their windows is left unused.
   * @returns Whether anything is under way.
   */
  async #feed(growth: Growth, statuses: ReadonlyMap<GrowthOperation, JobStatus>): Promise<boolean> {
    const { platform: { operations }, budget } = this.#request;
    const active = [...statuses].filter(([, { state }]) => state === "active");
    const compete = budget.calls !== undefined || budget.micros !== undefined ||
      operations.following?.endpoint === operations.followers?.endpoint;
    let open = false;
    for (const [operation, { id, totals }] of active) {
      const room = Math.max(0, backlog - totals.pending - totals.leased);
      const unread = this.#unread.get(operation)?.splice(0, room) ?? [];
      if (unread.length === 0) continue;
      await this.#tools.coordinator.addAccounts(id, unread);
      open = true;
    }
    for (const group of compete ? [active] : active.map((one) => [one])) {
      const waiting = group.reduce((sum, [, { totals }]) => sum + totals.pending + totals.leased, 0);
      const chosen = growth.next(group.map(([operation]) => operation), Math.max(0, backlog - waiting));
      for (const [operation, { id }] of group) {
        const accounts = chosen.filter((reading) => reading.operation === operation).map(({ account }) =>
          bare(account)
        );
        if (accounts.length > 0) await this.#tools.coordinator.addAccounts(id, accounts);
      }
      open ||= chosen.length + waiting > 0;
    }
    return open;
  }

  /** No more is chosen: what waits is still read (later, where it was interrupted), unless enough is known. */
  async #close<T extends GrowthReport["ended"]>(jobs: ReadonlyMap<GrowthOperation, Job>, ended: T): Promise<T> {
    for (const { id } of jobs.values()) {
      await this.#seal(id);
      if (ended === "width" && (await this.#tools.coordinator.readJob(id)).state === "active") {
        await this.#tools.coordinator.changeJob(id, "cancelled");
      }
    }
    return ended;
  }

  async #seal(id: string): Promise<void> {
    const { state, sealed } = await this.#tools.coordinator.readJob(id);
    if (!sealed && (state === "active" || state === "paused")) {
      await this.#tools.coordinator.addAccounts(id, [], { seal: true });
    }
  }

  #requestOf(operation: JobOperation, caps: JobCaps, accounts: readonly string[] | null): JobRequest {
    const { platform, seeds, priority } = this.#request;
    return {
      name: `around ${seeds.slice(0, 3).join(", ")}${seeds.length > 3 ? " …" : ""}: ${operation}`,
      platform: platform.name,
      operation,
      sealed: accounts !== null,
      accounts: accounts ?? [],
      priority,
      caps,
      sampling: { kind: "around", seeds },
      idempotencyKey: crypto.randomUUID(),
    };
  }

  /** Those of an earlier run where there are any: what is asked for now is then what was asked for before. */
  async #order(requests: readonly JobRequest[]): Promise<Job[]> {
    return await this.#takeUp() ?? this.#know(await this.#orders.place(requests));
  }

  async #takeUp(): Promise<Job[] | null> {
    const jobs = await this.#orders.takeUp();
    if (jobs === null) return null;
    for (const { id, state } of jobs) if (state === "paused") await this.#tools.coordinator.changeJob(id, "active");
    return this.#know(jobs);
  }

  #know(jobs: Job[]): Job[] {
    for (const { id } of jobs) {
      this.#jobs.push(id);
      this.#taken.set(id, new Set());
    }
    return jobs;
  }

  async #portion(portion: Omit<Portion, "left">): Promise<JobCaps> {
    return { ...capsOfPortion({ left: await this.#left(), ...portion }), ...this.#until() };
  }

  async #left(): Promise<GrowthBudget> {
    return await whatIsLeft(this.#tools.coordinator, this.#request.budget, this.#jobs);
  }

  #until(): Pick<JobCaps, "until"> {
    const { untilMs } = this.#request.budget;
    return untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() };
  }

  /** The audiences' part of the time. */
  #quarter(): Pick<JobCaps, "until"> {
    const { untilMs } = this.#request.budget;
    const now = this.#tools.now();
    return untilMs === undefined ? {} : { until: new Date(now + (untilMs - now) * audienceShare).toISOString() };
  }

  /** In what the budget is in: cents where money is short, calls otherwise. */
  #cost(operation: GrowthOperation, rows: number | null): number {
    const { platform, budget } = this.#request;
    const table = platform.operations[operation];
    if (table === undefined) return Infinity;
    const count = Math.max(1, rows ?? typicalRows);
    const calls = Math.ceil(count / table.pageSizeMax);
    const { microsPerCall, microsPerResource } = table.price;
    const micros = calls * microsPerCall + count * microsPerResource;
    return budget.micros !== undefined && micros > 0 ? Math.max(1, micros / 10_000) : calls;
  }

  /** Takes in pages that are new, and lists that have ended. */
  async #takeIn(growth: Growth, job: string, operation: GrowthOperation): Promise<void> {
    const { platform } = this.#request;
    const records = operation === "profiles" ? [] : await this.#accounts(job);
    for (const { profiles, connections } of await this.#newPages(job)) {
      for (const { account, followers_count, following_count } of profiles) {
        growth.addClaims({ account, followers: followers_count, following: following_count });
      }
      for (const { follower, influencer } of connections) {
        if (operation === "profiles") break;
        const [owner, other] = operation === "followers" ? [influencer, follower] : [follower, influencer];
        const key = `${job} ${owner}`;
        const list = this.#lists.get(key);
        if (list === undefined) this.#lists.set(key, [other]);
        else list.push(other);
      }
    }
    if (operation === "profiles") return;
    for (const { account, id, outcome, capped } of records) {
      const owner = `${platform.name}:${id ?? account}`;
      const key = `${job} ${owner}`;
      if (outcome === null || this.#ended.has(key)) continue;
      this.#ended.add(key);
      const others = this.#lists.get(key) ?? [];
      this.#lists.delete(key);
      if (outcome === "done") growth.addList({ operation, account: owner, others, complete: !capped });
      else growth.addAbsent(operation, owner);
    }
  }

  async #newPages(job: string): Promise<PageRows[]> {
    const taken = this.#taken.get(job)!;
    const fresh: CommittedPage[] = [];
    let cursor: string | null = null;
    do {
      const answer: { pages: CommittedPage[]; next: string | null } = await this.#tools.coordinator.listPages(
        job,
        cursor === null ? { limit: pageLimit } : { limit: pageLimit, cursor },
      );
      fresh.push(...answer.pages.filter(({ page }) => !taken.has(page)));
      cursor = answer.next;
    } while (cursor !== null);
    if (fresh.length === 0) return [];
    const rows = await this.#tools.readRows(fresh);
    return fresh.map(({ page }) => {
      taken.add(page);
      const found = rows.get(page) ?? { profiles: [], connections: [] };
      for (const { account, handle } of found.profiles) if (handle !== null) this.#handles.set(account, handle);
      return found;
    });
  }

  async #accounts(job: string): Promise<AccountRecord[]> {
    const records: AccountRecord[] = [];
    let cursor: string | null = null;
    do {
      const answer: { accounts: AccountRecord[]; next: string | null } = await this.#tools.coordinator.listAccounts(
        job,
        cursor === null ? { limit: pageLimit } : { limit: pageLimit, cursor },
      );
      records.push(...answer.accounts);
      cursor = answer.next;
    } while (cursor !== null);
    return records;
  }

  /** @returns Whether it ended, and was not interrupted. */
  async #untilEnded({ id }: Pick<Job, "id">, atMostMs = Infinity): Promise<boolean> {
    for (;;) {
      const status = await this.#tools.coordinator.readJob(id);
      this.#tools.onStep?.({ jobs: [status], sampled: 0, width: 1 });
      if (status.state !== "active") return !this.#tools.signal.aborted;
      if (this.#tools.signal.aborted) return false;
      if (this.#tools.now() >= atMostMs) return true;
      await this.#tools.wait();
    }
  }

  #report(growth: Growth, ended: GrowthReport["ended"]): GrowthReport {
    return {
      jobs: this.#jobs,
      seeds: growth.audiences().map((seed) => ({ ...seed, handle: this.#handles.get(seed.seed) ?? null })),
      lookAlikes: growth.lookAlikes().map((found) => ({
        ...found,
        handle: this.#handles.get(found.account) ?? null,
      })),
      sampled: growth.sampled,
      width: growth.width(),
      ended,
    };
  }
}

/** Lists grow while they are read, and calls fail. */
const growthMargin = 1.1;
/** Entries asked for at once. */
const pageLimit = 1000;
/** Length of a list of which nothing is known. */
const typicalRows = 300;

/** Most that one page can cost; at least a millionth, to divide by. */
function pageMicros({ price, pageSizeMax }: OperationTable): number {
  return Math.max(1, price.microsPerCall + pageSizeMax * price.microsPerResource);
}

/** Least that one call can cost. */
function callMicros({ price }: OperationTable): number {
  return price.microsPerCall + price.microsPerResource;
}

function isSame(left: GrowthBudget, right: GrowthBudget): boolean {
  return left.calls === right.calls && left.micros === right.micros;
}

function bare(account: string): string {
  return account.slice(account.indexOf(":") + 1);
}

function interrupted(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException("interrupted", "AbortError");
}
