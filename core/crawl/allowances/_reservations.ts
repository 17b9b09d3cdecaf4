/**
 * Hands out calls. All that wait for calls of one operation are decided together, in one read and one commit, so that hundreds of
 * leases a second can share one window; what other processes do meanwhile is found by the commit's checks.
 */
import { callsPerCommitMax, commitTriesMax, contendedWaitMs, noTokenWaitMs } from "../../limits.ts";
import {
  appBudgetKey,
  type JobBudget,
  jobBudgetKey,
  monthBudgetKey,
  type MonthBudgets,
  tokenBudgetKey,
  tokenKey,
  type TokenRecord,
  type WindowsRecord,
} from "./_allowance_records.ts";
import { type AllowanceTools, loadScope, platformOf, scopesOf, tableOf, windowsKey } from "./_allowance_tools.ts";
import type { Budgets } from "./_budgets.ts";
import { type Ask, type Claim, isPriced, needsBudget, planCalls, type Refusal, type Snapshot } from "./_call_plan.ts";
import { combine } from "./_combine.ts";
import { tryCommit } from "./_compare_and_set.ts";
import type { Tokens } from "./_tokens.ts";
import type { Reservation, ReserveRequest } from "./allowances.ts";
import type { CallGrant } from "../protocol.ts";
import { spent } from "./quota.ts";
import { SecretError } from "./secrets.ts";
import { type Entry, type Key, storeChecksMax } from "../store/store.ts";

/** One caller of `reserve`, until it is answered. */
interface Waiting extends Claim {
  readonly ask: Ask;
  wanted: number;
  readonly grants: CallGrant[];
  readonly credentials: Record<string, string>;
  refusal: Refusal | null;
  /** After how long it is worth asking again, in ms. */
  againMs: number;
}

/** What came of asking one token: calls; nothing before a time; or it is to be tried again (`other`: another token has more left). */
type Round = "granted" | "conflict" | "other" | { readonly freeAtMs: number };

interface Choice {
  readonly token: TokenRecord;
  /** Calls that the next best token has left, as far as is known. */
  readonly next: number;
}

