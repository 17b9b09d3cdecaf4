import type { SearchHit } from "../../core/answers/mod.ts";
import { searchLimitDefault, searchLimitMax } from "../../core/limits.ts";
import { withAnswers } from "../_answers.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { formatCount, formatTable, shorten } from "../_terminal.ts";

interface SearchOptions {
  platform?: string;
  limit: number;
}

export const search = defineCommand<SearchOptions, [string[]]>("search", {
  operands: "[words...]",
  description: "Find accounts, communities and passions by the beginnings of words; no words list the most followed",
  examples: [
    "deno task search trail run",
    "deno task search sourdough --limit 30 --json",
  ],
  options: (command) =>
    command
      .option("--platform <name>", "only accounts of this platform")
      .option("--limit <count>", "hits to list", wholeNumber("--limit", 1, searchLimitMax), searchLimitDefault),
  async action(context, { platform, limit }, words) {
    await withAnswers(context, async (answers) => {
      const hits = await answers.search({ text: words.join(" "), platform, limit });
      context.print(describeHits(hits), { hits, evidence: answers.evidence });
    });
  },
});

function describeHits(hits: readonly SearchHit[]): string {
  if (hits.length === 0) return "Nothing found; the beginning of a word is enough, accents and case do not matter";
  return formatTable([
    ["what", "name", "id", ">accounts", "why it matched"],
    ...hits.map((hit) => {
      const why = `${hit.matched.field}: ${shorten(hit.matched.text.replaceAll("\n", " "), 60)}`;
      switch (hit.type) {
        case "account": {
          const { id, name, handle, followers } = hit.account;
          return ["account", shorten(name ?? handle ?? "", 36), id, `${formatCount(followers)} followers`, why];
        }
        case "community":
          return [
            "community",
            shorten(hit.community.label, 36),
            hit.community.id,
            formatCount(hit.community.size),
            why,
          ];
        case "passion": {
          const { word, accounts, communities } = hit.passion;
          const named = communities.map(({ label }) => label).join("; ");
          return ["passion", shorten(word, 36), "", formatCount(accounts), shorten(`communities: ${named}`, 72)];
        }
      }
    }),
  ]);
}
