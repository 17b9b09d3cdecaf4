/** Crawl directories by hand: pages with rows, some of which count. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { CrawlJob } from "../../../../core/crawl/directory.ts";
import type { CommittedPage } from "../../../../core/crawl/protocol.ts";

export interface PageOfRows {
  readonly page: string;
  /** File that holds its rows; "1" when left out. */
  readonly file?: string;
  /** When it was committed; null = never. */
  readonly committed: string | null;
  readonly connections?: readonly (readonly [follower: string, influencer: string])[];
  readonly profiles?: readonly ({ readonly account: string } & Record<string, unknown>)[];
  readonly posts?: number;
}

export const job: CrawlJob = {
  format: 1,
  id: "j1",
  name: "test",
  platform: "x",
  operation: "followers",
  state: "active",
  sealed: true,
  priority: 0,
  caps: {},
  sampling: { kind: "slots", slots: [3], slotCount: 100 },
  created: "2026-01-01T00:00:00.000Z",
  ended: null,
  totals: {
    accounts: 5,
    pending: 1,
    leased: 0,
    outcomes: { done: 3, gone: 1, private: 0, suspended: 0, forbidden: 0, failed: 0, loop: 0 },
    capped: 1,
    pages: 0,
    profiles: 0,
    connections: 0,
    posts: 0,
    calls: 0,
    limited: 0,
    refused: 0,
    retries: 0,
  },
  money: { chargedMicros: 0, settledMicros: 0, limitMicros: null },
  remainingMs: null,
  written: "2026-01-02T00:00:00.000Z",
};

/** Writes `folder/j1`; rows of a file stand in the order of the pages given. @returns The directory. */
export async function writeDirectory(folder: string, pages: readonly PageOfRows[], change: Partial<CrawlJob> = {}) {
  const directory = join(folder, "j1");
  await Deno.mkdir(directory, { recursive: true });
  const files = new Map<string, string>();
  const manifest: CommittedPage[] = [];
  for (const { page, file = "1", committed, connections = [], profiles = [], posts = 0 } of pages) {
    const add = (kind: string, rows: readonly object[]) => {
      const name = `${kind}-w-${file}.ndjson.gz`;
      if (rows.length > 0) {
        files.set(name, (files.get(name) ?? "") + rows.map((row) => JSON.stringify({ page, ...row }) + "\n").join(""));
      }
    };
    add("connections", connections.map(([follower, influencer]) => ({ follower, influencer })));
    add("profiles", profiles);
    if (committed === null) continue;
    const rows = { profiles: profiles.length, connections: connections.length, posts };
    manifest.push({ page, operation: "followers", accounts: ["1"], files: [], rows, committed });
  }
  for (const [name, text] of files) await Deno.writeFile(join(directory, name), gzipSync(text));
  await Deno.writeTextFile(
    join(directory, "manifest.ndjson"),
    manifest.map((line) => JSON.stringify(line) + "\n").join(""),
  );
  await Deno.writeTextFile(join(directory, "job.json"), JSON.stringify({ ...job, ...change }));
  return directory;
}
