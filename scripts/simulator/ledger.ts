/** Every arrival at the simulated platforms, and what was wrong with it: the count that crawls are judged by. */
import type { ListKind } from "./_changing_lists.ts";
import type { Counted } from "./windows.ts";

export interface Arrival {
  /** Milliseconds since 1970, by the simulator's clock: when the call reached the platform, not when it was sent. */
  readonly at: number;
  readonly platform: string;
  readonly endpoint: string;
  /** Name of the token, null where none or an unknown one was sent. Never the secret. */
  readonly token: string | null;
  readonly app: string | null;
  readonly address: string;
  /** As they were asked for, at most the first five. */
  readonly accounts: readonly string[];
  readonly cursor: string | null;
  /** 0 = no answer ever left the platform. */
  readonly status: number;
  /** The failure that was played, if any. */
  readonly fault: string | null;
  /** Accounts or posts that the platform bills for, whether or not the answer arrived. */
  readonly resources: number;
  readonly micros: number;
}

export type ViolationKind =
  /** More than the limit in some window of its length, whatever its phase. */
  | "sliding-window"
  /** More than the limit in a window that began with the first call: what a platform refuses. */
  | "fixed-window"
  /** A token was used long after the platform had refused it. */
  | "refused-token"
  | "budget";

export interface Violation {
  readonly kind: ViolationKind;
  readonly at: number;
  /** Number of the arrival, from 0. */
  readonly arrival: number;
  /** The limit, token or budget. */
  readonly subject: string;
  readonly found: number;
  readonly allowed: number;
}

/** Budgets in micros: by app and month (`"brand 2026-11"`), by app, or of everything (`"all"`). */
export type Budgets = Readonly<Record<string, number>>;

export interface LedgerOptions {
  readonly budgets?: Budgets;
  /** A refused token may still be on its way in calls under way; later than this it may not. Default 10 s. */
  readonly refusalGraceMs?: number;
  /** Whether shown follows are remembered. Default true. */
  readonly remembersFollows?: boolean;
  /** Arrivals kept; older ones are forgotten, sums are not. Default 1,000,000. */
  readonly arrivalsMax?: number;
}

export interface LedgerSummary {
  readonly arrivals: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byEndpoint: Readonly<Record<string, number>>;
  readonly byFault: Readonly<Record<string, number>>;
  readonly resources: number;
  readonly micros: number;
  readonly microsByApp: Readonly<Record<string, number>>;
  readonly microsByToken: Readonly<Record<string, number>>;
  readonly violations: Readonly<Record<ViolationKind, number>>;
  readonly followsShown: number;
}

export class Ledger {
  readonly arrivals: Arrival[] = [];
  readonly violations: Violation[] = [];
  readonly #options: Required<LedgerOptions>;
  #count = 0;
  #resources = 0;
  readonly #byStatus = new Map<string, number>();
  readonly #byEndpoint = new Map<string, number>();
  readonly #byFault = new Map<string, number>();
  /** Micros of "all", of each app, of each app and month. */
  readonly #micros = new Map<string, number>();
  readonly #microsByApp = new Map<string, number>();
  readonly #microsByToken = new Map<string, number>();
  readonly #refusedAt = new Map<string, number>();
  readonly #shown = { followers: new Map<number, Set<number>>(), following: new Map<number, Set<number>>() };

