/**
 * What one simulated crawl is like: who is there, what is asked for, how narrow the limits are, and which faults it has. Drawn from its
 * seed. Each class of faults is there or not (swarm testing): what one fault hides only shows when it is away.
 */
import { bluesky } from "../../../core/platforms/bluesky.ts";
import {
  type JobOperation,
  jobOperations,
  type OperationTable,
  type Platform,
} from "../../../core/platforms/platform.ts";
import { x } from "../../../core/platforms/x.ts";
import type { JobCaps } from "../../../core/crawl/job.ts";
import { createRandom } from "../../../scripts/_random.ts";
import {
  didOf,
  type FaultName,
  handleOnBluesky,
  type PlatformName,
  randomSociety,
  type SimulatedToken,
  type Society,
} from "../../../scripts/simulator/mod.ts";

export const faultClasses = [
  "lostCalls", // to the platform: lost on the way there or back, late, never answered
  "refusals", // 429 with and without headers or with false ones, 5xx
  "revocations", // 401
  "brokenBodies",
  "oddPages", // short, empty, overlapping
  "badCursors",
  "endlessLists",
  "changingWorld",
  "network", // between workers and coordinator: lost, late, doubled, overtaken
  "conflicts",
  "unknownCommits", // the store throws before or after it has written
  "coordinatorCrashes",
  "twoCoordinators", // at once, over one store
  "workerCrashes",
  "freezes",
  "clockSteps",
  "skew",
  "sinkFailures",
  "operators", // pause, resume, cancel, late and doubled accounts
] as const;
export type FaultClass = typeof faultClasses[number];

/** Chance for each call. Together below 0.2: an account fails for good only after many failures in a row. */
const callFaults: Readonly<Partial<Record<FaultClass, Partial<Record<FaultName, number>>>>> = {
  lostCalls: { arrivesLate: 0.04, requestLost: 0.015, answerLost: 0.02, answersLate: 0.02, neverAnswers: 0.01 },
  refusals: { limitedBare: 0.015, limitedFalsely: 0.015, serverError: 0.04 },
  revocations: { tokenRevoked: 0.02 },
  brokenBodies: { truncatedBody: 0.015, htmlBody: 0.01 },
  oddPages: { shortPage: 0.1, emptyPage: 0.03, repeatedEntries: 0.1 },
  badCursors: { stalledCursor: 0.01, loopedCursor: 0.01 },
  changingWorld: { newFollower: 0.08, unfollow: 0.05, vanish: 0.01 },
};

export interface JobPlan {
  readonly key: string;
  readonly platform: PlatformName;
  readonly operation: JobOperation;
  /** Account indexes that are in it; −1 − n is one that does not exist. Each once. */
  readonly accounts: readonly number[];
  /** What is handed in, in pieces: as ids, prefixed ids or handles, some of them twice. */
  readonly pieces: readonly (readonly string[])[];
  readonly priority: number;
  readonly caps: JobCaps;
  readonly startMs: number;
  /** What its operator does, and when. */
  readonly acts: readonly { readonly atMs: number; readonly state: "paused" | "active" | "cancelled" }[];
}

export interface Plan {
  readonly seed: number;
  readonly faults: ReadonlySet<FaultClass>;
  readonly callFaults: Readonly<Partial<Record<FaultName, number>>>;
  /** From then on nothing goes wrong any more. */
  readonly calmMs: number;
  readonly society: Society;
  readonly endless: Readonly<Record<string, "stall" | "loop">>;
  /** With tables of small limits. */
  readonly platforms: readonly Platform[];
  readonly tokens: readonly SimulatedToken[];
  /** Tokens that are handed in once the others do not work any more. */
  readonly spareTokens: readonly SimulatedToken[];
  readonly jobs: readonly JobPlan[];
  readonly budgets: { readonly month: number | null; readonly apps: Readonly<Record<string, number>> };
  readonly workers: readonly WorkerPlan[];
  /** Accounts of a shard, more than a small job's have; null = as the rules have it. */
  readonly shardAccounts: number | null;
  /** Most that an object takes to be written: a folder's time, or a bucket's on a bad day. */
  readonly sinkMsMax: number;
}

export interface WorkerPlan {
  readonly id: string;
  readonly shards: number;
  readonly callsPerShard: number;
  readonly skewMs: number;
  readonly rate: number;
}

/** An independent stream of random numbers for each part of a crawl, so that one part's draws do not move another's. */
export function fork(seed: number, name: string): () => number {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return createRandom(hash);
}

