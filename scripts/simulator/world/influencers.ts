/** The followed accounts: what their profiles say, and the truth about them. */
import type { Membership } from "./communities.ts";
import { stories, type StoryAccount } from "./data/stories.ts";
import { type Language, languages } from "./data/languages.ts";
import type { CompleteOptions } from "./options.ts";
import type { Planted } from "./planted.ts";
import { createdMs, nowMs, platformNumber } from "./platform_ids.ts";
import { purposes, Random } from "./random.ts";
import {
  drawBio,
  drawOrganisationName,
  drawPersonName,
  drawPlace,
  handleLengthMax,
  handleOf,
  type Kind,
} from "./text.ts";

export interface Influencer {
  readonly index: number;
  /** Account id: "x:12". */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly bio: string;
  readonly location: string | null;
  readonly url: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 639-1. */
  readonly language: string;
  readonly kind: Kind;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly verified: boolean;
  readonly defaultImage: boolean;
  readonly followingCount: number;
  readonly postsCount: number;
  /** Index of its own community. */
  readonly community: number;
  /** All its communities, its own first; two for the bridge account and others that span two. */
  readonly communities: readonly number[];
  /** Place in the order of popularity, 0 the most popular. The brand, its rival and the loyal account have their audiences set apart. */
  readonly rank: number;
  /** Share of its followers that this world holds, in (0, 1]; null where the profile claims no count. */
  readonly coverage: number | null;
}

/** What the profile claims as followers when the world holds `seen` of them; null where it claims nothing. */
export function claimedFollowers({ coverage }: Influencer, seen: number): number | null {
  return coverage === null ? null : Math.round(seen / coverage);
}

export function createInfluencers(options: CompleteOptions, membership: Membership, planted: Planted): Influencer[] {
  const maker = new InfluencerMaker(options, membership, planted);
  return Array.from({ length: options.influencerCount }, (_, index) => maker.make(index));
}

/** The same account in a later look at the world: its communities are others, and those of a new one say so. */
export function moveInfluencer(
  influencer: Influencer,
  { options, membership, planted, born }: {
    options: CompleteOptions;
    membership: Membership;
    planted: Planted;
    born: ReadonlySet<number>;
  },
): Influencer {
  const { index, kind } = influencer;
  const communities = communitiesOf(index, membership, planted);
  const [community] = communities;
  const moved = { ...influencer, community, communities };
  if (!born.has(index)) return moved;
  const home = membership.communities[community];
  const language = languages.find(({ code }) => code === home.language)!;
  const text = new Random(options.seed, purposes.laterBio, index);
  const city = influencer.location ?? drawPlace(language, text).city;
  return { ...moved, bio: drawBio(kind, home.topic, language, text, city) };
}

function communitiesOf(index: number, { communityOf, alsoIn }: Membership, planted: Planted): number[] {
  if (index === planted.bridge) return [...planted.bridgeEnds];
  const second = alsoIn.get(index);
  return second === undefined ? [communityOf[index]] : [communityOf[index], second];
}

/** Shares of kinds, in the order they are tried. */
const kindShares: readonly (readonly [Kind, number])[] = [
  ["person", 0.46],
  ["brand", 0.26],
  ["media", 0.14],
  ["company", 0.07],
  ["organisation", 0.07],
];
/** Accounts whose profile claims no follower count, and accounts this world holds in part. */
const claimlessShare = 0.05;
const partialShare = 0.25;

class InfluencerMaker {
  readonly #options: CompleteOptions;
  readonly #membership: Membership;
  readonly #planted: Planted;
  readonly #stories = new Map<number, StoryAccount>();
  readonly #names = new Set<string>();
  readonly #handles = new Set<string>();
  readonly #random = new Random();
  readonly #text = new Random();

  constructor(options: CompleteOptions, membership: Membership, planted: Planted) {
    this.#options = options;
    this.#membership = membership;
    this.#planted = planted;
    for (const role of Object.keys(stories) as (keyof typeof stories)[]) {
      this.#stories.set(planted[role], stories[role]);
      this.#names.add(stories[role].name);
      this.#handles.add(handleOf(stories[role].name));
    }
  }

  make(index: number): Influencer {
    const { seed, influencerCount, platform } = this.#options;
    const { communities, communityOf, rankOf } = this.#membership;
    const random = this.#random.restart(seed, purposes.influencer, index);
    const text = this.#text.restart(seed, purposes.influencerText, index);
    const home = communities[communityOf[index]];
    const language = languages.find(({ code }) => code === home.language)!;
    const story = this.#stories.get(index);
    const kind = story?.kind ?? this.#drawKind(home.index, random);
    const city = story?.city ?? home.place ?? drawPlace(language, text).city;
    const country = countryOf(city, language);
    const name = story?.name ?? this.#drawName(kind, home.topic, language, text, city);
    const handle = story ? handleOf(name) : this.#takeHandle(name, country);
    const created = createdMs(index, influencerCount, random.uniform());
    const years = (nowMs - created) / 31_557_600_000;
    return {
      index,
      id: `${platform}:${platformNumber(created, "influencer")}`,
      handle,
      name,
      bio: story?.bio ?? drawBio(kind, home.topic, language, text, city),
      location: random.uniform() < 0.85 ? city : null,
      url: random.uniform() < (kind === "person" ? 0.35 : 0.9) ? `https://${handle}.example` : null,
      country,
      language: language.code,
      kind,
      createdMs: created,
      verified: random.uniform() < (rankOf[index] < influencerCount / 20 ? 0.8 : 0.12),
      defaultImage: random.uniform() < 0.01,
      followingCount: 20 + random.below(900),
      postsCount: Math.floor(years * (40 + 400 * random.uniform() * random.uniform())),
      community: home.index,
      communities: communitiesOf(index, this.#membership, this.#planted),
      rank: rankOf[index],
      coverage: this.#drawCoverage(index, random),
    };
  }

  #drawKind(community: number, random: Random): Kind {
    if (community === this.#planted.unnamed) return random.uniform() < 0.9 ? "person" : "media";
    let rest = random.uniform();
    return (kindShares.find(([, share]) => (rest -= share) < 0) ?? kindShares[0])[0];
  }

  #drawCoverage(index: number, random: Random): number | null {
    const u = random.uniform();
    const part = 0.2 + 0.7 * random.uniform();
    if (this.#stories.has(index)) return 1;
    return u < claimlessShare ? null : u < claimlessShare + partialShare ? part : 1;
  }

  #drawName(kind: Kind, topic: string, language: Language, text: Random, city: string): string {
    let name = "";
    for (let tries = 0; tries < 12; tries++) {
      name = kind === "person"
        ? drawPersonName(language, text.uniform() < 0.5, text).name
        : drawOrganisationName(kind, topic, language, text, city);
      if (!this.#names.has(name)) break;
    }
    this.#names.add(name);
    return name;
  }

  /** The handle its name asks for; where that is taken, with the country, then with a number. */
  #takeHandle(name: string, country: string): string {
    const wanted = handleOf(name);
    let handle = wanted;
    for (let number = 1; this.#handles.has(handle); number++) {
      const suffix = number === 1 ? country.toLowerCase() : String(number);
      handle = wanted.slice(0, handleLengthMax - suffix.length) + suffix;
    }
    this.#handles.add(handle);
    return handle;
  }
}

function countryOf(city: string, language: Language): string {
  return language.countries.find(({ cities }) => cities.includes(city))!.code;
}
