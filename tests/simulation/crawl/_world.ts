/** Everything there is in one simulated crawl, for its processes, its troublemakers and its judge. */
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import type { PageReport, PagesRequest } from "../../../core/crawl/protocol.ts";
import type { MemoryStore } from "../../../core/crawl/store/memory_store.ts";
import type { Arrival, PlatformName, Simulator } from "../../../scripts/simulator/mod.ts";
import type { Life } from "./_life.ts";
import type { JobPlan, Plan } from "./_plan.ts";
import type { Plant } from "./_plant.ts";
import type { CoordinatorHost } from "./_processes.ts";
import { Trace } from "./_trace.ts";
import type { VirtualTime } from "./_virtual_time.ts";

/** What the judge has found, by kind. */
export interface Finding {
  readonly kind:
    | "lost"
    | "twice"
    | "quota"
    | "money"
    | "conservation"
    | "secret"
    | "endless"
    | "threw"
    | "outcome"
    | "invented"
    | "fence"
    | "rest";
  readonly text: string;
}

export interface World {
  readonly plan: Plan;
  readonly plant: Plant;
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly simulator: Simulator;
  readonly store: MemoryStore;
  readonly sink: MemorySink;
  readonly host: CoordinatorHost;
  readonly findings: Finding[];
  readonly workers: Map<string, { readonly life: Life; readonly stop: () => void }>;
  /** Reports of pages that workers sent, by the name of the page. */
  readonly reports: Map<string, PageReport>;
  /** Everything that anybody wrote to a log or an error. */
  readonly heard: string[];
  /** Whether faults are over. */
  readonly isCalm: boolean;
  readonly isOver: boolean;
  readonly over: Promise<"over">;
  /** Workers are switched off until then. */
  restUntilMs: number;
  openCoordinator(life: Life, now: () => number): Coordinator;
  /** Another number each time: no two processes draw alike. */
  nextName(): number;
  say(text: string): void;
  hear(text: string): void;
  accuse(kind: Finding["kind"], text: string): void;
  noteReports(lease: string, request: PagesRequest): void;
  killed(life: Life): Promise<"killed">;
  /** Perhaps kills or stops a process, or sets its clock, just when it has begun something. */
  strike(life: Life): void;
  /** For the judge. */
  elapsedOf(at: number): number;
  /** The job for which a call was made, where that is certain. */
  jobOf(arrival: Arrival): JobPlan | null;
  /** Accounts whose being taken in was acknowledged, by the job's key. */
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<number>>;
  hasVanished(account: number): boolean;
  /** Whether the platform gave out a cursor of its list that leads nowhere. */
  strayed(platform: PlatformName, account: number): boolean;
  /** Calls for it that failed. */
  failures(job: JobPlan, account: number): number;
  /** Follows that any answer held, as account ids. */
  shown(): ReadonlySet<string>;
}

/** Objects in memory, which may not be written at the first try. */
export class MemorySink {
  readonly objects = new Map<string, Uint8Array>();

  constructor(readonly mayFail: () => boolean, readonly wait: () => Promise<void>) {}

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.wait();
    if (this.mayFail()) throw new Error("sink: no answer");
    this.objects.set(name, bytes);
    if (this.mayFail()) throw new Error("sink: written, but the answer was lost");
  }
}
