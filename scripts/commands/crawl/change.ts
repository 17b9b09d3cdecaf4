import { type Context, defineCommand } from "../../_command.ts";
import { type Crawl, type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { describeState, describeStatus, nextCommand } from "../../crawl/describe.ts";
import { finishCrawl } from "../../crawl/finish.ts";
import { resumeList } from "../../crawl/from_list.ts";
import { resumeGrowth } from "../../crawl/growth.ts";
import { openPlans, type Plan } from "../../crawl/plan.ts";
import { workJobs } from "../../crawl/run_here.ts";
import { hasEnded } from "../../crawl/watch.ts";
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
    await withCrawl(context, options, async ({ coordinator, sinkFolder }) => {
      const plan = (await openPlans(sinkFolder, coordinator)).find(({ jobs }) => jobs.includes(id));
      const found = plan === undefined ? undefined : await coordinator.readJob(id);
      // Of a crawl that would go on, a job may have ended already.
      const job = found !== undefined && hasEnded(found) ? found : await coordinator.changeJob(id, "cancelled");
      await plan?.remove();
      const rest = plan === undefined ? "" : "; what was still to come is not done";
      context.print(`${job.id} is ${describeState(job)}${rest}`, job);
    });
  },
});

export const resume = defineCommand<CrawlOptions & { build: boolean }, [string[]]>("resume", {
  operands: "[jobs...]",
  description:
    "Go on with crawls (the newest when none is named) and all that was to follow; here, or where the coordinator is",
  examples: ["deno task crawl resume", "deno task crawl resume j-4f01 j-4f02 --no-build"],
  options: (command) => addWorkOptions(command).option("--no-build", "end when the crawl ends: no import, no build"),
  async action(context, options, ids) {
    await withCrawl(context, options, async (crawl) => {
      const { jobs, plans } = await findWhatToResume(crawl, ids);
      if (jobs.length > 0) await resumeJobs(context, crawl, jobs, options);
      for (const plan of plans) {
        const { asked } = plan;
        const build = asked.build && options.build;
        if (asked.kind === "list") await resumeList(context, crawl, plan, { ...asked, build });
        else await resumeGrowth(context, crawl, plan, { ...asked, build });
        if (context.signal.aborted) return;
      }
    });
  },
});

/** Plans of the jobs that are meant, and jobs that are of none. */
async function findWhatToResume(
  { coordinator, sinkFolder }: Crawl,
  ids: readonly string[],
): Promise<{ jobs: readonly string[]; plans: readonly Plan[] }> {
  const plans = await openPlans(sinkFolder, coordinator);
  if (ids.length > 0) {
    const isPlanned = (id: string) => plans.some(({ jobs }) => jobs.includes(id));
    return {
      jobs: ids.filter((id) => !isPlanned(id)),
      plans: plans.filter(({ jobs }) => jobs.some((id) => ids.includes(id))),
    };
  }
  const { jobs: [newest] } = await coordinator.listJobs({ limit: 1 });
  const [plan] = plans;
  const isPlan = plan !== undefined &&
    (newest === undefined || plan.jobs.includes(newest.id) || plan.created >= newest.created);
  return isPlan ? { jobs: [], plans: [plan] } : { jobs: [await findJob(coordinator, undefined)], plans: [] };
}

async function resumeJobs(
  context: Context,
  crawl: Crawl,
  jobs: readonly string[],
  options: { build: boolean },
): Promise<void> {
  for (const job of jobs) await crawl.coordinator.changeJob(job, "active");
  const whole = await workJobs(context, crawl, jobs);
  const statuses = await Promise.all(jobs.map((job) => crawl.coordinator.readJob(job)));
  context.print(statuses.map(describeStatus).join("\n"), { jobs: statuses });
  if (whole && crawl.url === null) await finishCrawl(context, crawl, statuses, options);
}