export function openReservations(tools: AllowanceTools, tokens: Tokens, budgets: Budgets) {
  const { store, clock, rules } = tools;
  const decideTogether = combine(decide);
  /**
   * Windows as they were seen last. Only a hint, which token to try first and which not at all: calls are only ever added to a window,
   * so one that was full is full until its calls run out, whoever wrote to it since.
   */
  const seen = new Map<string, WindowsRecord>();

  return { reserve };

  async function reserve(request: ReserveRequest): Promise<Reservation> {
    const platform = platformOf(tools, request.platform);
    const ask: Ask = { platform, operation: request.operation, table: tableOf(platform, request.operation) };
    const state = { grants: [], credentials: {}, refusal: null, againMs: 0 };
    const waiting: Waiting = { request, ask, wanted: request.count, ...state };
    await decideTogether(`${platform.name} ${request.operation}`, waiting);
    return answer(waiting);
  }

  /** All that wait for calls of one operation. */
  async function decide(batch: readonly Waiting[]): Promise<void> {
    const againMs = await handOut(batch[0].ask, batch);
    for (const waiting of batch) waiting.againMs = againMs;
  }

  /** @returns After how many ms it is worth asking again, for those that did not get all they wanted. */
  async function handOut(ask: Ask, batch: readonly Waiting[]): Promise<number> {
    if (isPriced(ask.table)) await budgets.drain(ask.platform.name);
    const candidates = new Set(await tokens.readAll(ask.platform));
    let againMs = Infinity;
    for (let tries = 0; tries < commitTriesMax;) {
      const open = batch.filter(({ refusal, wanted }) => refusal === null && wanted > 0);
      const choice = open.length === 0 ? null : choose(ask, candidates);
      if (choice === null) return againMs === Infinity ? noTokenWaitMs : againMs;
      const round = await askToken(ask, choice, open);
      if (round === "granted") tries = 0;
      else if (round === "conflict") tries++;
      else if (round !== "other") {
        candidates.delete(choice.token);
        againMs = Math.min(againMs, Math.max(0, round.freeAtMs - clock.now()));
      }
    }
    return contendedWaitMs * (1 + tools.random());
  }

  /** The token that has most left, as far as is known; one of them by chance where several have. */
  function choose(ask: Ask, candidates: Iterable<TokenRecord>): Choice | null {
    let [best, left, next, equal] = [null as TokenRecord | null, -1, -1, 0];
    for (const token of candidates) {
      const own = hint(ask, token);
      equal = own > left ? 1 : own === left ? equal + 1 : equal;
      if (own > left || (own === left && tools.random() * equal < 1)) {
        [best, left, next] = [token, own, left];
      } else next = Math.max(next, own);
    }
    return best && { token: best, next };
  }

  function hint(ask: Ask, token: TokenRecord): number {
    const nowMs = clock.now();
    let left = Infinity;
    for (const scope of scopesOf(ask.table)) {
      const record = seen.get(windowsKey(ask.table, token, scope).join("\n")) ?? null;
      left = Math.min(left, leftIn(loadScope(tools, record, { ...ask, token, scope, nowMs }), nowMs));
    }
    return left;
  }

  function leftIn(record: WindowsRecord, nowMs: number): number {
    if (nowMs < record.closedUntilMs) return 0;
    return Math.min(...record.windows.map((window) => rules.quota.left(window, nowMs)));
  }

  /** One read, one plan, one commit, for one token. */
  async function askToken(ask: Ask, choice: Choice, open: readonly Waiting[]): Promise<Round> {
    const snapshot = await readSnapshot(ask, choice.token, open);
    const nowMs = clock.now();
    const token = tokens.read(ask.platform, snapshot.token.value);
    if (token === null || token.retired) return { freeAtMs: Infinity };
    if (nowMs < token.restsUntilMs) return { freeAtMs: token.restsUntilMs };

    const scopes = scopesOf(ask.table);
    const records = scopes.map((scope, index) => {
      const record = loadScope(tools, snapshot.windows[index].value, { ...ask, token, scope, nowMs });
      seen.set(snapshot.windows[index].key.join("\n"), record);
      return record;
    });
    const left = Math.min(callsPerCommitMax, ...records.map((record) => leftIn(record, nowMs)));
    if (left < Math.min(callsPerCommitMax, choice.next)) return "other";
    if (left <= 0) {
      const free = records.flatMap((record) => record.windows.map((window) => rules.quota.freeAt(window, nowMs)));
      return { freeAtMs: Math.max(nowMs, ...free, ...records.map(({ closedUntilMs }) => closedUntilMs)) };
    }
    const credential = await tokens.credentialOf(token).catch((error) => {
      if (error instanceof SecretError) return undefined;
      throw error;
    });
    if (credential === undefined) return { freeAtMs: Infinity }; // Of another master key: not ours to say that it is bad.

    const plan = planCalls(ask, open, { snapshot, token, left, nowMs, newId: tools.newId, rules: rules.money });
    if (plan.calls > 0) {
      const reservation = tools.newId();
      const charged = records.map((record, index) => ({
        key: snapshot.windows[index].key,
        value: { ...record, windows: record.windows.map((window) => charge(window, plan.calls, nowMs)), reservation },
      }));
      const checks = snapshot.entries.map(({ key, version }) => ({ key, version }));
      const outcome = await tryCommit(store, { checks, sets: [...charged, ...plan.sets] });
      if (outcome === "conflict") return "conflict";
      // Where the commit cannot tell, the record can. If it does not say so, these calls count as spent, and nobody gets them.
      if (outcome === "unknown" && !await isReserved(charged[0].key, reservation)) return "conflict";
      for (const { key, value } of charged) seen.set(key.join("\n"), value);
    }
    for (const { claim, grants, refusal } of plan.verdicts) {
      claim.refusal = refusal;
      claim.wanted -= grants.length;
      claim.grants.push(...grants);
      if (grants.length > 0 && credential !== null) claim.credentials[token.id] = credential;
    }
    return plan.blockedUntilMs === null ? "granted" : { freeAtMs: plan.blockedUntilMs };
  }

  function charge(window: WindowsRecord["windows"][number], count: number, nowMs: number): typeof window {
    const { granted, window: charged } = rules.quota.charge(window, count, nowMs);
    if (granted !== count || spent(charged, nowMs) > charged.limit) {
      throw new Error(`Cannot reserve ${count} calls: the window allows ${granted} of ${window.limit}`);
    }
    return charged;
  }

  async function isReserved(key: Key, reservation: string): Promise<boolean> {
    return (await store.get<WindowsRecord>(key)).value?.reservation === reservation;
  }

  /** One instant of all that has a say: as many jobs as there is room for among the checks of a commit. */
  async function readSnapshot(ask: Ask, { id, app }: TokenRecord, open: readonly Waiting[]): Promise<Snapshot> {
    const token = { id, app, platform: ask.platform.name };
    const windowKeys = scopesOf(ask.table).map((scope) => windowsKey(ask.table, token, scope));
    const moneyKeys = isPriced(ask.table)
      ? [monthBudgetKey, appBudgetKey(ask.platform.name, app), tokenBudgetKey(id)]
      : [];
    const jobs = new Set(
      open.filter(({ request }) => needsBudget(request, ask.table)).map(({ request }) => request.job),
    );
    const fixed = [tokenKey(id), ...windowKeys, ...moneyKeys];
    const some = [...jobs].slice(0, storeChecksMax - fixed.length);
    const entries: Entry[] = await store.getMany([...fixed, ...some.map(jobBudgetKey)]);
    const [month, ofApp, ofToken] = entries.slice(1 + windowKeys.length) as Entry<MonthBudgets>[];
    return {
      token: entries[0] as Entry<TokenRecord>,
      windows: entries.slice(1, 1 + windowKeys.length) as Entry<WindowsRecord>[],
      money: moneyKeys.length === 0 ? null : { month, app: ofApp, token: ofToken },
      jobs: new Map(some.map((job, index) => [job, entries[fixed.length + index] as Entry<JobBudget>])),
      entries,
    };
  }
}

function answer({ grants, credentials, wanted, refusal, againMs }: Waiting): Reservation {
  if (wanted <= 0) return { grants, credentials, waitMs: 0 };
  if (refusal === null) return { grants, credentials, waitMs: againMs };
  if ("againMs" in refusal) return { grants, credentials, waitMs: refusal.againMs };
  return { grants, credentials, waitMs: noTokenWaitMs, ...(grants.length === 0 ? refusal : {}) };
}
