/**
 * Plans growth around seeds: takes in what was read, says what to read next. Pure: no clock, no store, no randomness; people are
 * taken in the order of the hash that makes sample slots, so that what was seen is a fair sample of the seeds' audience.
 *
 * What may be read, and what it is worth. Wanted are the first look-alikes: the accounts with the highest mean Jaccard similarity
 * to the seeds. The worth of a list is by how much it is expected to lower the sum of the variances of the *contenders'* similarities
 * (accounts that may still be among the first: their interval reaches the value of the last of them), for each call or cent it takes:
 *
 * - `following` of a person of the audience: one draw more for every contender at once. People are grouped (by how many seeds they
 *   follow, by what their list costs); reading one more of group h lowers the variance of a share by w²·p(1-p)·(1/n - 1/(n+1)).
 *   So groups where opinions differ and lists are short are read more, and weighted back: optimal allocation, Cochran 5.5.
 *   Inside a group the hash decides, never the cost: that would favour people who follow few.
 * - `followers` of a contender: its variance falls to what the seeds' own lists leave, for as many calls as its list has pages. Small
 *   contenders are so known exactly for a call or two, and the network that is built afterwards holds them whole.
 * - `profiles` of accounts whose audience is of unknown size, by the highest similarity that they could have.
 *
 * Before that it explores. An account of similarity J is followed by the share J of the audience or more, so after n draws it is
 * unseen with probability (1-J)^n: until that is below 1 % for the similarity of the last of the first, people are drawn evenly.
 */
import { followerKey, mix } from "../../graph/follower_key.ts";
import { growthSeedsMax } from "../../limits.ts";
import type { Estimate } from "../../similarity/interval.ts";
import { estimateShare, jaccardOfShare, jaccardSlope, type ShareEstimate } from "./estimate.ts";

export type GrowthOperation = "following" | "followers" | "profiles";

export interface GrowthOptions {
  /** Account ids, "x:12". */
  readonly seeds: readonly string[];
  /** The workspace's, which makes the sample slots. */
  readonly sampleSeed: bigint;
  /** How many look-alikes are wanted. */
  readonly lookAlikes: number;
  /** What reading a list takes, in calls or in cents; of null the length is unknown. At least 1. */
  cost(operation: GrowthOperation, rows: number | null): number;
}

/** Counts that a profile claims. */
export interface Claims {
  readonly account: string;
  readonly followers: number | null;
  readonly following: number | null;
}

/** A list that was read to its end, or as far as it was to be read. */
export interface ReadList {
  readonly operation: "followers" | "following";
  readonly account: string;
  /** The other side of each connection. */
  readonly others: readonly string[];
  /** Nothing of it was left out. */
  readonly complete: boolean;
}

export interface LookAlike {
  readonly account: string;
  /** Mean Jaccard similarity to the seeds; its value is null while the size of its audience is unknown. */
  readonly similarity: Omit<Estimate, "value"> & { readonly value: number | null };
  readonly followers: number | null;
  /** Whether its whole list was read; otherwise it rests on a sample of people. */
  readonly listed: boolean;
}

/** One account whose list, or profile, is to be read. */
export interface Reading {
  readonly operation: GrowthOperation;
  readonly account: string;
}

/** A person who may be drawn. */
interface Drawable {
  readonly account: string;
  /** Hash that makes sample slots. */
  readonly order: bigint;
  /** Of the following list. */
  readonly cost: number;
}

interface Seed {
  /** People who were seen to follow it. */
  seen: number;
  claimed: number | null;
  complete: boolean;
  /** Of these, by group; and how many were sampled. */
  readonly people: Uint32Array;
  readonly sampled: Uint32Array;
}

interface Person {
  /** Bit i: follows seed i. */
  seeds: number;
  /** Set when people are first drawn, so that a profile read later moves nobody. */
  group: number;
  state: "waiting" | "ordered" | "done" | "absent";
}

interface Candidate {
  readonly account: string;
  followers: number | null;
  /** Sampled people who follow it, by seed and group. */
  readonly hits: Uint32Array;
  /** People who follow each seed and it, once its own list was read. */
  listed: Uint32Array | null;
  ordered: boolean;
  profileOrdered: boolean;
}

