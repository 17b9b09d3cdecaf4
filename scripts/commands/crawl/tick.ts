import { UnavailableError } from "../../../core/errors.ts";
import { isWorkspace } from "../../../core/workspace/workspace.ts";
import { defineCommand } from "../../_command.ts";
import { formatCount } from "../../_terminal.ts";
import { type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { lengthOfTime } from "../../crawl/format.ts";
import { finishCrawl } from "../../crawl/finish.ts";
import { workFor } from "../../crawl/run_here.ts";
import { addWorkOptions } from "./options.ts";

interface TickOptions extends CrawlOptions {
  work?: number;
  build: boolean;
}

export const tick = defineCommand<TickOptions>("tick", {
  description: "What cron runs: make the jobs that are due, work for a while, import what has ended, build",
  examples: [
    "deno task crawl tick --work 60s",
    "deno task crawl tick --coordinator https://crawl.example.org",
  ],
  options: (command) =>
    addWorkOptions(command)
      .option("--work <length>", "work so long itself, such as 60s; needs no other worker", lengthOfTime("--work"))
      .option("--no-build", "neither import nor build what has ended"),
  async action(context, options) {
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
        if (report.ended.length > 0 && options.build && crawl.url === null && await isWorkspace(context.workspace)) {
          const statuses = await Promise.all(report.ended.map((id) => crawl.coordinator.readJob(id)));
          await finishCrawl(context, crawl, statuses, { build: true });
        }
        context.print(
          `${formatCount(report.started.length)} jobs started, ${formatCount(report.ended.length)} ended`,
          report,
        );
      });
    } catch (error) {
      // Two at once are one: who has the database does what is due.
      if (!(error instanceof UnavailableError) || options.coordinator !== undefined) throw error;
      context.print(`Nothing done: ${error.message}`, { started: [], ended: [], busy: true });
    }
  },
});
