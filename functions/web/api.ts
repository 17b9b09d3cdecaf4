/**
 * Typed calls of our own API (`/v1`). Answers have the shapes of `core/answers/`; everything else is an `ApiError`.
 */
import type {
  Account,
  Evidence,
  MatrixAnswer,
  OverlapAnswer,
  SearchHit,
  SearchQuery,
  SimilarAnswer,
  SimilarQuery,
} from "../../core/answers/answers.ts";
import type { ChangesAnswer, CommunityChanges } from "../../core/answers/changes.ts";
import type { Community, CommunityTree } from "../../core/answers/communities.ts";
import type { CommunityEdit, EditOutcome, SaveRequest } from "../../core/answers/edits.ts";
import type { ExpansionAnswer, ExpansionQuery } from "../../core/answers/expansion.ts";
import type { MapAnswer, MapQuery } from "../../core/answers/map.ts";

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  readonly evidence: Evidence;
}

/** What there is to take away whole, and in which formats. */
export const exportFormats = {
  communities: ["csv", "parquet"],
  members: ["csv", "parquet"],
  graph: ["gexf", "csv", "parquet"],
} as const;
export type ExportWhat = keyof typeof exportFormats;

export interface Api {
  search(query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer>;
  account(account: string, signal: AbortSignal): Promise<Account>;
  similar(query: SimilarQuery, signal: AbortSignal): Promise<SimilarAnswer>;
  similarity(accounts: readonly string[], signal: AbortSignal): Promise<MatrixAnswer>;
  overlap(accounts: readonly string[], signal: AbortSignal): Promise<OverlapAnswer>;
  communities(query: { level?: number }, signal: AbortSignal): Promise<CommunityTree>;
  community(query: { id: string; limit?: number; offset?: number }, signal: AbortSignal): Promise<Community>;
  changes(signal: AbortSignal): Promise<ChangesAnswer>;
  communityChanges(id: string, signal: AbortSignal): Promise<CommunityChanges>;
  expand(query: ExpansionQuery, signal: AbortSignal): Promise<ExpansionAnswer>;
  map(query: MapQuery, signal: AbortSignal): Promise<MapAnswer>;
  /** Is not taken back when one leaves the view: what was asked to be changed is changed. */
  edit(id: string, edit: CommunityEdit): Promise<EditOutcome>;
  save(request: SaveRequest): Promise<EditOutcome>;
  download(what: ExportWhat, format: string): Promise<Blob>;
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

interface Request {
  readonly signal?: AbortSignal;
  readonly method?: "GET" | "POST" | "PATCH";
  readonly body?: unknown;
}

export function createApi({ fetch, readKey }: ApiOptions): Api {
  async function request(path: string, { signal, method = "GET", body }: Request): Promise<Response> {
    const headers = new Headers({ accept: "application/json, */*;q=0.5" });
    const key = readKey();
    if (key !== null) headers.set("authorization", `Bearer ${key}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await fetch(`/v1${path}`, { method, headers, body: JSON.stringify(body), signal }).catch(
      (error) => {
        if (signal?.aborted) throw error;
        throw new ApiError(0, "The server cannot be reached");
      },
    );
    if (!response.ok) throw await readProblem(response);
    return response;
  }

  async function ask<Answer>(path: string, options: Request): Promise<Answer> {
    return await (await request(path, options)).json();
  }

  const of = (id: string) => encodeURIComponent(id);
  return {
    search: ({ text, platform, limit }, signal) => ask(`/search${query({ q: text, platform, limit })}`, { signal }),
    account: (account, signal) => ask(`/accounts/${of(account)}`, { signal }),
    similar: ({ account, ...options }, signal) =>
      ask(`/accounts/${of(account)}/similar${query({ ...options })}`, { signal }),
    similarity: (accounts, signal) => ask("/similarity", { signal, method: "POST", body: { accounts } }),
    overlap: (accounts, signal) => ask("/overlap", { signal, method: "POST", body: { accounts } }),
    communities: ({ level }, signal) => ask(`/communities${query({ level })}`, { signal }),
    community: ({ id, limit, offset }, signal) => ask(`/communities/${of(id)}${query({ limit, offset })}`, { signal }),
    changes: (signal) => ask("/changes", { signal }),
    communityChanges: (id, signal) => ask(`/communities/${of(id)}/changes`, { signal }),
    expand: (body, signal) => ask("/communities/expand", { signal, method: "POST", body }),
    map: ({ level, limit }, signal) => ask(`/map${query({ level, limit })}`, { signal }),
    edit: (id, body) => ask(`/communities/${of(id)}`, { method: "PATCH", body }),
    save: (body) => ask("/communities", { method: "POST", body }),
    download: async (what, format) => await (await request(`/exports/${what}${query({ format })}`, {})).blob(),
  };
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
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
