/** Grows a crawl around seeds, in this process: driver of `core/crawl/growth`, worker and live view beside each other. */
import { InputError, UsageError } from "../../core/errors.ts";
import { grow, type GrowthReport, growthShares } from "../../core/crawl/growth/drive.ts";
import { growthSeedsMax } from "../../core/limits.ts";
import type { Forecast } from "../../core/crawl/job.ts";
import type { Platform } from "../../core/platforms/platform.ts";
import { platforms } from "../../core/platforms/mod.ts";
import type { Context } from "../_command.ts";
import { bold, dim, formatCount, formatShare, formatTable } from "../_terminal.ts";
import { nameText } from "./accounts.ts";
import { type Crawl, readParameters, requireNet, withCrawl } from "./connect.ts";
import { describeStatus } from "./describe.ts";
import { describeNext, finishCrawl } from "./finish.ts";
import { countOf, formatDuration, formatMoney } from "./format.ts";
import type { ListOptions } from "./from_list.ts";
import { needsToken } from "./orders.ts";
import { type GrowthAsked, Plan } from "./plan.ts";
import { findPlatform } from "./platform.ts";
import { folderReader } from "./rows.ts";
import { pauseJobs, withWorker } from "./run_here.ts";
import { openDisplay } from "./view.ts";
import { pause } from "./watch.ts";

export interface GrowthOptions extends ListOptions {
  readonly around: readonly string[];
  readonly untilWidth?: number;
}

/** Look-alikes that are wanted, and shown. */
const lookAlikesWanted = 20;
/** How often what was read is looked at, in ms: a choice is never staler. */
const lookEveryMs = 1000;

export async function growAround(context: Context, options: GrowthOptions): Promise<void> {
  const { around, calls, minutes, money, untilWidth, coordinator: url } = options;
  const refused = (["followers", "following", "posts", "slots", "pagesPerAccount"] as const)
    .find((name) => options[name] !== undefined);
  if (refused !== undefined) {
    throw new UsageError(`Cannot use --around and --${refused} together: growth chooses itself`);
  }
  if (calls === undefined && minutes === undefined && money === undefined) {
    throw new UsageError("Cannot grow without an end: needed --minutes, --calls or --money");
  }
  if (url !== undefined) {
    throw new UsageError(
      "Cannot grow at a coordinator elsewhere: what is read decides what is read next, and is read here; leave out --coordinator",
    );
  }
  const { platform, seeds } = readSeeds(around, options.platform);
  await requireNet(new URL(options.baseUrl?.[platform.name] ?? platform.baseUrl));
  await withCrawl(context, { ...options, create: true }, async (crawl) => {
    await checkMeans(context, crawl, platform, options);
    context.note(`Growing around ${bold(seeds.join(", "))} on ${platform.title}, ${describeBudget(options)}`);
    const asked: GrowthAsked = {
      kind: "around",
      platform: platform.name,
      seeds,
      priority: options.priority,
      build: options.build,
      ...(untilWidth === undefined ? {} : { untilWidth }),
      ...(calls === undefined ? {} : { calls }),
      ...(money === undefined ? {} : { micros: money }),
      ...(minutes === undefined ? {} : { untilMs: Date.now() + minutes * 60_000 }),
    };
    const plan = await Plan.create(crawl.sinkFolder!, crawl.coordinator, { asked });
    await growPlanned(context, crawl, plan, asked);
  });
}

/** Goes on with growth that was cut off. */
export async function resumeGrowth(context: Context, crawl: Crawl, plan: Plan, asked: GrowthAsked): Promise<void> {
  const platform = findPlatform(asked.platform);
  await requireNet(new URL(crawl.baseUrls[platform.name] ?? platform.baseUrl));
  context.note(`Growing on around ${bold(asked.seeds.join(", "))} on ${platform.title}`);
  await growPlanned(context, crawl, plan, asked);
}

async function growPlanned(context: Context, crawl: Crawl, plan: Plan, asked: GrowthAsked): Promise<void> {
  const { coordinator } = crawl;
  let report: GrowthReport;
  try {
    report = await growHere(context, crawl, plan, asked);
  } catch (error) {
    if (context.signal.aborted) return await pauseJobs(context, coordinator, plan.jobs);
    // Seeds that do not exist will not do so later.
    if (error instanceof InputError) await plan.remove();
    throw error;
  }
  const statuses = (await Promise.all(report.jobs.map((id) => coordinator.readJob(id))))
    // An operation for which there was nothing to do.
    .filter(({ totals }) => totals.accounts > 0);
  context.print(describeReport(findPlatform(asked.platform), report), { ...report, jobs: statuses });
  context.note(statuses.map(describeStatus).join("\n"));
  if (report.ended === "interrupted") return await pauseJobs(context, coordinator, report.jobs);
  await finishCrawl(context, crawl, statuses, asked);
  await plan.remove();
  if (asked.build) context.note(describeNext(context, report.seeds[0].seed));
}

