import { defineCommand, wholeNumber } from "../../_command.ts";
import { type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { describeMoney, describeStatus, nextCommand, tabulateJobs } from "../../crawl/describe.ts";
import { openPlans } from "../../crawl/plan.ts";
import { describeToCome, whatIsToCome } from "../../crawl/to_come.ts";
import { watchJobs } from "../../crawl/watch.ts";
import { addCrawlOptions, findJob } from "./options.ts";

export const status = defineCommand<CrawlOptions & { watch: boolean }, [string | undefined]>("status", {
  operands: "[job]",
  description: "How a crawl goes (the newest when none is named), what it has spent, and what it waits for",
  examples: ["deno task crawl status", "deno task crawl status j-4f01 --watch"],
  options: (command) => addCrawlOptions(command).option("--watch", "keep showing it until it ends or Ctrl-C", false),
  async action(context, options, id) {
    await withCrawl(context, options, async ({ coordinator, sinkFolder }) => {
      const job = await findJob(coordinator, id);
      if (options.watch) await watchJobs(context, coordinator, [job]);
      const found = await coordinator.readJob(job);
      const month = await coordinator.readBudget({ kind: "month" });
      const plan = (await openPlans(sinkFolder, coordinator)).find(({ jobs }) => jobs.includes(job));
      const toCome = plan === undefined ? null : await whatIsToCome(coordinator, plan);
      const lines = [
        describeStatus(found),
        ...(toCome === null
          ? []
          : [`  to come      ${describeToCome(toCome)}; go on with ${nextCommand("crawl resume")}`]),
        `  this month   ${describeMoney(month)}`,
      ];
      context.print(lines.join("\n"), { ...found, month, toCome });
    });
  },
});

export const list = defineCommand<CrawlOptions & { limit: number }>("list", {
  description: "List the jobs, newest first",
  examples: ["deno task crawl list", "deno task crawl list --limit 100 --json"],
  options: (command) =>
    addCrawlOptions(command).option("--limit <count>", "jobs to show", wholeNumber("--limit", 1, 1000), 20),
  async action(context, options) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const { jobs } = await coordinator.listJobs({ limit: options.limit });
      context.print(
        jobs.length === 0 ? "No jobs yet; make one with asterism crawl start" : tabulateJobs(jobs),
        jobs,
      );
    });
  },
});
