/** What a worker reports, applied to its shard by the rules: which pages count, what becomes of accounts, what is to be settled. Pure. */
import { cursorLengthMax } from "../../limits.ts";
import type { Absence, Operation } from "../../platforms/platform.ts";
import type { Observation, Settlement } from "../allowances/allowances.ts";
import type { AccountOutcome } from "../job.ts";
import type { CommittedPage, PageReport, PageResult, PageVerdict } from "../protocol.ts";
import {
  accountOf,
  type GivenGrant,
  isOpen,
  isSamePage,
  rowCount,
  type ShardRecord,
  type ShardRules,
  type ShardTotals,
  type UnitRecord,
} from "./shard.ts";

export interface ReportContext {
  readonly rules: ShardRules;
  readonly platform: string;
  readonly pagesPerAccount?: number;
  /** By the coordinator's clock. */
  readonly nowMs: number;
  /** Names the page of these accounts, this operation and cursor. */
  nameOf(operation: Operation, accounts: readonly string[], cursor: string | null): string;
  /** Whether a page of that name is stored. */
  isStored(name: string): boolean;
}

export interface Applied {
  readonly shard: ShardRecord;
  readonly totals: ShardTotals;
  readonly verdicts: readonly PageVerdict[];
  /** By name. */
  readonly pages: ReadonlyMap<string, PageRecord>;
  readonly settlements: readonly Settlement[];
  readonly observations: readonly Observation[];
}

/** A page as it is stored. `idle`: it held what the page before it had held, so its rows count for nothing. */
export type PageRecord = CommittedPage & { readonly idle?: true };

export function applyReports(
  before: { readonly shard: ShardRecord; readonly totals: ShardTotals },
  reports: readonly PageReport[],
  context: ReportContext,
): Applied {
  const work = new ReportWork(before, context);
  const verdicts = reports.map((report) => work.apply(report));
  return work.finish(verdicts);
}

class ReportWork {
  readonly #units: UnitRecord[];
  readonly #places = new Map<string, number>();
  readonly #totals: Totals;
  readonly #pages = new Map<string, PageRecord>();
  readonly #settlements: Settlement[] = [];
  readonly #observations: Observation[] = [];
  #shard: ShardRecord;

