/** Opens the coordinator that a command speaks to: the workspace's own, in this process, or one elsewhere. */
import { join } from "node:path";
import { UsageError } from "../../core/errors.ts";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { completeParameters, type WorkspaceParameters } from "../../core/workspace/parameters.ts";
import { isWorkspace, openOrCreateWorkspace, openWorkspace } from "../../core/workspace/workspace.ts";
import type { Context } from "../_command.ts";

export interface CrawlOptions {
  /** Address of a coordinator elsewhere. */
  readonly coordinator?: string;
}

export interface Crawl {
  readonly coordinator: Coordinator;
  /** Where it is; null = in this process, which has to do the work too. */
  readonly url: string | null;
  /** Where this process writes what it fetches; null = it does not. */
  readonly sinkFolder: string | null;
}
