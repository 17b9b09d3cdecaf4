/** Crawls a list of accounts: profiles first, then the lists that were asked for, within what may be spent. */
import { InputError, UsageError } from "../../core/errors.ts";
import { forgetfulBook, type OrderBook } from "../../core/crawl/growth/order_book.ts";
import { whatIsLeft } from "../../core/crawl/growth/purse.ts";
import type { Job, JobRequest, Sampling } from "../../core/crawl/job.ts";
import type { JobOperation, Platform } from "../../core/platforms/platform.ts";
import type { Context } from "../_command.ts";
import { type AccountList, withAccountList } from "./accounts.ts";
import { type Crawl, type CrawlOptions, readParameters, withCrawl } from "./connect.ts";
import { describeStatus } from "./describe.ts";
import { countOf } from "./format.ts";
import { capsOf, describePlans, fillJobs, forecastOrder, type Limits, requestsOf, requireConsent } from "./orders.ts";
import { type ListAsked, Plan } from "./plan.ts";
import { findPlatform } from "./platform.ts";
import { countClaimedRows } from "./rows.ts";
import { describeNext, finishCrawl } from "./finish.ts";
import { pauseJobs, workJobs } from "./run_here.ts";
import { inSlots } from "./slots.ts";

/** What of the accounts is crawled. */
export interface OperationChoice {
  readonly followers?: boolean;
  readonly following?: boolean;
  readonly posts?: boolean;
  /** Undefined = before the lists; true = these too, or only these; false = none. */
  readonly profiles?: boolean;
  readonly slots?: readonly number[];
}

export interface ListOptions extends CrawlOptions, OperationChoice {
  readonly platform?: string;
  readonly of?: number;
  /** Millionths of a US dollar. */
  readonly money?: number;
  readonly calls?: number;
  readonly minutes?: number;
  readonly pagesPerAccount?: number;
  readonly priority: number;
  readonly maxBad: number;
  readonly yes: boolean;
  readonly build: boolean;
}

interface Task {
  readonly crawl: Crawl;
  readonly asked: ListAsked;
  readonly list: AccountList;
  readonly orders: OrderBook;
  /** Asks a person; absent where there is nobody to ask. */
  readonly ask?: (question: string) => boolean;
}

/** @throws {InputError} @throws {UsageError} Before anything is ordered or spent. */
export async function crawlList(context: Context, file: string, options: ListOptions): Promise<void> {
  const platform = findPlatform(options.platform);
  const { sampleSeed, sampleCount } = await readParameters(context);
  const sampling = chooseSampling(options, sampleCount);
  const keep = sampling.kind === "slots"
    ? inSlots({ ...sampling, sampleSeed: BigInt(sampleSeed), platform: platform.name })
    : undefined;
  await withAccountList(file, { platform, maxBad: options.maxBad, keep }, async (list) => {
    if (list.count === 0) {
      throw new InputError(`Cannot crawl slots ${options.slots?.join()}: none of the accounts in the list is in them`);
    }
    if (list.bad > 0) context.note(`Left out: ${countOf(list.bad, "lines")} without an account`);
    await withCrawl(context, { ...options, create: true }, async (crawl) => {
      const ask = file !== "-" ? askerOf(context) : undefined;
      const asked = await agree(context, { crawl, platform, list, sampling, options, ask });
      const { coordinator, sinkFolder } = crawl;
      if (sinkFolder === null) {
        return await crawlStages(context, { crawl, asked, list, orders: forgetfulBook(coordinator), ask });
      }
      const plan = await Plan.create(sinkFolder, coordinator, { asked, accounts: list.batches() });
      await crawlPlanned(context, { crawl, asked, list, orders: plan, ask }, plan);
    });
  });
}

/** Goes on with a list whose crawl was cut off. */
export async function resumeList(context: Context, crawl: Crawl, plan: Plan, asked: ListAsked): Promise<void> {
  const platform = findPlatform(asked.platform);
  await withAccountList(plan.accountsPath, { platform, maxBad: 0 }, async (list) => {
    await crawlPlanned(context, { crawl, asked, list, orders: plan, ask: askerOf(context) }, plan);
  });
}

async function crawlPlanned(context: Context, task: Task, plan: Plan): Promise<void> {
  if (await crawlStages(context, task)) await plan.remove();
}

function askerOf(context: Context): Task["ask"] {
  return Deno.stdin.isTerminal() && !context.json ? (text) => confirm(text) : undefined;
}

interface Wish extends Pick<Task, "crawl" | "list" | "ask"> {
  readonly platform: Platform;
  readonly sampling: Sampling;
  readonly options: ListOptions;
}

/** Says what it takes, and finds out whether it may be spent. */
async function agree(context: Context, { crawl, platform, list, sampling, options, ask }: Wish): Promise<ListAsked> {
  const { calls, money, minutes, pagesPerAccount, priority, build } = options;
  const operations = operationsOf(options);
  const limits: Limits = { calls, micros: money, minutes, pagesPerAccount };
  const plans = await forecastOrder(crawl.coordinator, { platform, operations, accounts: list.count, limits });
  context.note(`${describeWish({ platform, list, sampling }, operations)}:\n${describePlans(plans, platform)}`);
  const micros = requireConsent(plans, { ...options, micros: money, ask });
  return {
    kind: "list",
    platform: platform.name,
    sampling,
    // Where this process does the work, the profiles are crawled before the lists are forecast: then it is known how long the
    // lists claim to be. A coordinator elsewhere gets all orders at once, the profiles with a higher priority.
    stages: crawl.url === null && operations.length > 1 && operations[0] === "profiles"
      ? [["profiles"], operations.slice(1)]
      : [operations],
    priority,
    build,
    ...(calls === undefined ? {} : { calls }),
    ...(micros === undefined ? {} : { micros }),
    ...(minutes === undefined ? {} : { untilMs: Date.now() + minutes * 60_000 }),
    ...(pagesPerAccount === undefined ? {} : { pagesPerAccount }),
    wasAsked: money === undefined && micros !== undefined,
  };
}

