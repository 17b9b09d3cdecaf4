/** A toy platform, a sink in memory, and a coordinator that is as simple and as strict as it can be: for tests of the worker. */
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { Leases } from "../../../../core/crawl/coordinator.ts";
import {
  type CallGrants,
  type LeaseAnswer,
  LeaseLostError,
  type PageReport,
  type PageVerdict,
  type RenewAnswer,
  type Unit,
} from "../../../../core/crawl/protocol.ts";
import { restMs, shardRules, type UnitRecord } from "../../../../core/crawl/jobs/shard.ts";
import type { Sink } from "../../../../core/crawl/sink.ts";
import type { Operation, OperationTable, Platform, Reply } from "../../../../core/platforms/platform.ts";
import type { ProfileRow } from "../../../../core/platforms/rows.ts";

const table = (accountsPerCall: number, needsId: boolean): OperationTable => ({
  endpoint: "toy",
  accountsPerCall,
  needsId,
  pageSizeMax: 100,
  limits: [],
  price: { microsPerCall: 0, microsPerResource: 0 },
  order: "unknown",
});

/** Answers are replies as they are, in JSON. */
export const toyPlatform: Platform = {
  name: "toy",
  title: "Toy",
  baseUrl: "http://toy.test",
  needsCredential: true,
  operations: { followers: table(1, true), profiles: table(3, false), resolve: table(2, false) },
  readAccount: (text) => ({ id: text }),
  writeRequest: ({ operation, accounts, cursor, credential, baseUrl }) => ({
    url: `${baseUrl ?? "http://toy.test"}/${operation}?${new URLSearchParams({
      accounts: accounts.join(),
      cursor: cursor ?? "",
    })}`,
    headers: { authorization: `Bearer ${credential}` },
  }),
  readReply: (_, { status, body }) =>
    status === 200 ? JSON.parse(body) as Reply : { kind: "failed", reason: `status ${status}` },
};

export interface ToyCall {
  readonly operation: Operation;
  readonly accounts: readonly string[];
  readonly cursor: string | null;
  readonly credential: string;
}

/** Follower lists of `pagesOf(account)` pages with two followers each; the page after `cursor` "2" is the third. */
export function answerToy({ operation, accounts, cursor }: ToyCall, pagesOf: (account: string) => number): Reply {
  const empty = { profiles: [], connections: [], posts: [], next: null, absent: [], resolved: [], resources: 0 };
  if (operation === "resolve") {
    const resolved = accounts.map((handle) => ({ handle, id: handle.slice(1) }));
    return { kind: "page", page: { ...empty, resolved, profiles: resolved.map(({ id }) => profileOf(id)) } };
  }
  if (operation === "profiles") {
    return { kind: "page", page: { ...empty, profiles: accounts.map(profileOf), resources: accounts.length } };
  }
  const page = Number(cursor ?? 0);
  const connections = [0, 1].map((row) => ({
    follower: `toy:${accounts[0]}-${page}-${row}`,
    influencer: `toy:${accounts[0]}`,
  }));
  const next = page + 1 < pagesOf(accounts[0]) ? String(page + 1) : null;
  return { kind: "page", page: { ...empty, connections, next, resources: 2 } };
}

function profileOf(id: string): ProfileRow {
  return { account: `toy:${id}`, handle: id } as ProfileRow;
}

/** Reads a call out of a request. */
export function readToyCall(input: string | URL | Request, init?: RequestInit): ToyCall {
  const url = new URL(String(input));
  return {
    operation: url.pathname.slice(1) as Operation,
    accounts: url.searchParams.get("accounts")!.split(","),
    cursor: url.searchParams.get("cursor") || null,
    credential: new Headers(init?.headers).get("authorization")!.slice("Bearer ".length),
  };
}

