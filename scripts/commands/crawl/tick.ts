import { UnavailableError, UsageError } from "../../../core/errors.ts";
import { WorkspaceBusyError } from "../../../core/workspace/workspace.ts";
import { type Context, defineCommand } from "../../_command.ts";
import { type Crawl, type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { countOf, lengthOfTime } from "../../crawl/format.ts";
import { finishCrawl, finishElsewhere } from "../../crawl/finish.ts";
import { workFor } from "../../crawl/run_here.ts";
import { addWorkOptions } from "./options.ts";

interface TickOptions extends CrawlOptions {
  work?: number;
  from?: string;
  s3Endpoint?: string;
  build: boolean;
}

export const tick = defineCommand<TickOptions>("tick", {
  description: "What cron runs: make the jobs that are due, work for a while, import what has ended, build",
  examples: [
    "deno task crawl tick --work 60s",
    "deno task crawl tick --coordinator https://crawl.example.org --from s3://crawls/asterism",
  ],
  options: (command) =>
    addWorkOptions(command)
      .option("--work <length>", "work so long itself, such as 60s; needs no other worker", lengthOfTime("--work"))
      .option("--from <place>", "with --coordinator, where workers write: a folder, or s3://bucket/prefix")
      .option("--s3-endpoint <url>", "address of an S3-compatible service")
      .option("--no-build", "neither import nor build what has ended"),
  async action(context, options) {
    if (options.from !== undefined && options.coordinator === undefined) {
      throw new UsageError("Cannot use --from without --coordinator: what is crawled here is in the workspace");
    }
    try {
      await withCrawl(context, options, async (crawl) => {
        const first = await crawl.coordinator.tick();
        if (options.work !== undefined) await workFor(context, crawl, options.work);
        // What ended in this slice is built now, not a period later.
        const last = options.work === undefined ? first : await crawl.coordinator.tick();
        const report = {
          started: [...new Set([...first.started, ...last.started])],
          ended: [...new Set([...first.ended, ...last.ended])],
        };
        const words = `${countOf(report.started.length, "jobs")} started, ${
          countOf(report.ended.length, "jobs")
        } ended`;
        const advice = crawl.url !== null && options.build && options.from === undefined && report.ended.length > 0
          ? "; not built: name where workers write with --from s3://… or --from FOLDER"
          : "";
        if (options.build) await buildEnded(context, crawl, report.ended, options);
        context.print(words + advice, report);
      });
    } catch (error) {
      // Two at once are one: who has the database, or the workspace, does what is due.
      const isBusy = error instanceof WorkspaceBusyError ||
        (error instanceof UnavailableError && options.coordinator === undefined);
      if (!isBusy) throw error;
      context.print(`Nothing done: ${error.message}`, { started: [], ended: [], busy: true });
    }
  },
});

/** What it can be built from is here, or where workers of a coordinator elsewhere write. */
async function buildEnded(
  context: Context,
  crawl: Crawl,
  ended: readonly string[],
  { from, s3Endpoint }: TickOptions,
): Promise<void> {
  if (ended.length === 0) return;
  const { coordinator, url } = crawl;
  const statuses = await Promise.all(ended.map((id) => coordinator.readJob(id)));
  if (url === null) await finishCrawl(context, crawl, statuses, { build: true });
  else if (from !== undefined) await finishElsewhere(context, coordinator, statuses, { from, s3Endpoint });
}
