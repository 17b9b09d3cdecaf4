/** A coordinator over a store in memory, with a platform of three rules and allowances that grant whatever is asked for. */
import { createRandom } from "../../../scripts/_random.ts";
import { InputError } from "../../../core/errors.ts";
import type {
  Allowances,
  Observation,
  Reservation,
  ReserveRequest,
  Settlement,
} from "../../../core/crawl/allowances/allowances.ts";
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import { MemoryStore } from "../../../core/crawl/store/memory_store.ts";
import { openCoordinator } from "../../../core/crawl/jobs/open_coordinator.ts";
import type { PageReport, PageResult } from "../../../core/crawl/protocol.ts";
import type { ShardRules } from "../../../core/crawl/jobs/shard.ts";
import type { Store } from "../../../core/crawl/store/store.ts";
import type { Operation, OperationTable, Platform } from "../../../core/platforms/platform.ts";

export class ManualClock {
  constructor(public nowMs = Date.UTC(2030, 0, 1)) {}
  now(): number {
    return this.nowMs;
  }
}

/** Grants everything, unless told otherwise, and remembers what it was told. */
export class FakeAllowances {
  readonly observed: Observation[] = [];
  readonly settled: Settlement[] = [];
  readonly forgotten: string[] = [];
  granted = 0;
  /** Decides about a request; undefined = all of it. */
  answer: (request: ReserveRequest) => Partial<Reservation> & { count?: number } = () => ({});

  reserve(request: ReserveRequest): Promise<Reservation> {
    const { count = request.count, ...rest } = this.answer(request);
    const grants = Array.from({ length: count }, () => ({
      id: `g-${++this.granted}`,
      token: "t-1",
      operation: request.operation,
      sendWithinMs: 2000,
      pageSize: 100,
    }));
    return Promise.resolve({ grants, credentials: { "t-1": "secret" }, waitMs: 0, ...rest });
  }

  settle(_job: string, settlements: readonly Settlement[]) {
    this.settled.push(...settlements);
    return Promise.resolve({ sets: [], deletes: [] });
  }

  observe(observations: readonly Observation[]): Promise<void> {
    this.observed.push(...observations);
    return Promise.resolve();
  }

  forget(job: string): Promise<void> {
    this.forgotten.push(job);
    return Promise.resolve();
  }

  readMoney() {
    return Promise.resolve({ chargedMicros: 0, settledMicros: 0, limitMicros: null });
  }

  forecast() {
    return Promise.resolve({ calls: 0, durationMs: 60_000, micros: 0, tokens: 1, limitedBy: "none", known: 0 });
  }
}

const table = (part: Partial<OperationTable>): OperationTable => ({
  endpoint: "GET /list",
  accountsPerCall: 1,
  pageSizeMax: 100,
  needsId: true,
  limits: [],
  price: { microsPerCall: 0, microsPerResource: 1 },
  order: "unknown",
  ...part,
});

/** Ids are digits, handles begin with "@"; lists one account a call, profiles and names ten. */
export const testPlatform: Platform = {
  name: "t",
  title: "Test",
  baseUrl: "http://localhost",
  needsCredential: false,
  operations: {
    followers: table({}),
    following: table({ needsId: false }),
    profiles: table({ accountsPerCall: 10 }),
    resolve: table({ accountsPerCall: 10, needsId: false }),
  },
  readAccount(text) {
    if (/^@\w+$/.test(text)) return { handle: text.slice(1).toLowerCase() };
    const id = /^(?:t:)?(\d+)$/.exec(text)?.[1];
    if (id === undefined) throw new InputError(`Cannot read account "${text}"`);
    return { id };
  },
  writeRequest: () => ({ url: "", headers: {} }),
  readReply: () => ({ kind: "failed", reason: "not asked" }),
};

export interface TestCoordinator {
  readonly coordinator: Coordinator;
  readonly allowances: FakeAllowances;
  readonly clock: ManualClock;
  readonly store: Store;
}

export function openTestCoordinator(
  options: { store?: Store; clock?: ManualClock; allowances?: FakeAllowances; rules?: ShardRules; seed?: number } = {},
): TestCoordinator {
  const { store = new MemoryStore(), clock = new ManualClock(), allowances = new FakeAllowances(), rules } = options;
  const coordinator = openCoordinator({
    store,
    platforms: [testPlatform],
    allowances: allowances as unknown as Allowances,
    clock,
    random: createRandom(options.seed ?? 1),
    rules,
  });
  return { coordinator, allowances, clock, store };
}

/** A good answer. */
export function page(fields: Partial<PageResult & { kind: "page" }> = {}): PageResult & { kind: "page" } {
  const name = fields.page ?? crypto.randomUUID();
  return {
    kind: "page",
    next: null,
    files: [`${name}.ndjson.gz`],
    page: name,
    rows: { profiles: 0, connections: 10, posts: 0 },
    digest: name,
    absent: [],
    resolved: [],
    resources: 10,
    ...fields,
  };
}

/** What a call brought for one account. */
export function report(
  grant: string,
  account: string | readonly string[],
  result: PageResult,
  options: { cursor?: string | null; operation?: Operation } = {},
): PageReport {
  const accounts = typeof account === "string" ? [account] : account;
  return { grant, operation: options.operation ?? "followers", accounts, cursor: options.cursor ?? null, result };
}
