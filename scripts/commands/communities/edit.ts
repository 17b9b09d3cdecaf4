/** What a person says about a community, on the command line. It holds from the next question on, and over later runs. */
import type { Command } from "commander";
import type { CommunityEdit, EditOutcome } from "../../../core/answers/mod.ts";
import { NotFoundError, UsageError } from "../../../core/errors.ts";
import { withAnswers } from "../../_answers.ts";
import { type Context, defineCommand } from "../../_command.ts";
import { bold, dim, formatCount } from "../../_terminal.ts";

type NoOptions = Record<string, never>;

const rename = defineCommand<NoOptions, [string, string[]]>("rename", {
  operands: "<community> <text...>",
  description: "Give a community, or a saved one, a name that later runs keep",
  examples: ["deno task communities rename c-k3v9q2a trail running"],
  action: (context, _options, id, words) => apply(context, id, { action: "rename", text: words.join(" ") }),
});

const pin = defineCommand<NoOptions, [string, string]>("pin", {
  operands: "<community> <account>",
  description: "Say that an account is in a community, whatever the search says",
  examples: ["deno task communities pin c-k3v9q2a @nina"],
  action: (context, _options, id, account) => apply(context, id, { action: "pin", account }),
});

const merge = defineCommand<NoOptions, [string, string]>("merge", {
  operands: "<community> <into>",
  description: "Make a community part of another of its level; its parts follow",
  examples: ["deno task communities merge c-k3v9q2a c-w2m4n6b"],
  action: (context, _options, id, into) => apply(context, id, { action: "merge", into }),
});

const split = defineCommand<{ name?: string }, [string, string[]]>("split", {
  operands: "<community> <accounts...>",
  description: "Make some members of a community a community of their own",
  examples: ["deno task communities split c-k3v9q2a @nina @olu x:12 --name 'ultra trails'"],
  options: (command) => command.option("--name <text>", "its name (default: made from its members' words)"),
  action: (context, { name }, id, accounts) => apply(context, id, { action: "split", accounts, text: name }),
});

const review = defineCommand<{ sensitive?: boolean; notSensitive?: boolean }, [string]>("review", {
  operands: "<community>",
  description: "Say whether a community is a sensitive group: one that is has no audience and no shares of people",
  examples: ["deno task communities review c-k3v9q2a --not-sensitive"],
  options: (command) =>
    command
      .option("--sensitive", "it is: politics, faith, health, sexuality, union, ethnicity")
      .option("--not-sensitive", "it is not"),
  async action(context, { sensitive = false, notSensitive = false }, id) {
    if (sensitive === notSensitive) {
      throw new UsageError("Cannot review: needed one of --sensitive and --not-sensitive");
    }
    await apply(context, id, { action: "review", sensitive });
  },
});

const undo = defineCommand<NoOptions, [string]>("undo", {
  operands: "<community>",
  description: "Take back the last edit of a community that still holds",
  examples: ["deno task communities undo c-k3v9q2a"],
  action: (context, _options, id) => apply(context, id, { action: "undo" }),
});

export const editCommands: readonly Command[] = [rename, pin, merge, split, review, undo];

async function apply(context: Context, id: string, edit: CommunityEdit): Promise<void> {
  await withAnswers(context, async (answers) => {
    const outcome: EditOutcome = await answers.edit({ id, edit });
    // A saved community can be edited where none were detected yet.
    const { communities, saved } = await answers.communities({}).catch((error) => {
      if (error instanceof NotFoundError) return { communities: [], saved: [] };
      throw error;
    });
    const found = communities.find((community) => community.id === outcome.community);
    const kept = saved.find((community) => community.id === outcome.community);
    const name = found?.label.text ?? kept?.label;
    const size = found?.size ?? kept?.members.length;
    const what = edit.action === "undo" ? `Took back ${outcome.edit}` : `Kept ${outcome.edit}`;
    const where = name === undefined ? "" : `: ${bold(name)} ${dim(outcome.community)}, ${formatCount(size!)} accounts`;
    context.print(what + where, outcome);
  });
}
