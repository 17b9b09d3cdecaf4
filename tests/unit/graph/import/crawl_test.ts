import assert from "node:assert/strict";
import { join } from "node:path";
import { importCrawl, replaceCrawl } from "../../../../core/graph/import_crawl.ts";
import { importEdgeFiles } from "../../../../core/graph/import_step.ts";
import { sqlText } from "../../../../core/graph/database.ts";
import { buildNetwork } from "../../../../core/graph/network.ts";
import { openReferenceKernel } from "../../../../core/kernel/reference/mod.ts";
import type { StepTools } from "../../../../core/step.ts";
import { type Generation, readCurrent } from "../../../../core/workspace/generation.ts";
import { readNpy } from "../../../../core/workspace/npy.ts";
import { openOrCreateWorkspace } from "../../../../core/workspace/workspace.ts";
import { openDatabase } from "../../../../scripts/_duckdb.ts";
import { createRandom } from "../../../../scripts/_random.ts";
import { type PageOfRows, writeDirectory } from "./_crawl_directory.ts";

const [early, late, latest] = ["2026-01-01T00:00:01.000Z", "2026-01-01T00:00:02.000Z", "2026-01-01T00:00:03.000Z"];

async function withTools(act: (tools: StepTools, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "asterism [test] " });
  const kernel = openReferenceKernel("tests");
  const database = await openDatabase();
  try {
    const workspace = await openOrCreateWorkspace(join(folder, "workspace"), { sampleCount: 4 });
    await act({ workspace, kernel, database: () => Promise.resolve(database), bar: () => () => {} }, folder);
  } finally {
    database.close();
    await kernel.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** "follower influencer" for each row, sorted. */
async function readEdges(tools: StepTools, { folder }: Generation): Promise<string[]> {
  const { data, header } = await readNpy(join(folder, "rows.npy"));
  const keys = data as BigUint64Array;
  const accounts = await (await tools.database()).rows(
    `SELECT key, id FROM read_parquet(${sqlText(plain(join(folder, "accounts.parquet")))})`,
  );
  const ids = new Map(accounts.map(({ key, id }) => [key, id]));
  return Array.from({ length: header.shape[0] }, (_, row) => `${ids.get(keys[2 * row])} ${ids.get(keys[2 * row + 1])}`)
    .sort();
}

async function readProfiles(tools: StepTools, { folder }: Generation) {
  return await (await tools.database()).rows(`FROM read_parquet(${sqlText(plain(join(folder, "profiles.parquet")))})`);
}

function plain(path: string): string {
  return path.replace(/[*?[]/g, (character) => `[${character}]`);
}

const pages: readonly PageOfRows[] = [
  {
    page: "w-1.1",
    committed: early,
    connections: [["x:1", "x:9"], ["x:2", "x:9"], ["x:9", "x:9"]],
    profiles: [{ account: "x:1", handle: "one", followers_count: 5 }, {
      account: "x:9",
      handle: "nine",
      followers_count: 4,
    }],
  },
  { page: "w-1.2", committed: null, connections: [["x:3", "x:9"]], profiles: [{ account: "x:1", handle: "never" }] },
  { page: "w-2.1", file: "2", committed: late, connections: [["x:4", "x:9"], ["x:9", "x:1"]] },
];

Deno.test("import crawl takes the pages that were committed and leaves out the others and self-follows", () =>
  withTools(async (tools, folder) => {
    const { rows, generations: [edges, profiles] } = await importCrawl(tools, await writeDirectory(folder, pages));
    assert.deepEqual(rows, { pages: 2, profiles: 2, connections: 5, posts: 0 });
    assert.deepEqual(await readEdges(tools, edges), ["x:1 x:9", "x:2 x:9", "x:4 x:9", "x:9 x:1"]);
    assert.equal(edges.manifest.counts.selfFollows, 1);
    const { platform, kind, crawl } = edges.manifest.details;
    assert.deepEqual([platform, kind], ["x", "follow"]);
    const { sampling, outcomes, capped } = crawl as Record<string, unknown>;
    assert.deepEqual(sampling, { kind: "slots", slots: [3], slotCount: 100 });
    assert.deepEqual([(outcomes as Record<string, number>).gone, capped], [1, 1]);
    assert.deepEqual((await readProfiles(tools, profiles)).map(({ id, handle }) => [id, handle]), [
      ["x:1", "one"],
      ["x:9", "nine"],
    ]);
  }));

Deno.test("of an account that was fetched twice, the last page that says a thing counts, wherever it stands in the files", () =>
  withTools(async (tools, folder) => {
    const directory = await writeDirectory(folder, [
      { page: "b", file: "1", committed: latest, profiles: [{ account: "x:1", handle: "new", verified: true }] },
      { page: "a", file: "2", committed: early, profiles: [{ account: "x:1", handle: "old", bio: "said once" }] },
      { page: "c", file: "3", committed: late, profiles: [{ account: "x:1", handle: "between" }] },
    ]);
    const { generations: [profiles] } = await importCrawl(tools, directory);
    const [row, ...others] = await readProfiles(tools, profiles);
    assert.deepEqual([row.handle, row.bio, row.verified, others.length], ["new", "said once", true, 0]);
    assert.equal(profiles.manifest.counts.duplicates, 2);
  }));

Deno.test("done twice, nothing is new; what came since replaces what was there; other imports stay", () =>
  withTools(async (tools, folder) => {
    const csv = join(folder, "follows.csv");
    await Deno.writeTextFile(csv, "follower,influencer\n7,8\n");
    const first = await importCrawl(tools, await writeDirectory(folder, pages.slice(0, 1)));
    const other = await importEdgeFiles(tools, [csv], { platform: "x" });
    await replaceCrawl(tools, { ...first, generations: [other, ...first.generations] });
    const again = await importCrawl(tools, join(folder, "j1"));
    assert.deepEqual(again.generations.map(({ digest }) => digest), first.generations.map(({ digest }) => digest));
    const second = await importCrawl(tools, await writeDirectory(folder, pages));
    await replaceCrawl(tools, second);
    const current = (await readCurrent(tools.workspace, "import")).map(({ name }) => name);
    assert.deepEqual(current, [other, ...second.generations].map(({ name }) => name));
    assert.notEqual(second.generations[0].name, first.generations[0].name);
  }));

Deno.test("the files' bytes depend on the pages alone, not on how they lie in the files", () =>
  withTools(async (tools, folder) => {
    const random = createRandom(5);
    const many: PageOfRows[] = Array.from({ length: 60 }, (_, page) => ({
      page: `p${page}`,
      committed: page % 7 === 3 ? null : early,
      connections: Array.from(
        { length: 50 },
        () => [`x:${Math.floor(random() * 900)}`, `x:${1000 + Math.floor(random() * 20)}`] as const,
      ),
      profiles: [{ account: `x:${page % 20}`, handle: `h${page}` }],
    }));
    const sums = [];
    for (const filesCount of [1, 7]) {
      const inside = join(folder, String(filesCount));
      const directory = await writeDirectory(
        inside,
        many.map((page, index) => ({ ...page, file: String(index % filesCount) })),
      );
      const workspace = await openOrCreateWorkspace(join(inside, "workspace"), { sampleCount: 4 });
      const { generations } = await importCrawl({ ...tools, workspace }, directory);
      sums.push(generations.map(({ manifest }) => manifest.files));
    }
    assert.deepEqual(sums[0], sums[1]);
  }));

Deno.test("import crawl gives the edges that a plain list of them gives", () =>
  withTools(async (tools, folder) => {
    const random = createRandom(6);
    const did = () => `did:plc:${Math.floor(random() * 300).toString(36).padStart(24, "a")}`;
    const connections = Array.from({ length: 2000 }, () => [`bluesky:${did()}`, `bluesky:${did()}`] as const);
    const directory = await writeDirectory(folder, [{ page: "a", committed: early, connections }], {
      platform: "bluesky",
    });
    const csv = join(folder, "plain.csv");
    await Deno.writeTextFile(csv, "follower,influencer\n" + connections.map((pair) => pair.join() + "\n").join(""));
    const { generations: [crawled] } = await importCrawl(tools, directory);
    const listed = await importEdgeFiles(tools, [csv], { selfFollows: "drop" });
    assert.deepEqual(await readEdges(tools, crawled), await readEdges(tools, listed));
    assert.equal(crawled.manifest.counts.accounts, listed.manifest.counts.accounts);
  }));

Deno.test("a page that is not whole in the files, twice in the manifest, or of another platform is refused by name", () =>
  withTools(async (tools, folder) => {
    const refuses = async (
      given: readonly PageOfRows[],
      words: RegExp,
      spoil?: (directory: string) => Promise<void>,
    ) => {
      await Deno.remove(join(folder, "j1"), { recursive: true }).catch(() => {});
      const directory = await writeDirectory(folder, given);
      await spoil?.(directory);
      await assert.rejects(importCrawl(tools, directory), { name: "InputError", message: words });
    };
    await refuses(pages, /page "w-2.1" needs 2 connections, found 0/, async (directory) => {
      await Deno.remove(join(directory, "connections-w-2.ndjson.gz"));
    });
    await refuses(pages, /Cannot import crawl "j1"/, async (directory) => {
      await Deno.truncate(join(directory, "connections-w-1.ndjson.gz"), 40);
    });
    await refuses(pages, /No files found|needs 2 profiles, found 0/, async (directory) => {
      await Deno.remove(join(directory, "profiles-w-1.ndjson.gz"));
    });
    await refuses([pages[0], { ...pages[2], page: "w-1.1" }], /names a page twice/);
    const foreign = (id: string): PageOfRows[] => [{ page: "a", committed: early, connections: [[id, "x:1"]] }];
    for (const id of ["bluesky:did:plc:a", "12", "x:", "x:1 2", "x:1\n2", ""]) {
      await refuses(foreign(id), /needed ids of platform x/);
    }
    await refuses([{ page: "a", committed: early, posts: 3 }], /posts only \(3\)/);
    await refuses([{ ...pages[0], committed: null }], /no page that counts/);
    assert.deepEqual(await readCurrent(tools.workspace, "import"), []);
  }));

Deno.test("a network of a crawl knows coverage, and one profile for an account that is both", () =>
  withTools(async (tools, folder) => {
    const imported = await importCrawl(tools, await writeDirectory(folder, pages));
    await replaceCrawl(tools, imported);
    // A later crawl names the accounts without their counts.
    const [names] = [[{ account: "x:9", handle: "nine", followers_count: null }]];
    const later = await importCrawl(
      tools,
      await writeDirectory(join(folder, "later"), [{ page: "a", committed: late, profiles: names }], { id: "j2" }),
    );
    await replaceCrawl(tools, later);
    const network = await buildNetwork(tools);
    const influencers = await (await tools.database()).rows(
      `SELECT id, handle, followers, coverage FROM read_parquet(${
        sqlText(plain(join(network.folder, "influencers.parquet")))
      })`,
    );
    assert.deepEqual(
      influencers.map(({ id, handle, followers, coverage }) => [id, handle, Number(followers), coverage]),
      [
        ["x:1", "one", 1, 1 / 5],
        ["x:9", "nine", 3, 3 / 4],
      ],
    );
    const followers = await (await tools.database()).rows(
      `SELECT id, handle FROM read_parquet(${
        sqlText(plain(network.folder) + "/sample-*/followers.parquet")
      }) ORDER BY id`,
    );
    assert.deepEqual(followers.map(({ id, handle }) => [id, handle]), [
      ["x:1", "one"],
      ["x:2", null],
      ["x:4", null],
      ["x:9", "nine"],
    ]);
  }));
