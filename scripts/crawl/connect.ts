/** Opens the coordinator that a command speaks to: the workspace's own, in this process, or one elsewhere. */
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { connectCoordinator } from "../../core/crawl/http_client.ts";
import { platforms } from "../../core/platforms/mod.ts";
import { completeParameters, type WorkspaceParameters } from "../../core/workspace/parameters.ts";
import {
  discardEmptyWorkspace,
  isWorkspace,
  openOrCreateWorkspace,
  openWorkspace,
} from "../../core/workspace/workspace.ts";
import type { Context } from "../_command.ts";
import { openCrawl } from "../../functions/crawl/open.ts";
import { openCrawlStore } from "../_crawl_store.ts";
import { findMasterKeys } from "./master_key.ts";

export interface CrawlOptions {
  /** Address of a coordinator elsewhere. */
  readonly coordinator?: string;
  /** Other addresses of platforms: a simulator's, an account's own server. */
  readonly baseUrl?: Readonly<Record<string, string>>;
  /** Makes the workspace where there is none. */
  readonly create?: boolean;
}

export interface Crawl {
  readonly coordinator: Coordinator;
  /** Where it is; null = in this process, which has to do the work too. */
  readonly url: string | null;
  /** Where this process writes what it fetches; null = others do, elsewhere. */
  readonly sinkFolder: string | null;
  /** Of platforms that are elsewhere than usual. */
  readonly baseUrls: Readonly<Record<string, string>>;
}

/**
 * Opens it, acts, closes it. A workspace that is made for this and in which nothing happened is taken back.
 * @param options.coordinator Its address; the workspace's own where none is given.
 * @throws {UnavailableError} If another process has the workspace's own.
 */
export async function withCrawl<T>(
  context: Pick<Context, "workspace" | "note">,
  { coordinator: url, baseUrl: baseUrls = {}, create = false }: CrawlOptions,
  act: (crawl: Crawl) => Promise<T>,
): Promise<T> {
  if (url !== undefined) return await act({ coordinator: await connect(url), url, sinkFolder: null, baseUrls });
  const isNew = !await isWorkspace(context.workspace);
  const workspace = await (create ? openOrCreateWorkspace : openWorkspace)(context.workspace);
  const folder = crawlFolder(workspace.folder);
  const wasThere = await isThere(folder);
  await Deno.mkdir(folder, { recursive: true });
  const store = await openCrawlStore(folder);
  let isUseless = false;
  try {
    const coordinator = await openCrawl(store, await findMasterKeys(folder, context.note));
    try {
      return await act({ coordinator, url: null, sinkFolder: folder, baseUrls });
    } catch (error) {
      isUseless = isNew && !wasThere && await isUnused(coordinator);
      throw error;
    }
  } finally {
    store.close();
    if (isUseless) {
      await Deno.remove(folder, { recursive: true });
      await discardEmptyWorkspace(workspace);
    }
  }
}

/** Where a workspace keeps what was crawled. */
export function crawlFolder(workspace: string): string {
  return join(workspace, "crawl");
}

/** Parameters of the workspace, or those that a new one would have. */
export async function readParameters({ workspace }: Pick<Context, "workspace">): Promise<WorkspaceParameters> {
  return await isWorkspace(workspace) ? (await openWorkspace(workspace)).parameters : completeParameters();
}

async function connect(url: string): Promise<Coordinator> {
  const key = Deno.env.get("ASTERISM_CRAWL_KEY");
  if (!key) {
    throw new InputError(
      `Cannot speak to the coordinator at ${url}: needed its key in ASTERISM_CRAWL_KEY, found none; ` +
        "asterism keys create NAME --scope crawl:admin makes one there",
    );
  }
  const coordinator = connectCoordinator(url, { key, fetch: (request) => fetch(request) });
  await requireNet(new URL(url));
  return coordinator;
}

/** @throws {InputError} If this process may not go there: Deno would ask in the middle of things, or say no without a reason. */
export async function requireNet(url: URL): Promise<void> {
  if (await mayReach(url)) return;
  throw new InputError(
    `Cannot reach ${url.host}: this process may speak to its own machine only; run it as deno task crawl … or deno task tokens …`,
  );
}

export async function mayReach({ host }: URL): Promise<boolean> {
  return (await Deno.permissions.query({ name: "net", host })).state === "granted";
}

async function isUnused(coordinator: Coordinator): Promise<boolean> {
  const { jobs } = await coordinator.listJobs({ limit: 1 });
  return jobs.length === 0 &&
    (await coordinator.listTokens()).every(({ platform }) => !platforms[platform].needsCredential) &&
    (await coordinator.listSchedules()).length === 0;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
