/**
 * What growth around seeds finds for so many calls, beside a random and a breadth-first order with the same budget, the same statistics
 * and the same pages: recall of the true first look-alikes, and error of their Jaccard similarity.
 *
 *     deno task growth-quality [--small]
 */
import { growthShares } from "../../core/crawl/growth/drive.ts";
import { Growth, type LookAlike } from "../../core/crawl/growth/growth.ts";
import { createWorld, type World } from "../../scripts/simulator/world/mod.ts";
import { Random } from "../../scripts/simulator/world/random.ts";

export interface QualityOptions {
  readonly influencers: number;
  readonly followers: number;
  readonly seed: number;
  readonly seedSets: number;
  readonly seedsEach: number;
  /** Rows of a page: 1000 as X has it, 100 as Bluesky. */
  readonly pageSize: number;
  readonly budgets: readonly number[];
  readonly lookAlikes: number;
}

export const policies = ["planned", "breadth-first", "random"] as const;
export type Policy = typeof policies[number];

export interface Quality {
  readonly policy: Policy;
  readonly calls: number;
  /** Share of the true first look-alikes that are among those found. */
  readonly recall: number;
  /** Mean of |estimated - true| over the true first look-alikes; one that was not found is estimated as 0. */
  readonly error: number;
  /** Share of intervals that hold the true similarity. */
  readonly hold: number;
}

const sampleSeed = 0x2545f4914f6cdd1dn;

export function measureGrowth(options: QualityOptions): Quality[] {
  const network = readNetwork(
    createWorld({ seed: options.seed, influencerCount: options.influencers, followerCount: options.followers }),
  );
  const random = new Random(options.seed, 0x6772);
  const sets = drawSeedSets(network, options, random);
  return options.budgets.flatMap((calls) =>
    policies.map((policy) => {
      const scores = sets.map((seeds) => {
        const found = crawl(network, seeds, { ...options, policy, calls, random });
        return score(network, seeds, found, options.lookAlikes);
      });
      const mean = (pick: (score: typeof scores[number]) => number) =>
        scores.reduce((sum, score) => sum + pick(score), 0) / scores.length;
      return { policy, calls, recall: mean((s) => s.recall), error: mean((s) => s.error), hold: mean((s) => s.hold) };
    })
  );
}

interface Network {
  readonly influencers: number;
  /** Account ids: influencers first, then people. */
  readonly ids: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  /** Both sides, by the same numbers; newest first. */
  readonly following: readonly (readonly number[])[];
  readonly followers: readonly (readonly number[])[];
}

function readNetwork(world: World): Network {
  const influencers = world.influencers.length;
  const ids = world.influencers.map(({ id }) => id);
  const following: number[][] = world.influencers.map(() => []);
  const followers: number[][] = world.influencers.map(() => []);
  for (let person = 0; person < world.options.followerCount; person++) {
    ids.push(world.followerId(person));
    const followed = [...world.followsOf(person)];
    following.push(followed);
    followers.push([]);
    for (const influencer of followed) followers[influencer].push(influencers + person);
  }
  for (const list of followers) list.reverse();
  return { influencers, ids, index: new Map(ids.map((id, index) => [id, index])), following, followers };
}

/** Seeds with an audience to speak of; several are of people who follow the first. */
function drawSeedSets(
  { influencers, followers, following }: Network,
  options: QualityOptions,
  random: Random,
): number[][] {
  const sets: number[][] = [];
  while (sets.length < options.seedSets) {
    const first = random.below(influencers);
    if (followers[first].length < 300) continue;
    const set = [first];
    while (set.length < options.seedsEach) {
      const person = followers[first][random.below(followers[first].length)];
      const other = following[person][random.below(following[person].length)];
      if (!set.includes(other) && followers[other].length >= 300) set.push(other);
    }
    sets.push(set);
  }
  return sets;
}

interface CrawlOptions extends QualityOptions {
  readonly policy: Policy;
  readonly calls: number;
  readonly random: Random;
}

