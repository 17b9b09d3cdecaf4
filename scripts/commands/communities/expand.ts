import { Option } from "commander";
import type { ExpansionAnswer, ExpansionMethod } from "../../../core/answers/mod.ts";
import { UsageError } from "../../../core/errors.ts";
import { expansionSizeMax } from "../../../core/limits.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { bold, dim, formatCount, formatTable, shorten } from "../../_terminal.ts";

interface ExpandOptions {
  topic?: string;
  size?: number;
  method: ExpansionMethod;
  exclude?: string[];
}

export const expand = defineCommand<ExpandOptions, [string[]]>("expand", {
  operands: "[seeds...]",
  description: "Build a community from a few accounts or a topic: who belongs to them, and why",
  examples: [
    "deno task communities expand @trail_shoes x:12 x:40",
    'deno task communities expand --topic "trail running" --size 50',
  ],
  options: (command) =>
    command
      .option("--topic <words>", "propose seeds from words of names, handles and bios")
      .option(
        "--size <count>",
        "members wanted (default: it ends by itself)",
        wholeNumber("--size", 1, expansionSizeMax),
      )
      .addOption(
        new Option("--method <name>", "how accounts are scored")
          .choices(["mean", "corrected", "idf", "pagerank", "blend"]).default("blend"),
      )
      .option("--exclude <accounts...>", "accounts that must not be members"),
  async action(context, { topic, size, method, exclude }, seeds) {
    if ((seeds.length === 0) === (topic === undefined)) {
      throw new UsageError("Cannot build a community: needed accounts to start from or --topic, one of the two");
    }
    await withAnswers(context, async (answers) => {
      const start = topic === undefined ? { seeds } : { topic };
      const answer = await answers.expand({ ...start, size, method, exclude });
      context.print(describeExpansion(answer), answer);
    });
  },
});

const endings: Record<ExpansionAnswer["ended"], string> = {
  natural: "the scores bend here",
  asked: "as many as were asked for",
  drift: "whoever follows belongs to another topic",
  exhausted: "nobody else has anything to do with the seeds",
};

function describeExpansion(answer: ExpansionAnswer): string {
  const { seeds, members, label, ended, naturalSize, stability, examined, method, evidence } = answer;
  const nameOf = ({ name, handle, id }: ExpansionAnswer["seeds"][number]["account"]) => name ?? handle ?? id;
  const lines = [
    `${bold(label.text)}  ${formatCount(members.length)} accounts around ${formatCount(seeds.length)} seeds`,
  ];
  for (const { account, why } of seeds) {
    if (why !== null) lines.push(dim(`  seed ${nameOf(account)} (${account.id}): ${why}`));
  }
  lines.push(formatTable([
    ["name", "account", ">followers", ">score", ">error", ">likeness", "why"],
    ...members.map(({ account, score, standardError, similarity, reason }) => [
      shorten(nameOf(account), 28),
      account.id,
      formatCount(account.followers),
      score.toFixed(3),
      standardError.toFixed(3),
      similarity.toFixed(4),
      shorten(reason.text, 70),
    ]),
  ]));
  lines.push(dim(
    `Ended: ${endings[ended]}; the natural size is ${formatCount(naturalSize)}. Both halves of the people agree on ${
      Math.round(stability * 100)
    } % of the members. ${formatCount(examined)} accounts scored by ${method}, K ${evidence.registerCount}, ` +
      `${evidence.neighbourCount} neighbours of each.`,
  ));
  return lines.join("\n");
}
