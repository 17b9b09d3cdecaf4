/** From crawled jobs to answers: crawl directory, import, build; in one go, and the same if done again. */
import { join } from "node:path";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { JobStatus } from "../../core/crawl/job.ts";
import { writeCrawlDirectory } from "../../core/crawl/directory.ts";
import { CorruptFileError, InputError, NotFoundError, UnavailableError } from "../../core/errors.ts";
import { importCrawl, replaceCrawl } from "../../core/graph/import_crawl.ts";
import { buildStale } from "../../core/pipeline.ts";
import { withWorkspaceLock } from "../../core/workspace/workspace.ts";
import { isBucketAddress } from "../../functions/crawl/bucket.ts";
import type { Context } from "../_command.ts";
import { fetchCrawl } from "../_crawl_files.ts";
import { describeCrawlImport, describeStep } from "../_describe.ts";
import type { StepTools } from "../../core/step.ts";
import { withTools } from "../_tools.ts";
import { type Crawl, crawlFolder } from "./connect.ts";
import { nextCommand } from "./describe.ts";

/**
 * Imports what the jobs brought and builds what is stale; says what may be typed next.
 * Jobs that brought posts only, or nothing, stay as they are.
 */
export async function finishCrawl(
  context: Context,
  { coordinator, sinkFolder }: Pick<Crawl, "coordinator" | "sinkFolder">,
  statuses: readonly JobStatus[],
  { build }: { build: boolean },
): Promise<void> {
  if (sinkFolder === null) return;
  const directoryOf = async (id: string) => {
    const directory = join(sinkFolder, id);
    await writeCrawlDirectory(directory, coordinator, { job: id, now: Date.now() });
    return directory;
  };
  if (build) return await importAndBuild(context, coordinator, { statuses, bring: (_, id) => directoryOf(id) });
  const useful = statuses.filter(isUseful).map(({ id }) => id);
  for (const id of useful) await directoryOf(id);
  context.note(`Next: ${nextCommand(`import crawl ${useful.join(" ")}`)}`);
}

export interface RowSource {
  /** `s3://bucket/prefix`, or a folder of crawl directories: where workers write. */
  readonly from: string;
  readonly s3Endpoint?: string;
}

/** The same for jobs of a coordinator elsewhere, whose rows are fetched first. */
export async function finishElsewhere(
  context: Context,
  coordinator: Coordinator,
  statuses: readonly JobStatus[],
  { from, s3Endpoint }: RowSource,
): Promise<void> {
  const bucket = isBucketAddress(from) ? from : null;
  await importAndBuild(context, coordinator, {
    statuses,
    bring: (tools, id) =>
      fetchCrawl(bucket === null ? from : crawlFolder(tools.workspace.folder), id, {
        coordinator,
        bucket,
        endpoint: s3Endpoint,
        database: tools.database,
        progress: tools.bar(`fetch ${id}`, "objects"),
      }),
  });
}

interface Harvest {
  readonly statuses: readonly JobStatus[];
  /** Makes the crawl directory of a job whole, and says where it is. */
  bring(tools: StepTools, job: string): Promise<string>;
}

/**
 * One job that cannot be had does not keep the others waiting: it is not marked as built, and comes again.
 * @throws What was wrong with the first such job, once the others are built.
 */
async function importAndBuild(
  context: Context,
  coordinator: Pick<Coordinator, "markBuilt">,
  { statuses, bring }: Harvest,
): Promise<void> {
  const failures = new Map<string, unknown>();
  const useful = statuses.filter(isUseful);
  if (useful.length === 0) context.note("Nothing was fetched that could be built");
  else {
    await withTools(context, { create: {} }, async (tools) => {
      const directories = new Map<string, string>();
      for (const { id } of useful) {
        await orNote(id, async () => void directories.set(id, await bring(tools, id)));
      }
      await withWorkspaceLock(tools.workspace, async () => {
        for (const [id, directory] of directories) {
          await orNote(id, async () => {
            const imported = await importCrawl(tools, directory);
            await replaceCrawl(tools, imported);
            context.note(describeCrawlImport(imported));
          });
        }
        // Profiles alone are no network.
        if (useful.every(({ id, totals }) => totals.connections === 0 || failures.has(id))) return;
        await buildStale(tools, { network: {} }, (outcome) => context.note(describeStep(outcome)));
      });
    });
  }
  for (const { id, ended } of statuses) if (ended !== null && !failures.has(id)) await coordinator.markBuilt(id);
  for (const failure of failures.values()) throw failure;

  async function orNote(id: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!tolerable.some((kind) => error instanceof kind)) throw error;
      failures.set(id, error);
      context.note(`${id} is not built: ${(error as Error).message}`);
    }
  }
}
const tolerable = [InputError, NotFoundError, CorruptFileError, UnavailableError];

function isUseful({ totals }: JobStatus): boolean {
  return totals.connections + totals.profiles > 0;
}

/** What may be typed once there are answers. */
export function describeNext(context: Pick<Context, "workspace">, account?: string): string {
  const where = context.workspace === "workspace" ? "" : ` -w ${context.workspace}`;
  return [
    "Next:",
    `  ${nextCommand(`similar ${account ?? "@SOMEBODY"}${where}`)}`,
    `  ${nextCommand(`serve --open${where}`)}`,
  ].join("\n");
}
