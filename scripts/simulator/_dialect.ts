/** One platform's wire format: which endpoint a request is for, and every answer it may get. */
import type { FaultName } from "./faults.ts";
import type { Limit, WindowReading } from "./windows.ts";

/** A request understood. */
export interface Route {
  /** As limits and ledger name it. */
  readonly endpoint: string;
  /** As they were asked for. */
  readonly accounts: readonly string[];
  readonly cursor: string | null;
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Accounts or posts that are billed. */
  readonly resources: number;
  /** The failure that was played on the page. */
  readonly fault?: FaultName | null;
}

/** `unknown`: no such token; `revoked`: was good until lately; `retired`: its app may not any more. */
export type TokenState = "active" | "unknown" | "revoked" | "retired";

export interface Dialect {
  readonly name: "x" | "bluesky";
  readonly hosts: readonly string[];
  readonly contentType: string;
  /** Whether calls without a token are answered. */
  readonly isOpen: boolean;
  /** null = there is no such endpoint. `path` begins with "/". */
  route(path: string, query: URLSearchParams): Route | null;
  answer(route: Route, faults: ReadonlySet<FaultName>): Answer;
  refused(state: Exclude<TokenState, "active">): Answer;
  limited(cause: "window" | "cap"): Answer;
  failed(status: number): Answer;
  unknownEndpoint(): Answer;
  /** Headers that tell of a window. */
  limitHeaders(reading: WindowReading, moment: Moment): [string, string][];
}

export interface Moment {
  readonly nowMs: number;
  /** Whether the call is refused for the window's sake. */
  readonly refused: boolean;
}

export interface Price {
  readonly microsPerCall: number;
  readonly microsPerResource: number;
}

/** What a platform allows and takes. */
export interface PlatformRules {
  readonly limits: readonly Limit[];
  /** By which windows calls are refused. Both kinds are counted in any case. */
  readonly enforcement: "fixed" | "sliding" | "none";
  /** Whether headers tell of windows. Bluesky's public server says nothing. Default true. */
  readonly tellsLimits?: boolean;
  /** By endpoint; others cost nothing. */
  readonly prices: Readonly<Record<string, Price>>;
  /** Most resources of these endpoints that an app gets in a calendar month (UTC). */
  readonly volume?: { readonly endpoints: readonly string[]; readonly resources: number };
}