export class MemorySink implements Sink {
  readonly description = "memory";
  readonly objects = new Map<string, Uint8Array>();
  write(name: string, bytes: Uint8Array): Promise<void> {
    const before = this.objects.get(name);
    assert(before === undefined || before.every((byte, at) => byte === bytes[at]), `${name} was written twice`);
    this.objects.set(name, bytes);
    return Promise.resolve();
  }
  /** All rows of one kind. */
  rows(kind: string): Record<string, unknown>[] {
    return [...this.objects].filter(([name]) => name.includes(`/${kind}-`)).flatMap(([, bytes]) =>
      new TextDecoder().decode(gunzipSync(bytes)).trim().split("\n").map((line) => JSON.parse(line))
    );
  }
}

interface ToyUnit {
  cursor: string | null;
  pages: number;
  done: boolean;
  /** What the real rule makes of its failures. */
  health: UnitRecord;
}

interface Shard {
  readonly units: Map<string, ToyUnit>;
  fence: number;
  leasedUntil: number;
}

export interface ToyCoordinatorOptions {
  /** Accounts of each shard. */
  readonly shards: readonly (readonly string[])[];
  readonly operation?: "followers" | "profiles";
  readonly leaseMs?: number;
  readonly sendWithinMs?: number;
  readonly nowMs: () => number;
  /** Calls that may be granted; told what is asked. */
  readonly allow?: (asked: number) => { calls: number; waitMs: number };
}

/** Keeps its rules by assertion: what a worker must not do fails the test. */
export class ToyCoordinator implements Leases {
  readonly shards: Shard[];
  readonly committed: PageReport[] = [];
  readonly requests: string[] = [];
  /** Accounts that were given up. */
  readonly failed: string[] = [];
  readonly unused: string[] = [];
  /** Grants that were given, and those that were reported. */
  readonly grants = new Map<string, Operation>();
  readonly reported = new Map<string, PageReport>();
  #answers = new Map<string, string>();

  constructor(readonly options: ToyCoordinatorOptions) {
    this.shards = options.shards.map((accounts) => ({
      units: new Map(accounts.map((name) => [name, newUnit(name)])),
      fence: 0,
      leasedUntil: -1,
    }));
  }

  lease(_: string, { calls, platforms }: { calls: number; platforms: readonly string[] }): Promise<LeaseAnswer> {
    this.requests.push(`lease ${calls}`);
    assert.deepEqual(platforms, ["toy"]);
    const nowMs = this.options.nowMs();
    const index = this.shards.findIndex((shard) => shard.leasedUntil <= nowMs && !isDone(shard));
    if (index < 0) return Promise.resolve({ lease: null, grants: [], credentials: {}, waitMs: 5000 });
    const shard = this.shards[index];
    shard.fence++;
    const lengthMs = this.options.leaseMs ?? 30_000;
    shard.leasedUntil = nowMs + lengthMs;
    const lease = {
      id: `${index}-${shard.fence}`,
      job: "job",
      shard: index,
      fence: shard.fence,
      lengthMs,
      platform: "toy",
      operation: this.options.operation ?? "followers",
      units: unitsOf(shard, nowMs),
      pagesPerAccount: null,
    };
    return Promise.resolve({ lease, ...this.#grant(shard, Math.min(calls, this.#useful(shard))) });
  }

  renew(_: string, lease: string, { calls }: { calls: number }): Promise<RenewAnswer> {
    this.requests.push(`renew ${calls}`);
    return this.#use(lease, (shard) => this.#answer(shard, calls));
  }

  commitPages(_: string, lease: string, { pages, calls }: { pages: readonly PageReport[]; calls: number }) {
    this.requests.push(`commit ${pages.length} ${calls}`);
    return this.#use(lease, (shard) => {
      const verdicts = pages.map((page) => this.#commit(shard, page));
      return { ...this.#answer(shard, calls), verdicts };
    });
  }

  finish(_: string, lease: string, { unused }: { unused: readonly string[] }): Promise<void> {
    this.requests.push(`finish ${unused.length}`);
    this.unused.push(...unused);
    return this.#use(lease, (shard) => {
      const rests = unitsOf(shard, this.options.nowMs()).map(({ restMs = 0 }) => restMs);
      shard.leasedUntil = rests.includes(0) ? -1 : this.options.nowMs() + Math.min(...rests);
    });
  }

  get done(): boolean {
    return this.shards.every(isDone);
  }

