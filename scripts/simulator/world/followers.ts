/** The following accounts: what their profiles say, and the truth about them. Each is made from (seed, index) alone. */
import type { Membership } from "./communities.ts";
import { languages } from "./data/languages.ts";
import { topics } from "./data/topics.ts";
import { botBatch } from "./follows.ts";
import { exp, normalQuantile } from "./numeric.ts";
import type { CompleteOptions } from "./options.ts";
import { createdMs, platformNumber } from "./platform_ids.ts";
import { Permutation, purposes, Random } from "./random.ts";
import {
  drawBio,
  drawInvented,
  drawPersonName,
  drawPlace,
  handleLengthMax,
  type Kind,
  latin,
  nickname,
  nicknameLength,
} from "./text.ts";
import type { Traits } from "./traits.ts";

export type Gender = "woman" | "man";

export interface Follower {
  readonly index: number;
  /** Account id: "x:12". */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  /** Empty where the profile says nothing. */
  readonly bio: string;
  readonly location: string | null;
  readonly url: string | null;
  readonly verified: boolean;
  readonly defaultImage: boolean;
  readonly followersCount: number;
  readonly postsCount: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** What the profile says it is; bots say "person" too. */
  readonly kind: Kind;
  /** ISO 639-1. */
  readonly language: string;
  // Truth that no profile tells:
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly bot: boolean;
  /** Batch a bot was sold in; null for others. */
  readonly batch: number | null;
  /** Years, 18 to 90; null unless a person. */
  readonly age: number | null;
  /** Null unless a person. */
  readonly gender: Gender | null;
  /** Community indexes, and the share of each; empty for bots. */
  readonly interests: readonly number[];
  readonly weights: readonly number[];
}

const companyShare = 0.03;
const ageSpread = 9;
/** Distinct bios that are kept per topic and language; more would read no different. */
const bioVariety = 64;
/** Bios kept in memory, some 20 MB. */
const biosKeptMax = 200_000;
const quantileCount = 1024;

export class FollowerSource {
  readonly #options: CompleteOptions;
  readonly #membership: Membership;
  readonly #random = new Random();
  readonly #nicknames: Permutation;
  readonly #digits: Permutation;
  readonly #nicknameLength: number;
  readonly #topicOf: readonly (typeof topics)[number][];
  readonly #normals = Float64Array.from({ length: quantileCount }, (_, i) => normalQuantile((i + 0.5) / quantileCount));
  /** Followers of followers: log-normal with median 60. */
  readonly #audiences = this.#normals.map((z) => Math.floor(60 * exp(1.5 * z)));
  /** Bios made so far, by language, community and number. */
  readonly #bios = new Map<number, string>();
  readonly #latin = new Map<string, string>();

  constructor(options: CompleteOptions, membership: Membership) {
    this.#options = options;
    this.#membership = membership;
    this.#nicknames = new Permutation(options.followerCount, options.seed, purposes.nicknameOrder);
    this.#digits = new Permutation(100_000_000, options.seed, purposes.botDigits);
    this.#nicknameLength = nicknameLength(options.followerCount);
    const byId = new Map(topics.map((topic) => [topic.id, topic]));
    this.#topicOf = membership.communities.map((community) => byId.get(community.topic)!);
  }

