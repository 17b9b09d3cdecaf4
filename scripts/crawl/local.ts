/** The coordinator of a workspace, in this process, over the workspace's own database. */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { openAllowances } from "../../core/crawl/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/open_coordinator.ts";
import { openSecrets } from "../../core/crawl/secrets.ts";
import { steadyClock } from "../../core/crawl/steady_clock.ts";
import { platforms } from "../../core/platforms/mod.ts";
import { openCrawlStore } from "../_crawl_store.ts";
import { findMasterKeys } from "./master_key.ts";

export interface LocalCoordinator {
  readonly coordinator: Coordinator;
  /** May be called twice. */
  close(): void;
}

/**
 * @param options.folder Of the crawl in the workspace; must exist.
 * @throws {UnavailableError} If another process has it.
 */
export async function openLocalCoordinator(
  { folder, note }: { folder: string; note: (text: string) => void },
): Promise<LocalCoordinator> {
  const store = await openCrawlStore(folder);
  let isOpen = true;
  const close = () => {
    if (isOpen) store.close();
    isOpen = false;
  };
  try {
    const secrets = await openSecrets(await findMasterKeys(folder, note));
    const clock = steadyClock(Date.now, () => performance.now());
    const shared = { store, clock, random: Math.random, platforms: Object.values(platforms) };
    return { coordinator: openCoordinator({ ...shared, allowances: openAllowances({ ...shared, secrets }) }), close };
  } catch (error) {
    close();
    throw error;
  }
}
