import type { ChangesAnswer, CommunityChanges, CommunityEvent } from "../../../core/answers/mod.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { bold, dim, formatCount, formatShare, formatTable, shorten } from "../../_terminal.ts";

interface ChangesOptions {
  limit: number;
}

export const changes = defineCommand<ChangesOptions, [string | undefined]>("changes", {
  operands: "[community]",
  description: "What changed since the run before: births, splits, merges; of one community, who joined and who left",
  examples: ["deno task communities changes", "deno task communities changes c-k3v9q2a"],
  options: (command) => command.option("--limit <count>", "rows to show", wholeNumber("--limit", 1), 20),
  async action(context, { limit }, id) {
    await withAnswers(context, async (answers) => {
      if (id !== undefined) {
        const answer = await answers.communityChanges({ id });
        context.print(describeOne(answer, limit), answer);
      } else {
        const answer = await answers.changes();
        context.print(describeAll(answer, limit), answer);
      }
    });
  },
});

function describeAll({ before, after, events, compared, moved }: ChangesAnswer, limit: number): string {
  if (before === null) return `Communities ${after} are the first run: there is nothing to compare them with`;
  const told = events.filter(({ kind, sizeBefore, sizeAfter }) => kind !== "continues" || sizeBefore !== sizeAfter);
  const notes = [
    `${formatCount(moved)} of ${formatCount(compared)} accounts changed community, from ${before} to ${after}`,
    `${formatCount(events.length - told.length)} communities are as large as they were`,
  ];
  if (told.length > limit) notes.push(`${formatCount(told.length - limit)} more events`);
  const note = dim(`${notes.join("; ")}.`);
  return told.length === 0 ? note : `${describeEvents(told.slice(0, limit))}\n${note}`;
}

function describeEvents(events: readonly CommunityEvent[]): string {
  return formatTable([
    ["what", "community", "label", ">before", ">now", "into, or from"],
    ...events.map(({ kind, community, sizeBefore, sizeAfter, kin }) => [
      kind,
      community.id,
      shorten(community.label, 32),
      formatCount(sizeBefore),
      formatCount(sizeAfter),
      kind === "continues"
        ? ""
        : shorten(kin.slice(0, 4).map(({ label, share }) => `${label} ${formatShare(share)}`).join(", "), 64),
    ]),
  ]);
}

function describeOne({ before, after, community, events, joined, left }: CommunityChanges, limit: number): string {
  const head = `${bold(community.label)} ${dim(community.id)}`;
  if (before === null) return `${head}\n${dim(`Communities ${after} are the first run`)}`;
  const list = (accounts: CommunityChanges["joined"]) =>
    accounts.length === 0
      ? "nobody"
      : accounts.slice(0, limit).map(({ id, name, handle }) => name ?? handle ?? id).join(", ") +
        (accounts.length > limit ? ` and ${formatCount(accounts.length - limit)} more` : "");
  return [head, describeEvents(events), `joined: ${list(joined)}`, `left: ${list(left)}`].join("\n");
}
