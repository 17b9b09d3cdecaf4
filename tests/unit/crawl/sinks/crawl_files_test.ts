/** `import crawl --from s3://… --coordinator …`: what is fetched before the import. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { CrawlSource } from "../../../../core/crawl/directory.ts";
import type { JobStatus } from "../../../../core/crawl/job.ts";
import { fetchCrawl } from "../../../../scripts/_crawl_files.ts";
import { openDatabase } from "../../../../scripts/_duckdb.ts";
import { openSink } from "../../../../scripts/_sinks.ts";
import { withService } from "./_service.ts";

const committed = "2026-01-01T00:00:00.000Z";
const page = (name: string, files: readonly string[]) => ({
  page: name,
  operation: "followers" as const,
  accounts: ["1"],
  files,
  rows: { profiles: 0, connections: 1, posts: 0 },
  committed,
});

function coordinatorOf(files: readonly (readonly string[])[]): CrawlSource {
  const outcomes = { done: 1, gone: 0, private: 0, suspended: 0, forbidden: 0, failed: 0, loop: 0 };
  const status = {
    id: "j1",
    platform: "x",
    operation: "followers",
    state: "finished",
    sampling: { kind: "list" },
    totals: { accounts: 1, outcomes, capped: 0, posts: 0 },
  } as unknown as JobStatus;
  return {
    readJob: () => Promise.resolve(status),
    // One page an answer: the cursor is followed to the end.
    listPages: (_, { cursor = "0" } = {}) => {
      const at = Number(cursor);
      return Promise.resolve({
        pages: [page(`p${at}`, files[at])],
        next: at + 1 < files.length ? String(at + 1) : null,
      });
    },
    listAccounts: () => Promise.resolve({ accounts: [], next: null }),
  };
}

Deno.test("the objects that the manifest names are fetched, those that are there already are not, nor any other", () =>
  withService(async ({ endpoint }) => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) Deno.env.set(name, "S3RVER");
    const folder = await Deno.makeTempDir();
    const database = await openDatabase();
    try {
      const bucket = "s3://crawls/a";
      const sink = openSink(bucket, { endpoint });
      const text = new TextEncoder();
      for (const name of ["one", "two", "never"]) await sink.write(`j1/connections-${name}.gz`, text.encode(name));
      const fetched: number[] = [];
      const options = {
        coordinator: coordinatorOf([["j1/connections-one.gz"], ["j1/connections-one.gz", "j1/connections-two.gz"]]),
        bucket,
        endpoint,
        database: () => Promise.resolve(database),
        progress: (done: number) => void fetched.push(done),
      };
      const directory = await fetchCrawl(folder, "j1", options);
      const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
      assert.deepEqual(names, [
        "accounts.ndjson",
        "connections-one.gz",
        "connections-two.gz",
        "job.json",
        "manifest.ndjson",
      ]);
      assert.equal(await Deno.readTextFile(join(directory, "connections-two.gz")), "two");
      await fetchCrawl(folder, "j1", options);
      assert.deepEqual(fetched, [1, 2], "a second time nothing is fetched");
      const elsewhere = { ...options, coordinator: coordinatorOf([["other/connections-one.gz"]]) };
      await assert.rejects(fetchCrawl(folder, "j1", elsewhere), /its manifest names "other/);
      await assert.rejects(fetchCrawl(folder, "..", options), /is no id of a job/);
    } finally {
      for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) Deno.env.delete(name);
      database.close();
      await Deno.remove(folder, { recursive: true });
    }
  }));
