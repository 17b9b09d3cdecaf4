import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { withAnswers } from "../_answers.ts";
import { buildFromCrawl } from "../_build.ts";
import { cacheFolder } from "../_cache.ts";
import { type Context, defineCommand, wholeNumber } from "../_command.ts";
import { describeSimilar } from "../_describe_similar.ts";
import { checkCommunities, checkExpansion, checkServer, checkTruth } from "../_self_check.ts";
import { crawlWorld, type DemoCrawl } from "../demo/crawl_world.ts";
import { formatDuration, formatMoney } from "../crawl/format.ts";
import { describeTree } from "./communities/show.ts";
import { accent, bold, dim, formatCount, formatShare } from "../_terminal.ts";
import { runServer } from "../serve/mod.ts";
import { createWorld, type World } from "../simulator/world/mod.ts";

interface DemoOptions {
  exit: boolean;
  port: number;
}

/** Large enough for every planted story. */
const demoWorld = { seed: 7, influencerCount: 3000, followerCount: 100_000 };

/** Of 100: a fair 5 % of people, each with all that they follow; small enough for an answer within fifteen seconds. */
const crawledSlots = 5;

const communitiesShown = 8;

export const demo = defineCommand<DemoOptions>("demo", {
  description:
    "Invent a social world and go the whole road: crawl, network, signatures, look-alikes, communities, page",
  examples: ["deno task demo", "deno task demo --exit    # ends after checking itself"],
  options: (command) =>
    command
      .option("--exit", "end after the self-check", false)
      .option("--port <number>", "port of the page; 0 = any free one", wholeNumber("--port", 0, 65535), 8080),
  action: (context, options) => runDemo(context, options),
});

export async function runDemo(given: Context, { exit, port }: DemoOptions): Promise<void> {
  const started = performance.now();
  const folder = join(cacheFolder, "demo");
  const context = { ...given, workspace: join(folder, "workspace") };
  const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;

  const world = createWorld(demoWorld);
  context.note(
    `${bold("An invented world")}: ${
      formatCount(demoWorld.influencerCount)
    } influencers in ${world.communities.length} communities, ${
      formatCount(demoWorld.followerCount)
    } people (seed ${demoWorld.seed})`,
  );
  const crawl = await crawlWorld(context, world, { folder: join(context.workspace, "crawl"), slots: crawledSlots });
  context.note(describeCrawl(crawl));
  context.note(dim(`${formatCount(crawl.connections)} follows crawled, ${elapsed()}`));

  await buildFromCrawl(context, crawl.jobs);
  await tellStory(context, world, crawl);
  context.note(dim(`First answer after ${elapsed()}`));

  const controller = new AbortController();
  const stop = () => controller.abort();
  context.signal.addEventListener("abort", stop);
  let failure: unknown;
  await runServer({
    workspace: context.workspace,
    host: "127.0.0.1",
    port: exit ? 0 : port,
    open: true,
    signal: controller.signal,
    onReady: async (url) => {
      try {
        await checkServer(url, world);
        context.note(`${accent("✓")} the API and the page answer as the truth says, after ${elapsed()}`);
      } catch (error) {
        failure = error;
      }
      if (exit || failure !== undefined) stop();
      else context.note(nextSteps(url));
    },
  });
  if (failure !== undefined) throw failure;
}

/** A small loyal account, whose audience lies almost wholly within the brand's: by Jaccard a nobody, by containment the first. */
async function tellStory(context: Context, world: World, crawl: DemoCrawl): Promise<void> {
  const { loyal, brand } = world.planted;
  await withAnswers(context, async (answers) => {
    const answer = await answers.similar({ account: world.influencers[loyal].id, by: "containment", limit: 5 });
    context.print(`\n${describeSimilar(answer)}\n`, answer);
    if (answer.lookAlikes[0]?.account.id !== world.influencers[brand].id) {
      throw new InputError(
        `Cannot trust this demo: the account that shares most of ${answer.account.name}'s audience must be ${
          world.influencers[brand].name
        }, found ${answer.lookAlikes[0]?.account.name}`,
      );
    }
    const truth = await checkTruth(answers, world);
    context.note(
      `${accent("✓")} truth check: ${formatShare(truth.intervalsThatHold)} of ${
        formatCount(truth.pairs)
      } intervals of 95 % hold the count over all ${formatCount(demoWorld.followerCount)} people, of whom ${
        formatCount(crawl.people.length)
      } were asked; ` +
        `${formatShare(truth.sameCommunity)} of first look-alikes are of the same community (by chance ${
          formatShare(truth.sameCommunityByChance)
        })`,
    );
    const tree = await answers.communities({});
    context.print(`\n${describeTree(tree, tree.baseLevel, communitiesShown)}\n`, tree);
    const { nmi } = await checkCommunities(answers, world);
    context.note(
      `${
        accent("✓")
      } truth check: normalized mutual information with the ${world.communities.length} planted communities ${
        nmi.toFixed(3)
      }`,
    );
    const { found, planted: own } = await checkExpansion(answers, world, loyal);
    context.note(
      `${accent("✓")} a community from three accounts ends by itself after ${formatCount(found)} members; ${
        formatShare(own / found)
      } of them were planted with the three`,
    );
    // The world's truth judges what was found, not what somebody said about it the last time.
  }, { edits: "ignored" });
}

function describeCrawl({ slots, slotCount, calls, micros, lengthMs, apps, people }: DemoCrawl): string {
  return [
    `${bold("Crawled")} as X shows it: all profiles, and whom a fair sample of ${
      formatCount(people.length)
    } people follow ` +
    `(${slots} of ${slotCount} slots by hash)`,
    `${accent("✓")} ${formatCount(calls)} calls with ${apps} apps in ${
      formatDuration(lengthMs)
    } of quota windows, which pass here in seconds; by the platform's own ledger none was too many, and X would have billed ${
      formatMoney(micros)
    }, as was reckoned`,
  ].join("\n");
}

function nextSteps(url: string): string {
  return [
    "",
    `  ${bold(url)}   type a name, such as "run" or "bread"; Ctrl-C ends`,
    "",
    "Next, with your own data:",
    `  ${
      accent("deno task start your-follows.csv")
    }                                    who shares an audience with whom`,
    `  ${accent("deno task crawl start --around @you.bsky.social --minutes 30")}        who shares yours`,
  ].join("\n");
}
