/** Reads what was fetched: the rows of pages that count, from the crawl directory of a workspace. */
import { join } from "node:path";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { AccountRecord, CommittedPage } from "../../core/crawl/protocol.ts";
import type { JobOperation } from "../../core/platforms/platform.ts";
import type { ConnectionRow, ProfileRow } from "../../core/platforms/rows.ts";
import type { Crawl } from "./connect.ts";

export interface PageRows {
  readonly profiles: readonly ProfileRow[];
  readonly connections: readonly ConnectionRow[];
}

/** All pages that a job has committed so far. */
export async function* allPages(coordinator: Coordinator, job: string): AsyncGenerator<CommittedPage> {
  let cursor: string | null = null;
  do {
    const answer = await coordinator.listPages(job, { limit: 1000, ...(cursor === null ? {} : { cursor }) });
    yield* answer.pages;
    cursor = answer.next;
  } while (cursor !== null);
}

export async function* allAccounts(coordinator: Coordinator, job: string): AsyncGenerator<AccountRecord> {
  let cursor: string | null = null;
  do {
    const answer = await coordinator.listAccounts(job, { limit: 1000, ...(cursor === null ? {} : { cursor }) });
    yield* answer.accounts;
    cursor = answer.next;
  } while (cursor !== null);
}

/** Reads pages of a sink in a folder; objects hold several pages and are kept while these are asked for. */
export function folderReader(sinkFolder: string): (pages: readonly CommittedPage[]) => Promise<Map<string, PageRows>> {
  return async (pages) => {
    const wanted = new Map(pages.map(({ page }) => [page, { profiles: [], connections: [] } as Rows]));
    for (const file of new Set(pages.flatMap(({ files }) => files))) {
      for (const row of await readObject(join(sinkFolder, file))) {
        const rows = wanted.get(row.page);
        if (rows === undefined) continue;
        if ("influencer" in row) rows.connections.push(row);
        else if ("handle" in row) rows.profiles.push(row);
      }
    }
    return wanted;
  };
}

interface Rows {
  readonly profiles: ProfileRow[];
  readonly connections: ConnectionRow[];
}

async function readObject(path: string): Promise<((ProfileRow | ConnectionRow) & { page: string })[]> {
  const bytes = (await Deno.open(path)).readable.pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(bytes).text();
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** How long the lists of a job's accounts are, as their profiles claim. */
export async function countClaimedRows(
  { coordinator, sinkFolder }: Crawl,
  jobs: readonly string[],
): Promise<{ [operation in JobOperation]?: number[] }> {
  const counts = { followers: [] as number[], following: [] as number[], posts: [] as number[] };
  if (sinkFolder === null) return counts;
  const read = folderReader(sinkFolder);
  for (const job of jobs) {
    const pages = await Array.fromAsync(allPages(coordinator, job));
    for (const { profiles } of (await read(pages)).values()) {
      for (const { followers_count, following_count, posts_count } of profiles) {
        if (followers_count !== null) counts.followers.push(followers_count);
        if (following_count !== null) counts.following.push(following_count);
        if (posts_count !== null) counts.posts.push(posts_count);
      }
    }
  }
  return counts;
}
