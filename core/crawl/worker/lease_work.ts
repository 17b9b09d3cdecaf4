/**
 * The work on one lease: calls for its accounts side by side, pages of one account one after the other, and always in this order:
 * write rows, commit pages, go on. What the coordinator answers is the truth; what is remembered here may be dropped at any instant.
 */
import { createHash } from "node:crypto";
import type { Page, Platform, PlatformCall, Reply } from "../../platforms/platform.ts";
import type { CallGrant, Lease, LeaseAnswer, PageReport, PageResult, RenewAnswer, Unit } from "../protocol.ts";
import type { Exchange } from "./worker_rules.ts";
import { askCoordinator, LeaseGoneError, readMs, type WorkerContext } from "./context.ts";
import type { HostPace } from "./pace.ts";
import { callPlatform } from "./platform_call.ts";

/** A lease as it was answered. */
export interface TakenLease {
  readonly lease: Lease;
  readonly answer: LeaseAnswer;
  /** Calls that were asked for with it. */
  readonly asked: number;
  readonly exchange: Exchange;
}

/** How the work on a lease ended: nothing left, given back, or taken away. */
export type LeaseEnd = "finished" | "returned" | "lost";

/**
 * Works until the shard is finished, has to wait for longer than the lease is worth, is lost, or the worker stops.
 *
 * @returns How it ended, and how long nothing of it can be done.
 * @throws {Error} If the coordinator refuses for good, or rows cannot be written: the worker is to end.
 */
export async function workLease(context: WorkerContext, taken: TakenLease): Promise<{ end: LeaseEnd; waitMs: number }> {
  const work = new LeaseWork(context, taken);
  try {
    return { end: await work.run(), waitMs: work.waitMs() };
  } catch (error) {
    if (error instanceof LeaseGoneError) return { end: "lost", waitMs: 0 };
    throw error;
  } finally {
    work.drop();
  }
}

interface HeldGrant {
  readonly grant: CallGrant;
  readonly credential: string | null;
  /** Before when it must be sent. */
  readonly endMs: number;
}

interface HeldAccount {
  unit: Unit;
  busy: boolean;
  notBeforeMs: number;
}

/** A report that waits to be committed. */
interface ReadyReport {
  readonly report: PageReport;
  readonly units: readonly Unit[];
  written: boolean;
}

class LeaseWork {
  readonly #platform: Platform;
  readonly #pace: HostPace;
  /** Ends its claim on calls at the host. */
  readonly #leavePace: () => void;
  readonly #accounts = new Map<string, HeldAccount>();
  #grants: HeldGrant[] = [];
  #reports: ReadyReport[] = [];
  /** Calls under way, and pages that are being written. */
  #calls = 0;
  #writes = 0;
  /** Calls that the coordinator is being asked for. */
  #asked = 0;
  #endMs = 0;
  #renewAtMs = 0;
  /** Not to ask for calls before. */
  #askAtMs = 0;
  #finished = false;
  #failure: { readonly error: unknown } | null = null;
  readonly #dropped = new AbortController();
  /** Ends the wait of `run`: something has happened. */
  #wake = new AbortController();

