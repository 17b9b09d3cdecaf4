/**
 * One social platform as the crawl sees it: what can be asked, what it may cost, how a call is written and what an answer means.
 * Pure: no fetch, no clock. A new platform is one file that exports a `Platform` and one line in `mod.ts`.
 */
import type { ConnectionRow, PostRow, ProfileRow } from "./rows.ts";

/** What a job asks for. */
export const jobOperations = ["profiles", "followers", "following", "posts"] as const;
export type JobOperation = typeof jobOperations[number];
/** What a call asks for; `resolve` turns handles into ids (and brings their profiles). */
export type Operation = JobOperation | "resolve";

/** Most calls that the platform answers in any window of this length. */
export interface QuotaLimit {
  /** Whether each platform token has the limit, or all tokens of one app together. */
  readonly scope: "token" | "app";
  readonly limit: number;
  readonly windowMs: number;
}

/** Millionths of a US dollar: sums stay exact. */
export interface Price {
  readonly microsPerCall: number;
  /** For each account or post in the answer. */
  readonly microsPerResource: number;
}

/** One row of a platform's table. */
export interface OperationTable {
  /** The platform's own name of it, under which calls are counted: "GET /2/users/:id/followers". */
  readonly endpoint: string;
  /** Accounts in one call. More than 1: the answer is one page for all of them. */
  readonly accountsPerCall: number;
  /** Most resources in one answer. */
  readonly pageSizeMax: number;
  /** Fewest resources that can be asked for; 1 where it is left out. With less money left no call can be made. */
  readonly pageSizeMin?: number;
  /** Whether accounts must be given by id; otherwise a handle does too. */
  readonly needsId: boolean;
  readonly limits: readonly QuotaLimit[];
  readonly price: Price;
  /** In which order a list comes; newest first means that its first pages are a biased sample of it. */
  readonly order: "newest-first" | "unknown";
}

export interface Platform {
  /** Prefix of account ids: "x". */
  readonly name: string;
  /** For people: "X". */
  readonly title: string;
  /** Where its API is. */
  readonly baseUrl: string;
  /** Whether a call needs a credential. */
  readonly needsCredential: boolean;
  /** What it can be asked; an operation that is missing it does not offer. */
  readonly operations: { readonly [operation in Operation]?: OperationTable };
  /** Reads what people type or paste ("@jack", "x:12", a profile's address). @throws {InputError} If it can be neither. */
  readAccount(text: string): AccountName;
  writeRequest(call: PlatformCall): PlatformRequest;
  /** What an answer means. Never throws: an answer that cannot be understood is `failed`. */
  readReply(call: PlatformCall, reply: PlatformReply): Reply;
}

/** How an account is named before and after its id is known. As text: the bare id, or "@" and the handle. */
export type AccountName = { readonly id: string } | { readonly handle: string };

export interface PlatformCall {
  readonly operation: Operation;
  /** Bare ids, or "@handle"; at most `accountsPerCall`. */
  readonly accounts: readonly string[];
  /** null = first page. */
  readonly cursor: string | null;
  /** Most resources wanted in the answer; what they cost has been reserved. */
  readonly pageSize: number;
  /** The platform token's secret text; null where none is needed. */
  readonly credential: string | null;
  /** Another address than the platform's own: a simulator, a personal data server. */
  readonly baseUrl?: string;
}

/** Always a GET. */
export interface PlatformRequest {
  readonly url: string;
  /** Holds the credential: never logged. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PlatformReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Milliseconds since 1970, by the worker's clock: a reset may be told as a time or as a delay. */
  readonly nowMs: number;
}

/** What an answer's headers say about the quota. Not every answer says everything. */
export interface QuotaReading {
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds from the answer until the window is new. A length, since clocks differ. */
  readonly resetAfterMs?: number;
}

/** Why an account brings nothing. */
export type Absence = "gone" | "private" | "suspended" | "forbidden";

export type Reply =
  | { readonly kind: "page"; readonly page: Page; readonly quota?: QuotaReading }
  /** Too many calls, or the month's volume is used up. The calls count as spent all the same. */
  | { readonly kind: "limited"; readonly cause: "window" | "cap"; readonly quota?: QuotaReading }
  /** The credential is not accepted (any more): the platform token is to be retired, the work returns. */
  | { readonly kind: "refused"; readonly reason: string; readonly quota?: QuotaReading }
  /** The one account asked for cannot be had. */
  | { readonly kind: "absent"; readonly absence: Absence; readonly quota?: QuotaReading }
  /** The platform failed, or answered something that cannot be understood; trying again may help. */
  | { readonly kind: "failed"; readonly reason: string; readonly quota?: QuotaReading };

/** What one good answer holds. */
export interface Page {
  readonly profiles: readonly ProfileRow[];
  readonly connections: readonly ConnectionRow[];
  readonly posts: readonly PostRow[];
  /** Where the next page begins; null = this was the last. */
  readonly next: string | null;
  /** Accounts asked for that are not in the answer, and why; by the name they were asked for. */
  readonly absent: readonly { readonly account: string; readonly absence: Absence }[];
  /** `resolve` only: bare id of each "@handle" asked for. */
  readonly resolved: readonly { readonly handle: string; readonly id: string }[];
  /** Accounts or posts that the platform bills for. */
  readonly resources: number;
}
