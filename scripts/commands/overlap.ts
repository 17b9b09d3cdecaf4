import type { OverlapAnswer } from "../../core/answers/mod.ts";
import { withAnswers } from "../_answers.ts";
import { defineCommand } from "../_command.ts";
import { dim, formatCount, formatShare, formatTable, shorten } from "../_terminal.ts";

export const overlap = defineCommand<Record<string, never>, [string[]]>("overlap", {
  operands: "<accounts...>",
  description: "Count who follows which of 2 to 6 accounts",
  examples: ["deno task overlap @mossandmile @ridgeline", "deno task overlap 12 34 56 --json"],
  async action(context, _options, accounts) {
    await withAnswers(context, async (answers) => {
      const answer = await answers.overlap({ accounts });
      context.print(describe(answer), answer);
    });
  },
});

function describe({ accounts, regions, union, coverage }: OverlapAnswer): string {
  const names = accounts.map(({ name, handle, id }) => shorten(name ?? handle ?? id, 20));
  const table = formatTable([
    [...names, ">people", ">share"],
    ...regions.map(({ members, size, share }) => [
      ...names.map((_, position) => members.includes(position) ? "●" : dim("·")),
      formatCount(size.value),
      formatShare(share.value),
    ]),
  ]);
  const note = coverage === "unknown" ? " How much of the audiences the crawl saw is unknown." : "";
  return `${table}\n${dim(`${formatCount(union.value)} people follow at least one; counted, not estimated.${note}`)}`;
}
