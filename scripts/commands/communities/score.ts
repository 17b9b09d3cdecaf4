import { adjustedRandIndex, bestMatchF1, normalizedMutualInformation } from "../../../core/community/score.ts";
import { InputError } from "../../../core/errors.ts";
import { sqlText } from "../../../core/graph/database.ts";
import { communityMembersMax } from "../../../core/limits.ts";
import type { Answers, CommunityTree } from "../../../core/answers/mod.ts";
import { withAnswers } from "../../_answers.ts";
import { defineCommand, wholeNumber } from "../../_command.ts";
import { dim, formatCount, formatTable } from "../../_terminal.ts";

interface ScoreOptions {
  truth: string;
  level?: number;
}

export const score = defineCommand<ScoreOptions>("score", {
  description:
    "Compare the communities, as they were found, with a truth: a CSV file of account id and group, one row per membership",
  examples: ["deno task communities score --truth departments.csv"],
  options: (command) =>
    command
      .requiredOption("--truth <file>", "CSV with two columns: account id, group; an account may have several rows")
      .option("--level <number>", "level to score (default: the one to start with)", wholeNumber("--level")),
  async action(context, { truth, level }) {
    const rows = await readTruth(truth);
    await withAnswers(context, async (answers) => {
      const tree = await answers.communities({ level });
      const scores = compare(
        await listMembers(answers, tree, level ?? tree.baseLevel),
        rows,
        answers.evidence.platform,
        truth,
      );
      const shown = tree.communities.filter((community) => community.level === (level ?? tree.baseLevel));
      const stability = shown.reduce((sum, community) => sum + community.stability / shown.length, 0);
      const answer = { modularity: tree.evidence.modularity, stability, ...scores };
      context.print(describe(answer), answer);
      // Scores judge the search, as the modularity beside them does.
    }, { edits: "ignored" });
  },
});

/** Account ids of each community of a level. */
async function listMembers(answers: Answers, { communities }: CommunityTree, level: number): Promise<string[][]> {
  return await Promise.all(
    communities.filter((community) => community.level === level).map(async ({ id, size }) => {
      const ids: string[] = [];
      while (ids.length < size) {
        const { members } = await answers.community({ id, limit: communityMembersMax, offset: ids.length });
        ids.push(...members.map(({ account }) => account.id));
      }
      return ids;
    }),
  );
}

/**
 * Reads pairs of account id and group; a row of column names names no account and so does no harm.
 * @throws {InputError} If it is no table of two columns.
 */
async function readTruth(path: string): Promise<readonly (readonly [id: string, group: string])[]> {
  await Deno.stat(path);
  const { openDatabase } = await import("../../_duckdb.ts");
  const database = await openDatabase();
  try {
    const rows = await database.rows(
      `SELECT * FROM read_csv(${sqlText(path)}, header = false, all_varchar = true, names = ['id', 'label'])`,
    );
    return rows.map(({ id, label }) => [String(id).trim(), String(label).trim()] as const);
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new InputError(`Cannot read truth "${path}": needed two columns, account id and group (${reason})`);
  } finally {
    database.close();
  }
}

function compare(
  found: readonly (readonly string[])[],
  truth: readonly (readonly [string, string])[],
  platform: string,
  path: string,
) {
  const communityOf = new Map(found.flatMap((ids, community) => ids.map((id) => [id, community] as const)));
  const groups = new Map<string, Set<string>>();
  for (const [id, group] of truth) {
    const known = communityOf.has(id) ? id : `${platform}:${id}`;
    if (!communityOf.has(known)) continue;
    if (!groups.has(group)) groups.set(group, new Set());
    groups.get(group)!.add(known);
  }
  const numbers = new Map([...communityOf.keys()].map((id, number) => [id, number]));
  const groupOf = new Map<string, number>();
  [...groups.values()].forEach((ids, group) => ids.forEach((id) => groupOf.has(id) || groupOf.set(id, group)));
  const scored = [...groupOf.keys()];
  if (scored.length === 0) {
    throw new InputError(
      `Cannot score by "${path}": needed ids such as ${found[0]?.[0] ?? "x:12"}, found none that is in a community`,
    );
  }
  const sides = [scored.map((id) => communityOf.get(id)!), scored.map((id) => groupOf.get(id)!)] as const;
  const labelled = new Set(scored);
  const ours = found.map((ids) => new Set(ids.filter((id) => labelled.has(id)).map((id) => numbers.get(id)!)));
  return {
    accounts: scored.length,
    groups: groups.size,
    communities: found.length,
    nmi: normalizedMutualInformation(...sides),
    ari: adjustedRandIndex(...sides),
    f1: bestMatchF1(
      ours.filter(({ size }) => size > 0),
      [...groups.values()].map((ids) => new Set([...ids].map((id) => numbers.get(id)!))),
    ),
  };
}

function describe(answer: Record<string, number>): string {
  const { accounts, groups, communities, ...measures } = answer;
  const table = formatTable([
    ["measure", ">value"],
    ...Object.entries(measures).map(([name, value]) => [name, value.toFixed(4)]),
  ]);
  const note =
    `${formatCount(accounts)} accounts in ${formatCount(groups)} true groups and ${
      formatCount(communities)
    } communities; ` +
    "NMI with the arithmetic mean, F1 of best matches both ways; where an account has several groups, NMI and ARI take its first";
  return `${table}\n${dim(note)}`;
}