function crawl(network: Network, seeds: readonly number[], options: CrawlOptions): LookAlike[] {
  const { ids, index, following, followers } = network;
  const { pageSize, policy, calls, random, lookAlikes } = options;
  const cost = (rows: number | null) => Math.max(1, Math.ceil((rows ?? 300) / pageSize));
  const growth = new Growth({
    seeds: seeds.map((seed) => ids[seed]),
    sampleSeed,
    lookAlikes,
    cost: (operation, rows) => operation === "profiles" ? 1 : cost(rows),
  });
  let left = calls - 1;
  const known = new Set<number>(seeds);
  const claim = (account: number) => {
    if (known.has(account) && !seeds.includes(account)) return;
    known.add(account);
    growth.addClaims({
      account: ids[account],
      followers: followers[account].length,
      following: following[account].length,
    });
  };
  const read = (operation: "followers" | "following", account: number): boolean => {
    const whole = (operation === "followers" ? followers : following)[account];
    const pages = Math.min(cost(whole.length), left);
    if (pages <= 0) return false;
    left -= pages;
    const list = whole.slice(0, pages * pageSize);
    list.forEach(claim);
    growth.addList({
      operation,
      account: ids[account],
      others: list.map((other) => ids[other]),
      complete: list.length === whole.length,
    });
    return true;
  };
  for (const seed of seeds) claim(seed);
  const total = left;
  if (policy === "planned") {
    for (const seed of seeds) {
      const whole = followers[seed];
      const pages = Math.min(cost(whole.length), Math.max(1, Math.floor(total / 4 / seeds.length)));
      left -= pages;
      const list = whole.slice(0, pages * pageSize);
      list.forEach(claim);
      const others = list.map((other) => ids[other]);
      growth.addList({ operation: "followers", account: ids[seed], others, complete: list.length === whole.length });
    }
    const share: Record<string, number> = { following: left * capOf.following, followers: left * capOf.followers };
    for (;;) {
      const open = (["following", "followers"] as const).filter((operation) => share[operation] >= 1);
      const chosen = growth.next(open, 8);
      if (chosen.length === 0 || left <= 0) break;
      for (const { operation, account } of chosen) {
        const before = left;
        read(operation as "following" | "followers", index.get(account)!);
        share[operation] -= before - left;
      }
    }
  } else {
    for (const seed of seeds) read("followers", seed);
    growth.next(["following"], Infinity);
    const done = new Set(seeds.map((seed) => `followers ${seed}`));
    const queue = [...known];
    for (let at = 0; left > 0; at++) {
      let account: number;
      if (policy === "random") {
        if (queue.length < known.size) queue.push(...[...known].slice(queue.length));
        account = queue[random.below(queue.length)];
      } else {
        if (at === queue.length) queue.push(...[...known].slice(queue.length));
        if (at === queue.length) break;
        account = queue[at];
      }
      const operations = (["following", "followers"] as const)
        .filter((operation) =>
          !done.has(`${operation} ${account}`) && (operation === "followers" || followers[account].length === 0)
        );
      if (policy === "random" && at > calls * 50) break;
      if (operations.length === 0) continue;
      const operation = operations[policy === "random" ? random.below(operations.length) : 0];
      // Lists that are empty by what the profile says are not asked for by anybody.
      if ((operation === "followers" ? followers : following)[account].length === 0) continue;
      done.add(`${operation} ${account}`);
      read(operation, account);
    }
  }
  return growth.lookAlikes();
}

let capOf: Record<"following" | "followers", number> = growthShares;

function score(network: Network, seeds: readonly number[], found: readonly LookAlike[], count: number) {
  const truth = trueSimilarities(network, seeds);
  const first = [...truth].sort(([, left], [, right]) => right - left).slice(0, count);
  const byAccount = new Map(found.map((lookAlike) => [network.index.get(lookAlike.account)!, lookAlike]));
  let [hits, error, hold] = [0, 0, 0];
  for (const [account, similarity] of first) {
    const lookAlike = byAccount.get(account);
    if (lookAlike !== undefined) hits++;
    error += Math.abs((lookAlike?.similarity.value ?? 0) - similarity);
  }
  for (const { account, similarity: { low, high } } of found) {
    const value = truth.get(network.index.get(account)!) ?? 0;
    if (low - 1e-9 <= value && value <= high + 1e-9) hold++;
  }
  return {
    recall: hits / first.length,
    error: error / first.length,
    hold: found.length === 0 ? 1 : hold / found.length,
  };
}

/** Mean Jaccard similarity to the seeds, counted. */
function trueSimilarities({ followers, following }: Network, seeds: readonly number[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const seed of seeds) {
    const shared = new Map<number, number>();
    for (const person of followers[seed]) {
      for (const other of following[person]) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    for (const [other, both] of shared) {
      if (seeds.includes(other)) continue;
      const jaccard = both / (followers[seed].length + followers[other].length - both);
      sums.set(other, (sums.get(other) ?? 0) + jaccard / seeds.length);
    }
  }
  return sums;
}

if (import.meta.main) {
  const small = Deno.args.includes("--small");
  const capsToTry = Deno.args.includes("--caps")
    ? [[1, 1], [0.5, 0.5], [0.6, 0.4], [0.4, 0.6]].map(([following, followers]) => ({ following, followers }))
    : [capOf];
  for (const caps of capsToTry) {
    capOf = caps;
    for (const [pageSize, seedsEach] of [[1000, 1], [1000, 3], [100, 1], [100, 3]]) {
      const options: QualityOptions = {
        influencers: small ? 600 : 3000,
        followers: small ? 20_000 : 100_000,
        seed: 7,
        seedSets: small ? 4 : 12,
        seedsEach,
        pageSize,
        budgets: [50, 100, 200, 400, 800],
        lookAlikes: 20,
      };
      console.log(
        `\n${options.influencers} influencers, ${options.followers} people, seed ${options.seed}; ${options.seedSets} sets of ${seedsEach} seeds; pages of ${pageSize}; first ${options.lookAlikes}; caps ${
          JSON.stringify(caps)
        }`,
      );
      console.table(
        measureGrowth(options).map((quality) => ({
          ...quality,
          recall: quality.recall.toFixed(3),
          error: quality.error.toFixed(4),
          hold: quality.hold.toFixed(3),
        })),
      );
    }
  }
}
