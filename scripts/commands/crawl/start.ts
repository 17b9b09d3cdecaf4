import { UsageError } from "../../../core/errors.ts";
import { sampleCountMax } from "../../../core/limits.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { dollars } from "../../crawl/format.ts";
import { crawlList, type ListOptions } from "../../crawl/from_list.ts";
import { growAround, parseSeeds, parseWidth } from "../../crawl/growth.ts";
import { parseSlots } from "../../crawl/slots.ts";
import { addWorkOptions, parsePriority } from "./options.ts";

interface StartOptions extends ListOptions {
  around?: string[];
  untilWidth?: number;
}

export const start = defineCommand<StartOptions, [string | undefined]>("start", {
  operands: "[file]",
  description: "Crawl accounts from a list, or around seeds; says what it takes before it starts",
  examples: [
    "deno task crawl start brands.txt --platform x --money 25",
    "zcat people.gz | deno task crawl start - --platform bluesky --slots 0,1 --of 100",
    "deno task crawl start --around @you.bsky.social --minutes 30",
    "deno task crawl start brands.txt --platform x --pages-per-account 20 --coordinator https://crawl.example.org --yes",
  ],
  options: (command) =>
    addWorkOptions(command)
      .option("--platform <name>", "platform of the accounts; seeds may tell it themselves")
      .option("--followers", "who follows each account (what is crawled when nothing is said)")
      .option("--following", "whom each account follows")
      .option("--posts", "public posts of each account")
      .option("--profiles", "profiles; alone, only these")
      .option("--no-profiles", "no profiles before the lists: how complete a list is stays unknown")
      .option("--slots <numbers>", "only people of these sample slots, such as 0,1 or 0-9", parseSlots)
      .option("--of <count>", "slots in all (default: the workspace's, 100)", wholeNumber("--of", 1, sampleCountMax))
      .option("--around <seeds>", "grow from these accounts instead of a list: @one,@two", parseSeeds)
      .option("--until-width <share>", "with --around: enough when similarities are known so well: 0.02", parseWidth)
      .option("--money <dollars>", "hard budget of it all, in US dollars", dollars("--money"))
      .option("--calls <count>", "most calls of it all", wholeNumber("--calls", 1))
      .option("--minutes <count>", "ends then, as it stands", wholeNumber("--minutes", 1))
      .option("--pages-per-account <count>", "most pages of one list", wholeNumber("--pages-per-account", 1))
      .option("--priority <number>", "higher goes first, -100 to 100", parsePriority, 0)
      .option("--max-bad <count>", "lines that name no account, tolerated", wholeNumber("--max-bad"), 0)
      .option("-y, --yes", "spend what it costs without asking", false)
      .option("--no-build", "end when the crawl ends: no import, no build"),
  async action(context, options, file) {
    if ((file === undefined) === (options.around === undefined)) {
      throw new UsageError("Cannot start a crawl: needed a file of accounts (- is standard input) or --around SEEDS");
    }
    if (options.around !== undefined) return await growAround(context, { ...options, around: options.around });
    if (options.untilWidth !== undefined) throw new UsageError("Cannot use --until-width without --around");
    await crawlList(context, file!, options);
  },
});