  constructor(readonly context: WorkerContext, readonly taken: TakenLease) {
    const { lease, answer, exchange, asked } = taken;
    const platform = context.platforms.get(lease.platform);
    if (platform === undefined) throw new TypeError(`no platform "${lease.platform}" was offered`);
    this.#platform = platform;
    this.#pace = context.paces.get(platform.name)!;
    this.#leavePace = this.#pace.join(() => this.#grants.length + this.#asked);
    this.#asked = asked;
    this.#take({ ...answer, lengthMs: lease.lengthMs, units: lease.units, finished: false }, exchange);
    context.stopping.addEventListener("abort", this.#onNews);
  }

  async run(): Promise<LeaseEnd> {
    while (!this.#finished) {
      if (this.#failure !== null) throw this.#failure.error;
      const nowMs = readMs(this.context);
      if (!this.#mayUse(nowMs)) return "lost";
      const stopping = this.context.stopping.aborted;
      this.#send(nowMs, stopping);
      const idle = this.#calls === 0 && this.#writes === 0;
      const ready = this.#reports.filter((report) => this.context.rules.mayCommit(report));
      const wanted = this.#callsWanted(nowMs);
      if (ready.length > 0) await this.#commit(ready);
      else if (idle && (stopping || this.#mustWaitLong())) return await this.#finish();
      else if (nowMs >= this.#renewAtMs || (wanted > 0 && nowMs >= this.#askAtMs)) await this.#renew();
      else await this.#waitForNews(nowMs, wanted > 0);
    }
    return "finished";
  }

  /** How long the coordinator has no call for this shard. */
  waitMs(): number {
    return Math.max(0, this.#askAtMs - readMs(this.context));
  }

  /** Nothing of it counts any more. */
  drop(): void {
    this.context.stopping.removeEventListener("abort", this.#onNews);
    this.#dropped.abort();
    this.#leavePace();
  }

  readonly #onNews = () => this.#wake.abort();

  #mayUse(nowMs: number): boolean {
    return this.context.rules.mayUse(nowMs, this.#endMs);
  }

  /** Sends a call for each grant that has accounts; what can no longer be sent in time is reported. */
  #send(nowMs: number, stopping: boolean): void {
    const { rules } = this.context;
    const { lease } = this.taken;
    this.#grants = this.#grants.filter((held) => {
      const { id, operation, pageSize } = held.grant;
      if (stopping) return true;
      if (!rules.maySend(nowMs, held.endMs)) {
        const report: PageReport = { grant: id, operation, accounts: [], cursor: null, result: { kind: "unused" } };
        this.#reports.push({ report, units: [], written: true });
        this.#pace.release();
        return false;
      }
      const units = rules.chooseAccounts(lease, this.#platform, this.#accounts.values(), {
        operation,
        pageSize,
        nowMs,
      });
      if (units.length === 0) return true;
      for (const { account } of units) this.#accounts.get(account)!.busy = true;
      void this.#call(held, units).catch((error) => this.#fail(error));
      return false;
    });
  }

  async #call({ grant, credential }: HeldGrant, units: readonly Unit[]): Promise<void> {
    const { rules, writer, baseUrls, onEvent } = this.context;
    const { job } = this.taken.lease;
    const accounts = units.map(({ account }) => account);
    const { operation, pageSize } = grant;
    const { cursor } = units[0];
    const call = { operation, accounts, cursor, pageSize, credential, baseUrl: baseUrls[this.#platform.name] };
    this.#calls++;
    writer.expect();
    let reply = await this.#callOnce(call);
    if (rules.maySendAgain(reply)) reply = await this.#callOnce(call);
    this.#calls--;
    onEvent({ kind: "answered", job, operation, result: reply.kind });
    const quota = reply.quota === undefined ? {} : { quota: reply.quota };
    const report = { grant: grant.id, operation, accounts, cursor, ...quota };
    if (reply.kind !== "page") {
      writer.end();
      this.#reports.push({ report: { ...report, result: toResult(reply) }, units, written: true });
      return this.#wake.abort();
    }
    if (this.#dropped.signal.aborted) return writer.end();
    this.#writes++;
    const { name, files, durable } = writer.write(job, reply.page);
    const ready = { report: { ...report, result: describePage(reply.page, name, files) }, units, written: false };
    this.#reports.push(ready);
    await durable;
    ready.written = true;
    this.#writes--;
    this.#wake.abort();
  }

  async #callOnce(call: PlatformCall): Promise<Reply> {
    const end = this.#pace.begin();
    const reply = await callPlatform(this.context, this.#platform, call, this.#dropped.signal);
    end(this.#dropped.signal.aborted ? null : reply);
    return reply;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake.abort();
  }

  /** Commits pages; asks in the same breath for the calls that can be sent once they are. */
  async #commit(ready: readonly ReadyReport[]): Promise<void> {
    const { leases, workerId, onEvent } = this.context;
    const { lease } = this.taken;
    const pages = ready.map(({ report }) => report);
    const { answer, exchange } = await this.#ask(
      (calls) => leases.commitPages(workerId, lease.id, { pages, calls }),
      () => this.#callsToAsk(ready),
    );
    this.#reports = this.#reports.filter((report) => !ready.includes(report));
    for (const { units } of ready) this.#release(units);
    this.#take(answer, exchange);
    const count = (verdict: string) => answer.verdicts.filter((one) => one === verdict).length;
    const [counted, repeated, stale] = [count("counted"), count("repeated"), count("stale")];
    onEvent({ kind: "committed", job: lease.job, counted, repeated, stale });
  }

  async #renew(): Promise<void> {
    const { leases, workerId } = this.context;
    const { answer, exchange } = await this.#ask(
      (calls) => leases.renew(workerId, this.taken.lease.id, { calls }),
      () => this.#callsToAsk(),
    );
    this.#take(answer, exchange);
  }

  /** Gives the shard back. */
  async #finish(): Promise<LeaseEnd> {
    const { leases, workerId } = this.context;
    const unused = this.#grants.map(({ grant }) => grant.id);
    this.#grants = [];
    await this.#ask(() => leases.finish(workerId, this.taken.lease.id, { unused }));
    return "returned";
  }

  /** @param wanted Calls to ask for: decided anew each time, as accounts and the host's pace change. */
  async #ask<T>(
    attempt: (calls: number) => Promise<T>,
    wanted: () => number = () => 0,
  ): Promise<{ answer: T; exchange: Exchange }> {
    const ask = () => {
      this.#asked = 0;
      this.#asked = wanted();
      return attempt(this.#asked);
    };
    return await askCoordinator(this.context, ask, { isStale: () => !this.#mayUse(readMs(this.context)) });
  }

  /** An account whose page was committed, or that brought none, may be asked for again. */
  #release(units: readonly Unit[]): void {
    for (const { account } of units) {
      const held = this.#accounts.get(account);
      if (held !== undefined) held.busy = false;
    }
  }

  /** Takes over what the coordinator says. */
  #take(answer: RenewAnswer, exchange: Exchange): void {
    const { rules, random } = this.context;
    const asked = this.#asked;
    this.#asked = 0;
    this.#finished = answer.finished;
    this.#endMs = rules.leaseEnd(exchange, answer.lengthMs);
    this.#renewAtMs = rules.renewAt(exchange, answer.lengthMs);
    for (const grant of answer.grants) {
      const credential = grant.token === null ? null : answer.credentials[grant.token] ?? null;
      this.#grants.push({ grant, credential, endMs: rules.grantEnd(exchange, grant) });
    }
    if (answer.grants.length < asked) {
      this.#pace.release();
      // An answer without calls and without a wait must not become a loop.
      this.#askAtMs = exchange.answeredMs + rules.waitMs(Math.max(answer.waitMs, 100), random());
    }
    const left = new Set(answer.units.map(({ account }) => account));
    for (const [account, { busy }] of this.#accounts) if (!busy && !left.has(account)) this.#accounts.delete(account);
    for (const unit of answer.units) {
      if (this.#accounts.get(unit.account)?.busy) continue;
      // The rest counts from when the answer came: by then the coordinator has told it, so that nothing is asked for too soon.
      const notBeforeMs = unit.restMs === undefined ? 0 : exchange.answeredMs + unit.restMs;
      this.#accounts.set(unit.account, { unit, busy: false, notBeforeMs });
    }
  }

  /** Calls that could be sent now, beyond those that are granted or under way; of those the ones that the host bears. */
  #callsWanted(nowMs: number, accounts: Iterable<HeldAccount> = this.#accounts.values()): number {
    const { rules, callsPerShard, stopping } = this.context;
    if (stopping.aborted) return 0;
    const ready = rules.callsReady(this.taken.lease, this.#platform, accounts, nowMs);
    const wanted = Math.max(0, Math.min(ready, callsPerShard - this.#calls) - this.#grants.length);
    const free = this.#pace.free();
    if (wanted > free) this.#pace.onFree(this.#onNews);
    return Math.min(wanted, free);
  }

  /** As many as can be sent at once when the answer comes; none while there are none to be had. */
  #callsToAsk(committing: readonly ReadyReport[] = []): number {
    const nowMs = readMs(this.context);
    if (nowMs < this.#askAtMs) return 0;
    const freed = new Map<string, Unit>();
    for (const { report, units } of committing) {
      for (const unit of units) {
        if (goesOn(report.result, unit, this.taken.lease)) freed.set(unit.account, afterwards(report.result, unit));
      }
    }
    const accounts = this.#accounts.values().map((held) => {
      const unit = freed.get(held.unit.account);
      return unit === undefined ? held : { ...held, unit, busy: false };
    });
    return this.#callsWanted(nowMs, accounts);
  }

  /** Whether the lease would have to be renewed only to wait: then another may have it. */
  #mustWaitLong(): boolean {
    if (this.#grants.length > 0) return false;
    let firstMs = Infinity;
    for (const { notBeforeMs } of this.#accounts.values()) firstMs = Math.min(firstMs, notBeforeMs);
    return Math.max(this.#askAtMs, firstMs) > this.#renewAtMs;
  }

  /** Waits until a call or a page is done, or the next thing is due. */
  async #waitForNews(nowMs: number, wantsCalls: boolean): Promise<void> {
    const due = [this.#renewAtMs, this.#endMs, ...this.#grants.map(({ endMs }) => endMs)];
    if (wantsCalls) due.push(this.#askAtMs);
    for (const { busy, notBeforeMs } of this.#accounts.values()) {
      if (!busy && notBeforeMs > nowMs) due.push(notBeforeMs);
    }
    await this.context.sleep(Math.max(0, Math.min(...due) - nowMs), this.#wake.signal);
    this.#wake = new AbortController();
  }
}

/** Whether an account has something left to ask for once this is committed. */
function goesOn(result: PageResult, { account, pages }: Unit, { pagesPerAccount }: Lease): boolean {
  if (result.kind === "limited" || result.kind === "refused") return true;
  if (result.kind !== "page") return false;
  if (result.resolved.some(({ handle }) => handle === account)) return true;
  return result.next !== null && (pagesPerAccount === null || pages + 1 < pagesPerAccount);
}

/** An account as it is called once this is committed. */
function afterwards(result: PageResult, unit: Unit): Unit {
  if (result.kind !== "page") return unit;
  const id = result.resolved.find(({ handle }) => handle === unit.account)?.id;
  return id === undefined ? unit : { ...unit, account: id };
}

function describePage(page: Page, name: string, files: readonly string[]): PageResult {
  const { next, absent, resolved, resources, profiles, connections, posts } = page;
  const rows = { profiles: profiles.length, connections: connections.length, posts: posts.length };
  return { kind: "page", next, files, page: name, rows, digest: digestOf(page), absent, resolved, resources };
}

/** Of the ids in a page; "" where it has none, so that two empty pages in a row are not taken for a loop. */
function digestOf({ profiles, connections, posts }: Page): string {
  const ids = [
    ...profiles.map(({ account }) => account),
    ...connections.map(({ follower, influencer }) => `${follower} ${influencer}`),
    ...posts.map(({ post }) => post),
  ];
  return ids.length === 0 ? "" : createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, 32);
}

function toResult(reply: Exclude<Reply, { kind: "page" }>): PageResult {
  const { quota: _, ...result } = reply;
  return result;
}