const seedGroups = 3;
const costGroups = 5;
const groupCount = seedGroups * costGroups;
/** (1-J)^n below 1 %: n·J above 4.6. */
const exploredAt = 4.6;
/** Contenders beyond the wanted look-alikes that are followed up; the variance of more is not lowered by looking at them. */
const contendersPerLookAlike = 5;

export class Growth {
  readonly #options: GrowthOptions;
  readonly #seedIndex: ReadonlyMap<string, number>;
  readonly #seeds: readonly Seed[];
  readonly #claims = new Map<string, Claims>();
  readonly #people = new Map<string, Person>();
  readonly #candidates = new Map<string, Candidate>();
  /** People of each group in the order of their hash, made when first asked for. */
  #queues: Drawable[][] | null = null;
  readonly #next = new Uint32Array(groupCount);
  /** People of each group; draws asked for, read or not. */
  readonly #groupPeople = new Uint32Array(groupCount);
  readonly #drawn = new Uint32Array(groupCount);
  #sampled = 0;

  constructor(options: GrowthOptions) {
    if (options.seeds.length === 0 || options.seeds.length > growthSeedsMax) {
      throw new RangeError(`Cannot grow: needed 1 to ${growthSeedsMax} seeds, got ${options.seeds.length}`);
    }
    this.#options = options;
    this.#seedIndex = new Map(options.seeds.map((seed, index) => [seed, index]));
    this.#seeds = options.seeds.map(() => ({
      seen: 0,
      claimed: null,
      complete: false,
      people: new Uint32Array(groupCount),
      sampled: new Uint32Array(groupCount),
    }));
  }

  /** People whose following lists were read. */
  get sampled(): number {
    return this.#sampled;
  }

  addClaims(claims: Claims): void {
    this.#claims.set(claims.account, claims);
    const seed = this.#seedIndex.get(claims.account);
    if (seed !== undefined) this.#seeds[seed].claimed = claims.followers;
    const candidate = this.#candidates.get(claims.account);
    if (candidate !== undefined && candidate.listed === null) candidate.followers = claims.followers;
  }

  addList(list: ReadList): void {
    const seed = this.#seedIndex.get(list.account);
    if (list.operation === "following") this.#addFollowing(list);
    else if (seed !== undefined) this.#addAudience(this.#seeds[seed], seed, list);
    else this.#addFollowers(list);
  }

  /** What an earlier run ordered: it is read, or will be, and not chosen again. Audiences must be complete before. */
  restore({ operation, account }: Reading): void {
    if (operation === "following") {
      this.#queues ??= this.#makeQueues();
      const person = this.#people.get(account);
      if (person?.state !== "waiting") return;
      person.state = "ordered";
      this.#drawn[person.group]++;
    } else if (operation === "followers") this.#candidate(account).ordered = true;
    else this.#candidate(account).profileOrdered = true;
  }

  /** A list that cannot be had: the next one takes its place. */
  addAbsent(operation: "followers" | "following", account: string): void {
    const person = this.#people.get(account);
    if (operation === "following" && person !== undefined) person.state = "absent";
  }

  #addAudience(seed: Seed, index: number, { others, complete }: ReadList): void {
    if (this.#queues !== null) throw new Error("Cannot add to an audience: people were drawn from it already");
    for (const other of others) {
      const person = this.#people.get(other);
      if (person === undefined) this.#people.set(other, { seeds: 1 << index, group: -1, state: "waiting" });
      else person.seeds |= 1 << index;
    }
    seed.seen = others.length;
    seed.complete = complete;
  }

  #addFollowing({ account, others, complete }: ReadList): void {
    const person = this.#people.get(account);
    if (person?.state !== "ordered") return;
    person.state = complete ? "done" : "absent";
    if (!complete) return;
    this.#sampled++;
    const { group } = person;
    for (const [index, seed] of this.#seeds.entries()) if (person.seeds & 1 << index) seed.sampled[group]++;
    for (const other of new Set(others)) {
      if (this.#seedIndex.has(other)) continue;
      const { hits } = this.#candidate(other);
      for (let index = 0; index < this.#seeds.length; index++) {
        if (person.seeds & 1 << index) hits[index * groupCount + group]++;
      }
    }
  }

  #addFollowers({ account, others, complete }: ReadList): void {
    if (!complete) return;
    const candidate = this.#candidate(account);
    const listed = new Uint32Array(this.#seeds.length);
    for (const other of new Set(others)) {
      const seeds = this.#people.get(other)?.seeds ?? 0;
      for (let index = 0; index < listed.length; index++) if (seeds & 1 << index) listed[index]++;
    }
    candidate.listed = listed;
    candidate.followers = others.length;
  }

  #candidate(account: string): Candidate {
    let candidate = this.#candidates.get(account);
    if (candidate === undefined) {
      candidate = {
        account,
        followers: this.#claims.get(account)?.followers ?? null,
        hits: new Uint32Array(this.#seeds.length * groupCount),
        listed: null,
        ordered: false,
        profileOrdered: false,
      };
      this.#candidates.set(account, candidate);
    }
    return candidate;
  }

  /** How many seeds somebody follows, and what the following list costs. */
  #groupOf(account: string, seeds: number): number {
    const following = this.#claims.get(account)?.following ?? null;
    const cost = this.#options.cost("following", following) / this.#options.cost("following", 0);
    const costGroup = following === null ? costGroups - 1 : Math.min(costGroups - 2, Math.floor(Math.log2(cost) / 2));
    return (Math.min(seedGroups, countBits(seeds)) - 1) * costGroups + costGroup;
  }

  /**
   * What is to be read next, the best first; fewer than asked for where no more is worth it.
   * @param operations What may be read at all now.
   */
  next(operations: readonly GrowthOperation[], count: number): Reading[] {
    const { contenders, threshold } = this.#judge();
    const lists = operations.includes("followers") ? this.#worthOfLists(contenders) : [];
    const queues = operations.includes("following") ? this.#queues ??= this.#makeQueues() : [];
    const groups = this.#worthOfGroups(contenders);
    const chosen: Reading[] = [];
    while (chosen.length < count) {
      const [group, worth] = this.#bestGroup(queues, groups, threshold);
      if (lists.length > 0 && lists[0].worth >= worth) {
        const { candidate } = lists.shift()!;
        candidate.ordered = true;
        chosen.push({ operation: "followers", account: candidate.account });
      } else if (worth > 0) {
        const { account } = queues[group][this.#next[group]++];
        this.#drawn[group]++;
        this.#people.get(account)!.state = "ordered";
        chosen.push({ operation: "following", account });
      } else break;
    }
    return operations.includes("profiles") ? [...this.#nextProfiles(contenders, count), ...chosen] : chosen;
  }

  #nextProfiles(contenders: readonly Contender[], count: number): Reading[] {
    return contenders.filter(({ candidate }) => candidate.followers === null && !candidate.profileOrdered)
      .sort((left, right) => right.high - left.high).slice(0, count).map(({ candidate }) => {
        candidate.profileOrdered = true;
        return { operation: "profiles", account: candidate.account };
      });
  }

  /** Contenders by what is learned from their own lists, for each call. */
  #worthOfLists(contenders: readonly Contender[]): { readonly candidate: Candidate; readonly worth: number }[] {
    return contenders
      .filter(({ candidate }) => candidate.followers !== null && !candidate.ordered && candidate.listed === null)
      .map(({ candidate, variance, chance }) => ({
        candidate,
        worth: chance * variance / this.#options.cost("followers", candidate.followers),
      }))
      .filter(({ worth }) => worth > 0)
      .sort((left, right) => right.worth - left.worth);
  }

  /** The group of people of which the next is worth most, and its worth; 0 where nobody is left. Exploring goes before all. */
  #bestGroup(queues: readonly (readonly Drawable[])[], worthOf: Float64Array, threshold: number): [number, number] {
    const drawn = sum(this.#drawn);
    const exploring = drawn * threshold < exploredAt;
    let [best, most] = [-1, 0];
    for (const [group, queue] of queues.entries()) {
      const isTaken = ({ account }: Drawable) => this.#people.get(account)!.state !== "waiting";
      while (this.#next[group] < queue.length && isTaken(queue[this.#next[group]])) this.#next[group]++;
      if (this.#next[group] >= queue.length) continue;
      const n = this.#drawn[group];
      const learned = worthOf[group] * (1 / Math.max(0.5, n) - 1 / (n + 1)) / queue[this.#next[group]].cost;
      const worth = exploring ? queue.length / (n + 1) : learned;
      if (worth > most) [best, most] = [group, worth];
    }
    return [best, exploring && best >= 0 ? Infinity : most];
  }

  /** Sum over contenders and seeds of slope²·weight²·p(1-p), for each group, times the share of the group that follows the seed. */
  #worthOfGroups(contenders: readonly Contender[]): Float64Array {
    const worth = new Float64Array(groupCount);
    for (const { candidate, shares, chance } of contenders) {
      if (candidate.listed !== null || candidate.ordered) continue;
      for (const [index, seed] of this.#seeds.entries()) {
        const slope = candidate.followers === null
          ? 1
          : jaccardSlope(shares[index].value, this.#audience(seed), candidate.followers);
        for (let group = 0; group < groupCount; group++) {
          if (seed.people[group] === 0) continue;
          const n = seed.sampled[group];
          const p = (candidate.hits[index * groupCount + group] + shares[index].value) / (n + 1);
          worth[group] += chance * (slope * seed.people[group] / seed.seen) ** 2 * p * (1 - p) *
            seed.people[group] / this.#groupPeople[group];
        }
      }
    }
    return worth;
  }

  #makeQueues(): Drawable[][] {
    const queues: Drawable[][] = Array.from({ length: groupCount }, () => []);
    for (const [account, person] of this.#people) {
      const group = person.group = this.#groupOf(account, person.seeds);
      const cost = this.#options.cost("following", this.#claims.get(account)?.following ?? null);
      queues[group].push({ account, order: mix(followerKey(account) ^ this.#options.sampleSeed), cost });
      this.#groupPeople[group]++;
      for (const [index, seed] of this.#seeds.entries()) if (person.seeds & 1 << index) seed.people[group]++;
    }
    for (const queue of queues) queue.sort((left, right) => left.order < right.order ? -1 : 1);
    return queues;
  }

  #audience({ complete, seen, claimed }: Seed): number {
    return complete ? seen : Math.max(seen, claimed ?? seen);
  }

  /** Those who may be among the first, and the similarity of the last of these. */
  #judge(): { contenders: Contender[]; threshold: number } {
    const { lookAlikes } = this.#options;
    const rates = this.#seeds.map((seed, index) => this.#usualRate(seed, index));
    const judged = [...this.#candidates.values()].map((candidate) => this.#judgeOne(candidate, rates));
    const expected = judged.flatMap(({ candidate, expected }) => candidate.followers === null ? [] : [expected]);
    const threshold = expected.sort((left, right) => right - left)[lookAlikes - 1] ?? 0;
    for (const contender of judged) contender.chance = chanceAbove(threshold, contender);
    const contenders = judged.filter(({ high }) => high >= threshold)
      .sort((left, right) => right.expected - left.expected)
      .slice(0, lookAlikes * (1 + contendersPerLookAlike));
    return { contenders, threshold };
  }

  /** Which share of a seed's audience follows an account, for each follower that the account has: the mean over all. */
  #usualRate(seed: Seed, index: number): number {
    const sampled = sum(seed.sampled);
    if (sampled === 0) return 0;
    let [hits, followers] = [0, 0];
    for (const candidate of this.#candidates.values()) {
      if (candidate.followers === null) continue;
      hits += sum(candidate.hits.subarray(index * groupCount, (index + 1) * groupCount));
      followers += candidate.followers;
    }
    return followers === 0 ? 0 : hits / sampled / followers;
  }

  #judgeOne(candidate: Candidate, rates: readonly number[]): Contender {
    const shares = this.#seeds.map((seed, index) => this.#shareOf(candidate, seed, index));
    const { followers, listed } = candidate;
    let [value, low, high, variance, expected] = [0, 0, 0, 0, 0];
    for (const [index, share] of shares.entries()) {
      const seed = this.#seeds[index];
      const audience = this.#audience(seed);
      // An audience of unknown size holds at least those who were found: similarity is at most the share.
      if (followers === null) {
        high += share.high;
        expected += share.value;
        continue;
      }
      const likely = listed === null ? shrink(share.value, sum(seed.sampled), rates[index] * followers) : share.value;
      expected += jaccardOfShare(likely, audience, followers);
      value += jaccardOfShare(share.value, audience, followers);
      low += jaccardOfShare(share.low, audience, followers);
      high += jaccardOfShare(share.high, audience, followers);
      variance += jaccardSlope(likely, audience, followers) ** 2 * share.variance;
    }
    const count = shares.length;
    return {
      candidate,
      shares,
      value: followers === null ? null : value / count,
      low: low / count,
      high: high / count,
      variance: variance / count ** 2,
      expected: expected / count,
      chance: 1,
    };
  }

  #shareOf({ hits, listed }: Candidate, seed: Seed, index: number): ShareEstimate {
    const audience = this.#audience(seed);
    if (listed !== null) {
      return estimateShare([{ people: seed.seen, sampled: seed.seen, hits: listed[index] }], audience);
    }
    const strata = [];
    for (let group = 0; group < groupCount; group++) {
      if (seed.people[group] === 0) continue;
      strata.push({
        people: seed.people[group],
        sampled: seed.sampled[group],
        hits: hits[index * groupCount + group],
      });
    }
    return estimateShare(strata, audience);
  }

  /** The first look-alikes, as far as they are known. */
  lookAlikes(): LookAlike[] {
    return this.#judge().contenders
      .filter(({ value }) => value !== null)
      .slice(0, this.#options.lookAlikes)
      .map(({ candidate, value, low, high }) => ({
        account: candidate.account,
        similarity: { value, low, high },
        followers: candidate.followers,
        listed: candidate.listed !== null,
      }));
  }

  /** Width of the widest interval among the first look-alikes; 1 while there are too few. */
  width(): number {
    const found = this.lookAlikes();
    if (found.length < Math.min(this.#options.lookAlikes, this.#candidates.size) || found.length === 0) return 1;
    return Math.max(...found.map(({ similarity }) => similarity.high - similarity.low));
  }

  /** How much of each seed's audience was seen. */
  audiences(): { seed: string; seen: number; claimed: number | null; complete: boolean }[] {
    return this.#options.seeds.map((seed, index) => {
      const { seen, claimed, complete } = this.#seeds[index];
      return { seed, seen, claimed, complete };
    });
  }
}

interface Contender {
  readonly candidate: Candidate;
  readonly shares: readonly ShareEstimate[];
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly variance: number;
  /** Similarity to be reckoned with: of many accounts that were hit by chance the best looks better than it is. */
  readonly expected: number;
  /** That it is among the first. */
  chance: number;
}

/**
 * A share as it is likely to be: drawn towards what is usual for an account of that size, the more the fewer draws there were.
 * Posterior mean of Poisson hits under an exponential prior: one account is usual, ten times as much is rare.
 */
function shrink(share: number, draws: number, usual: number): number {
  return usual <= 0 ? share : (share * draws + 1) / (draws + 1 / usual);
}

/** Chance that a similarity is above a threshold, by the normal distribution; of an unknown audience nothing speaks against it. */
function chanceAbove(threshold: number, { candidate, expected, variance }: Contender): number {
  if (candidate.followers === null) return 1;
  if (variance === 0) return expected >= threshold ? 1 : 0;
  // The logistic curve that lies within 0.01 of the normal distribution's.
  return 1 / (1 + Math.exp(-1.702 * (expected - threshold) / Math.sqrt(variance)));
}

function sum(numbers: Uint32Array): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function countBits(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}
