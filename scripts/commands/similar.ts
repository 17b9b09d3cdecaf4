import { Option } from "commander";
import type { RankBy } from "../../core/kernel/kernel.ts";
import { similarLimitDefault, similarLimitMax } from "../../core/limits.ts";
import { UsageError } from "../../core/errors.ts";
import { withAnswers } from "../_answers.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { describeSimilar } from "../_describe_similar.ts";

interface SimilarOptions {
  by: RankBy;
  kind?: string;
  limit: number;
  minimum: number;
}

export const similar = defineCommand<SimilarOptions, [string]>("similar", {
  operands: "<account>",
  description: "List the accounts that share most of an account's audience",
  examples: [
    "deno task similar @mossandmile",
    "deno task similar x:12 --by containment --limit 20",
    "deno task similar 12 --kind brand --json",
  ],
  options: (command) =>
    command
      .addOption(
        new Option("--by <measure>", "what to rank by").choices(["jaccard", "containment", "lift"]).default("jaccard"),
      )
      .option("--kind <kind>", "only accounts of this kind, such as brand")
      .option("--limit <count>", "look-alikes to list", wholeNumber("--limit", 1, similarLimitMax), similarLimitDefault)
      .option("--minimum <value>", "least value of the measure", parseMinimum, 0),
  async action(context, { by, kind, limit, minimum }, account) {
    await withAnswers(context, async (answers) => {
      const answer = await answers.similar({ account, by, kind, limit, minimum });
      context.print(describeSimilar(answer), answer);
    });
  },
});

function parseMinimum(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) {
    throw new UsageError(`Cannot use --minimum "${text}": needed a number from 0 up`);
  }
  return value;
}
