/** Who belongs where: communities of power-law sizes, each a passion in one language, and the popularity of every influencer. */
import { AliasTable } from "./alias.ts";
import { languages } from "./data/languages.ts";
import { bridgeTopics, homeTopic, starTopic, topics, unnamedTopic } from "./data/topics.ts";
import { power } from "./numeric.ts";
import type { CompleteOptions } from "./options.ts";
import { purposes, Random } from "./random.ts";

export interface Community {
  readonly index: number;
  readonly topic: string;
  /** ISO 639-1 of its members. */
  readonly language: string;
  /** City, where the topic has several communities in the language; else null. */
  readonly place: string | null;
  /** What a person would call it: "trail running", "Kaffee, Graz". */
  readonly label: string;
  /** Influencer indexes, most popular first. */
  readonly members: Uint32Array;
}

export interface Membership {
  readonly communities: readonly Community[];
  /** Community index of each influencer, shape (influencerCount). */
  readonly communityOf: Uint32Array;
  /** ISO 639-1 of each influencer, shape (influencerCount): that of the community it was made for. */
  readonly languageOf: readonly string[];
  /** Place in the order of popularity, 0 the most popular, shape (influencerCount). */
  readonly rankOf: Uint32Array;
  /** Zipf weight, no unit, shape (influencerCount). */
  readonly weightOf: Float64Array;
  /** The most popular influencer, who belongs to none of the communities below, if there is another. */
  readonly star: number;
  /** Communities of the planted stories. */
  readonly home: number;
  readonly bridgeEnds: readonly [number, number];
  readonly unnamed: number;
  /** Second community of influencers that are followed from two. */
  readonly alsoIn: ReadonlyMap<number, number>;
}

/** Zipf-Mandelbrot shift: with it the most followed account reaches a third of people rather than all of them. */
const popularityShift = 8;
const sizeMin = 20;
const sizeMax = 2000;

export function createMembership(options: CompleteOptions): Membership {
  const { seed, influencerCount, communityCount } = options;
  const random = new Random(seed, purposes.communities);
  const sizes = communitySizes(options, random);
  // The stories want communities of some size, but not the largest.
  const home = Math.min(Math.floor(communityCount / 10), communityCount - 4);
  // The star's community is the largest free one; with four communities in all, the far end of the bridge.
  const starHome = home > 0 ? 0 : communityCount > 4 ? 4 : home + 2;
  const plantedTopics = new Map([homeTopic, ...bridgeTopics, unnamedTopic].map((topic, i) => [home + i, topic]));
  if (!plantedTopics.has(starHome)) plantedTopics.set(starHome, starTopic);
  const subjects = communitySubjects(communityCount, plantedTopics, random);

  const order = shuffled(influencerCount, new Random(seed, purposes.communityOrder));
  const ranked = shuffled(influencerCount, new Random(seed, purposes.rankOrder));
  const rankOf = new Uint32Array(influencerCount);
  ranked.forEach((influencer, rank) => rankOf[influencer] = rank);
  const communityOf = new Uint32Array(influencerCount);
  let start = 0;
  const groups = sizes.map((size, index) => {
    const members = order.subarray(start, start += size);
    for (const member of members) communityOf[member] = index;
    return members;
  });
  const star = crown(groups[starHome], rankOf);
  const communities = subjects.map((subject, index): Community => (
    { index, ...subject, members: groups[index].sort((a, b) => rankOf[a] - rankOf[b]) }
  ));
  const weightOf = Float64Array.from(rankOf, (rank) => power(rank + 1 + popularityShift, -options.popularityExponent));
  const bridgeEnds = [home + 1, home + 2] as const;
  const set = new Set([star, ...communities[home].members.subarray(0, 3), communities[bridgeEnds[0]].members[1]]);
  return {
    communities,
    communityOf,
    languageOf: Array.from(communityOf, (community) => communities[community].language),
    rankOf,
    weightOf,
    star,
    home,
    bridgeEnds,
    unnamed: home + 3,
    alsoIn: drawSpanning(options, communities, set),
  };
}

