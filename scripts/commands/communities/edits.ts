import type { EditRecord, SavedCommunity } from "../../../core/answers/mod.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand } from "../../_command.ts";
import { bold, dim, formatCount, formatTable, shorten } from "../../_terminal.ts";

export const edits = defineCommand("edits", {
  description: "List what people said about communities: what holds, what does not in this run, and why",
  examples: ["deno task communities edits"],
  async action(context) {
    await withAnswers(context, async (answers) => {
      const records = await answers.edits();
      context.print(records.length === 0 ? "No edits" : describeEdits(records), records);
    });
  },
});

export const save = defineCommand<{ seeds: string[] }, [string, string[]]>("save", {
  operands: "<name> <accounts...>",
  description: "Keep accounts as a community of your own, beside those that were found",
  examples: ["deno task communities save 'our rivals' @brand_a @brand_b x:12 --seeds @brand_a"],
  options: (command) => command.option("--seeds <accounts...>", "accounts that it was built from", []),
  async action(context, { seeds }, text, members) {
    await withAnswers(context, async (answers) => {
      const outcome = await answers.save({ text, seeds, members });
      context.print(`Kept ${bold(text)} ${dim(outcome.community)}, ${formatCount(members.length)} accounts`, outcome);
    });
  },
});

export const saved = defineCommand("saved", {
  description: "List the communities that people built and kept",
  examples: ["deno task communities saved"],
  async action(context) {
    await withAnswers(context, async (answers) => {
      const { saved } = await answers.communities({});
      context.print(saved.length === 0 ? "No saved communities" : describeSaved(saved), saved);
    });
  },
});

function describeEdits(records: readonly EditRecord[]): string {
  const table = formatTable([
    ["edit", "when", "community", "what", ""],
    ...records.map(({ id, at, community, edit, notApplied }) => [
      id,
      at.slice(0, 16).replace("T", " "),
      community,
      shorten(describeEdit(edit), 60),
      notApplied === null ? "" : `not applied: ${notApplied}`,
    ]),
  ]);
  const failed = records.filter(({ notApplied }) => notApplied !== null).length;
  const note = failed === 0 ? "all hold" : `${formatCount(failed)} of ${formatCount(records.length)} do not hold`;
  return `${table}\n${dim(`${note}; asterism communities undo COMMUNITY takes the last one back`)}`;
}

function describeEdit(edit: EditRecord["edit"]): string {
  switch (edit.action) {
    case "rename":
      return `is called "${edit.text}"`;
    case "pin":
      return `has ${edit.account}`;
    case "merge":
      return `is part of ${edit.into}`;
    case "split":
      return `${formatCount(edit.accounts.length)} members apart${edit.text === undefined ? "" : ` as "${edit.text}"`}`;
    case "review":
      return edit.sensitive ? "is sensitive" : "is not sensitive";
    case "save":
      return `"${edit.text}", ${formatCount(edit.members.length)} accounts`;
    case "undo":
      return "taken back";
  }
}

function describeSaved(saved: readonly SavedCommunity[]): string {
  return formatTable([
    ["community", "name", ">seeds", ">accounts", "saved"],
    ...saved.map(({ id, label, seeds, members, saved }) => [
      id,
      shorten(label, 44),
      formatCount(seeds.length),
      formatCount(members.length),
      saved.slice(0, 10),
    ]),
  ]);
}
