/**
 * The one table from errors to HTTP answers, all `application/problem+json` (RFC 9457).
 * A person sees what they can act on, never a stack or a path of this machine.
 */
import { HTTPException } from "hono/http-exception";
import {
  CorruptFileError,
  InputError,
  NativeError,
  NotFoundError,
  UnavailableError,
  UsageError,
} from "../core/errors.ts";
import { ForeignLeaseError, LeaseLostError } from "../core/crawl/protocol.ts";
import { UnknownOutcomeError } from "../core/crawl/store/store.ts";

/** One thing wrong with a request. */
export interface Fault {
  readonly in: "body" | "query" | "path";
  /** JSON pointer (RFC 6901) into that part of the request, as a URI fragment: `#/accounts/3`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Body of an error answer. */
export interface Problem {
  /** Names the kind of problem; a place in the reference page that explains it. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly Fault[];
  /** Of the lease that has ended. */
  readonly fence?: number;
}

/** An error that already knows its HTTP answer; thrown by middleware. */
export class ProblemError extends Error {
  override name = "ProblemError";
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly extra: { readonly headers?: Readonly<Record<string, string>>; readonly errors?: readonly Fault[] } = {},
  ) {
    super(detail);
  }
}

/** Every kind of problem, its status and its title. */
export const problemKinds = {
  "bad-request": { status: 400, title: "The request cannot be read" },
  "unauthenticated": { status: 401, title: "A valid API key is needed" },
  "forbidden": { status: 403, title: "The API key does not allow this" },
  "foreign-lease": { status: 403, title: "The lease belongs to another key" },
  "foreign-site": { status: 403, title: "Another site may not change anything here" },
  "not-found": { status: 404, title: "There is no such thing here" },
  "method-not-allowed": { status: 405, title: "This method is not offered here" },
  "lease-lost": { status: 409, title: "The lease has ended" },
  "too-large": { status: 413, title: "The body of the request is too large" },
  "unsupported-media-type": { status: 415, title: "The body of the request must be JSON" },
  "misdirected": { status: 421, title: "This server does not answer for that host" },
  "invalid": { status: 422, title: "The request can be read but not answered" },
  "unusable": { status: 422, title: "The data given cannot be used" },
  "internal": { status: 500, title: "The server failed" },
  "unavailable": { status: 503, title: "This cannot be had right now" },
} as const;
export type ProblemKind = keyof typeof problemKinds;

/** Turns whatever was thrown into an answer. `unexpected` tells the caller to log it with its stack. */
export function describeError(
  error: unknown,
): {
  kind: ProblemKind;
  detail?: string;
  headers: Record<string, string>;
  errors?: readonly Fault[];
  fence?: number;
  unexpected: boolean;
} {
  const answer = (kind: ProblemKind, detail?: string, headers: Record<string, string> = {}, unexpected = false) => ({
    kind,
    detail,
    headers,
    unexpected,
  });
  if (error instanceof ProblemError) {
    return { ...answer(error.kind, error.detail, { ...error.extra.headers }), errors: error.extra.errors };
  }
  if (error instanceof NotFoundError) return answer("not-found", error.message);
  if (error instanceof UsageError) return answer("invalid", error.message);
  if (error instanceof InputError) return answer("unusable", withoutPaths(error.message));
  if (error instanceof LeaseLostError) return { ...answer("lease-lost", error.message), fence: error.fence };
  if (error instanceof ForeignLeaseError) return answer("foreign-lease", error.message);
  if (error instanceof UnknownOutcomeError) {
    return answer("unavailable", "It may or may not have been kept; ask again", { "retry-after": "1" }, true);
  }
  if (error instanceof UnavailableError) {
    return answer("unavailable", withoutPaths(error.message), { "retry-after": String(error.retryAfterSeconds) });
  }
  if (error instanceof CorruptFileError) {
    return answer("unavailable", "A stored file is damaged; the operator has to look", { "retry-after": "60" }, true);
  }
  if (error instanceof NativeError) return answer("internal", undefined, {}, true);
  if (error instanceof HTTPException && error.status < 500) {
    return answer(kindOfStatus(error.status), error.message || undefined);
  }
  return answer("internal", undefined, {}, true);
}

/** Writes a problem as an answer. */
export function writeProblem(
  kind: ProblemKind,
  rest: Pick<Problem, "detail" | "requestId" | "errors" | "fence"> & { headers?: Readonly<Record<string, string>> },
): Response {
  const { headers, ...fields } = rest;
  const problem: Problem = { type: `/docs#${kind}`, ...problemKinds[kind], ...fields };
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

function kindOfStatus(status: number): ProblemKind {
  const found = Object.entries(problemKinds).find(([, row]) => row.status === status);
  return (found?.[0] ?? "bad-request") as ProblemKind;
}

/** Cuts quoted absolute paths down to the file's name. */
function withoutPaths(message: string): string {
  return message.replace(/"(?:[A-Za-z]:)?[\\/](?:[^"\\/]*[\\/])*([^"\\/]*)"/g, '"$1"');
}
