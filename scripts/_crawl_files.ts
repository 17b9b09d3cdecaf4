/** Brings a crawl directory up to date before it is imported: its manifest from the coordinator, its rows from a bucket. */
import { join } from "node:path";
import { type CrawlSource, readCrawlJob, writeCrawlDirectory } from "../core/crawl/directory.ts";
import type { Database } from "../core/graph/database.ts";
import { sqlText } from "../core/graph/database.ts";
import { InputError } from "../core/errors.ts";
import type { Progress } from "../core/kernel/kernel.ts";
import { openBucket } from "../functions/crawl/bucket.ts";
import { openFolderSink } from "./_sink_folder.ts";

export interface FetchOptions {
  readonly coordinator: CrawlSource | null;
  /** `s3://bucket/prefix` below which workers wrote `<job>/…`; null = the rows are there. */
  readonly bucket: string | null;
  readonly endpoint?: string;
  readonly database: () => Promise<Database>;
  readonly progress: Progress;
}

/** @param crawls Folder of crawl directories. @returns The directory of the job. */
export async function fetchCrawl(crawls: string, job: string, options: FetchOptions): Promise<string> {
  if (!/^[\w.-]+$/.test(job) || /^\.+$/.test(job)) {
    throw new InputError(`Cannot import crawl "${job}": it is no id of a job`);
  }
  const directory = join(crawls, job);
  if (options.coordinator !== null) await writeCrawlDirectory(directory, options.coordinator, { job, now: Date.now() });
  await readCrawlJob(directory);
  if (options.bucket !== null) await fetchRows(crawls, job, { ...options, bucket: options.bucket });
  return directory;
}

/** Objects under way at once. */
const fetchesMax = 8;

/** Fetches the objects that the manifest names and the folder lacks: they are written once and never change. */
async function fetchRows(
  crawls: string,
  job: string,
  { bucket, endpoint, database, progress }: FetchOptions & { bucket: string },
): Promise<void> {
  const source = openBucket(bucket, { endpoint, env: (name) => Deno.env.get(name) });
  const folder = openFolderSink(crawls);
  const there = new Set((await Array.fromAsync(Deno.readDir(join(crawls, job)))).map(({ name }) => `${job}/${name}`));
  const manifest = sqlText(join(crawls, job, "manifest.ndjson"));
  const rows = await (await database()).rows(`SELECT DISTINCT unnest(files) AS name
    FROM read_json(${manifest}, format = 'newline_delimited', columns = {files: 'VARCHAR[]'})`);
  const missing = rows.map(({ name }) => String(name)).filter((name) => !there.has(name));
  const waiting = missing.values();
  let done = 0;
  await Promise.all(Array.from({ length: fetchesMax }, async () => {
    for (const name of waiting) {
      if (!name.startsWith(`${job}/`)) {
        throw new InputError(`Cannot import crawl "${job}": its manifest names "${name}"`);
      }
      await folder.write(name, await source.read(name));
      progress(++done, missing.length);
    }
  }));
}
