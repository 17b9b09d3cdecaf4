import { UsageError } from "../../../core/errors.ts";
import type { BudgetName } from "../../../core/crawl/coordinator.ts";
import { defineCommand } from "../../_command.ts";
import { type CrawlOptions, withCrawl } from "../../crawl/connect.ts";
import { describeMoney } from "../../crawl/describe.ts";
import { dollars } from "../../crawl/format.ts";
import { findPlatform } from "../../crawl/platform.ts";
import { addCrawlOptions } from "./options.ts";

interface BudgetOptions extends CrawlOptions {
  platform?: string;
  app?: string;
}

export const budget = defineCommand<BudgetOptions, [string | undefined]>("budget", {
  operands: "[dollars]",
  description: "Show or set what all crawls, or one app's, may spend in a calendar month (UTC); none = no limit",
  examples: [
    "deno task crawl budget",
    "deno task crawl budget 200",
    "deno task crawl budget 50 --platform x --app brandwatch",
    "deno task crawl budget none --platform x --app brandwatch",
  ],
  options: (command) =>
    addCrawlOptions(command)
      .option("--platform <name>", "platform of the app")
      .option("--app <name>", "app whose tokens are meant"),
  async action(context, options, amount) {
    const name = budgetName(options);
    const micros = amount === undefined || amount === "none" ? null : dollars("the budget")(amount);
    await withCrawl(context, options, async ({ coordinator }) => {
      const money = amount === undefined
        ? await coordinator.readBudget(name)
        : await coordinator.setBudget(name, micros);
      const whose = name.kind === "month"
        ? "This month, all crawls"
        : `This month, app ${name.app} of ${name.platform}`;
      context.print(`${whose}: ${describeMoney(money)}`, { budget: name, ...money });
    });
  },
});

function budgetName({ platform, app }: BudgetOptions): BudgetName {
  if (platform === undefined && app === undefined) return { kind: "month" };
  if (platform === undefined || app === undefined) {
    throw new UsageError("Cannot name a budget: needed --platform and --app together, or neither");
  }
  return { kind: "app", platform: findPlatform(platform).name, app };
}
