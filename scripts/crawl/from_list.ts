/** Crawls a list of accounts: profiles first, then the lists that were asked for, within what may be spent. */
import { InputError, UsageError } from "../../core/errors.ts";
import type { Job, Sampling } from "../../core/crawl/job.ts";
import type { JobOperation, Platform } from "../../core/platforms/platform.ts";
import type { Context } from "../_command.ts";
import { formatCount } from "../_terminal.ts";
import { type AccountList, withAccountList } from "./accounts.ts";
import { type Crawl, type CrawlOptions, readParameters, withCrawl } from "./connect.ts";
import { describeStatus } from "./describe.ts";
import { capsOf, describePlans, forecastOrder, type Limits, placeOrder, requireConsent } from "./orders.ts";
import { findPlatform } from "./platform.ts";
import { countClaimedRows } from "./rows.ts";
import { describeNext, finishCrawl } from "./finish.ts";
import { workJobs } from "./run_here.ts";
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
  readonly platform: Platform;
  readonly list: AccountList;
  readonly sampling: Sampling;
  readonly options: ListOptions;
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
    if (list.bad > 0) context.note(`${formatCount(list.bad)} lines that name no account left out`);
    await withCrawl(context, { ...options, create: true }, async (crawl) => {
      const ask = file !== "-" && Deno.stdin.isTerminal() && !context.json
        ? (text: string) => confirm(text)
        : undefined;
      await crawlStages({ ...context }, { crawl, platform, list, sampling, options, ask });
    });
  });
}

/**
 * Where this process does the work, the profiles are crawled before the lists are forecast: then it is known how long the lists
 * claim to be. A coordinator elsewhere gets all orders at once, the profiles with a higher priority.
 */
async function crawlStages(context: Context, task: Task): Promise<void> {
  const operations = operationsOf(task.options);
  const stages = task.crawl.url === null && operations.length > 1 && operations[0] === "profiles"
    ? [["profiles"] as const, operations.slice(1)]
    : [operations];
  const limits: Limits = { ...task.options, micros: task.options.money };
  const plans = await forecastOrder(task.crawl.coordinator, { ...task, operations, accounts: task.list.count, limits });
  context.note(`${describeTask(task, operations)}:\n${describePlans(plans)}`);
  let micros = requireConsent(plans, { ...task.options, micros: limits.micros, ask: task.ask });

  const jobs: Job[] = [];
  let [chosen, whole] = [plans, true];
  for (const [index, stage] of stages.entries()) {
    if (index > 0) {
      const rowCounts = await countClaimedRows(task.crawl, jobs.map(({ id }) => id));
      const left = await whatIsLeft(task, { ...limits, micros }, jobs);
      chosen = await forecastOrder(task.crawl.coordinator, {
        ...task,
        operations: stage,
        accounts: task.list.count,
        rowCounts,
        limits: left,
      });
      context.note(`By what the profiles claim:\n${describePlans(chosen)}`);
      // Who was asked is asked again: only now it is known what the lists cost.
      micros = limits.micros === undefined && micros !== undefined
        ? requireConsent(chosen, { yes: false, ask: task.ask })
        : left.micros;
    }
    const caps = capsOf(chosen, { ...limits, micros }, Date.now());
    const ordered = await placeOrder(context, task.crawl.coordinator, {
      name: countAccounts(task.list),
      platform: task.platform.name,
      priority: task.options.priority,
      sampling: task.sampling,
      jobs: stage.map((operation) => ({
        operation,
        caps: caps[chosen.findIndex((plan) => plan.operation === operation)],
      })),
    }, task.list);
    jobs.push(...ordered);
    whole = await workJobs(context, task.crawl, ordered.map(({ id }) => id));
    if (!whole) break;
  }
  const statuses = await Promise.all(jobs.map(({ id }) => task.crawl.coordinator.readJob(id)));
  context.print(statuses.map(describeStatus).join("\n"), { jobs: statuses });
  if (!whole || task.crawl.url !== null) return;
  await finishCrawl(context, task.crawl, statuses, { build: task.options.build });
  if (task.options.build) context.note(describeNext(context));
}

async function whatIsLeft({ crawl }: Task, limits: Limits, jobs: readonly Job[]): Promise<Limits> {
  let { micros, calls } = limits;
  for (const { id } of jobs) {
    const { money, totals } = await crawl.coordinator.readJob(id);
    if (micros !== undefined) micros = Math.max(0, micros - money.chargedMicros);
    if (calls !== undefined) calls = Math.max(0, calls - totals.calls);
  }
  return { ...limits, micros, calls };
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

function describeTask({ platform, list, sampling }: Task, operations: readonly JobOperation[]): string {
  const sample = sampling.kind === "slots" ? ` (slots ${sampling.slots.join()} of ${sampling.slotCount})` : "";
  return `${countAccounts(list)} of ${platform.title}${sample}: ${operations.join(", then ")}`;
}

function countAccounts({ count }: AccountList): string {
  return `${formatCount(count)} ${count === 1 ? "account" : "accounts"}`;
}
