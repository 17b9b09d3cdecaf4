/** A coordinator and its workers in a few lines: jobs whose pages come from a toy network when `work` is called. No faults, no quota. */
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import {
  type AccountOutcome,
  accountOutcomes,
  type Job,
  type JobRequest,
  type JobStatus,
} from "../../../core/crawl/job.ts";
import type { CommittedPage } from "../../../core/crawl/protocol.ts";
import type { PageRows } from "../../../core/crawl/growth/drive.ts";
import type { ProfileRow } from "../../../core/platforms/rows.ts";

export interface ToyNetwork {
  /** By bare id: who follows it, whom it follows. */
  readonly followers: ReadonlyMap<string, readonly string[]>;
  readonly following: ReadonlyMap<string, readonly string[]>;
  /** By handle. */
  readonly handles: ReadonlyMap<string, string>;
}

interface ToyAccount {
  readonly name: string;
  id: string | null;
  outcome: AccountOutcome | null;
  pages: number;
  rows: number;
  capped: boolean;
}

interface ToyJob {
  job: Job;
  readonly accounts: Map<string, ToyAccount>;
  readonly pages: CommittedPage[];
  calls: number;
}

const pageSize = 10;
/** What each call costs, in millionths of a dollar. */
export const callMicros = 5_000;

export class ToyCrawl {
  readonly jobs: ToyJob[] = [];
  readonly #network: ToyNetwork;
  readonly #rows = new Map<string, PageRows>();

  constructor(network: ToyNetwork) {
    this.#network = network;
  }

