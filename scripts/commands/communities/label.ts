import { join } from "node:path";
import type { CommunitySummary, CommunityTree } from "../../../core/answers/mod.ts";
import { explainLabel, type LabelExplanation } from "../../../core/community/explain.ts";
import { readCommunityModel } from "../../../core/community/model.ts";
import { NotFoundError } from "../../../core/errors.ts";
import { readInfluencers } from "../../../core/graph/influencers.ts";
import { requireCurrent } from "../../../core/workspace/generation.ts";
import { openWorkspace } from "../../../core/workspace/workspace.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { bold, dim, formatCount, formatTable, shorten } from "../../_terminal.ts";
import { sourceNames } from "./show.ts";

interface LabelOptions {
  level?: number;
  limit: number;
}

/** Labels below this confidence are marked. */
const sureMin = 0.5;

export const label = defineCommand<LabelOptions, [string | undefined]>("label", {
  operands: "[community]",
  description:
    "Show why communities are called what they are: all labels, unsure ones marked, or one with all its evidence",
  examples: [
    "deno task communities label",
    "deno task communities label c-k3v9q2a --limit 40",
  ],
  options: (command) =>
    command
      .option("--level <number>", "level to list (default: the one to start with)", wholeNumber("--level"))
      .option("--limit <count>", "words to show", wholeNumber("--limit", 1, 1000), 20),
  async action(context, { level, limit }, id) {
    await withAnswers(context, async (answers) => {
      const tree = await answers.communities({ level: id === undefined ? level : undefined });
      if (id === undefined) {
        const shown = tree.communities.filter((community) => community.level === (level ?? tree.baseLevel));
        context.print(describeLabels(shown), shown.map(({ id, label, sensitive }) => ({ id, label, sensitive })));
        return;
      }
      const community = findCommunity(tree, id);
      const explanation = await explain(context.workspace, community, limit);
      const { label, sensitive } = community;
      context.print(describeExplanation(community, explanation), { id, label, sensitive, ...explanation });
    });
  },
});

function findCommunity({ communities }: CommunityTree, id: string): CommunitySummary {
  const found = communities.find((community) => community.id === id);
  if (found !== undefined) return found;
  throw new NotFoundError(
    `Cannot find community "${id}": needed an id such as ${communities[0]?.id ?? "c-abcdefg"}`,
  );
}

async function explain(folder: string, { id, level }: CommunitySummary, limit: number): Promise<LabelExplanation> {
  const workspace = await openWorkspace(folder);
  const [network, neighbours, generation] = await Promise.all(
    (["network", "neighbours", "communities"] as const).map((step) => requireCurrent(workspace, step)),
  );
  const influencers = await readInfluencers(join(network.folder, "influencers.parquet"));
  const found = (await readCommunityModel(neighbours, generation)).levels[level];
  const position = found?.records.findIndex((record) => record.id === id) ?? -1;
  if (position < 0) {
    throw new NotFoundError(
      `Cannot explain the label of "${id}": needed a community that was detected, this one was made by hand`,
    );
  }
  return explainLabel(influencers, { level: found, position, limit });
}

function describeLabels(communities: readonly CommunitySummary[]): string {
  const table = formatTable([
    ["community", "label", ">confidence", "", "words", ">accounts"],
    ...communities.map(({ id, label, sensitive, size }) => [
      id,
      shorten(label.text, 44),
      label.confidence.toFixed(2),
      [label.confidence < sureMin ? "unsure" : "", sensitive === null ? "" : "sensitive"].filter(Boolean).join(", "),
      shorten(label.words.slice(0, 5).map(({ text }) => text).join(", "), 50),
      formatCount(size),
    ]),
  ]);
  const unsure = communities.filter(({ label }) => label.confidence < sureMin).length;
  return `${table}\n${dim(`${formatCount(unsure)} of ${formatCount(communities.length)} labels are unsure`)}`;
}

function describeExplanation(
  { id, label, sensitive, size }: CommunitySummary,
  { words, tfidf, classTfidf }: LabelExplanation,
): string {
  const inLabel = new Set(label.words.map(({ text }) => text));
  const topics = label.text.split(" · ");
  return [
    `${bold(label.text)} ${dim(id)}  ${formatCount(size)} accounts, confidence ${label.confidence.toFixed(2)}${
      label.confidence < sureMin ? ", unsure" : ""
    }`,
    ...(sensitive === null ? [] : [`sensitive: ${sensitive.reason} Words: ${sensitive.words.join(", ")}`]),
    formatTable([
      ["word", "", ">z", ">members", ">accounts", "mostly in"],
      ...words.map(({ text, score, members, accounts, source }) => [
        shorten(text, 40),
        topics.includes(text) ? "label" : inLabel.has(text) ? "evidence" : dim("runner-up"),
        score.toFixed(1),
        formatCount(members),
        formatCount(accounts),
        source === undefined ? "" : sourceNames[source],
      ]),
    ]),
    dim(`plain TF-IDF would say: ${tfidf.join(" · ")}`),
    dim(`class-based TF-IDF would say: ${classTfidf.join(" · ")}`),
  ].join("\n");
}
