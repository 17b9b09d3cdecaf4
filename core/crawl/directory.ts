/**
 * The crawl directory `crawl/<job>/`: beside the rows that workers wrote, what the coordinator knows of the job. docs/crawl.md has
 * its data dictionary.
 *
 * Rows count only if their page is in `manifest.ndjson`: what a worker wrote and could not commit stays in the files, unread.
 */
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../errors.ts";
import {
  parseJsonFile,
  readTextIfThere,
  removeIfThere,
  syncPath,
  temporaryPrefix,
  writeAll,
} from "../workspace/files.ts";
import type { Coordinator } from "./coordinator.ts";
import { accountOutcomes, jobStates, type JobStatus } from "./job.ts";
import { jobOperations } from "../platforms/platform.ts";

/** `job.json`: what was asked and how it stood when the directory was written. */
export interface CrawlJob extends JobStatus {
  readonly format: 1;
  /** ISO 8601, UTC. */
  readonly written: string;
}

export type CrawlSource = Pick<Coordinator, "readJob" | "listPages" | "listAccounts">;

/**
 * Writes `manifest.ndjson`, `accounts.ndjson` and `job.json`, each as a whole; `job.json` last. May be done while the crawl runs, and again.
 *
 * @param options.now Milliseconds since 1970.
 * @throws {NotFoundError} If the coordinator has no such job.
 */
export async function writeCrawlDirectory(
  folder: string,
  coordinator: CrawlSource,
  { job, now }: { job: string; now: number },
): Promise<CrawlJob> {
  await Deno.mkdir(folder, { recursive: true });
  // Read first: pages that are committed meanwhile are then in the manifest, if not in the totals; never the other way round.
  const status = await coordinator.readJob(job);
  await writeLines(join(folder, "manifest.ndjson"), async (cursor) => {
    const { pages, next } = await coordinator.listPages(job, { cursor });
    return { lines: pages, next };
  });
  await writeLines(join(folder, "accounts.ndjson"), async (cursor) => {
    const { accounts, next } = await coordinator.listAccounts(job, { cursor });
    return { lines: accounts, next };
  });
  const file: CrawlJob = { format: 1, ...status, written: new Date(now).toISOString() };
  await writeDurably(
    join(folder, "job.json"),
    (output) => writeAll(output, encode(JSON.stringify(file, null, 2) + "\n")),
  );
  return file;
}

/** @throws {InputError} If the folder is no crawl directory. @throws {CorruptFileError} If its `job.json` is damaged. */
export async function readCrawlJob(folder: string): Promise<CrawlJob> {
  const path = join(folder, "job.json");
  const text = await readTextIfThere(path);
  if (text === undefined) {
    throw new InputError(
      `Cannot read crawl directory "${folder}": needed job.json, found none; fetch it with --coordinator URL`,
    );
  }
  return parseJsonFile(path, text, crawlJobFile) as unknown as CrawlJob;
}

/** What import needs to trust; the rest is shown as it is. */
const crawlJobFile = z.looseObject({
  format: z.literal(1),
  id: z.string(),
  platform: z.string(),
  operation: z.enum(jobOperations),
  state: z.enum(jobStates),
  sampling: z.looseObject({ kind: z.string() }),
  totals: z.looseObject({
    accounts: z.number(),
    outcomes: z.looseObject(Object.fromEntries(accountOutcomes.map((outcome) => [outcome, z.number()]))),
    capped: z.number(),
    posts: z.number(),
  }),
  written: z.string(),
});

type NextLines = (cursor: string | undefined) => Promise<{ lines: readonly object[]; next: string | null }>;

async function writeLines(path: string, read: NextLines): Promise<void> {
  await writeDurably(path, async (output) => {
    let cursor: string | undefined;
    do {
      const { lines, next } = await read(cursor);
      await writeAll(output, encode(lines.map((line) => JSON.stringify(line) + "\n").join("")));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
  });
}

/** Under a temporary name first: a reader finds the old file or the new one. */
async function writeDurably(path: string, write: (output: Deno.FsFile) => Promise<void>): Promise<void> {
  const temporary = join(path, "..", `${temporaryPrefix}${crypto.randomUUID()}`);
  try {
    const output = await Deno.open(temporary, { write: true, createNew: true });
    try {
      await write(output);
      await output.sync();
    } finally {
      output.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
  await syncPath(join(path, ".."));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
