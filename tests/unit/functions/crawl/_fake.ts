/** A coordinator without rules: it notes what it is asked and gives answers that have every field. Leases are their worker's. */
import type { Coordinator } from "../../../../core/crawl/coordinator.ts";
import type { Job, JobStatus, MoneyStatus, TokenStatus } from "../../../../core/crawl/job.ts";
import {
  type AccountRecord,
  type CommittedPage,
  ForeignLeaseError,
  LeaseLostError,
  type RenewAnswer,
} from "../../../../core/crawl/protocol.ts";
import type { Schedule } from "../../../../core/crawl/schedule.ts";
import { InputError, NotFoundError, UnavailableError, UsageError } from "../../../../core/errors.ts";
import type { KeyRecord, KeyStore, Scope } from "../../../../core/workspace/keys.ts";
import { type CrawlOptions, createCrawlServer } from "../../../../functions/crawl/mod.ts";

/** Secret of the platform token in every lease answer: must be found nowhere else. */
export const canarySecret = "canary-platform-secret-7f3a";

export type Asked = { readonly question: string; readonly given: readonly unknown[] }[];

export function fakeCoordinator(asked: Asked = [], changes: Partial<Coordinator> = {}): Coordinator {
  const owners = new Map([["l-foreign", "stranger"]]);
  const note = (question: string, ...given: unknown[]) => void asked.push({ question, given });
  /** What must hold of a lease before it is used. */
  const check = (worker: string, lease: string) => {
    const owner = owners.get(lease);
    if (owner === undefined) throw new LeaseLostError(lease, 7);
    if (owner !== worker) throw new ForeignLeaseError(lease);
  };
  const checkJob = (id: string) => {
    if (id.startsWith("missing")) throw new NotFoundError(`Cannot find job "${id}"`);
    if (id === "busy") throw new UnavailableError("The coordinator is busy", 3);
    if (id === "broken") throw new TypeError("a bug at /srv/secret/code.ts");
  };
  return {
    lease: async (worker, request) => {
      note("lease", request);
      const id = `l-${owners.size}`;
      await Promise.resolve();
      owners.set(id, worker);
      return { ...grants, lease: { ...lease, id } };
    },
    renew: async (worker, id, request) => {
      check(worker, id);
      note("renew", id, request);
      return await Promise.resolve(renewed);
    },
    commitPages: async (worker, id, request) => {
      check(worker, id);
      note("commitPages", id, request);
      return await Promise.resolve({ ...renewed, verdicts: request.pages.map(() => "counted" as const) });
    },
    finish: async (worker, id, request) => {
      check(worker, id);
      note("finish", id, request);
      owners.delete(id);
      await Promise.resolve();
    },
    createJob: async (request) => {
      note("createJob", request);
      if (request.platform === "none") throw new UsageError('Cannot crawl "none": needed x or bluesky');
      if (request.accounts?.includes("@")) throw new InputError('Cannot use account "@": needed an id or a handle');
      return await Promise.resolve({ ...job, platform: request.platform, name: request.name ?? "unnamed" });
    },
    addAccounts: async (id, accounts, options) => {
      checkJob(id);
      note("addAccounts", id, accounts, options?.seal ?? false);
      return await Promise.resolve({ added: new Set(accounts).size });
    },
    readJob: async (id) => {
      checkJob(id);
      note("readJob", id);
      return await Promise.resolve({ ...status, id });
    },
    listJobs: async (options = {}) => {
      note("listJobs", options);
      return await Promise.resolve({ jobs: [job], next: options.cursor === undefined ? "c2" : null });
    },
    changeJob: async (id, state) => {
      checkJob(id);
      note("changeJob", id, state);
      return await Promise.resolve({ ...job, id, state });
    },
    listPages: async (id, options = {}) => {
      checkJob(id);
      note("listPages", id, options);
      const at = Number(options.cursor ?? 0);
      const next = at < 3 ? String(at + 1) : null;
      // The second part is empty and not the last.
      return await Promise.resolve({ pages: at === 1 ? [] : [{ ...page, page: `p-${at}` }], next });
    },
    listAccounts: async (id, options = {}) => {
      checkJob(id);
      note("listAccounts", id, options);
      return await Promise.resolve({ accounts: [record], next: options.cursor === undefined ? "c2" : null });
    },
    forecast: async (request) => {
      note("forecast", request);
      return await Promise.resolve({
        calls: 3,
        durationMs: 900_000,
        micros: 10,
        tokens: 1,
        limitedBy: "GET /2/users/:id/followers",
        known: request.rowCounts?.length ?? 0,
      });
    },
    addToken: async ({ secret: _, ...request }) => {
      note("addToken", request);
      return await Promise.resolve({ ...token, platform: request.platform, app: request.app, name: request.name });
    },
    listTokens: () => Promise.resolve([token]),
    retireToken: async (id) => {
      if (id === "missing") throw new NotFoundError(`Cannot find platform token "${id}"`);
      note("retireToken", id);
      return await Promise.resolve({ ...token, id, state: "retired", reason: "it was retired" });
    },
    rotateTokens: () => Promise.resolve(2),
    setBudget: async (budget, micros) => {
      note("setBudget", budget, micros);
      return await Promise.resolve({ ...money, limitMicros: micros });
    },
    readBudget: async (budget) => {
      note("readBudget", budget);
      return await Promise.resolve(money);
    },
    createSchedule: async (request) => {
      note("createSchedule", request);
      return await Promise.resolve({ ...request, id: "s-1", created, lastPeriod: null });
    },
    listSchedules: () => Promise.resolve([schedule]),
    removeSchedule: async (id) => {
      if (id === "missing") throw new NotFoundError(`Cannot find schedule "${id}"`);
      note("removeSchedule", id);
      await Promise.resolve();
    },
    tick: async () => {
      note("tick");
      return await Promise.resolve({ started: ["j-2"], ended: ["j-1"] });
    },
    markBuilt: async (id) => {
      checkJob(id);
      note("markBuilt", id);
      await Promise.resolve();
    },
    ...changes,
  };
}