  /** @param traits Those of the same follower. */
  read(index: number, traits: Traits): Follower {
    const { seed } = this.#options;
    const random = this.#random.restart(seed, purposes.followerPerson, index);
    const language = languages[traits.language];
    const created = this.#createdMs(index, random);
    const isBot = traits.bot >= 0;
    const isCompany = !isBot && random.uniform() < companyShare;
    const isPerson = !isBot && !isCompany;
    const isWoman = random.uniform() < this.#mean(traits, "women");
    const place = drawPlace(language, random);
    const person = drawPersonName(language, isWoman, random);
    const name = isCompany ? drawInvented(random) : nameForm(person, random);
    const audience = this.#audiences[random.below(quantileCount)];
    return {
      index,
      id: this.#id(created),
      handle: this.#handle(index, isBot, isCompany ? name : person.first, random),
      name,
      bio: isBot ? "" : this.#bio(traits, isCompany, random),
      location: !isBot && random.uniform() < 0.45 ? place.city : null,
      url: !isBot && random.uniform() < (isCompany ? 0.6 : 0.04) ? `https://${nickname(index, 5)}.example` : null,
      verified: !isBot && random.uniform() < 0.01,
      defaultImage: random.uniform() < (isBot ? 0.75 : 0.08),
      followersCount: isBot ? Math.floor(audience / 8) : audience,
      postsCount: isBot ? random.below(12) : Math.floor(audience * (1 + 20 * random.uniform())),
      createdMs: created,
      kind: isCompany ? "company" : "person",
      language: language.code,
      country: place.country,
      bot: isBot,
      batch: isBot ? botBatch(traits.bot) : null,
      age: isPerson ? this.#age(traits, random) : null,
      gender: isPerson ? (isWoman ? "woman" : "man") : null,
      interests: Array.from(traits.interests.subarray(0, traits.interestCount)),
      weights: Array.from(traits.weights.subarray(0, traits.interestCount), (weight) => Math.round(weight * 1e4) / 1e4),
    };
  }

  /** Account id of a follower, without the rest of it. */
  id(index: number): string {
    return this.#id(this.#createdMs(index, this.#random.restart(this.#options.seed, purposes.followerPerson, index)));
  }

  #id(created: number): string {
    return `${this.#options.platform}:${platformNumber(created, "follower")}`;
  }

  /** Must be the first thing drawn of a follower. */
  #createdMs(index: number, random: Random): number {
    return createdMs(index, this.#options.followerCount, random.uniform());
  }

  #mean(traits: Traits, property: "age" | "women"): number {
    if (traits.interestCount === 0) return property === "age" ? 36 : 0.5;
    let sum = 0;
    for (let i = 0; i < traits.interestCount; i++) {
      sum += traits.weights[i] * this.#topicOf[traits.interests[i]][property];
    }
    return sum;
  }

  #age(traits: Traits, random: Random): number {
    const age = Math.round(this.#mean(traits, "age") + ageSpread * this.#normals[random.below(quantileCount)]);
    return Math.min(90, Math.max(18, age));
  }

  /** People: first name and nickname; bots: first name and eight digits. Nickname and digits are each one account's alone. */
  #handle(index: number, isBot: boolean, base: string, random: Random): string {
    let start = this.#latin.get(base);
    if (start === undefined) this.#latin.set(base, start = latin(base));
    if (isBot) return start.slice(0, handleLengthMax - 8) + String(this.#digits.at(index)).padStart(8, "0");
    const nick = nickname(this.#nicknames.at(index), this.#nicknameLength);
    const handle = `${start.slice(0, handleLengthMax - 1 - nick.length)}_${nick}`;
    return handle.length <= handleLengthMax - 2 && random.uniform() < 0.15 ? handle + (10 + random.below(90)) : handle;
  }

  #bio(traits: Traits, isCompany: boolean, random: Random): string {
    const u = random.uniform();
    if (u < 0.3) return "";
    const variant = random.below(bioVariety);
    if (!isCompany && u < 0.45) {
      return `${languages[traits.language].life[variant % languages[traits.language].life.length]}.`;
    }
    const community = traits.interests[0];
    const key =
      ((traits.language * 2 + (isCompany ? 1 : 0)) * this.#membership.communities.length + community) * bioVariety +
      variant;
    let bio = this.#bios.get(key);
    if (bio === undefined) {
      const language = languages[traits.language];
      const source = new Random(this.#options.seed, purposes.bios, key);
      const { city } = drawPlace(language, source);
      const { topic } = this.#membership.communities[community];
      bio = drawBio(isCompany ? "company" : "person", topic, language, source, city);
      if (this.#bios.size >= biosKeptMax) this.#bios.clear();
      this.#bios.set(key, bio);
    }
    return bio;
  }
}

/** How people write their names: in full, first name only, with an initial. */
function nameForm({ first, name }: { first: string; name: string }, random: Random): string {
  const u = random.uniform();
  if (u < 0.7) return name;
  if (u < 0.88) return first;
  return `${name.slice(0, first.length + 2)}.`;
}
