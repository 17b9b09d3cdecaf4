/**
 * A coordinator elsewhere, spoken to over HTTP: commands and workers do not care where theirs is. It asks once and never again by
 * itself: whether a question may be repeated is the caller's to know.
 */
import { InputError, NotFoundError, UnavailableError, UsageError } from "../errors.ts";
import { crawlBodyBytesMax } from "../limits.ts";
import type { BudgetName, Coordinator } from "./coordinator.ts";
import type { JobRequest, TokenStatus } from "./job.ts";
import { ForeignLeaseError, LeaseLostError } from "./protocol.ts";
import type { Schedule } from "./schedule.ts";

export interface HttpClientOptions {
  /** API key. It is sent to the coordinator alone, and is in no error. */
  readonly key: string;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Longest wait for an answer. */
  readonly timeoutMs?: number;
}

/**
 * Connects to a coordinator; nothing is sent until something is asked. The `worker` of lease questions is not sent: a coordinator
 * knows a worker by its key. Besides the errors that `Coordinator` names, every question may end in these:
 * @throws {UnavailableError} If it cannot be reached, does not answer in time, or fails. What was asked may have been done.
 * @throws {UsageError} If it refuses the key or the question.
 */
export function connectCoordinator(address: string, options: HttpClientOptions): Coordinator {
  const base = readCoordinatorAddress(address);
  checkKey(options.key);
  const ask = <T>(method: Method, path: string, question?: Question) =>
    send<T>({ base, ...options }, method, path, question);
  const at = (id: string) => encodeURIComponent(id);
  const onLease = <T>(lease: string, action: string, body: unknown) =>
    ask<T>("POST", `/leases/${at(lease)}/${action}`, { body, lease });

  return {
    lease: (_worker, request) => ask("POST", "/leases", { body: request }),
    renew: (_worker, lease, request) => onLease(lease, "renew", request),
    commitPages: (_worker, lease, request) => onLease(lease, "pages", request),
    finish: (_worker, lease, request) => onLease(lease, "finish", request),

    createJob: ({ idempotencyKey, ...body }) =>
      ask("POST", "/jobs", {
        body,
        headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
      }),
    async addAccounts(job, accounts, { seal = false } = {}) {
      const chunks = chunksOf(accounts);
      let added = 0;
      for (const [index, chunk] of chunks.entries()) {
        const query = { seal: String(seal && index === chunks.length - 1) };
        const path = `/jobs/${at(job)}/accounts`;
        added += (await ask<{ added: number }>("POST", path, { body: { accounts: chunk }, query })).added;
      }
      return { added };
    },
    readJob: (job) => ask("GET", `/jobs/${at(job)}`),
    listJobs: (query = {}) => ask("GET", "/jobs", { query }),
    changeJob: (job, state) => ask("PATCH", `/jobs/${at(job)}`, { body: { state } }),
    listPages: (job, query = {}) => ask("GET", `/jobs/${at(job)}/pages`, { query }),
    listAccounts: (job, query = {}) => ask("GET", `/jobs/${at(job)}/accounts`, { query }),
    forecast: (request) => ask("POST", "/forecast", { body: request }),

    addToken: (request) => ask("POST", "/tokens", { body: request }),
    listTokens: async () => (await ask<{ tokens: TokenStatus[] }>("GET", "/tokens")).tokens,
    retireToken: (id) => ask("DELETE", `/tokens/${at(id)}`),
    rotateTokens: async () => (await ask<{ rotated: number }>("POST", "/tokens/rotate")).rotated,
    setBudget: (budget, micros) => ask("PUT", budgetPath(budget), { body: { micros } }),
    readBudget: (budget) => ask("GET", budgetPath(budget)),

    createSchedule: (request) => ask("POST", "/schedules", { body: { ...request, job: withoutKey(request.job) } }),
    listSchedules: async () => (await ask<{ schedules: Schedule[] }>("GET", "/schedules")).schedules,
    removeSchedule: (id) => ask("DELETE", `/schedules/${at(id)}`),
    tick: () => ask("POST", "/tick"),
    markBuilt: (job) => ask("POST", `/jobs/${at(job)}/built`),
  };
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Question {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose errors the question may end in. */
  readonly lease?: string;
}

async function send<T>(
  { base, key, fetch, timeoutMs = timeoutMsDefault }: HttpClientOptions & { base: string },
  method: Method,
  path: string,
  { body, query = {}, headers = {}, lease = "" }: Question = {},
): Promise<T> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined).map((
    [name, value],
  ) => [name, `${value}`]);
  const url = `${base}/v1/crawl${path}${given.length === 0 ? "" : `?${new URLSearchParams(given)}`}`;
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(
      new Request(url, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${key}`,
          ...body === undefined ? {} : { "content-type": "application/json" },
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        // The key is for this coordinator, not for wherever it points.
        redirect: "error",
        signal: timer.signal,
      }),
    );
    text = await response.text();
  } catch (error) {
    const reason = timer.signal.aborted ? `no answer in ${timeoutMs} ms` : describe(error);
    throw new UnavailableError(`Cannot reach the coordinator at ${base}: ${reason}`.replaceAll(key, "the key"));
  } finally {
    clearTimeout(timeout);
  }
  if (response.status === 204) return undefined as T;
  const answer = parse(text);
  if (response.ok && answer !== undefined) return answer as T;
  throw errorOf(response, Object(answer), { base, lease });
}

/** Turns an answer of `functions/_errors.ts` back into the error that it was. */
function errorOf(
  { status, headers }: Response,
  problem: { type?: unknown; title?: unknown; detail?: unknown; fence?: unknown; errors?: unknown },
  { base, lease }: { base: string; lease: string },
): Error {
  const kind = String(problem.type ?? "").split("#").pop();
  const detail = String(problem.detail ?? problem.title ?? `it answered with status ${status}`);
  if (kind === "lease-lost") return new LeaseLostError(lease, Number(problem.fence ?? 0));
  if (kind === "foreign-lease") return new ForeignLeaseError(lease);
  if (kind === "not-found") return new NotFoundError(detail);
  if (kind === "invalid") return new UsageError(Array.isArray(problem.errors) ? nameFault(problem.errors[0]) : detail);
  if (kind === "unusable") return new InputError(detail);
  const retryAfterSeconds = Number(headers.get("retry-after")) || 1;
  if (kind === "unavailable") return new UnavailableError(detail, retryAfterSeconds);
  const message = `Cannot use the coordinator at ${base}: ${detail}`;
  // A proxy before it may answer instead of it, in its own words.
  if (status >= 500 || status === 429 || status < 400) return new UnavailableError(message, retryAfterSeconds);
  return new UsageError(message);
}

/** A request that does not even have the right shape. */
function nameFault(fault: unknown): string {
  const { in: place, pointer, detail } = Object(fault) as { in?: unknown; pointer?: unknown; detail?: unknown };
  return `Cannot ask the coordinator: ${detail} (${place} ${pointer})`;
}

/**
 * Checks where a coordinator is said to be: what is sent there are keys.
 * @returns The address without a slash at its end.
 * @throws {UsageError} If it is neither https nor on this machine, or holds what may be a secret.
 */
export function readCoordinatorAddress(address: string): string {
  const url = URL.parse(address);
  const isSafe = url?.protocol === "https:" || url?.protocol === "http:" && loopback.test(url.hostname);
  if (url === null || !isSafe) {
    const found = url === null ? "none" : `${url.protocol}//${url.hostname}`;
    throw new UsageError(
      `Cannot use the address of the coordinator: needed https:// or, on this machine, http://127.0.0.1, found ${found}`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new UsageError(
      "Cannot use the address of the coordinator: needed no user, query or fragment in it; a key is never part of an address",
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function checkKey(key: string): void {
  // Otherwise the refusal of a header would repeat it.
  if (!/^[!-~]+$/.test(key)) throw new UsageError("Cannot use the API key: needed letters and digits without spaces");
}

/** Parts of a list that stay below the cap of a body; at least one, which may seal. */
function chunksOf(accounts: readonly string[]): string[][] {
  const chunks: string[][] = [[]];
  let bytes = 0;
  for (const account of accounts) {
    // With quotation marks and comma; escapes and letters beyond ASCII take up to 6 bytes for each unit.
    const size = (/^[!#-\[\]-~]*$/.test(account) ? account.length : 6 * account.length) + 3;
    if (bytes + size > chunkBytesMax) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)!.push(account);
    bytes += size;
  }
  return chunks;
}

function budgetPath(budget: BudgetName): string {
  if (budget.kind === "month") return "/budgets/month";
  return `/budgets/apps/${encodeURIComponent(budget.platform)}/${encodeURIComponent(budget.app)}`;
}

function withoutKey({ idempotencyKey: _, ...job }: JobRequest): JobRequest {
  return job;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const timeoutMsDefault = 30_000;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
const chunkBytesMax = crawlBodyBytesMax - 1024;
