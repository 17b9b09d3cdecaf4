import { defineCommand } from "../../_command.ts";
import { type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { describeState, describeStatus, nextCommand } from "../../crawl/describe.ts";
import { finishCrawl } from "../../crawl/finish.ts";
import { workJobs } from "../../crawl/run_here.ts";
import { addCrawlOptions, addWorkOptions, findJob } from "./options.ts";

export const pause = defineCommand<CrawlOptions, [string | undefined]>("pause", {
  operands: "[job]",
  description: "Hold a crawl (the newest when none is named); what is under way still counts",
  examples: ["deno task crawl pause", "deno task crawl pause j-4f01 --coordinator https://crawl.example.org"],
  options: addCrawlOptions,
  async action(context, options, id) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const job = await coordinator.changeJob(await findJob(coordinator, id), "paused");
      context.print(`${job.id} is ${describeState(job)}; go on with ${nextCommand(`crawl resume ${job.id}`)}`, job);
    });
  },
});

export const cancel = defineCommand<CrawlOptions, [string]>("cancel", {
  operands: "<job>",
  description: "End a crawl for good; what was fetched stays",
  examples: ["deno task crawl cancel j-4f01"],
  options: addCrawlOptions,
  async action(context, options, id) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const job = await coordinator.changeJob(id, "cancelled");
      context.print(`${job.id} is ${describeState(job)}`, job);
    });
  },
});

export const resume = defineCommand<CrawlOptions & { build: boolean }, [string[]]>("resume", {
  operands: "[jobs...]",
  description: "Go on with crawls (the newest when none is named); without a coordinator elsewhere, in this process",
  examples: ["deno task crawl resume", "deno task crawl resume j-4f01 j-4f02 --no-build"],
  options: (command) => addWorkOptions(command).option("--no-build", "end when the crawl ends: no import, no build"),
  async action(context, options, ids) {
    await withCrawl(context, options, async (crawl) => {
      const jobs = ids.length > 0 ? ids : [await findJob(crawl.coordinator, undefined)];
      for (const job of jobs) await crawl.coordinator.changeJob(job, "active");
      const whole = await workJobs(context, crawl, jobs);
      const statuses = await Promise.all(jobs.map((job) => crawl.coordinator.readJob(job)));
      context.print(statuses.map(describeStatus).join("\n"), { jobs: statuses });
      if (whole && crawl.url === null) await finishCrawl(context, crawl, statuses, options);
    });
  },
});
