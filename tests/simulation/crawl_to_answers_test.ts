/** The whole road of a crawl: a simulated platform, coordinator and worker, crawl directory, import, build, an answer. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openAnswers } from "../../core/answers/mod.ts";
import { writeCrawlDirectory } from "../../core/crawl/directory.ts";
import { sqlText } from "../../core/graph/database.ts";
import { importCrawl, replaceCrawl } from "../../core/graph/import_crawl.ts";
import { buildStale } from "../../core/pipeline.ts";
import type { StepTools } from "../../core/step.ts";
import { readNpy } from "../../core/workspace/npy.ts";
import { openOrCreateWorkspace } from "../../core/workspace/workspace.ts";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { createRandom } from "../../scripts/_random.ts";
import { openFolderSink } from "../../scripts/_sink_folder.ts";
import { openKernel } from "../../scripts/_tools.ts";
import type { Society } from "../../scripts/simulator/society.ts";
import { randomSociety } from "../../scripts/simulator/society_of_lists.ts";
import { findPlatform } from "../../core/platforms/mod.ts";
import { withFolder } from "./_cli.ts";
import { crawledMs, crawlSmall } from "./_small_crawl.ts";

const seed = 41;
/** Accounts whose followers are asked for. */
const askedCount = 60;

/** "handle handle" for each follow of a society that a platform shows of the accounts asked for. Bluesky knows no private accounts. */
function followsOf(society: Society, platform: "x" | "bluesky", handleOf: (index: number) => string): string[] {
  const follows: string[] = [];
  for (let index = 0; index < askedCount; index++) {
    const { state } = society.account(index);
    if (state !== "active" && !(state === "private" && platform === "bluesky")) continue;
    for (const follower of Array.from(society.followers(index))) {
      const { state } = society.account(follower);
      if (state === "active" || state === "private") follows.push(`${handleOf(follower)} ${handleOf(index)}`);
    }
  }
  return follows.sort();
}

/** The same from a network: its samples' edges, with the handles that profiles gave. */
async function readFollows({ database }: StepTools, network: string, sampleCount: number): Promise<string[]> {
  const rows = async (path: string) =>
    (await (await database()).rows(`SELECT handle FROM read_parquet(${sqlText(path)}) ORDER BY index`))
      .map(({ handle }) => String(handle));
  const influencers = await rows(join(network, "influencers.parquet"));
  const follows: string[] = [];
  for (let sample = 0; sample < sampleCount; sample++) {
    const folder = join(network, `sample-${String(sample).padStart(2, "0")}`);
    const followers = await rows(join(folder, "followers.parquet"));
    const offsets = (await readNpy(join(folder, "by_influencer_offsets.npy"))).data;
    const indexes = (await readNpy(join(folder, "by_influencer_followers.npy"))).data;
    for (let influencer = 0; influencer < influencers.length; influencer++) {
      for (let at = Number(offsets[influencer]); at < Number(offsets[influencer + 1]); at++) {
        follows.push(`${followers[Number(indexes[at])]} ${influencers[influencer]}`);
      }
    }
  }
  return follows.sort();
}

for (const platform of ["x", "bluesky"] as const) {
  Deno.test(`what a crawl of ${findPlatform(platform).title} brings home is the society, edge for edge, and is answered from`, () =>
    withFolder(async (folder) => {
      const society = randomSociety(createRandom(seed), {
        accountCount: 900,
        followersMean: 120,
        shares: { private: 0.05, suspended: 0.02, gone: 0.02 },
      });
      const handleOf = (index: number) =>
        platform === "x" ? society.account(index).handle : `${society.account(index).handle}.bsky.social`;
      const asked = Array.from({ length: askedCount }, (_, index) => `@${handleOf(index)}`);
      const crawls = join(folder, "workspace", "crawl");
      const kernel = await openKernel({ quiet: true });
      const database = await openDatabase();
      try {
        const workspace = await openOrCreateWorkspace(join(folder, "workspace"), { sampleCount: 4 });
        const tools: StepTools = { workspace, kernel, database: () => Promise.resolve(database), bar: () => () => {} };
        const { coordinator, jobs } = await crawlSmall({
          society,
          platform,
          seed,
          jobs: [{ operation: "profiles", accounts: asked }, { operation: "followers", accounts: asked }],
          sink: openFolderSink(crawls),
        });
        for (const job of jobs) {
          await writeCrawlDirectory(join(crawls, job), coordinator, { job, now: crawledMs });
          await replaceCrawl(tools, await importCrawl(tools, join(crawls, job)));
        }
        const [network] = await buildStale(tools);
        const expected = followsOf(society, platform, handleOf);
        const found = await readFollows(tools, network.generation.folder, 4);
        assert.equal(found.length, expected.length, `seed ${seed}`);
        assert.deepEqual(found, expected, `seed ${seed}`);

        const answers = await openAnswers(workspace.folder, kernel);
        const popular = [...Array(askedCount).keys()].filter((index) => society.account(index).state === "active")
          .toSorted((left, right) => society.followers(right).length - society.followers(left).length)[0];
        const account = asked[popular];
        const { lookAlikes } = await answers.similar({ account, limit: 5 });
        assert.equal(lookAlikes.length, 5, `seed ${seed}: look-alikes of ${account}`);
        const summary = await answers.account(account);
        assert.ok(summary.coverage !== null && summary.coverage > 0.8, `seed ${seed}: coverage ${summary.coverage}`);
      } finally {
        database.close();
        await kernel.close();
      }
    }));
}
