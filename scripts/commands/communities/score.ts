import type { Answers, CommunityTree } from "../../../core/answers/mod.ts";
import { compareWithTruth } from "../../../core/community/compare.ts";
import { scoreExpansions } from "../../../core/community/expansion_score.ts";
import type { Truth } from "../../../core/community/truth.ts";
import { InputError, NotFoundError } from "../../../core/errors.ts";
import { communityMembersMax, expansionSizeMax } from "../../../core/limits.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { dim, formatCount, formatTable } from "../../_terminal.ts";
import { readTruth } from "../../_truth.ts";
import { createRandom } from "../../_random.ts";

interface ScoreOptions {
  truth: string;
  level?: number;
}

/** Groups that are found again from seeds, and the draw of both. */
const groupsMax = 40;
const seed = 1;

export const score = defineCommand<ScoreOptions>("score", {
  description: "Tell how good the communities are, by themselves and by a truth: which account is in which group",
  examples: [
    "deno task communities score --truth departments.csv",
    "deno task communities score --truth ground_truth.json.gz --json    # each community too",
  ],
  options: (command) =>
    command
      .requiredOption(
        "--truth <file>",
        'CSV or TSV of account id and group, a row per membership, or JSON, {"communities": [[id, …]]} or {id: [group, …]}; .gz too',
      )
      .option("--level <number>", "level to score (default: the one to start with)", wholeNumber("--level")),
  async action(context, { truth: path, level: wanted }) {
    const truth = await readTruth(path);
    await withAnswers(context, async (answers) => {
      const tree = await answers.communities({ level: wanted });
      const level = wanted ?? tree.baseLevel;
      const { communityOf, each } = await readLevel(answers, tree, level);
      const known = await findAccounts(answers, communityOf, truth);
      const { accounts, ...compared } = compareWithTruth(communityOf, known);
      if (accounts === 0) {
        throw new InputError(
          `Cannot score by "${path}": needed account ids such as ${
            communityOf.keys().next().value ?? "x:12"
          }, found none of the network`,
        );
      }
      const mean = (value: (community: typeof each[number]) => number) =>
        each.length === 0 ? 0 : each.reduce((sum, community) => sum + value(community), 0) / each.length;
      const held = new Map(
        [...known].map(([group, ids]) => [group, new Set([...ids].filter((id) => communityOf.has(id)))]),
      );
      const expansions = await scoreExpansions(held, {
        expand: async (seeds, size) => (await answers.expand({ seeds, size })).members.map(({ account }) => account.id),
        random: createRandom(seed),
        sizeMax: expansionSizeMax,
        groupsMax,
      });
      const answer = {
        level,
        // It is that of the base level; other levels are cut out of it.
        modularity: level === tree.baseLevel ? tree.evidence.modularity : null,
        conductance: mean((community) => community.conductance),
        stability: mean((community) => community.stability),
        accounts,
        ...compared,
        areaUnderRecall: expansions.length === 0
          ? null
          : expansions.reduce((sum, { area }) => sum + area, 0) / expansions.length,
        expanded: expansions.length,
      };
      context.print(describe(answer), { ...answer, each, expansions });
      // Scores judge the search, whatever somebody said about it.
    }, { edits: "ignored" });
  },
});

/** Communities of a level, and the number of each account's. */
async function readLevel(answers: Answers, { communities }: CommunityTree, level: number) {
  const communityOf = new Map<string, number | null>();
  const each = [];
  for (const { id, label, size, stability } of communities.filter((community) => community.level === level)) {
    let conductance = 0;
    for (let offset = 0; offset < size; offset += communityMembersMax) {
      const community = await answers.community({ id, limit: communityMembersMax, offset });
      conductance = community.conductance;
      for (const { account } of community.members) communityOf.set(account.id, each.length);
    }
    each.push({ id, label: label.text, size, conductance, stability });
  }
  return { communityOf, each };
}

/** The truth by ids as the network has them; accounts that are in the network but in no community are added to `communityOf`. */
async function findAccounts(
  answers: Answers,
  communityOf: Map<string, number | null>,
  truth: Truth,
): Promise<Truth> {
  const names = new Map<string, string>();
  const find = async (id: string): Promise<string> => {
    const full = communityOf.has(id) ? id : `${answers.evidence.platform}:${id}`;
    if (communityOf.has(full)) return full;
    try {
      const account = await answers.account(id);
      communityOf.set(account.id, null);
      return account.id;
    } catch (error) {
      if (error instanceof NotFoundError || error instanceof InputError) return full;
      throw error;
    }
  };
  const found = new Map<string, Set<string>>();
  for (const [group, ids] of truth) {
    const members = new Set<string>();
    for (const id of ids) {
      if (!names.has(id)) names.set(id, await find(id));
      members.add(names.get(id)!);
    }
    found.set(group, members);
  }
  return found;
}

function describe(answer: Record<string, number | null>): string {
  const { level, accounts, unplaced, unknown, groups, communities, expanded, ...measures } = answer;
  const table = formatTable([
    ["measure", ">value"],
    ...Object.entries(measures).map(([name, value]) => [name, value === null ? "–" : value.toFixed(4)]),
  ]);
  const count = (value: number | null) => formatCount(value ?? 0);
  const note = `Level ${level}: ${count(accounts)} accounts of the truth in ${count(groups)} groups, ` +
    `${count(communities)} communities; ${count(unplaced)} in no community count as alone, ` +
    `${count(unknown)} of the truth are not in the network and left out. ` +
    "Conductance and stability are means over communities; NMI with the arithmetic mean, F1 of best matches both ways, " +
    "ONMI for groups that overlap; where an account has several groups, NMI and ARI take its smallest. " +
    `Area under recall (0.5 is perfect) is that of ${
      count(expanded)
    } groups found again from five members, five times each`;
  return `${table}\n${dim(note)}`;
}
