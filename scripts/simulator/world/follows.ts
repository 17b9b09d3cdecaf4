/** Who follows whom: the follows of follower i from (seed, i) alone. */
import { AliasTable } from "./alias.ts";
import type { Membership } from "./communities.ts";
import { languages } from "./data/languages.ts";
import type { CompleteOptions } from "./options.ts";
import { isIn, type Planted, type PlantedRanges } from "./planted.ts";
import { purposes, Random } from "./random.ts";
import { affinityOf, type Traits } from "./traits.ts";

/** Bots are sold in batches that follow the same customers. */
const botsPerBatch = 40;
const customersPerBatch = 3;
/** Chance that a bot of the batch follows one customer. */
const customerChance = 0.7;
/** Share of influencers who buy followers. */
const customerShare = 0.02;
/** Share of links inside each of its two communities that go to the bridge account. */
const bridgeShare = 0.04;

export class FollowSource {
  readonly #options: CompleteOptions;
  readonly #planted: Planted;
  readonly #ranges: PlantedRanges;
  readonly #membership: Membership;
  /** Members of each community, by popularity; slot = place in `members`. */
  readonly #communityTables: readonly AliasTable[];
  /** Members and guests: accounts of other communities that are followed from this one too. */
  readonly #communityMembers: readonly Uint32Array[];
  /** All influencers by popularity, as people of each language see them. */
  readonly #globalTables: readonly AliasTable[];
  readonly #customers: AliasTable;
  readonly #random = new Random();
  readonly #batchRandom = new Random();
  /** Number of the last follower who took each influencer: tells repeats without clearing. */
  readonly #takenBy: Uint32Array;
  #turn = 0;

  constructor(options: CompleteOptions, membership: Membership, planted: Planted, ranges: PlantedRanges) {
    this.#options = options;
    this.#planted = planted;
    this.#ranges = ranges;
    this.#membership = membership;
    this.#takenBy = new Uint32Array(options.influencerCount);
    const { communities, languageOf, weightOf } = membership;
    // Set apart: their audiences are set by places, not drawn.
    const apart = new Set([planted.brand, planted.rival, planted.loyal]);
    const drawn = Float64Array.from(weightOf, (weight, i) => apart.has(i) || i === planted.bridge ? 0 : weight);

    const guests = new Map<number, number[]>([[planted.bridgeEnds[1], [planted.bridge]]]);
    for (const [influencer, community] of membership.alsoIn) {
      guests.set(community, [...guests.get(community) ?? [], influencer]);
    }
    this.#communityMembers = communities.map(({ index, members }) =>
      guests.has(index) ? Uint32Array.of(...members, ...guests.get(index)!) : members
    );
    this.#communityTables = this.#communityMembers.map((members, index) => {
      const weights = Float64Array.from(members, (member) => drawn[member]);
      const bridgeAt = planted.bridgeEnds.includes(index) ? members.indexOf(planted.bridge) : -1;
      if (bridgeAt >= 0) {
        weights[bridgeAt] = (weights.reduce((sum, weight) => sum + weight, 0) * bridgeShare) / (1 - bridgeShare);
      }
      return new AliasTable(weights);
    });
    this.#globalTables = languages.map(({ code }) =>
      new AliasTable(drawn.map((weight, i) => weight * affinityOf(code, languageOf[i])))
    );
    const random = new Random(options.seed, purposes.planted);
    const buys = Float64Array.from(drawn, (weight) => random.uniform() < customerShare && weight > 0 ? 1 : 0);
    this.#customers = new AliasTable(buys.some((weight) => weight > 0) ? buys : drawn);
  }

  /** Most that one account can follow: what it wants, and the planted accounts. */
  get countMax(): number {
    return this.#options.influencerCount;
  }

  /**
   * Writes the distinct influencer indexes that follower `index` follows.
   *
   * @param traits Those of the same follower.
   * @param target Room for `countMax`.
   * @returns How many were written.
   */
  read(index: number, traits: Traits, target: Uint32Array): number {
    if (++this.#turn === 0x100000000) {
      this.#takenBy.fill(0);
      this.#turn = 1;
    }
    const random = this.#random.restart(this.#options.seed, this.#streamOf(index), index);
    return traits.bot >= 0 ? this.#readBot(random, traits, target) : this.#readPerson(random, traits, target);
  }

  /** In a later world some people follow anew; the others follow as they did, as far as what they care for is still there. */
  #streamOf(index: number): number {
    const { changes, seed } = this.#options;
    if (changes === undefined) return purposes.followerFollows;
    const isNew = this.#random.restart(seed, purposes.laterFollows, index).uniform() < changes.churn;
    return isNew ? purposes.laterFollows : purposes.followerFollows;
  }

  #readPerson(random: Random, traits: Traits, target: Uint32Array): number {
    const { place, interests, weights, interestCount, followsWanted } = traits;
    let count = 0;
    if (place < this.#ranges.homeEnd) {
      const { brand, rival, loyal } = this.#planted;
      if (isIn(place, this.#ranges.brand)) count = this.#take(brand, target, count);
      if (isIn(place, this.#ranges.rival)) count = this.#take(rival, target, count);
      if (isIn(place, this.#ranges.loyalInside) || isIn(place, this.#ranges.loyalOutside)) {
        count = this.#take(loyal, target, count);
      }
    }
    const { mixing } = this.#options;
    const globalTable = this.#globalTables[traits.language];
    // A small community runs out of accounts: repeats cost a try, and after four times the wanted count one gives up.
    for (let tries = followsWanted * 4; count < followsWanted && tries > 0; tries--) {
      const u = random.uniform();
      if (u < mixing) {
        count = this.#take(globalTable.draw(random), target, count);
        continue;
      }
      let rest = (u - mixing) / (1 - mixing);
      let i = 0;
      while (i < interestCount - 1 && rest >= weights[i]) rest -= weights[i++];
      const community = interests[i];
      const slot = this.#communityTables[community].draw(random);
      count = this.#take(this.#communityMembers[community][slot], target, count);
    }
    return count;
  }

  #readBot(random: Random, traits: Traits, target: Uint32Array): number {
    let count = 0;
    if (traits.bot < this.#ranges.rivalBots) count = this.#take(this.#planted.rival, target, count);
    const batch = Math.floor(traits.bot / botsPerBatch);
    this.#batchRandom.restart(this.#options.seed, purposes.botBatch, batch);
    for (let i = 0; i < customersPerBatch; i++) {
      const customer = this.#customers.draw(this.#batchRandom);
      if (random.uniform() < customerChance) count = this.#take(customer, target, count);
    }
    const globalTable = this.#globalTables[traits.language];
    for (let tries = traits.followsWanted * 4; count < traits.followsWanted && tries > 0; tries--) {
      count = this.#take(globalTable.draw(random), target, count);
    }
    return count;
  }

  #take(influencer: number, target: Uint32Array, count: number): number {
    if (this.#takenBy[influencer] === this.#turn) return count;
    this.#takenBy[influencer] = this.#turn;
    target[count] = influencer;
    return count + 1;
  }
}

/** Which batch a bot was sold in. */
export function botBatch(bot: number): number {
  return Math.floor(bot / botsPerBatch);
}
