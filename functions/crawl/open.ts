/** The coordinator over a Store, as every server has it: allowances with their secrets, platforms, a clock that does not step. */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { openAllowances } from "../../core/crawl/allowances/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/jobs/open_coordinator.ts";
import { type MasterKey, openSecrets } from "../../core/crawl/allowances/secrets.ts";
import { steadyClock } from "../../core/crawl/allowances/steady_clock.ts";
import type { Store } from "../../core/crawl/store/store.ts";
import { platforms } from "../../core/platforms/mod.ts";

/** @param masterKeys Encrypt platform tokens; none = no token can be kept or used. */
export async function openCrawl(store: Store, masterKeys: readonly MasterKey[]): Promise<Coordinator> {
  const secrets = masterKeys.length === 0 ? null : await openSecrets(masterKeys);
  const clock = steadyClock(Date.now, () => performance.now());
  const shared = { store, clock, random: Math.random, platforms: Object.values(platforms) };
  return openCoordinator({ ...shared, allowances: openAllowances({ ...shared, secrets }) });
}
