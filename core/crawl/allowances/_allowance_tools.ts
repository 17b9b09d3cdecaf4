/** What the parts of allowances share: what they were handed, and the lookups that each of them makes. */
import { UsageError } from "../../errors.ts";
import type { Operation, OperationTable, Platform, QuotaLimit } from "../../platforms/platform.ts";
import {
  appWindowsKey,
  emptyWindows,
  type TokenName,
  tokenWindowsKey,
  type WindowsRecord,
} from "./_allowance_records.ts";
import type { MoneyRules } from "./money.ts";
import { emptyWindow, type QuotaRules, type QuotaWindow } from "./quota.ts";
import type { Secrets } from "./secrets.ts";
import type { Key, Store } from "../store/store.ts";

export interface AllowanceRules {
  readonly quota: QuotaRules;
  readonly money: MoneyRules;
}

export interface AllowanceTools {
  readonly store: Store;
  readonly platforms: ReadonlyMap<string, Platform>;
  /** The coordinator's own, ms since 1970. */
  readonly clock: { now(): number };
  /** For choices, [0, 1). */
  readonly random: () => number;
  /** For ids, 32 hexadecimal digits. */
  readonly newId: () => string;
  /** null = no master key was given; then there are no platform tokens. */
  readonly secrets: Secrets | null;
  readonly rules: AllowanceRules;
}

/** @throws {UsageError} If there is no such platform. */
export function platformOf(tools: AllowanceTools, name: string): Platform {
  const platform = tools.platforms.get(name);
  if (platform !== undefined) return platform;
  const known = [...tools.platforms.keys()].join(", ");
  throw new UsageError(`Cannot use platform "${name}": needed one of ${known}`);
}

/** @throws {UsageError} If the platform does not offer it. */
export function tableOf(platform: Platform, operation: Operation): OperationTable {
  const table = platform.operations[operation];
  if (table !== undefined) return table;
  const known = Object.keys(platform.operations).join(", ");
  throw new UsageError(`Cannot ask ${platform.title} for "${operation}": needed one of ${known}`);
}

export type Scope = QuotaLimit["scope"];

/** The scopes that have a record of windows at an endpoint: the token always, for the sake of closures, its app where it has limits. */
export function scopesOf(table: OperationTable): Scope[] {
  return table.limits.some(({ scope }) => scope === "app") ? ["token", "app"] : ["token"];
}

export function windowsKey(table: OperationTable, token: TokenName, scope: Scope): Key {
  return scope === "token" ? tokenWindowsKey(token, table.endpoint) : appWindowsKey(token, table.endpoint);
}

/** A record's windows as the table has them today, in the table's order. A share is a token's own; the app's limits are for all. */
export function loadScope(tools: AllowanceTools, record: WindowsRecord | null, options: {
  readonly table: OperationTable;
  readonly token: { readonly share: number };
  readonly scope: Scope;
  readonly nowMs: number;
}): WindowsRecord {
  const { table, token, scope, nowMs } = options;
  const stored = record ?? emptyWindows;
  const share = scope === "token" ? token.share : 1;
  const windows = table.limits.filter((limit) => limit.scope === scope).map(({ limit, windowMs }): QuotaWindow => {
    const window = stored.windows.find((window) => window.windowMs === windowMs) ?? emptyWindow(windowMs, limit);
    return tools.rules.quota.adapt(window, Math.floor(limit * share), nowMs);
  });
  return { ...stored, windows };
}
