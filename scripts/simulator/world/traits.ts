/** What a follower is, as far as its follows depend on it: bot or person, language, interests, how many it follows. */
import { AliasTable } from "./alias.ts";
import type { Membership } from "./communities.ts";
import { languages } from "./data/languages.ts";
import { exp, log, normalQuantile } from "./numeric.ts";
import type { CompleteOptions } from "./options.ts";
import type { PlantedRanges } from "./planted.ts";
import { Permutation, purposes, Random } from "./random.ts";

/** One object is filled again and again, so that a stream of followers makes no garbage. */
export class Traits {
  /** Place among the bots, or -1 for a person. */
  bot = -1;
  /** Place in the shuffled order of people; -1 for a bot. */
  place = -1;
  /** Index into `languages`. */
  language = 0;
  interestCount = 0;
  /** Community indexes, shape (interestCountMax), the first `interestCount` count. */
  readonly interests = new Uint32Array(interestCountMax);
  /** Share of each interest, sums to 1, shape (interestCountMax). */
  readonly weights = new Float64Array(interestCountMax);
  /** Influencers it wants to follow. */
  followsWanted = 0;
}

export const interestCountMax = 4;
/** Shares of people with one to four interests. */
const interestCountShares = [0.35, 0.35, 0.2, 0.1];
/** How much people care for what is said in their own language, in English, in any other. */
export const affinity = { own: 1, english: 0.15, other: 0.01 } as const;
/** Bots come late: none is among the oldest 35 % of accounts. */
const botFreeShare = 0.35;
/** Bots follow more than people do. */
const botFollowsFactor = 1.6;
/** Nobody follows more than this share of all influencers. */
const followsShareMax = 0.5;
const quantileCount = 4096;

export class TraitSource {
  readonly #options: CompleteOptions;
  readonly #ranges: PlantedRanges;
  readonly #home: number;
  readonly #random = new Random();
  readonly #botOrder: Permutation;
  readonly #humanOrder: Permutation;
  readonly #botsFrom: number;
  readonly #languageTable = new AliasTable(languages.map((language) => language.share));
  readonly #countTable = new AliasTable(interestCountShares);
  /** Communities by popularity as people of each language see them. */
  readonly #communityTables: readonly AliasTable[];
  /** Follow counts at equal steps of probability. */
  readonly #followCounts: Float64Array;

  constructor(options: CompleteOptions, membership: Membership, ranges: PlantedRanges) {
    const { seed, followerCount } = options;
    this.#options = options;
    this.#ranges = ranges;
    this.#home = membership.home;
    this.#botsFrom = Math.min(Math.floor(followerCount * botFreeShare), followerCount - ranges.bots);
    this.#botOrder = new Permutation(followerCount - this.#botsFrom, seed, purposes.botOrder);
    this.#humanOrder = new Permutation(followerCount, seed, purposes.humanOrder);
    const popularity = membership.communities.map((community) =>
      community.members.reduce((sum, member) => sum + membership.weightOf[member], 0)
    );
    this.#communityTables = languages.map((language) =>
      new AliasTable(
        popularity.map((weight, i) => weight * affinityOf(language.code, membership.communities[i].language)),
      )
    );
    this.#followCounts = Float64Array.from({ length: quantileCount }, (_, i) => {
      const z = normalQuantile((i + 0.5) / quantileCount);
      return options.followsMedian * exp(options.followsSpread * z);
    });
  }

  /** Fills `traits` with those of follower `index`. */
  read(index: number, traits: Traits): Traits {
    const random = this.#random.restart(this.#options.seed, purposes.followerTraits, index);
    traits.bot = this.botAt(index);
    traits.place = traits.bot >= 0 ? -1 : this.#humanOrder.at(index);
    traits.language = this.#languageTable.draw(random);
    const wanted = this.#followCounts[random.below(quantileCount)] * (traits.bot >= 0 ? botFollowsFactor : 1);
    const most = Math.max(1, Math.floor(this.#options.influencerCount * followsShareMax));
    traits.followsWanted = Math.min(most, Math.max(1, Math.round(wanted)));
    traits.interestCount = 0;
    if (traits.bot < 0) this.#readInterests(random, traits);
    return traits;
  }

  /** Place among the bots of follower `index`, or -1. */
  botAt(index: number): number {
    const bot = index < this.#botsFrom ? -1 : this.#botOrder.at(index - this.#botsFrom);
    return bot < this.#ranges.bots ? bot : -1;
  }

  #readInterests(random: Random, traits: Traits): void {
    const isHome = traits.place < this.#ranges.homeEnd;
    // The home community speaks English, and so do most who care for it.
    if (isHome && random.uniform() < 0.85) traits.language = 0;
    const table = this.#communityTables[traits.language];
    const wanted = 1 + this.#countTable.draw(random);
    const { interests, weights } = traits;
    let count = 0;
    if (isHome) interests[count++] = this.#home;
    // A few tries only: where one community outweighs all others, fewer interests are found than wanted.
    for (let tries = 0; count < wanted && tries < 16; tries++) {
      const community = table.draw(random);
      let isNew = true;
      for (let i = 0; i < count; i++) isNew &&= interests[i] !== community;
      if (isNew) interests[count++] = community;
    }
    // Dirichlet(1, …, 1): exponentials over their sum.
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[i] = -log(1 - random.uniform() + 1e-12);
    for (let i = 0; i < count; i++) weights[i] /= sum;
    traits.interestCount = count;
  }
}

/** How much a speaker of one language cares for what is said in another. */
export function affinityOf(reader: string, speaker: string): number {
  return reader === speaker ? affinity.own : speaker === "en" ? affinity.english : affinity.other;
}