  // deno-lint-ignore require-await -- so that what it throws is a rejection, as with a coordinator elsewhere
  async #use<T>(lease: string, act: (shard: Shard) => T): Promise<T> {
    const [index, fence] = lease.split("-").map(Number);
    const shard = this.shards[index];
    if (shard.fence !== fence || shard.leasedUntil <= this.options.nowMs()) throw new LeaseLostError(lease, fence);
    return act(shard);
  }

  #commit(shard: Shard, report: PageReport): PageVerdict {
    const { grant, operation, accounts, cursor, result } = report;
    const words = JSON.stringify(report);
    if (this.#answers.has(grant)) {
      assert.deepEqual(this.#answers.get(grant), words, "a grant was reported twice, with different words");
      return "repeated";
    }
    assert.deepEqual(this.grants.get(grant), operation, "a grant was used for something else");
    this.#answers.set(grant, words);
    this.reported.set(grant, report);
    if (result.kind === "unused") return "counted";
    for (const account of accounts) if (shard.units.get(account)?.cursor !== cursor) return "stale";
    if (result.kind === "page") this.committed.push(report);
    for (const account of accounts) {
      const unit = shard.units.get(account)!;
      if (result.kind === "failed") {
        unit.health = shardRules.countFailure(unit.health, this.options.nowMs());
        unit.done = unit.health.outcome !== undefined;
        if (unit.done) this.failed.push(account);
      } else if (result.kind === "absent") unit.done = true;
      else if (result.kind === "page" && operation === "resolve") {
        shard.units.delete(account);
        const { id } = result.resolved.find(({ handle }) => handle === account)!;
        shard.units.set(id, newUnit(id));
      } else if (result.kind === "page") {
        const { next } = result;
        shard.units.set(account, { ...newUnit(account), cursor: next, pages: unit.pages + 1, done: next === null });
      }
    }
    return "counted";
  }

  #answer(shard: Shard, calls: number): RenewAnswer {
    const finished = isDone(shard);
    const lengthMs = this.options.leaseMs ?? 30_000;
    shard.leasedUntil = finished ? -1 : this.options.nowMs() + lengthMs;
    return {
      lengthMs,
      units: unitsOf(shard, this.options.nowMs()),
      finished,
      ...this.#grant(shard, finished ? 0 : calls),
    };
  }

  #grant(shard: Shard, asked: number): CallGrants {
    const { calls, waitMs } = this.options.allow?.(asked) ?? { calls: asked, waitMs: 0 };
    const operation = this.options.operation ?? "followers";
    const resolve = operation === "followers" && [...shard.units.keys()].some((account) => account.startsWith("@"));
    const grants = Array.from({ length: Math.min(asked, calls) }, () => {
      const id = `g${this.grants.size}`;
      this.grants.set(id, resolve ? "resolve" : operation);
      return {
        id,
        token: "t1",
        operation: this.grants.get(id)!,
        sendWithinMs: this.options.sendWithinMs ?? 2000,
        pageSize: 100,
      };
    });
    return { grants, credentials: { t1: "secret" }, waitMs };
  }

  #useful(shard: Shard): number {
    const units = unitsOf(shard, this.options.nowMs()).filter(({ restMs }) => restMs === undefined);
    const handles = units.filter(({ account }) => account.startsWith("@")).length;
    return handles > 0
      ? Math.ceil(handles / 2)
      : this.options.operation === "profiles"
      ? Math.ceil(units.length / 3)
      : units.length;
  }
}

function newUnit(name: string): ToyUnit {
  return { cursor: null, pages: 0, done: false, health: { name } };
}

function unitsOf(shard: Shard, nowMs: number): Unit[] {
  return [...shard.units].filter(([, { done }]) => !done).map(([account, { cursor, pages, health }]) => {
    const rest = restMs(health, nowMs);
    return { account, cursor, pages, failures: health.failures ?? 0, ...(rest > 0 ? { restMs: rest } : {}) };
  });
}

function isDone(shard: Shard): boolean {
  return shard.units.values().every(({ done }) => done);
}
