/** Allowances over a Store: the parts, put together. */
import type { Platform } from "../../platforms/platform.ts";
import type { WindowsRecord } from "./_allowance_records.ts";
import { addressToken, type TokenRecord } from "./_allowance_records.ts";
import {
  type AllowanceRules,
  type AllowanceTools,
  loadScope,
  platformOf,
  scopesOf,
  tableOf,
  windowsKey,
} from "./_allowance_tools.ts";
import { openBudgets } from "./_budgets.ts";
import { openObservations } from "./_observations.ts";
import { openReservations } from "./_reservations.ts";
import { openTokens, stateOf } from "./_tokens.ts";
import type { Allowances } from "./allowances.ts";
import { forecast, type Supply } from "./forecast.ts";
import type { Forecast, ForecastRequest } from "../job.ts";
import { moneyRules } from "./money.ts";
import { quotaRules } from "./quota.ts";
import type { Secrets } from "./secrets.ts";
import type { Store } from "../store/store.ts";

export interface AllowanceOptions {
  readonly store: Store;
  readonly platforms: Iterable<Platform>;
  /** The coordinator's own, ms since 1970; must not step forward: see `steady_clock.ts`. */
  readonly clock: { now(): number };
  /** For choices, [0, 1). */
  readonly random: () => number;
  /** null = no master key: then no platform token can be kept or used. */
  readonly secrets: Secrets | null;
  /** For ids; a simulation's own, otherwise Web Crypto's. */
  readonly randomBytes?: (count: number) => Uint8Array;
  /** For tests, which hand in rules that are wrong. */
  readonly rules?: Partial<AllowanceRules>;
}

export function openAllowances(options: AllowanceOptions): Allowances {
  const { randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count)) } = options;
  const tools: AllowanceTools = {
    ...options,
    platforms: new Map([...options.platforms].map((platform) => [platform.name, platform])),
    newId: () => Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    rules: { quota: quotaRules, money: moneyRules, ...options.rules },
  };
  const tokens = openTokens(tools);
  const budgets = openBudgets(tools);
  return {
    reserve: openReservations(tools, tokens, budgets).reserve,
    settle: budgets.settle,
    observe: openObservations(tools, tokens).observe,
    readMoney: budgets.readMoney,
    forget: budgets.forget,
    forecast: (request) => forecastNow(tools, tokens.readAll, request),
    addToken: tokens.add,
    listTokens: tokens.list,
    retireToken: (id) => tokens.retire(id),
    rotateTokens: tokens.rotate,
    setBudget: budgets.setBudget,
    readBudget: budgets.readBudget,
  };
}

/** A forecast from the tokens that can be used and their windows as they stand. */
async function forecastNow(
  tools: AllowanceTools,
  readAll: (platform: Platform) => Promise<TokenRecord[]>,
  request: ForecastRequest,
): Promise<Forecast> {
  const platform = platformOf(tools, request.platform);
  const table = tableOf(platform, request.operation);
  const nowMs = tools.clock.now();
  const supplyOf = (token: TokenRecord, records: readonly (WindowsRecord | null)[]): Supply => {
    const [own, shared] = scopesOf(table).map((scope, index) =>
      loadScope(tools, records[index], { table, token, scope, nowMs })
    );
    const closedUntilMs = Math.max(own.closedUntilMs, shared?.closedUntilMs ?? 0);
    return { app: token.app, token: own.windows, shared: shared?.windows ?? [], closedUntilMs };
  };
  const supplies: Supply[] = [];
  for (const token of await readAll(platform)) {
    if (stateOf(token, nowMs) !== "active" || (request.app !== undefined && token.app !== request.app)) continue;
    const keys = scopesOf(table).map((scope) => windowsKey(table, token, scope));
    const entries = await tools.store.getMany<WindowsRecord>(keys);
    supplies.push(supplyOf(token, entries.map(({ value }) => value)));
  }
  const assumed = supplyOf(addressToken(platform.name), [null, null]);
  return forecast(request, { table, supplies, assumed, nowMs });
}