  constructor(options: LedgerOptions = {}) {
    this.#options = {
      budgets: {},
      refusalGraceMs: 10_000,
      remembersFollows: true,
      arrivalsMax: 1_000_000,
      ...options,
    };
  }

  /** Enters one arrival with the windows that it was counted in, and whether its token was refused. */
  enter(arrival: Arrival, { counted, refused }: { counted: readonly Counted[]; refused: boolean }): void {
    const number = this.#count++;
    this.arrivals.push(arrival);
    if (this.arrivals.length > this.#options.arrivalsMax * 1.25) {
      this.arrivals.splice(0, this.arrivals.length - this.#options.arrivalsMax);
    }
    add(this.#byStatus, String(arrival.status), 1);
    add(this.#byEndpoint, arrival.endpoint, 1);
    if (arrival.fault !== null) add(this.#byFault, arrival.fault, 1);
    this.#resources += arrival.resources;
    this.#judgeWindows(arrival, counted, number);
    this.#judgeToken(arrival, { number, refused });
    if (arrival.micros > 0) this.#judgeMoney(arrival, number);
  }

  /** Remembers that an account's list was shown with these others on it. */
  show(kind: ListKind, account: number, others: readonly number[]): void {
    if (!this.#options.remembersFollows) return;
    const lists = this.#shown[kind];
    let seen = lists.get(account);
    if (seen === undefined) lists.set(account, seen = new Set());
    for (const other of others) seen.add(other);
  }

  /** Every follow that any answer held, as `[follower, influencer]` account indexes; each once. */
  follows(): [follower: number, influencer: number][] {
    const { followers, following } = this.#shown;
    const all: [number, number][] = [];
    for (const [influencer, list] of followers) for (const follower of list) all.push([follower, influencer]);
    for (const [follower, list] of following) {
      for (const influencer of list) {
        if (!followers.get(influencer)?.has(follower)) all.push([follower, influencer]);
      }
    }
    return all;
  }

  /** Micros billed to an app, in a month ("2026-11") or ever; without an app, of all. */
  micros(app?: string, month?: string): number {
    return this.#micros.get(app === undefined ? "all" : month === undefined ? app : `${app} ${month}`) ?? 0;
  }

  summary(): LedgerSummary {
    const violations = { "sliding-window": 0, "fixed-window": 0, "refused-token": 0, "budget": 0 };
    for (const { kind } of this.violations) violations[kind]++;
    return {
      arrivals: this.#count,
      byStatus: Object.fromEntries(this.#byStatus),
      byEndpoint: Object.fromEntries(this.#byEndpoint),
      byFault: Object.fromEntries(this.#byFault),
      resources: this.#resources,
      micros: this.micros(),
      microsByApp: Object.fromEntries(this.#microsByApp),
      microsByToken: Object.fromEntries(this.#microsByToken),
      violations,
      followsShown: this.follows().length,
    };
  }

  #judgeWindows({ at }: Arrival, counted: readonly Counted[], arrival: number): void {
    for (const { limit, key, verdict } of counted) {
      const subject = `${limit.name} of ${key}`;
      const allowed = limit.limit;
      if (verdict.slidingCount > allowed) {
        this.violations.push({ kind: "sliding-window", at, arrival, subject, found: verdict.slidingCount, allowed });
      }
      if (verdict.fixedCount > allowed) {
        this.violations.push({ kind: "fixed-window", at, arrival, subject, found: verdict.fixedCount, allowed });
      }
    }
  }

  #judgeToken({ at, token }: Arrival, { number, refused }: { number: number; refused: boolean }): void {
    if (token === null) return;
    const refusedAt = this.#refusedAt.get(token);
    const allowed = this.#options.refusalGraceMs;
    if (refusedAt !== undefined && at - refusedAt > allowed) {
      const found = at - refusedAt;
      this.violations.push({ kind: "refused-token", at, arrival: number, subject: token, found, allowed });
    }
    if (refusedAt === undefined && refused) this.#refusedAt.set(token, at);
  }

  #judgeMoney({ at, app, token, micros }: Arrival, arrival: number): void {
    const budgets = ["all"];
    if (app !== null) budgets.push(app, `${app} ${new Date(at).toISOString().slice(0, 7)}`);
    for (const subject of budgets) {
      const found = add(this.#micros, subject, micros);
      const allowed = this.#options.budgets[subject];
      if (allowed !== undefined && found > allowed) {
        this.violations.push({ kind: "budget", at, arrival, subject, found, allowed });
      }
    }
    if (app !== null) add(this.#microsByApp, app, micros);
    if (token !== null) add(this.#microsByToken, token, micros);
  }
}

/** @returns The new sum. */
function add(map: Map<string, number>, key: string, value: number): number {
  const sum = (map.get(key) ?? 0) + value;
  map.set(key, sum);
  return sum;
}
