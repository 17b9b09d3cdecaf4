/**
 * Everything that can be asked of the coordinator. `open_coordinator.ts` makes one over a Store; `functions/crawl` says the same over HTTP, and
 * `http_client.ts` is this interface spoken to a coordinator elsewhere, so that commands and workers do not care where it is.
 */
import type {
  Forecast,
  ForecastRequest,
  Job,
  JobRequest,
  JobState,
  JobStatus,
  MoneyStatus,
  TokenRequest,
  TokenStatus,
} from "./job.ts";
import type {
  AccountRecord,
  CommittedPage,
  FinishRequest,
  LeaseAnswer,
  LeaseRequest,
  PagesAnswer,
  PagesRequest,
  RenewAnswer,
  RenewRequest,
} from "./protocol.ts";
import type { Schedule, ScheduleRequest, TickReport } from "./schedule.ts";

/** What a worker needs. `worker` is the id of its key: a lease belongs to the key that took it. */
export interface Leases {
  lease(worker: string, request: LeaseRequest): Promise<LeaseAnswer>;
  /** @throws {LeaseLostError} @throws {ForeignLeaseError} So do the following. */
  renew(worker: string, lease: string, request: RenewRequest): Promise<RenewAnswer>;
  commitPages(worker: string, lease: string, request: PagesRequest): Promise<PagesAnswer>;
  finish(worker: string, lease: string, request: FinishRequest): Promise<void>;
}

/** What those who order and watch need. */
export interface Coordinator extends Leases {
  /** @throws {UsageError} If the platform, the operation or a cap is none. */
  createJob(request: JobRequest): Promise<Job>;
  /**
   * Takes in more accounts; those that the job has already count once.
   * @param options.seal No more will come.
   * @returns How many were new.
   */
  addAccounts(job: string, accounts: readonly string[], options?: { seal?: boolean }): Promise<{ added: number }>;
  /** @throws {NotFoundError} So do the following. */
  readJob(job: string): Promise<JobStatus>;
  /** Newest first. */
  listJobs(options?: { limit?: number; cursor?: string }): Promise<{ jobs: Job[]; next: string | null }>;
  /** Pause, resume, cancel. What is leased may still be committed for as long as the lease lasts, but gets no more calls. */
  changeJob(job: string, state: Extract<JobState, "active" | "paused" | "cancelled">): Promise<Job>;
  /** The pages that count, in the order of shards. */
  listPages(
    job: string,
    options?: { limit?: number; cursor?: string },
  ): Promise<{ pages: CommittedPage[]; next: string | null }>;
  listAccounts(
    job: string,
    options?: { limit?: number; cursor?: string },
  ): Promise<{ accounts: AccountRecord[]; next: string | null }>;
  forecast(request: ForecastRequest): Promise<Forecast>;

  addToken(request: TokenRequest): Promise<TokenStatus>;
  listTokens(): Promise<TokenStatus[]>;
  /** Its secret is destroyed; work under way ends by itself. */
  retireToken(id: string): Promise<TokenStatus>;
  /** Encrypts every platform token with the newest key; may be run while crawling. @returns How many were changed. */
  rotateTokens(): Promise<number>;
  /** Hard budget of an app's, or all apps', calendar month (UTC); null = none. */
  setBudget(budget: BudgetName, micros: number | null): Promise<MoneyStatus>;
  readBudget(budget: BudgetName): Promise<MoneyStatus>;

  createSchedule(request: ScheduleRequest): Promise<Schedule>;
  listSchedules(): Promise<Schedule[]>;
  removeSchedule(id: string): Promise<void>;
  /** Idempotent: makes the jobs of the periods that are due, each once, and ends what has run out. */
  tick(): Promise<TickReport>;
  /** What the job brought is in the answers: `tick` names it no more. */
  markBuilt(job: string): Promise<void>;
}

export type BudgetName =
  | { readonly kind: "app"; readonly platform: string; readonly app: string }
  | { readonly kind: "month" };