export function drawPlan(seed: number): Plan {
  const random = fork(seed, "plan");
  const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const isCalm = random() < 0.05;
  const faults = new Set(faultClasses.filter(() => random() < 0.4 && !isCalm));
  const society = randomSociety(random, {
    accountCount: int(12, 40),
    followersMean: int(2, 8),
    shares: { private: 0.06, suspended: 0.06, gone: 0.06, deactivated: 0.03 },
    postsMean: 6,
  });
  const platforms = [narrow(x, random), narrow(bluesky, random)];
  const secret = () => `canary-${Array.from({ length: 5 }, () => int(0x1000000, 0xfffffff).toString(16)).join("")}`;
  const appCount = int(1, 2);
  const token = (name: string): SimulatedToken => ({
    platform: "x",
    name,
    app: `app${int(1, appCount)}`,
    secret: secret(),
  });
  const tokens = Array.from({ length: int(1, 3) }, (_, index) => token(`token${index + 1}`));
  const endless = faults.has("endlessLists")
    ? Object.fromEntries(
      [int(0, society.accountCount - 1), int(0, society.accountCount - 1)]
        .map((index) => [society.accountId(index), random() < 0.5 ? "stall" as const : "loop" as const]),
    )
    : {};
  const calmMs = int(5, 40) * 60_000;
  const used = new Set<string>();
  const jobs = Array.from({ length: int(1, 3) }, (_, index) => {
    const platform: PlatformName = random() < 0.65 ? "x" : "bluesky";
    const operation = pick(jobOperations.filter((operation) => !used.has(`${platform} ${operation}`)));
    used.add(`${platform} ${operation}`);
    return drawJob({ random, society, platform, operation, key: `job${index + 1}`, calmMs, faults });
  });
  const hasBudgets = random() < 0.3;
  return {
    seed,
    faults,
    callFaults: Object.assign(
      {},
      ...Object.entries(callFaults).map(([name, chances]) => faults.has(name as FaultClass) ? chances : {}),
    ),
    calmMs,
    society,
    endless,
    platforms,
    tokens,
    spareTokens: [token("spare1"), token("spare2")],
    jobs,
    budgets: {
      month: hasBudgets && random() < 0.6 ? int(10, 120) * 10_000 : null,
      apps: hasBudgets && random() < 0.7 ? { app1: int(10, 80) * 10_000 } : {},
    },
    shardAccounts: random() < 0.4 ? int(3, 12) : null,
    sinkMsMax: random() < 0.3 ? 3000 : 30,
    workers: Array.from({ length: int(1, 3) }, (_, index) => ({
      id: `w${index + 1}`,
      shards: int(1, 3),
      callsPerShard: int(1, 8),
      skewMs: faults.has("skew") ? int(-300_000, 300_000) : 0,
      rate: faults.has("skew") ? 1 + (random() - 0.5) * 0.002 : 1,
    })),
  };
}

interface JobDraw {
  readonly random: () => number;
  readonly society: Society;
  readonly platform: PlatformName;
  readonly operation: JobOperation;
  readonly key: string;
  readonly calmMs: number;
  readonly faults: ReadonlySet<FaultClass>;
}

function drawJob({ random, society, platform, operation, key, calmMs, faults }: JobDraw): JobPlan {
  const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const everybody = Array.from({ length: society.accountCount }, (_, index) => index);
  const accounts = shuffle(everybody, random).slice(0, int(3, Math.min(20, society.accountCount)));
  for (let nobody = int(0, 2); nobody > 0; nobody--) accounts.push(-nobody);
  const byHandle = random() < 0.35;
  const texts = accounts.map((account) => nameOf(society, { platform, account, byHandle }));
  if (faults.has("operators")) texts.push(...texts.slice(0, int(0, 5)).map((text) => alias(text, platform)));
  const mixed = shuffle(texts, random);
  const cut = random() < 0.5 ? mixed.length : int(1, mixed.length);
  const caps: { pagesPerAccount?: number; calls?: number; micros?: number } = {};
  if (random() < 0.2) caps.pagesPerAccount = int(1, 3);
  if (random() < 0.15) caps.calls = int(2, 25);
  if (platform === "x" && random() < 0.25) caps.micros = int(5, 60) * 10_000;
  const acts: { atMs: number; state: "paused" | "active" | "cancelled" }[] = [];
  if (faults.has("operators")) {
    for (let atMs = int(1, 600) * 1000; random() < 0.5 && atMs < calmMs; atMs += int(30, 600) * 1000) {
      acts.push({ atMs, state: "paused" }, { atMs: atMs + int(5, 300) * 1000, state: "active" });
    }
    if (random() < 0.25) acts.push({ atMs: int(1, 200) * 1000, state: "cancelled" });
  }
  return {
    key,
    platform,
    operation,
    accounts,
    pieces: cut === mixed.length ? [mixed] : [mixed.slice(0, cut), mixed.slice(cut)],
    priority: int(-2, 2) * 10,
    caps,
    startMs: random() < 0.7 ? 0 : int(1, 60) * 1000,
    acts: acts.toSorted((left, right) => left.atMs - right.atMs),
  };
}

/** How an account is written in a list. */
export function nameOf(
  society: Society,
  { platform, account, byHandle }: { platform: PlatformName; account: number; byHandle: boolean },
): string {
  const id = account < 0 ? String(9_000_000 - account) : society.accountId(account);
  const handle = account < 0 ? `nobody${-account}` : society.account(account).handle;
  if (platform === "x") return byHandle ? `@${handle}` : id;
  return byHandle ? `@${handleOnBluesky(handle)}` : didOf(id);
}

/** Another way to write the same. */
function alias(text: string, platform: PlatformName): string {
  return text.startsWith("@") ? text.toUpperCase() : `${platform}:${text}`;
}

/** The platform with few calls in short windows and small pages, so that a small society is work for an hour. */
function narrow(platform: Platform, random: () => number): Platform {
  const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const size = int(2, 6);
  const window = () => Math.ceil(15 * random() ** 2) * 60_000;
  const windowMs = window();
  const shared = int(10, 40);
  const tables = Object.entries(platform.operations).map(([operation, table]): [string, OperationTable] => {
    const many = table.accountsPerCall > 1;
    const perToken = int(3, 15);
    return [operation, {
      ...table,
      accountsPerCall: many ? size : 1,
      pageSizeMax: platform.name === "x" && operation === "posts" ? 5 : size,
      limits: table.limits.map((limit) => ({
        scope: limit.scope,
        windowMs: platform.name === "x" ? window() : windowMs,
        limit: platform.name === "x" ? (limit.scope === "token" ? perToken : perToken + int(-1, 8)) : shared,
      })),
    }];
  });
  return { ...platform, operations: Object.fromEntries(tables) };
}

function shuffle<T>(list: readonly T[], random: () => number): T[] {
  const shuffled = [...list];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled;
}
