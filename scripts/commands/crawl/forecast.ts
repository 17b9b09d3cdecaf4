import { UsageError } from "../../../core/errors.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { withAccountList } from "../../crawl/accounts.ts";
import { type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { dollars } from "../../crawl/format.ts";
import { operationsOf } from "../../crawl/from_list.ts";
import { describePlans, forecastOrder } from "../../crawl/orders.ts";
import { findPlatform } from "../../crawl/platform.ts";
import { addCrawlOptions } from "./options.ts";

interface ForecastOptions extends CrawlOptions {
  platform?: string;
  followers?: boolean;
  following?: boolean;
  profiles?: boolean;
  posts?: boolean;
  accounts?: number;
  rows?: number;
  money?: number;
  calls?: number;
  pagesPerAccount?: number;
  maxBad: number;
}

export const forecast = defineCommand<ForecastOptions, [string | undefined]>("forecast", {
  operands: "[file]",
  description: "What a crawl would take: calls, time, money, and what limits it; nothing is ordered",
  examples: [
    "deno task crawl forecast brands.txt --platform x",
    "deno task crawl forecast --accounts 100000 --rows 400 --platform bluesky --following",
  ],
  options: (command) =>
    addCrawlOptions(command)
      .option("--platform <name>", "platform of the accounts")
      .option("--followers", "who follows each account (what is forecast when nothing is said)")
      .option("--following", "whom each account follows")
      .option("--posts", "public posts of each account")
      .option("--profiles", "profiles; alone, only these")
      .option("--no-profiles", "no profiles before the lists")
      .option("--accounts <count>", "how many, where there is no list yet", wholeNumber("--accounts", 1))
      .option("--rows <count>", "length of each list, where it is known", wholeNumber("--rows"))
      .option("--money <dollars>", "hard budget in US dollars", dollars("--money"))
      .option("--calls <count>", "most calls", wholeNumber("--calls", 1))
      .option("--pages-per-account <count>", "most pages of one list", wholeNumber("--pages-per-account", 1))
      .option("--max-bad <count>", "lines that name no account, tolerated", wholeNumber("--max-bad"), 0),
  async action(context, options, file) {
    const platform = findPlatform(options.platform);
    if ((file === undefined) === (options.accounts === undefined)) {
      throw new UsageError("Cannot forecast: needed a file of accounts (- is standard input) or --accounts COUNT");
    }
    const count = file === undefined
      ? options.accounts!
      : await withAccountList(file, { platform, maxBad: options.maxBad }, (list) => Promise.resolve(list.count));
    const operations = operationsOf(options);
    const rows = options.rows === undefined ? undefined : [options.rows];
    await withCrawl(context, { ...options, create: true }, async ({ coordinator }) => {
      const plans = await forecastOrder(coordinator, {
        platform,
        operations,
        accounts: count,
        rowCounts: { followers: rows, following: rows, posts: rows },
        limits: { ...options, micros: options.money },
      });
      context.print(describePlans(plans, platform), plans);
    });
  },
});