async function growHere(context: Context, crawl: Crawl, plan: Plan, asked: GrowthAsked): Promise<GrowthReport> {
  const { seeds, priority, calls, micros, untilMs, untilWidth } = asked;
  const platform = findPlatform(asked.platform);
  const { sampleSeed } = await readParameters(context);
  const display = openDisplay({ quiet: context.quiet, monotonicMs: () => performance.now() });
  let tokens = await crawl.coordinator.listTokens();
  try {
    return await withWorker(context, crawl, () =>
      grow({
        coordinator: crawl.coordinator,
        orders: plan,
        readRows: folderReader(crawl.sinkFolder!),
        now: Date.now,
        signal: context.signal,
        async wait() {
          tokens = (await crawl.coordinator.listTokens()).filter((token) => token.platform === platform.name);
          await pause(lookEveryMs, context.signal);
        },
        onStep: ({ jobs }) => display.show({ jobs, tokens, nowMs: Date.now() }),
      }, {
        platform,
        seeds,
        sampleSeed: BigInt(sampleSeed),
        lookAlikes: lookAlikesWanted,
        priority,
        budget: { calls, micros, untilMs },
        untilWidth,
      }));
  } finally {
    display.stop();
  }
}

/** A token where one is needed, and a budget where it costs money. */
async function checkMeans(context: Context, { coordinator }: Crawl, platform: Platform, options: GrowthOptions) {
  const forecasts: Forecast[] = [];
  for (const operation of ["profiles", "followers", "following"] as const) {
    if (platform.operations[operation] === undefined) {
      throw new InputError(`Cannot grow: ${platform.title} offers no ${operation}`);
    }
    forecasts.push(await coordinator.forecast({ platform: platform.name, operation, accounts: 1 }));
  }
  if (platform.needsCredential && forecasts.every(({ tokens }) => tokens === 0)) {
    throw new InputError(needsToken(platform));
  }
  const costs = Object.values(platform.operations).some(({ price }) =>
    price.microsPerCall + price.microsPerResource > 0
  );
  if (!costs) return;
  if (options.money === 0) throw new InputError(`Cannot grow on ${platform.title} for nothing: its calls cost money`);
  if (options.money === undefined && !options.yes) {
    throw new UsageError(
      `Cannot grow: calls on ${platform.title} cost money; needed --money DOLLARS as a hard budget, or --yes for none`,
    );
  }
  const share = growthShares.following + growthShares.followers;
  context.note(
    dim(`Lists of people and of look-alikes get up to ${formatShare(share)} of what is left after the seeds`),
  );
}

/** Reads the seeds; without --platform the one that all of them can be of, told by their shape. */
function readSeeds(texts: readonly string[], named: string | undefined): { platform: Platform; seeds: string[] } {
  const candidates = named !== undefined
    ? [findPlatform(named)]
    : Object.values(platforms).filter((platform) => texts.every((text) => canRead(platform, text)));
  if (candidates.length !== 1) {
    const which = candidates.length === 0
      ? "none that all of them fit"
      : candidates.map(({ name }) => name).join(" or ");
    throw new UsageError(`Cannot tell the platform of ${texts.join(", ")}: found ${which}; name it with --platform`);
  }
  const [platform] = candidates;
  return { platform, seeds: [...new Set(texts.map((text) => nameText(platform.readAccount(text))))] };
}

function canRead(platform: Platform, text: string): boolean {
  try {
    platform.readAccount(text);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function describeBudget({ calls, minutes, money, untilWidth }: GrowthOptions): string {
  const parts = [
    calls === undefined ? null : `at most ${countOf(calls, "calls")}`,
    money === undefined ? null : `at most ${formatMoney(money)}`,
    minutes === undefined ? null : `${formatDuration(minutes * 60_000)}`,
    untilWidth === undefined ? null : `until similarities are known within ${untilWidth}`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

function describeReport(platform: Platform, { seeds, lookAlikes, sampled, ended }: GrowthReport): string {
  const newest = platform.operations.followers?.order === "newest-first";
  const nameOf = (account: string, handle: string | null) => handle === null ? account : `@${handle}`;
  const audiences = seeds.map(({ seed, handle, seen, claimed, complete }) =>
    complete
      ? `  ${nameOf(seed, handle)}: all ${countOf(seen, "followers")} read`
      : `  ${nameOf(seed, handle)}: ${formatCount(seen)} of ${
        claimed === null ? "an unknown number of" : formatCount(claimed)
      } followers read${newest ? ", the newest: not a fair sample of the rest" : ""}`
  );
  const rows = lookAlikes.map(({ account, handle, similarity: { value, low, high }, followers, listed }) => [
    nameOf(account, handle),
    (value ?? 0).toFixed(3),
    `${low.toFixed(3)}–${high.toFixed(3)}`,
    followers === null ? "unknown" : formatCount(followers),
    listed ? "all its followers" : sampled === 1 ? "1 person" : `${formatCount(sampled)} people`,
  ]);
  const why = {
    budget: "the budget is spent",
    width: "similarities are known well enough",
    known: "nothing more can be learned",
    interrupted: "interrupted",
  }[ended];
  return [
    `${bold("Audiences")}`,
    ...audiences,
    rows.length === 0
      ? "No look-alike was found yet"
      : `${bold("Look-alikes")} so far; ${why}\n${
        formatTable([["account", ">similarity", ">95 %", ">followers", "known from"], ...rows])
      }`,
  ].join("\n");
}

export function parseSeeds(text: string): string[] {
  const seeds = text.split(",").map((seed) => seed.trim()).filter((seed) => seed !== "");
  if (seeds.length === 0 || seeds.length > growthSeedsMax) {
    throw new UsageError(`Cannot use --around "${text}": needed 1 to ${growthSeedsMax} accounts, such as @one,@two`);
  }
  return seeds;
}

export function parseWidth(text: string): number {
  const width = Number(text);
  if (!(width > 0 && width < 1)) {
    throw new UsageError(`Cannot use --until-width "${text}": needed a share above 0 and below 1, such as 0.02`);
  }
  return width;
}
