/** What may be wrong on purpose in a simulated crawl: rules, or what the coordinator is handed. */
import type { AllowanceRules } from "../../../core/crawl/allowances/_allowance_tools.ts";
import type { Allowances } from "../../../core/crawl/allowances/allowances.ts";
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import type { ShardRules } from "../../../core/crawl/jobs/shard.ts";
import type { steadyClock } from "../../../core/crawl/allowances/steady_clock.ts";
import type { Store } from "../../../core/crawl/store/store.ts";
import type { WorkerRules } from "../../../core/crawl/worker/worker_rules.ts";
import type { Platform } from "../../../core/platforms/platform.ts";

export interface Plant {
  readonly allowanceRules?: Partial<AllowanceRules>;
  readonly shardRules?: ShardRules;
  readonly workerRules?: WorkerRules;
  /** The store as the coordinator sees it. */
  wrapStore?(store: Store): Store;
  wrapCoordinator?(coordinator: Coordinator, store: Store): Coordinator;
  wrapAllowances?(allowances: Allowances, store: Store): Allowances;
  /** Platforms as the coordinator sees them. */
  changePlatform?(platform: Platform): Platform;
  clock?: typeof steadyClock;
}
