import { InputError } from "../../../core/errors.ts";
import { scheduleAccountsMax } from "../../../core/limits.ts";
import { defineCommand, defineGroup, wholeNumber } from "../../_command.ts";
import { formatCount, formatTable } from "../../_terminal.ts";
import { withAccountList } from "../../crawl/accounts.ts";
import { type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { nextCommand } from "../../crawl/describe.ts";
import { countOf, dollars, formatDuration, lengthOfTime } from "../../crawl/format.ts";
import { operationsOf } from "../../crawl/from_list.ts";
import { describePlans, forecastOrder } from "../../crawl/orders.ts";
import { findPlatform } from "../../crawl/platform.ts";
import { addCrawlOptions, parsePriority } from "./options.ts";

interface AddOptions extends CrawlOptions {
  platform?: string;
  every: number;
  name?: string;
  followers?: boolean;
  following?: boolean;
  profiles?: boolean;
  posts?: boolean;
  money?: number;
  calls?: number;
  pagesPerAccount?: number;
  priority: number;
  maxBad: number;
}

const add = defineCommand<AddOptions, [string]>("add", {
  operands: "<file>",
  description: "Crawl a list again every so often; asterism crawl tick, run by cron, makes the jobs",
  examples: [
    "deno task crawl schedule add brands.txt --platform x --profiles --every 1d --money 1",
    "deno task crawl schedule add brands.txt --platform bluesky --followers --every 1w",
  ],
  options: (command) =>
    addCrawlOptions(command)
      .requiredOption("--every <length>", "length of a period: 6h, 1d, 1w", lengthOfTime("--every"))
      .option("--platform <name>", "platform of the accounts")
      .option("--name <name>", "for people")
      .option("--followers", "who follows each account")
      .option("--following", "whom each account follows")
      .option("--posts", "public posts of each account")
      .option("--profiles", "profiles")
      .option("--money <dollars>", "hard budget of each period, in US dollars", dollars("--money"))
      .option("--calls <count>", "most calls of each period", wholeNumber("--calls", 1))
      .option("--pages-per-account <count>", "most pages of one list", wholeNumber("--pages-per-account", 1))
      .option("--priority <number>", "higher goes first, -100 to 100", parsePriority, 0)
      .option("--max-bad <count>", "lines that name no account, tolerated", wholeNumber("--max-bad"), 0),
  async action(context, options, file) {
    const platform = findPlatform(options.platform);
    const accounts = await withAccountList(file, { platform, maxBad: options.maxBad }, async (list) => {
      if (list.count > scheduleAccountsMax) {
        throw new InputError(
          `Cannot schedule "${file}": needed at most ${formatCount(scheduleAccountsMax)} accounts, found ${
            formatCount(list.count)
          }; split it into several schedules`,
        );
      }
      return (await Array.fromAsync(list.batches())).flat();
    });
    const operations = operationsOf({ ...options, profiles: options.profiles ?? false });
    await withCrawl(context, { ...options, create: true }, async ({ coordinator }) => {
      const limits = { ...options, micros: options.money };
      const plans = await forecastOrder(coordinator, { platform, operations, accounts: accounts.length, limits });
      const cost = plans.reduce((sum, { forecast }) => sum + forecast.micros, 0);
      if (cost > 0 && options.money === undefined) {
        throw new InputError(
          `Cannot schedule: each period would cost about $${
            (cost / 1e6).toFixed(2)
          }; needed --money DOLLARS as its budget`,
        );
      }
      const made = [];
      for (const { operation } of plans) {
        made.push(
          await coordinator.createSchedule({
            name: `${options.name ?? file}: ${operation}`,
            everyMs: options.every,
            job: {
              name: `${options.name ?? file}: ${operation}`,
              platform: platform.name,
              operation,
              accounts,
              sealed: true,
              priority: options.priority,
              caps: {
                ...(options.pagesPerAccount === undefined ? {} : { pagesPerAccount: options.pagesPerAccount }),
                ...(options.calls === undefined ? {} : { calls: Math.floor(options.calls / plans.length) }),
                ...(options.money === undefined ? {} : { micros: Math.floor(options.money / plans.length) }),
              },
            },
          }),
        );
      }
      context.print(
        `Every ${formatDuration(options.every)}, ${countOf(accounts.length, "accounts")}:\n${
          describePlans(plans, platform)
        }\n` +
          `Made ${made.map(({ id }) => id).join(", ")}; let cron run ${nextCommand("crawl tick --work 60s")}`,
        made.map(({ job: _job, ...rest }) => rest),
      );
    });
  },
});

const list = defineCommand<CrawlOptions>("list", {
  description: "List the schedules",
  examples: ["deno task crawl schedule list"],
  options: addCrawlOptions,
  async action(context, options) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const schedules = await coordinator.listSchedules();
      const rows = schedules.map(({ id, name, job, everyMs, lastPeriod }) => [
        id,
        name,
        job.platform,
        job.operation,
        formatDuration(everyMs),
        lastPeriod ?? "none yet",
      ]);
      context.print(
        rows.length === 0
          ? "No schedules yet; make one with asterism crawl schedule add"
          : formatTable([["schedule", "name", "platform", "operation", "every", "last period"], ...rows]),
        schedules.map(({ job, ...rest }) => ({ ...rest, platform: job.platform, operation: job.operation })),
      );
    });
  },
});

const remove = defineCommand<CrawlOptions, [string]>("remove", {
  operands: "<id>",
  description: "Remove a schedule; jobs it has made stay",
  examples: ["deno task crawl schedule remove s-2"],
  options: addCrawlOptions,
  async action(context, options, id) {
    await withCrawl(context, options, async ({ coordinator }) => {
      await coordinator.removeSchedule(id);
      context.print(`Removed ${id}`, { removed: id });
    });
  },
});

export const schedule = defineGroup("schedule", "Crawls that come again", [add, list, remove]);