/** Who is followed from a second community: of the same language where there is one. The planted accounts are left out. */
function drawSpanning(
  { seed, spanningShare = 0 }: CompleteOptions,
  communities: readonly Community[],
  planted: ReadonlySet<number>,
): Map<number, number> {
  const alsoIn = new Map<number, number>();
  if (spanningShare === 0) return alsoIn;
  const random = new Random(seed, purposes.spanning);
  for (const { index, language, members } of communities) {
    const others = communities.filter((other) => other.index !== index);
    const alike = others.filter((other) => other.language === language);
    for (const member of members) {
      const spans = random.uniform() < spanningShare;
      const { index: second } = random.pick(alike.length > 0 ? alike : others);
      if (spans && !planted.has(member)) alsoIn.set(member, second);
    }
  }
  return alsoIn;
}

/** Makes the most popular of a group the most popular of all; whoever was takes its rank. */
function crown(group: Uint32Array, rankOf: Uint32Array): number {
  const star = group.reduce((best, member) => rankOf[member] < rankOf[best] ? member : best);
  rankOf[rankOf.indexOf(0)] = rankOf[star];
  rankOf[star] = 0;
  return star;
}

/** Quantiles of p(size) ~ size^-2, one from each of `communityCount` equal slices, scaled to the influencers there are. */
function communitySizes({ influencerCount, communityCount }: CompleteOptions, random: Random): number[] {
  const raw = Array.from({ length: communityCount }, (_, slice) => {
    const u = (slice + random.uniform()) / communityCount;
    return 1 / (1 / sizeMin - u * (1 / sizeMin - 1 / sizeMax));
  }).map((size) => Math.min(size, Math.max(sizeMin, influencerCount / 4)));
  const scale = influencerCount / raw.reduce((sum, size) => sum + size, 0);
  const sizes = raw.map((size) => Math.max(4, Math.floor(size * scale))).sort((a, b) => b - a);
  let missing = influencerCount - sizes.reduce((sum, size) => sum + size, 0);
  for (let i = 0; missing !== 0; i = (i + 1) % communityCount) {
    if (missing < 0 && sizes[i] <= 4) continue;
    sizes[i] += Math.sign(missing);
    missing -= Math.sign(missing);
  }
  return sizes;
}

type Subject = Pick<Community, "topic" | "language" | "place" | "label">;

/** A topic and a language for each community; where a pair comes again, a city keeps the two apart. */
function communitySubjects(count: number, planted: ReadonlyMap<number, string>, random: Random): Subject[] {
  const open = topics.filter((topic) => topic.id !== unnamedTopic);
  const languageTable = new AliasTable(languages.map((language) => language.share));
  const uses = new Map(Array.from(planted.values(), (topic) => [`${topic} en`, 1]));
  const offset = random.below(open.length);
  return Array.from({ length: count }, (_, index): Subject => {
    const told = planted.get(index);
    if (told !== undefined) return subject(told, 0, 0);
    const languageIndex = languageTable.draw(random);
    const { code } = languages[languageIndex];
    // The topic least used in this language so far, in an order that starts elsewhere each time.
    let best = open[0].id;
    let bestUses = Infinity;
    for (let step = 0; step < open.length && bestUses > 0; step++) {
      // 7 and the 40 topics have no common divisor, so that every topic gets its turn.
      const topic = open[(offset + (index + step) * 7) % open.length].id;
      const used = uses.get(`${topic} ${code}`) ?? 0;
      if (used < bestUses) [best, bestUses] = [topic, used];
    }
    uses.set(`${best} ${code}`, bestUses + 1);
    return subject(best, languageIndex, bestUses);
  });
}

function subject(topic: string, languageIndex: number, use: number): Subject {
  const language = languages[languageIndex];
  const label = language.vocabulary[topic][0];
  if (use === 0) return { topic, language: language.code, place: null, label };
  const cities = language.countries.flatMap((country) => country.cities);
  const place = cities[(use - 1) % cities.length];
  const round = Math.floor((use - 1) / cities.length);
  return { topic, language: language.code, place, label: `${label}, ${place}${round > 0 ? ` ${round + 1}` : ""}` };
}

function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
