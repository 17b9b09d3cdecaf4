/**
 * Grows at a coordinator: makes the jobs, gives them the accounts that the planner chooses, reads what comes. Who works the jobs,
 * and where their pages are read from, is handed in.
 *
 * Budgets are hard because each job's cap is: the caps together are the budget. Seeds first, then their audiences with at most a
 * quarter of what is left, then three open jobs side by side (following lists of people, follower lists of contenders, profiles),
 * each with its share. People are drawn once the audiences are read as far as they will be: earlier, and the newest followers, which
 * come first, would be drawn more often than others.
 */
import { InputError } from "../../errors.ts";
import { growthCallsMin } from "../../limits.ts";
import type { JobOperation, OperationTable, Platform } from "../../platforms/platform.ts";
import type { ConnectionRow, ProfileRow } from "../../platforms/rows.ts";
import type { Coordinator } from "../coordinator.ts";
import type { Job, JobCaps, JobStatus } from "../job.ts";
import type { AccountRecord, CommittedPage } from "../protocol.ts";
import { Growth, type GrowthOperation, type LookAlike } from "./growth.ts";

export interface GrowthTools {
  readonly coordinator: Coordinator;
  /** Rows of pages that count, by page. */
  readRows(pages: readonly CommittedPage[]): Promise<ReadonlyMap<string, PageRows>>;
  /** Time for work to be done; resolves at once when `signal` says so. */
  wait(): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  readonly signal: AbortSignal;
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

/** At least one of them. */
export interface GrowthBudget {
  readonly calls?: number;
  readonly micros?: number;
  /** Milliseconds since 1970. */
  readonly untilMs?: number;
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

interface Part {
  readonly share: number;
  readonly of?: GrowthBudget;
  readonly calls?: number;
  readonly micros?: number;
}

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
  /** Given out by caps so far. */
  #calls = 0;
  #micros = 0;

  constructor(tools: GrowthTools, request: GrowthRequest) {
    this.#tools = tools;
    this.#request = request;
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
    const caps = this.#take({
      share: 0.5,
      calls: tries * Math.ceil(seeds.length / table.accountsPerCall),
      micros: tries * (table.price.microsPerCall + seeds.length * table.price.microsPerResource),
    });
    const job = await this.#order("profiles", caps, seeds);
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
    if ((this.#left().calls ?? Infinity) * audienceShare < 1) {
      throw new InputError(
        `Cannot grow around ${seeds.length} seeds with ${this.#request.budget.calls} calls: needed more`,
      );
    }
    const caps = this.#take({
      share: audienceShare,
      calls: wanted,
      micros: wanted * pageMicros(table),
    });
    const affordable = Math.min(caps.calls ?? Infinity, (caps.micros ?? Infinity) / pageMicros(table));
    // Where not all can be had, each seed gets alike.
    const pagesPerAccount = wanted > affordable
      ? { pagesPerAccount: Math.max(1, Math.floor(affordable / seeds.length)) }
      : {};
    const job = await this.#order("followers", { ...caps, ...pagesPerAccount }, seeds.map(bare));
    const quarterMs = caps.until === undefined ? Infinity : Date.parse(caps.until);
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

  /** Three open jobs, fed until the budget is spent or nothing more is worth it. */
  async #follow(growth: Growth): Promise<GrowthReport["ended"]> {
    const { platform, untilWidth } = this.#request;
    const { coordinator, signal, onStep } = this.#tools;
    const operations = (["following", "followers", "profiles"] as const).filter((name) =>
      platform.operations[name] !== undefined
    );
    const left = this.#left();
    const jobs = new Map<GrowthOperation, Job>();
    for (const operation of operations) {
      const caps = this.#take({ share: growthShares[operation], of: left });
      if (caps.calls !== 0 && caps.micros !== 0) jobs.set(operation, await this.#order(operation, caps, null));
    }
    let ended: GrowthReport["ended"] = "budget";
    for (;;) {
      if (signal.aborted) {
        ended = "interrupted";
        break;
      }
      const statuses = new Map<GrowthOperation, JobStatus>();
      for (const [operation, { id }] of jobs) {
        await this.#takeIn(growth, id, operation);
        statuses.set(operation, await coordinator.readJob(id));
      }
      const open = await this.#feed(growth, statuses);
      const width = growth.width();
      onStep?.({ jobs: [...statuses.values()], sampled: growth.sampled, width });
      if (untilWidth !== undefined && width <= untilWidth) {
        ended = "width";
        break;
      }
      if ([...statuses.values()].every(({ state }) => state !== "active")) break;
      if (!open) {
        ended = "known";
        break;
      }
      await this.#tools.wait();
    }
    await this.#close([...jobs.values()], ended);
    for (const [operation, { id }] of jobs) await this.#takeIn(growth, id, operation);
    return ended;
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
  async #close(jobs: readonly Job[], ended: GrowthReport["ended"]): Promise<void> {
    const { coordinator } = this.#tools;
    for (const { id } of jobs) {
      const { state } = await coordinator.readJob(id);
      if (state !== "active") continue;
      await coordinator.addAccounts(id, [], { seal: true });
      if (ended === "width") await coordinator.changeJob(id, "cancelled");
    }
  }

  async #order(operation: JobOperation, caps: JobCaps, accounts: readonly string[] | null): Promise<Job> {
    const { platform, seeds, priority } = this.#request;
    const job = await this.#tools.coordinator.createJob({
      name: `around ${seeds.slice(0, 3).join(", ")}${seeds.length > 3 ? " …" : ""}: ${operation}`,
      platform: platform.name,
      operation,
      sealed: accounts !== null,
      accounts: accounts ?? [],
      priority,
      caps,
      sampling: { kind: "around", seeds },
      idempotencyKey: crypto.randomUUID(),
    });
    this.#jobs.push(job.id);
    this.#taken.set(job.id, new Set());
    return job;
  }

  /** A part of the budget as caps: a share of what is left, at most so much. What is taken is not given again. */
  #take({ share, of = this.#left(), calls = Infinity, micros = Infinity }: Part): JobCaps {
    const { untilMs } = this.#request.budget;
    const caps: { calls?: number; micros?: number; until?: string } = {};
    if (of.calls !== undefined) {
      caps.calls = Math.min(calls, Math.floor(of.calls * share));
      this.#calls += caps.calls;
    }
    if (of.micros !== undefined) {
      caps.micros = Math.max(0, Math.min(micros, Math.floor(of.micros * share)));
      this.#micros += caps.micros;
    }
    if (untilMs !== undefined) {
      const now = this.#tools.now();
      caps.until = new Date(now + (untilMs - now) * (share === audienceShare ? share : 1)).toISOString();
    }
    return caps;
  }

  #left(): GrowthBudget {
    const { calls, micros } = this.#request.budget;
    return {
      ...(calls === undefined ? {} : { calls: calls - this.#calls }),
      ...(micros === undefined ? {} : { micros: micros - this.#micros }),
    };
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
  async #untilEnded({ id }: Job, atMostMs = Infinity): Promise<boolean> {
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

function bare(account: string): string {
  return account.slice(account.indexOf(":") + 1);
}

function interrupted(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException("interrupted", "AbortError");
}
