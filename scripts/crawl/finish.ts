/** From crawled jobs to answers: crawl directory, import, build; in one go, and the same if done again. */
import { join } from "node:path";
import type { JobStatus } from "../../core/crawl/job.ts";
import { writeCrawlDirectory } from "../../core/crawl/directory.ts";
import { importCrawl, replaceCrawl } from "../../core/graph/import_crawl.ts";
import { buildStale } from "../../core/pipeline.ts";
import { withWorkspaceLock } from "../../core/workspace/workspace.ts";
import type { Context } from "../_command.ts";
import { describeCrawlImport, describeStep } from "../_describe.ts";
import { withTools } from "../_tools.ts";
import type { Crawl } from "./connect.ts";
import { nextCommand } from "./describe.ts";

/**
 * Imports what the jobs brought and builds what is stale; says what may be typed next.
 * Jobs that brought posts only, or nothing, stay as they are.
 */
export async function finishCrawl(
  context: Context,
  crawl: Pick<Crawl, "coordinator" | "sinkFolder">,
  statuses: readonly JobStatus[],
  { build }: { build: boolean },
): Promise<void> {
  const { coordinator, sinkFolder } = crawl;
  if (sinkFolder === null) return;
  const useful = statuses.filter(({ totals }) => totals.connections + totals.profiles > 0).map(({ id }) => id);
  for (const job of useful) {
    await writeCrawlDirectory(join(sinkFolder, job), coordinator, { job, now: Date.now() });
  }
  if (!build) return context.note(`Next: ${nextCommand(`import crawl ${useful.join(" ")}`)}`);
  if (useful.length === 0) context.note("Nothing was fetched that could be built");
  else await importAndBuild(context, sinkFolder, statuses.filter(({ id }) => useful.includes(id)));
  for (const { id, ended } of statuses) if (ended !== null) await coordinator.markBuilt(id);
}

async function importAndBuild(context: Context, sinkFolder: string, jobs: readonly JobStatus[]): Promise<void> {
  await withTools(context, { create: {} }, async (tools) => {
    await withWorkspaceLock(tools.workspace, async () => {
      for (const { id } of jobs) {
        const imported = await importCrawl(tools, join(sinkFolder, id));
        await replaceCrawl(tools, imported);
        context.note(describeCrawlImport(imported));
      }
      // Profiles alone are no network.
      if (jobs.every(({ totals }) => totals.connections === 0)) return;
      await buildStale(tools, { network: {} }, (outcome) => context.note(describeStep(outcome)));
    });
  });
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
