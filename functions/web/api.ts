/**
 * Typed calls of our own API (`/v1`). Answers have the shapes of `core/answers/answers.ts`; everything else is an `ApiError`.
 */
import type {
  Account,
  AccountHit,
  Evidence,
  MatrixAnswer,
  OverlapAnswer,
  SearchQuery,
  SimilarAnswer,
  SimilarQuery,
} from "../../core/answers/answers.ts";

export interface SearchAnswer {
  readonly hits: readonly AccountHit[];
  readonly evidence: Evidence;
}

export interface Api {
  search(query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer>;
  account(account: string, signal: AbortSignal): Promise<Account>;
  similar(query: SimilarQuery, signal: AbortSignal): Promise<SimilarAnswer>;
  similarity(accounts: readonly string[], signal: AbortSignal): Promise<MatrixAnswer>;
  overlap(accounts: readonly string[], signal: AbortSignal): Promise<OverlapAnswer>;
}

/** The server refused or could not answer; `status` 0 means that it was not reached. */
export class ApiError extends Error {
  override name = "ApiError";
  constructor(readonly status: number, message: string, readonly retryAfterSeconds: number | null = null) {
    super(message);
  }

  /** Whether asking again later may work. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

export interface ApiOptions {
  readonly fetch: typeof fetch;
  /** The API key to send, or null while there is none. */
  readonly readKey: () => string | null;
}

export function createApi({ fetch, readKey }: ApiOptions): Api {
  async function ask<Answer>(path: string, signal: AbortSignal, body?: unknown): Promise<Answer> {
    const headers = new Headers({ accept: "application/json" });
    const key = readKey();
    if (key !== null) headers.set("authorization", `Bearer ${key}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    const request = { method: body === undefined ? "GET" : "POST", headers, body: JSON.stringify(body), signal };
    const response = await fetch(`/v1${path}`, request).catch((error) => {
      if (signal.aborted) throw error;
      throw new ApiError(0, "The server cannot be reached");
    });
    if (!response.ok) throw await readProblem(response);
    return await response.json();
  }

  return {
    search: ({ text, platform, limit }, signal) => ask(`/search${query({ q: text, platform, limit })}`, signal),
    account: (account, signal) => ask(`/accounts/${encodeURIComponent(account)}`, signal),
    similar: ({ account, ...options }, signal) =>
      ask(`/accounts/${encodeURIComponent(account)}/similar${query(options)}`, signal),
    similarity: (accounts, signal) => ask("/similarity", signal, { accounts }),
    overlap: (accounts, signal) => ask("/overlap", signal, { accounts }),
  };
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** Reads `application/problem+json` (RFC 9457); a proxy's answer in another format still becomes a sentence. */
async function readProblem(response: Response): Promise<ApiError> {
  const problem: { title?: string; detail?: string } = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiError(
    response.status,
    problem.detail ?? problem.title ?? `The server answered ${response.status}`,
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