  readonly readRows = (pages: readonly CommittedPage[]): Promise<Map<string, PageRows>> =>
    Promise.resolve(new Map(pages.map(({ page }) => [page, this.#rows.get(page)!])));

  /** Makes up to so many calls for jobs that are active. */
  work(calls: number): void {
    for (const toy of this.jobs) {
      for (const account of toy.accounts.values()) {
        while (account.outcome === null && toy.job.state === "active" && calls > 0) {
          this.#call(toy, account);
          calls--;
        }
      }
      this.#settle(toy);
    }
  }

  #call(toy: ToyJob, account: ToyAccount): void {
    const { job: { operation, caps } } = toy;
    if (caps.calls !== undefined && toy.calls >= caps.calls) return void (toy.job = stop(toy.job, "calls"));
    if (caps.micros !== undefined && (toy.calls + 1) * callMicros > caps.micros) {
      return void (toy.job = stop(toy.job, "money"));
    }
    toy.calls++;
    const { followers, following, handles } = this.#network;
    const id = account.name.startsWith("@") ? handles.get(account.name.slice(1)) : account.name;
    if (id === undefined || !following.has(id)) return void (account.outcome = "gone");
    account.id = id;
    const lists = { followers: followers.get(id) ?? [], following: following.get(id) ?? [] };
    const page = `${toy.job.id}-${toy.pages.length}`;
    let rows: PageRows = { profiles: [this.#profile(id)], connections: [] };
    if (operation === "followers" || operation === "following") {
      const whole = lists[operation];
      const part = whole.slice(account.pages * pageSize, (account.pages + 1) * pageSize);
      rows = {
        profiles: part.map((other) => this.#profile(other)),
        connections: part.map((other) =>
          operation === "followers"
            ? { follower: `x:${other}`, influencer: `x:${id}` }
            : { follower: `x:${id}`, influencer: `x:${other}` }
        ),
      };
    }
    account.pages++;
    account.rows += rows.connections.length;
    this.#rows.set(page, rows);
    const { profiles, connections } = rows;
    toy.pages.push({
      page,
      operation,
      accounts: [account.name],
      files: [],
      rows: { profiles: profiles.length, connections: connections.length, posts: 0 },
      committed: "2026-11-25T00:00:00.000Z",
    });
    const isLast = operation === "profiles" || account.pages * pageSize >= lists[operation as "followers"].length;
    account.capped = !isLast && account.pages === caps.pagesPerAccount;
    if (isLast || account.capped) account.outcome = "done";
  }

  #profile(id: string): ProfileRow {
    return {
      account: `x:${id}`,
      followers_count: this.#network.followers.get(id)?.length ?? 0,
      following_count: this.#network.following.get(id)?.length ?? 0,
    } as ProfileRow;
  }

  #settle(toy: ToyJob): void {
    const ended = [...toy.accounts.values()].every(({ outcome }) => outcome !== null);
    if (toy.job.state === "active" && toy.job.sealed && ended) toy.job = { ...toy.job, state: "finished" };
  }

  get coordinator(): Pick<
    Coordinator,
    "createJob" | "addAccounts" | "readJob" | "changeJob" | "listPages" | "listAccounts"
  > {
    const find = (id: string) => this.jobs.find(({ job }) => job.id === id)!;
    const add = (toy: ToyJob, accounts: readonly string[]) => {
      for (const name of accounts) {
        if (!toy.accounts.has(name)) {
          toy.accounts.set(name, { name, id: null, outcome: null, pages: 0, rows: 0, capped: false });
        }
      }
      return { added: accounts.length };
    };
    return {
      createJob: (request) => {
        const toy: ToyJob = { job: jobOf(request, this.jobs.length), accounts: new Map(), pages: [], calls: 0 };
        this.jobs.push(toy);
        add(toy, request.accounts ?? []);
        return Promise.resolve(toy.job);
      },
      addAccounts: (id, accounts, { seal = false } = {}) => {
        const toy = find(id);
        const added = add(toy, accounts);
        if (seal) toy.job = { ...toy.job, sealed: true };
        this.#settle(toy);
        return Promise.resolve(added);
      },
      readJob: (id) => Promise.resolve(statusOf(find(id))),
      changeJob: (id, state) => Promise.resolve(find(id).job = { ...find(id).job, state }),
      // Two entries at a time, so that cursors are followed.
      listPages: (id, { cursor } = {}) => Promise.resolve(part(find(id).pages, cursor, "pages")),
      listAccounts: (id, { cursor } = {}) => {
        const accounts = [...find(id).accounts.values()].map(({ name, ...rest }) => ({ account: name, ...rest }));
        return Promise.resolve(part(accounts, cursor, "accounts"));
      },
    };
  }
}

function part<T, Name extends string>(all: readonly T[], cursor: string | undefined, name: Name) {
  const from = Number(cursor ?? 0);
  const next = from + 200 < all.length ? String(from + 200) : null;
  return { [name]: all.slice(from, from + 200), next } as { [name in Name]: T[] } & { next: string | null };
}

function stop(job: Job, stopped: "calls" | "money"): Job {
  return { ...job, state: "stopped", stopped };
}

function jobOf({ name, platform, operation, sealed, priority, caps, sampling }: JobRequest, index: number): Job {
  return {
    id: `j-${index}`,
    name: name ?? "",
    platform,
    operation,
    state: "active",
    sealed: sealed ?? true,
    priority: priority ?? 0,
    caps: caps ?? {},
    sampling: sampling ?? { kind: "list" },
    created: "2026-11-25T00:00:00.000Z",
    ended: null,
  };
}

function statusOf({ job, accounts, pages, calls }: ToyJob): JobStatus {
  const all = [...accounts.values()];
  const outcomes = Object.fromEntries(
    accountOutcomes.map((name) => [name, all.filter(({ outcome }) => outcome === name).length]),
  ) as JobStatus["totals"]["outcomes"];
  const count = (pick: (page: CommittedPage) => number) => pages.reduce((sum, page) => sum + pick(page), 0);
  return {
    ...job,
    totals: {
      accounts: all.length,
      pending: job.state === "active" ? all.filter(({ outcome }) => outcome === null).length : 0,
      leased: 0,
      outcomes,
      capped: all.filter(({ capped }) => capped).length,
      pages: pages.length,
      profiles: count(({ rows }) => rows.profiles),
      connections: count(({ rows }) => rows.connections),
      posts: 0,
      calls,
      limited: 0,
      refused: 0,
      retries: 0,
    },
    money: { chargedMicros: calls * callMicros, settledMicros: calls * callMicros, limitMicros: null, calls },
    remainingMs: null,
  };
}