/** Keys by name: `ast_workerA` and `ast_workerB` work, `ast_manager` orders, `ast_admin` may all; others by their state. */
export const fakeKeys: KeyStore = {
  verify: async (text) => {
    const name = text.replace("ast_", "");
    const scope = scopesOf[name];
    if (scope !== undefined) return await Promise.resolve({ state: "valid", key: keyNamed(name, scope) });
    if (name === "expired" || name === "revoked" || name === "mistyped" || name === "unknown") return { state: name };
    return { state: "malformed" };
  },
};
const scopesOf: Record<string, Scope> = {
  workerA: "crawl:work",
  workerB: "crawl:work",
  manager: "crawl:admin",
  reader: "read",
  people: "people",
  admin: "admin",
};

export function fakeServer(changes: Partial<CrawlOptions> = {}) {
  const asked: Asked = [];
  let nowMs = 0;
  const options = {
    coordinator: fakeCoordinator(asked),
    keys: fakeKeys,
    open: false,
    clock: () => nowMs++,
    sleep: () => Promise.resolve(),
    ...changes,
  };
  const app = createCrawlServer(options);
  /** Another coordinator, which was asked nothing. */
  const renew = () => {
    asked.length = 0;
    options.coordinator = fakeCoordinator(asked);
  };
  /** Asks with a key; what is no text is sent as JSON. */
  const ask = async (method: string, path: string, options: AskOptions = {}) => {
    const { body, key = "ast_manager", headers = {} } = options;
    const sent = new Headers(headers);
    if (key !== null) sent.set("authorization", `Bearer ${key}`);
    if (body !== undefined && !sent.has("content-type")) sent.set("content-type", "application/json");
    return await app.request(`http://localhost${path}`, {
      method,
      headers: sent,
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
  };
  return { app, ask, asked, renew };
}

export interface AskOptions {
  readonly body?: unknown;
  /** null = none is shown. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const created = "2026-11-25T02:00:00.000Z";

function keyNamed(name: string, scope: Scope): KeyRecord {
  return { id: `id-${name}`, name, hash: "0".repeat(64), scopes: [scope], created, expires: null, revoked: null };
}

const grants = {
  grants: [{ id: "g-1", token: "t-1", operation: "followers", sendWithinMs: 2000, pageSize: 1000 }],
  credentials: { "t-1": canarySecret },
  waitMs: 250,
} as const;

const units = [{ account: "12", cursor: null, pages: 0, failures: 0 }];

const lease = {
  job: "j-1",
  shard: 0,
  fence: 3,
  lengthMs: 30_000,
  platform: "x",
  operation: "followers",
  units,
  pagesPerAccount: null,
} as const;

const renewed: RenewAnswer = { ...grants, lengthMs: 30_000, units, finished: false };

const job: Job = {
  id: "j-1",
  name: "first",
  platform: "x",
  operation: "followers",
  state: "active",
  sealed: true,
  priority: 0,
  caps: { calls: 100 },
  sampling: { kind: "list" },
  created,
  ended: null,
};

const money: MoneyStatus = { chargedMicros: 20, settledMicros: 10, limitMicros: 5_000_000 };

export const status: JobStatus = {
  ...job,
  totals: {
    accounts: 1,
    pending: 1,
    leased: 0,
    outcomes: { done: 0, gone: 0, private: 0, suspended: 0, forbidden: 0, failed: 0, loop: 0 },
    capped: 0,
    pages: 0,
    profiles: 0,
    connections: 0,
    posts: 0,
    calls: 0,
    limited: 0,
    refused: 0,
    retries: 0,
  },
  money,
  remainingMs: null,
};

const page: CommittedPage = {
  page: "p-0",
  operation: "followers",
  accounts: ["12"],
  files: ["j-1/connections-w1-000001.ndjson.gz"],
  rows: { profiles: 0, connections: 1000, posts: 0 },
  committed: created,
};

const record: AccountRecord = { account: "@jack", id: "12", outcome: "done", pages: 3, rows: 2500, capped: false };

const token: TokenStatus = {
  id: "t-1",
  platform: "x",
  app: "research",
  name: "first",
  state: "active",
  created,
  share: 1,
  windows: [{
    endpoint: "GET /2/users/:id/followers",
    scope: "token",
    limit: 15,
    windowMs: 900_000,
    spent: 1,
    closedUntil: null,
  }],
  money,
};

const schedule: Schedule = {
  id: "s-1",
  name: "weekly",
  job: { platform: "x", operation: "followers", accounts: ["12"] },
  everyMs: 604_800_000,
  created,
  lastPeriod: "2941",
};
