/** The import step for crawls: a crawl directory becomes a generation of rows and one of profiles, once for each state of its manifest. */
import { basename, join } from "node:path";
import { type CrawlJob, readCrawlJob } from "../crawl/directory.ts";
import { InputError } from "../errors.ts";
import type { StepTools } from "../step.ts";
import { sha256 } from "../workspace/digest.ts";
import { type Generation, publishGeneration, readCurrent, setCurrent } from "../workspace/generation.ts";
import type { Json, Recipe } from "../workspace/manifest.ts";
import {
  countCrawlRows,
  type CrawlFiles,
  type CrawlRows,
  importCrawlEdges,
  importCrawlProfiles,
} from "./import/crawl.ts";
import type { ImportTools } from "./import/mod.ts";

/** Raised when the same directory starts to give other rows. */
const stepVersion = 1;

/** What a crawl brought. */
export interface CrawlImport {
  readonly job: CrawlJob;
  readonly rows: CrawlRows;
  /** Edges, profiles, both; not current yet: see `replaceCrawl`. */
  readonly generations: readonly Generation[];
}

/**
 * Imports the pages that count. A crawl that still runs is imported as it stands.
 *
 * @param directory `crawl/<job>` with `job.json` and `manifest.ndjson`.
 * @throws {InputError} If it is none, holds nothing to import, or a page is not whole.
 */
export async function importCrawl(tools: StepTools, directory: string): Promise<CrawlImport> {
  const job = await readCrawlJob(directory);
  const files: CrawlFiles = { directory, job: job.id, platform: job.platform };
  const database = await tools.database();
  const rows = await countCrawlRows(database, files);
  if (rows.connections + rows.profiles === 0) {
    throw new InputError(
      `Cannot import crawl "${job.id}": needed connections or profiles, found ${describeNothing(rows)}`,
    );
  }
  const generations: Generation[] = [];
  if (rows.connections > 0) {
    generations.push(
      await publish(tools, files, { job, rows, what: "edges" }, async (importTools) => {
        const edges = await importCrawlEdges(files, importTools);
        return { counts: { ...edges, badRows: 0 }, details: { ...edges, ...edgeDetails } };
      }),
    );
  }
  if (rows.profiles > 0) {
    generations.push(
      await publish(tools, files, { job, rows, what: "profiles" }, async (importTools) => {
        const profiles = await importCrawlProfiles(files, importTools);
        // An account is one account, whoever follows it and whomever it follows.
        return { counts: { ...profiles, badRows: 0 }, details: { ...profiles, idColumn: "account", role: "both" } };
      }),
    );
  }
  return { job, rows, generations };
}

/** Makes these the imports of their crawl that count; what was imported of an earlier state of it no longer does. */
export async function replaceCrawl({ workspace }: StepTools, { job, generations }: CrawlImport): Promise<void> {
  const others = (await readCurrent(workspace, "import"))
    .filter(({ manifest }) => manifest.recipe.options.crawl !== job.id);
  await setCurrent(workspace, "import", [...others, ...generations]);
}

const edgeDetails = {
  kind: "follow",
  bipartite: false,
  followerColumn: "follower",
  influencerColumn: "influencer",
  reversed: 0,
  selfFollowsPolicy: { policy: "drop", why: "accounts of one platform" },
} as const;

async function publish(
  tools: StepTools,
  files: CrawlFiles,
  { job, rows, what }: { job: CrawlJob; rows: CrawlRows; what: "edges" | "profiles" },
  run: (importTools: ImportTools) => Promise<{ counts: Record<string, number>; details: object }>,
): Promise<Generation> {
  const { workspace, kernel, signal } = tools;
  const path = join(files.directory, "manifest.ndjson");
  const { bytes, blocks } = await kernel.checksumFile(path);
  const source = {
    name: `crawl ${basename(files.directory)}`,
    bytes,
    digest: (await sha256(blocks.join())).slice(0, 32),
  };
  const recipe: Recipe = {
    step: "import",
    stepVersion,
    parameters: workspace.parameters,
    options: { what, crawl: job.id, platform: job.platform, sources: [source] },
    inputs: [],
  };
  return await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const database = await tools.database();
    const { counts, details } = await run({
      database,
      kernel,
      folder,
      progress: tools.bar(`import ${what}`, "rows"),
      signal,
    });
    const all = {
      platform: job.platform,
      columns: [],
      sources: [source],
      bad: { count: 0, shown: [] },
      ...details,
      crawl: describeCrawl(job, rows),
    };
    return { counts, details: JSON.parse(JSON.stringify(all)) as Record<string, Json> };
  });
}

/** How the accounts were chosen and what became of them: what was not seen, and why. */
function describeCrawl(job: CrawlJob, { pages, posts }: CrawlRows) {
  const { id, operation, state, sampling, totals } = job;
  const { accounts, outcomes, capped } = totals;
  return { job: id, operation, state, sampling, pages, posts, accounts, outcomes, capped };
}

function describeNothing({ pages, posts }: CrawlRows): string {
  if (pages === 0) return "no page that counts";
  return posts > 0 ? `posts only (${posts}), which stay in the crawl directory` : `${pages} pages without rows`;
}
