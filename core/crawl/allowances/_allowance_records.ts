/** What allowances keep in the Store: one function for each key, and the shape of what is under it. */
import type { Operation, Price } from "../../platforms/platform.ts";
import type { Budget } from "./money.ts";
import type { QuotaWindow } from "./quota.ts";
import type { Ciphertext } from "./secrets.ts";
import type { Key } from "../store/store.ts";

/** What names a token in keys. */
export interface TokenName {
  readonly id: string;
  readonly platform: string;
  readonly app: string;
}

/** A platform token; also of a platform that needs none, whose limits are then those of the address that asks (`addressToken`). */
export interface TokenRecord extends TokenName {
  readonly name: string;
  readonly share: number;
  readonly createdMs: number;
  readonly retired: boolean;
  /** Why it is retired or rests. */
  readonly reason: string | null;
  /** No calls before this. */
  readonly restsUntilMs: number;
  /** Unexpected "too many" since the last good answer. */
  readonly limitedCount: number;
  /** null once retired, and where the platform needs none. */
  readonly secret: Ciphertext | null;
}

export const tokensKey = (platform: string): Key => ["crawl", "token", platform];
/** The id of a token begins with its platform, so that its key follows from it. */
export const tokenKey = (id: string): Key => ["crawl", "token", id.slice(0, Math.max(0, id.lastIndexOf("-"))), id];

/** What stands for a token where a platform needs none. */
export function addressToken(platform: string): TokenRecord {
  return {
    id: `${platform}-address`,
    platform,
    app: "address",
    name: "no token needed",
    share: 1,
    createdMs: 0,
    retired: false,
    reason: null,
    restsUntilMs: 0,
    limitedCount: 0,
    secret: null,
  };
}

/** All windows of one token or app at one endpoint. */
export interface WindowsRecord {
  readonly windows: readonly QuotaWindow[];
  /** No calls before this: the platform said so. */
  readonly closedUntilMs: number;
  /** The reservation that wrote it last, by which one whose outcome is unknown is known again. */
  readonly reservation: string | null;
}

export const emptyWindows: WindowsRecord = { windows: [], closedUntilMs: 0, reservation: null };

export const tokenWindowsKey = (token: TokenName, endpoint: string): Key => [
  "crawl",
  "window",
  token.platform,
  endpoint,
  "token",
  token.id,
];
export const appWindowsKey = (token: TokenName, endpoint: string): Key => [
  "crawl",
  "window",
  token.platform,
  endpoint,
  "app",
  token.app,
];

/** Calls and money of a job. */
export interface JobBudget extends Budget {
  readonly calls: number;
}

/** Money of calendar months: of an app, of everything, or of a token. One record, so that the limit outlives the months. */
export interface MonthBudgets {
  readonly limitMicros: number | null;
  readonly months: Readonly<Record<string, Budget>>;
}

export const jobBudgetKey = (job: string): Key => ["crawl", "budget", "job", job];
export const appBudgetKey = (platform: string, app: string): Key => ["crawl", "budget", "app", platform, app];
export const tokenBudgetKey = (token: string): Key => ["crawl", "budget", "token", token];
export const monthBudgetKey: Key = ["crawl", "budget", "month"];

/** What is charged, and to whom: job, token, app, month. */
export interface Payer {
  readonly platform: string;
  readonly job: string;
  readonly token: string;
  readonly app: string;
  readonly month: string;
}

/** A call that costs something and of which nothing is known yet. */
export interface GrantRecord extends Payer {
  readonly operation: Operation;
  readonly price: Price;
  readonly worstMicros: number;
}

export const grantKeys = (job: string): Key => ["crawl", "grant", job];
export const grantKey = (job: string, grant: string): Key => [...grantKeys(job), grant];

/** Calls whose cost is known, not yet in the budgets: drained by the next that looks at these. */
export interface SettledRecord extends Payer {
  readonly worstMicros: number;
  readonly micros: number;
}

export const settledKeys: Key = ["crawl", "settled"];
export const settledPlatformKey = (platform: string): Key => [...settledKeys, platform];
export const settledKey = (platform: string, grant: string): Key => [...settledKeys, platform, grant];