/** @returns Whether it went to its end, and here: otherwise there is more to do later, or others do it. */
async function crawlStages(context: Context, task: Task): Promise<boolean> {
  const { crawl, asked, orders } = task;
  const { coordinator, url } = crawl;
  const jobs: Job[] = [];
  let whole = true;
  for (const stage of asked.stages) {
    const found = await orders.takeUp();
    const ordered = found ?? await orders.place(await planStage(context, task, stage, jobs));
    const unfilled = found === null ? ordered : found.filter(({ sealed, ended }) => !sealed && ended === null);
    jobs.push(...ordered);
    const ids = ordered.map(({ id }) => id);
    whole = await fillOrHold(context, task, unfilled) && await workJobs(context, crawl, ids);
    if (!whole) break;
  }
  const statuses = await Promise.all(jobs.map(({ id }) => coordinator.readJob(id)));
  context.print(statuses.map(describeStatus).join("\n"), { jobs: statuses });
  if (!whole || url !== null) return false;
  await finishCrawl(context, crawl, statuses, { build: asked.build });
  if (asked.build) context.note(describeNext(context));
  return true;
}

/**
 * Cut off half-way, jobs of this process are filled later; elsewhere they are cancelled, since nobody would go on with half of a list.
 * @returns Whether they are filled; false = interrupted.
 */
async function fillOrHold(context: Context, { crawl, list }: Task, jobs: readonly Job[]): Promise<boolean> {
  const { coordinator, sinkFolder } = crawl;
  try {
    await fillJobs(context, coordinator, jobs, list);
    return true;
  } catch (error) {
    const ids = jobs.map(({ id }) => id);
    if (sinkFolder === null) {
      for (const id of ids) await coordinator.changeJob(id, "cancelled").catch(() => {});
      throw error;
    }
    await pauseJobs(context, coordinator, ids);
    if (!context.signal.aborted) throw error;
    return false;
  }
}

/** The first stage's caps are its share of all; the later ones' are what is left, shared by what the profiles claim. */
async function planStage(
  context: Context,
  { crawl, asked, list, ask }: Task,
  stage: readonly JobOperation[],
  before: readonly Job[],
): Promise<JobRequest[]> {
  const { coordinator } = crawl;
  const { platform, sampling, priority, pagesPerAccount, untilMs } = asked;
  const ids = before.map(({ id }) => id);
  const minutes = untilMs === undefined ? undefined : Math.max(0, untilMs - Date.now()) / 60_000;
  const left: Limits = { ...await whatIsLeft(coordinator, asked, ids), minutes, pagesPerAccount };
  const isFirst = before.length === 0;
  const plans = await forecastOrder(coordinator, {
    platform: findPlatform(platform),
    operations: isFirst ? asked.stages.flat() : stage,
    accounts: list.count,
    rowCounts: isFirst ? undefined : await countClaimedRows(crawl, ids),
    limits: left,
  });
  if (!isFirst) context.note(`By what the profiles claim:\n${describePlans(plans, findPlatform(platform))}`);
  // Who was asked is asked again: only now it is known what the lists cost.
  const micros = asked.wasAsked && !isFirst ? requireConsent(plans, { yes: false, ask }) : left.micros;
  const caps = capsOf(plans, { ...left, micros }, Date.now());
  const jobs = plans.map(({ operation }, index) => ({ operation, caps: caps[index] }));
  return requestsOf({
    name: countAccounts(list),
    platform,
    priority,
    sampling,
    jobs: jobs.filter(({ operation }) => stage.includes(operation)),
  });
}

/** What was asked for, profiles first. A sampled crawl asks for the accounts that people follow. */
export function operationsOf({ followers, following, posts, profiles, slots }: OperationChoice): JobOperation[] {
  const asked = { followers, following, posts };
  const lists = (["followers", "following", "posts"] as const).filter((operation) => asked[operation]);
  if (lists.length === 0 && profiles === true) return ["profiles"];
  const wanted: JobOperation[] = lists.length > 0 ? lists : [slots === undefined ? "followers" : "following"];
  // Of people chosen by slot nobody asks how complete their followers are: their profiles are had for the asking only.
  return profiles ?? slots === undefined ? ["profiles", ...wanted] : wanted;
}

function chooseSampling({ slots, of }: ListOptions, sampleCount: number): Sampling {
  if (slots === undefined) {
    if (of !== undefined) throw new UsageError("Cannot use --of without --slots");
    return { kind: "list" };
  }
  const slotCount = of ?? sampleCount;
  if (slots.some((slot) => slot >= slotCount)) {
    throw new UsageError(`Cannot use --slots ${slots.join()}: needed numbers below ${slotCount}`);
  }
  return { kind: "slots", slots, slotCount };
}

function describeWish(
  { platform, list, sampling }: Pick<Wish, "platform" | "list" | "sampling">,
  operations: readonly JobOperation[],
): string {
  const sample = sampling.kind === "slots" ? ` (slots ${sampling.slots.join()} of ${sampling.slotCount})` : "";
  return `${countAccounts(list)} of ${platform.title}${sample}: ${operations.join(", then ")}`;
}

function countAccounts({ count }: AccountList): string {
  return countOf(count, "accounts");
}