  constructor(before: { readonly shard: ShardRecord; readonly totals: ShardTotals }, readonly context: ReportContext) {
    this.#shard = before.shard;
    this.#units = [...before.shard.units];
    this.#totals = { ...before.totals, outcomes: { ...before.totals.outcomes } };
    this.#units.forEach((unit, place) => {
      if (!unit.merged) this.#places.set(accountOf(unit), place);
    });
  }

  apply(report: PageReport): PageVerdict {
    const { rules } = this.context;
    const grant = rules.isKnownGrant(this.#shard, report.grant)
      ? this.#shard.grants.find(({ id }) => id === report.grant) ?? unknownGrant(report)
      : undefined;
    if (grant !== undefined) this.#close(grant, report);
    const { result } = report;
    if (result.kind === "page") return this.#applyPage({ ...report, result }, grant);
    // What is not a page leaves no trace but its grant.
    if (grant === undefined) return "repeated";
    if (result.kind === "unused") return "counted";
    const places = this.#placesOf(report);
    add(this.#totals, "calls");
    if (result.kind === "limited") add(this.#totals, "limited");
    if (result.kind === "refused") add(this.#totals, "refused");
    if (result.kind === "failed") add(this.#totals, "retries");
    if (places === null) return "stale";
    for (const place of places) {
      if (result.kind === "absent") this.#end(place, result.absence);
      if (result.kind === "failed") this.#fail(place);
    }
    return "counted";
  }

  finish(verdicts: readonly PageVerdict[]): Applied {
    const isDone = !this.#units.some(isOpen);
    // Whoever has nothing left to ask for has not sent, and will not send, what was not reported.
    if (isDone) { for (const { id } of this.#shard.grants) this.#settlements.push({ grant: id, resources: null }); }
    const shard = { ...this.#shard, units: this.#units, grants: isDone ? [] : this.#shard.grants };
    return {
      shard,
      totals: this.#totals,
      verdicts,
      pages: this.#pages,
      settlements: this.#settlements,
      observations: this.#observations,
    };
  }

  #applyPage(report: PageReport & { result: PageResult & { kind: "page" } }, grant?: GivenGrant): PageVerdict {
    const { rules, nameOf, isStored, nowMs } = this.context;
    const { operation, accounts, cursor, result } = report;
    const name = nameOf(operation, accounts, cursor);
    if (rules.isRepeated(isStored(name) || this.#pages.has(name))) return "repeated";
    if (grant === undefined || grant.operation !== operation) return "stale";
    add(this.#totals, "calls");
    const places = this.#placesOf(report);
    if (places === null) return "stale";
    const idle = accounts.length === 1 && result.next !== null && isSamePage(this.#units[places[0]], result);
    const rows = idle ? { profiles: 0, connections: 0, posts: 0 } : result.rows;
    const files = idle ? [] : result.files;
    const committed = new Date(nowMs).toISOString();
    const page = { page: result.page, operation, accounts, files, rows, committed };
    this.#pages.set(name, idle ? { ...page, idle } : page);
    if (!idle) add(this.#totals, "pages");
    for (const kind of ["profiles", "connections", "posts"] as const) add(this.#totals, kind, rows[kind]);
    const absences = new Map(result.absent.map(({ account, absence }) => [account, absence]));
    if (operation === "resolve") this.#resolve(places, result, absences);
    else this.#advance(places, { ...report, result: { ...result, rows } }, absences);
    return "counted";
  }

  /** Handles get their ids. One that the answer does not speak of failed. */
  #resolve(places: readonly number[], result: PageResult & { kind: "page" }, absences: ReadonlyMap<string, Absence>) {
    const ids = new Map(result.resolved.map(({ handle, id }) => [handle.toLowerCase(), id]));
    for (const place of places) {
      const unit = this.#units[place];
      const id = ids.get(unit.name.toLowerCase());
      const absence = absences.get(unit.name);
      if (absence !== undefined) this.#end(place, absence);
      else if (id === undefined) this.#fail(place);
      else if (this.#places.has(id)) {
        this.#units[place] = { name: unit.name, id, merged: true };
        add(this.#totals, "accounts", -1);
        add(this.#totals, "merged");
      } else {
        const { failures: _failures, restsUntilMs: _rest, ...rest } = unit;
        this.#units[place] = { ...rest, id };
        this.#places.set(id, place);
      }
    }
  }

  #advance(
    places: readonly number[],
    report: PageReport & { result: PageResult & { kind: "page" } },
    absences: ReadonlyMap<string, Absence>,
  ) {
    const { rules, nameOf, isStored, pagesPerAccount } = this.context;
    const { operation, accounts, cursor, result } = report;
    const present = accounts.filter((account) => !absences.has(account)).length;
    const seen = result.next !== null &&
      (result.next === cursor || isStored(nameOf(operation, accounts, result.next)) ||
        this.#pages.has(nameOf(operation, accounts, result.next)));
    for (const place of places) {
      const unit = this.#units[place];
      const absence = absences.get(accountOf(unit)) ?? absences.get(unit.name);
      if (absence !== undefined) {
        this.#end(place, absence);
        continue;
      }
      const pages = (unit.pages ?? 0) + 1;
      const rows = (unit.rows ?? 0) + Math.floor(rowCount(result) / present);
      const { failures: _failures, restsUntilMs: _rest, digest: _digest, empties: _empties, ...rest } = unit;
      this.#units[place] = { ...rest, pages, rows };
      if (rules.isLoop(unit, result, seen)) this.#end(place, "loop");
      else if (result.next === null) this.#end(place, "done");
      else if (rules.isCapped(pages, pagesPerAccount)) this.#end(place, "done", { capped: true });
      else if (result.next.length > cursorLengthMax) this.#end(place, "failed");
      else {
        const empties = rowCount(result) === 0 ? (unit.empties ?? 0) + 1 : 0;
        this.#units[place] = {
          ...this.#units[place],
          cursor: result.next,
          ...(result.digest === "" ? {} : { digest: result.digest }),
          ...(empties === 0 ? {} : { empties }),
        };
      }
    }
  }

  /** Gives an account its outcome; of what was known about it stays what people ask for. */
  #end(place: number, outcome: AccountOutcome, options: { capped?: true } = {}) {
    const { name, id, pages, rows } = this.#units[place];
    this.#units[place] = {
      name,
      ...(id === undefined ? {} : { id }),
      ...(pages === undefined ? {} : { pages }),
      ...(rows === undefined ? {} : { rows }),
      outcome,
      ...options,
    };
    this.#totals.outcomes[outcome] = (this.#totals.outcomes[outcome] ?? 0) + 1;
    if (options.capped) add(this.#totals, "capped");
  }

  #fail(place: number) {
    const { rules, nowMs } = this.context;
    const unit = rules.countFailure(this.#units[place], nowMs);
    if (unit.outcome === undefined) this.#units[place] = unit;
    else this.#end(place, unit.outcome);
  }

  /** Places of a report's accounts; null if one of them is not of this shard, or the report does not follow on what is stored. */
  #placesOf(report: PageReport): number[] | null {
    const places = report.accounts.map((account) => this.#places.get(account));
    const isValid = new Set(places).size === places.length && places.length > 0 &&
      places.every((place) => place !== undefined && this.context.rules.follows(this.#units[place], report));
    return isValid ? places as number[] : null;
  }

  /** A grant is reported once: it is settled, and what the answer says of the quota is passed on. */
  #close(grant: GivenGrant, { result, quota }: PageReport) {
    const { id, token, operation, pageSize } = grant;
    this.#shard = { ...this.#shard, grants: this.#shard.grants.filter((given) => given.id !== id) };
    this.#settlements.push({ grant: id, resources: resourcesOf(result, pageSize) });
    this.#observations.push({
      platform: this.context.platform,
      token,
      operation,
      kind: result.kind,
      ...(result.kind === "limited" ? { cause: result.cause } : {}),
      ...(result.kind === "refused" || result.kind === "failed" ? { reason: result.reason } : {}),
      ...(quota === undefined ? {} : { quota }),
    });
  }
}

/** What a call is billed for. One that failed may have been answered all the same: it is taken for the most it can be. */
function resourcesOf(result: PageResult, pageSize: number): number | null {
  if (result.kind === "page") return result.resources;
  if (result.kind === "failed") return pageSize;
  return result.kind === "unused" ? null : 0;
}

/** Only where a rule calls a grant known that is not stored. */
function unknownGrant({ grant, operation }: PageReport): GivenGrant {
  return { id: grant, token: null, operation, pageSize: 0 };
}

type Totals = { -readonly [name in keyof ShardTotals]: ShardTotals[name] } & {
  outcomes: Partial<Record<AccountOutcome, number>>;
};
type Count = Exclude<keyof ShardTotals, "outcomes">;

function add(totals: Totals, name: Count, count = 1) {
  const sum = (totals[name] ?? 0) + count;
  if (sum !== 0 || name === "accounts") totals[name] = sum;
}
