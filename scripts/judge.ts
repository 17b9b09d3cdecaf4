/**
 * Judges interests, stability and changes by invented worlds: `deno task judge --help`. Each world goes the whole road from
 * files to communities. Exit code 1 when a figure is worse than promised.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { StepTools } from "../core/step.ts";
import { openOrCreateWorkspace } from "../core/workspace/workspace.ts";
import { openDatabase } from "./_duckdb.ts";
import {
  buildWorld,
  type ChangeScore,
  followBorders,
  type InterestErrors,
  judgeChanges,
  judgeInterests,
  judgeStability,
  scoreDetection,
  type StabilityScore,
} from "./_judge.ts";
import { createWorld, type WorldOptions } from "./simulator/world/mod.ts";
import { openKernel } from "./_tools.ts";

const help = `deno task judge [options]
  --seeds A,B       seeds of the worlds (default: 1,2,3,4,5)
  --mixing A,B      shares of links that go to whoever is popular (default: 0.2,0.3,0.4,0.5)
  --influencers N   (default: 2000)
  --followers N     (default: 40000)
  --communities N   (default: one per 93 influencers)
  --spanning S      share of influencers that are followed from two communities (default: 0)
  --changes N       splits, merges and births, so many of each, in a second period; 0 = none (default: 0)
  --json            print the figures as JSON`;

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3,4,5" },
    mixing: { type: "string", default: "0.2,0.3,0.4,0.5" },
    influencers: { type: "string", default: "2000" },
    followers: { type: "string", default: "40000" },
    communities: { type: "string" },
    spanning: { type: "string", default: "0" },
    changes: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

/** Samples of people: few, since a file for each costs more than there is in it. */
const sampleCount = 10;
/** What is promised: error of shares, area under the curve, F1. */
const bounds = { shares: 0.05, auc: 0.85, f1: 0.9 };

interface Row {
  readonly seed: number;
  readonly mixing: number;
  readonly communities: string;
  readonly nmi: number;
  readonly interests: InterestErrors;
  readonly stability: StabilityScore;
  readonly changes?: ChangeScore;
}

if (options.help) {
  console.log(help);
  Deno.exit(0);
}
Deno.exit(await main());

async function main(): Promise<number> {
  const numbers = (text: string) => text.split(",").map(Number);
  const kernel = await openKernel({ quiet: true });
  const database = await openDatabase();
  const rows: Row[] = [];
  try {
    for (const seed of numbers(options.seeds)) {
      for (const mixing of numbers(options.mixing)) {
        const folder = await Deno.makeTempDir({ prefix: "asterism-judge-" });
        try {
          const workspace = await openOrCreateWorkspace(join(folder, "workspace"), { sampleCount });
          const tools: StepTools = {
            workspace,
            kernel,
            database: () => Promise.resolve(database),
            bar: () => () => {},
          };
          rows.push(await judge(tools, { seed, mixing }, folder));
          if (!options.json) console.log(describe(rows.at(-1)!));
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      }
    }
  } finally {
    database.close();
    await kernel.close();
  }
  if (options.json) console.log(JSON.stringify(rows, null, 2));
  else console.log(summarize(rows));
  return rows.every(isKept) && !(totalF1(rows) < bounds.f1) ? 0 : 1;
}

async function judge(
  tools: StepTools,
  { seed, mixing }: { seed: number; mixing: number },
  folder: string,
): Promise<Row> {
  const world: WorldOptions = {
    seed,
    mixing,
    influencerCount: Number(options.influencers),
    followerCount: Number(options.followers),
    ...(options.communities === undefined ? {} : { communityCount: Number(options.communities) }),
    spanningShare: Number(options.spanning),
  };
  const first = await buildWorld(tools, createWorld(world), join(folder, "first"));
  const row = {
    seed,
    mixing,
    communities: `${first.foundCount} of ${first.world.communities.length}`,
    nmi: scoreDetection(first),
    interests: await judgeInterests(first, await tools.database()),
    stability: await judgeStability(first),
  };
  const count = Number(options.changes);
  if (count === 0) return row;
  const changed = createWorld({ ...world, changes: { splits: count, merges: count, births: count } });
  const second = await buildWorld(tools, changed, join(folder, "second"));
  return { ...row, changes: await judgeChanges(first, second) };
}

function describe({ seed, mixing, communities, nmi, interests, stability, changes }: Row): string {
  const figures = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(" ");
  const { entries, pairs, means, byFollows, counting } = interests;
  return [
    `seed ${seed}, mixing ${mixing}: ${communities} communities found, NMI ${nmi.toFixed(3)}`,
    `  interested in  over all pairs ${pairs.toFixed(4)} (counting follows ${counting.pairs.toFixed(4)}), mean shares ${
      means.toFixed(4)
    } (${counting.means.toFixed(4)}), over entries ${entries.toFixed(3)} (${counting.entries.toFixed(3)})`,
    `                 over entries, people of ${followBorders.slice(0, -1).join(", ")} follows and more: ${
      figures(byFollows)
    }`,
    `  stability      AUC ${stability.auc.toFixed(3)} for ${stability.unstable} unstable members`,
    ...(changes === undefined ? [] : [
      `  changes        F1 ${
        changes.f1.toFixed(3)
      } (${changes.matched} of ${changes.planted} planted, ${changes.reported} reported)`,
      ...changes.faults.map((fault) => `                 ${fault}`),
    ]),
  ].join("\n");
}

function summarize(rows: readonly Row[]): string {
  const range = (name: string, values: readonly number[]) => {
    const known = values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return `${name.padEnd(52)} ${mean.toFixed(3)}  (${Math.min(...known).toFixed(3)} to ${
      Math.max(...known).toFixed(3)
    })`;
  };
  const changed = rows.flatMap(({ changes }) => changes === undefined ? [] : [changes]);
  return [
    "",
    range("interested in: mean error over all pairs", rows.map(({ interests }) => interests.pairs)),
    range("               of communities' mean shares", rows.map(({ interests }) => interests.means)),
    range("               over entries", rows.map(({ interests }) => interests.entries)),
    range("               over entries, 80 follows and more", rows.map(({ interests }) => interests.byFollows.at(-1)!)),
    range("stability: AUC", rows.map(({ stability }) => stability.auc)),
    ...(changed.length === 0 ? [] : [
      range("changes: F1 of each world", changed.map(({ f1 }) => f1)),
      `changes: F1 of all events together ${totalF1(rows).toFixed(3)}`,
    ]),
  ].join("\n");
}

function isKept({ interests, stability }: Row): boolean {
  return interests.pairs <= bounds.shares && interests.means <= bounds.shares && !(stability.auc < bounds.auc);
}

/** F1 over the events of all worlds together: one world has too few. NaN where nothing changed. */
function totalF1(rows: readonly Row[]): number {
  let [matched, all] = [0, 0];
  for (const { changes } of rows) {
    matched += changes?.matched ?? 0;
    all += (changes?.planted ?? 0) + (changes?.reported ?? 0);
  }
  return 2 * matched / all;
}
