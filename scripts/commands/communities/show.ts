import type { Community, CommunityTree } from "../../../core/answers/mod.ts";
import { communityMembersMax } from "../../../core/limits.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { bold, dim, formatCount, formatShare, formatTable, shorten } from "../../_terminal.ts";

interface ShowOptions {
  level?: number;
  limit: number;
}

export const show = defineCommand<ShowOptions, [string | undefined]>("show", {
  operands: "[community]",
  description: "List the communities, or show one: its label and why, its members, what is near",
  examples: [
    "deno task communities show",
    "deno task communities show c-k3v9q2a --limit 50",
  ],
  options: (command) =>
    command
      .option(
        "--level <number>",
        "level to list, 0 the coarsest (default: the one to start with)",
        wholeNumber("--level"),
      )
      .option("--limit <count>", "rows to show", wholeNumber("--limit", 1, communityMembersMax), 20),
  async action(context, { level, limit }, id) {
    await withAnswers(context, async (answers) => {
      const edits = (await answers.edits()).filter(({ notApplied }) => notApplied === null);
      const edited = new Set(edits.map(({ community }) => community));
      if (id !== undefined) {
        const answer = await answers.community({ id, limit });
        context.print(describeCommunity(answer, edited), answer);
      } else {
        const answer = await answers.communities({ level });
        context.print(describeTree(answer, level ?? answer.baseLevel, limit, edited), answer);
      }
    });
  },
});

export function describeTree(
  { communities, levels, unplaced, evidence }: CommunityTree,
  level: number,
  limit: number,
  edited: ReadonlySet<string> = new Set(),
): string {
  const shown = communities.filter((community) => community.level === level);
  const table = formatTable([
    ["community", "label", "", ">accounts", ">stability"],
    ...shown.slice(0, limit).map(({ id, label, sensitive, size, stability }) => [
      id,
      shorten(label.text, 44),
      [
        label.confidence < 0.5 ? dim("unsure") : "",
        sensitive === null ? "" : "sensitive",
        edited.has(id) ? dim("edited") : "",
      ].filter(Boolean).join(", "),
      formatCount(size),
      stability.toFixed(2),
    ]),
  ]);
  const more = shown.length > limit ? `, ${formatCount(shown.length - limit)} more` : "";
  return `${table}\n${
    dim(
      `${formatCount(shown.length)} communities at level ${level} of 0 to ${levels - 1}${more}; ${
        formatCount(unplaced)
      } accounts in none. ` +
        `Leiden, ${evidence.quality}, resolution ${evidence.resolution}, modularity ${
          evidence.modularity.toFixed(3)
        }, ` +
        `on the ${evidence.neighbourCount} nearest of each account (recall ${evidence.recall.toFixed(3)}).`,
    )
  }`;
}

export const sourceNames = {
  bio: "bios",
  hashtag: "hashtags",
  category: "categories",
  page: "page words",
  name: "names",
};

function describeCommunity(community: Community, edited: ReadonlySet<string>): string {
  const { id, label, sensitive, size, stability, conductance, path, parts, nearby, interested } = community;
  const lines = [
    `${bold(label.text)} ${dim(id)}  ${formatCount(size)} accounts${
      edited.has(id) ? `  ${dim("edited: asterism communities edits")}` : ""
    }`,
    dim(
      `stability ${stability.toFixed(2)}, ${formatShare(conductance)} of ties lead out, label confidence ${
        label.confidence.toFixed(2)
      }`,
    ),
  ];
  if (sensitive !== null) lines.push(`sensitive: ${sensitive.reason} Words: ${sensitive.words.join(", ")}`);
  if (interested !== null) {
    lines.push(dim(
      `${formatCount(interested.people.value)} people are interested (${
        formatShare(interested.shareMin)
      } of their interests or more), ${formatShare(interested.meanShare)} of all interests`,
    ));
  }
  if (path.length > 0) lines.push(dim(`within ${path.map((step) => step.label).join(" > ")}`));
  for (const word of label.words.slice(0, 5)) {
    lines.push(
      `  ${word.text}: ${formatCount(word.members)} members of ${formatCount(word.accounts)} accounts, z ${
        word.score.toFixed(1)
      }${word.source === undefined ? "" : `, mostly in ${sourceNames[word.source]}`}`,
    );
  }
  lines.push(formatTable([
    ["name", "account", ">followers", ">known for it", ">stability", "also known for"],
    ...community.members.map(({ account, strength, stability, alsoKnownFor }) => [
      shorten(account.name ?? account.handle ?? "", 32),
      account.id,
      formatCount(account.followers),
      formatShare(strength),
      stability.toFixed(2),
      shorten(alsoKnownFor.map((other) => `${other.label} ${formatShare(other.strength)}`).join(", "), 50),
    ]),
  ]));
  if (parts.length > 0) lines.push(dim(`parts: ${parts.map((part) => `${part.label.text} (${part.id})`).join(", ")}`));
  if (nearby.length > 0) {
    lines.push(dim(`near: ${nearby.map((other) => `${other.label} ${formatShare(other.weight)}`).join(", ")}`));
  }
  return lines.join("\n");
}
