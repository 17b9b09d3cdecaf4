/** What people are interested in, person by person and community by community, as `zig/src/interests.zig` does it. */
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../errors.ts";
import { writeNpy } from "../../workspace/npy.ts";
import type { BatchOptions, InterestBuild, InterestCounts } from "../kernel.ts";
import { offsetOf, readArray, sampleFolder } from "./_arrays.ts";

const none = 0xffff_ffff;
const learnersMin = 200_000;
const rounds = 8;
const kindsMax = 1024;
const priorFollows = 200;
const lenderFollowsMin = 5000;
const interestStart = 0.15;
const asideStart = 0.3;
const asideMax = 0.9;

/** Follows of one person by community, communities ascending. */
type Person = readonly (readonly [community: number, count: number])[];

interface Rates {
  /** Kinds of people, named by their main community; one in all where there are too many communities. */
  readonly kinds: number;
  /** Per kind and community, follows by the way over all follows. */
  readonly aside: readonly Float64Array[];
  readonly asideTotal: Float64Array;
  /** Per community, share of people with an interest in it. */
  readonly interest: Float64Array;
}

export async function measureInterests(build: InterestBuild, options: BatchOptions): Promise<InterestCounts> {
  const { communityOf, communityCount, shareMin, folder } = build;
  if (!(shareMin > 0 && shareMin <= 1)) {
    throw new InputError(`Cannot measure interests: needed a least share above 0, at most 1, got ${shareMin}`);
  }
  if (communityOf.some((community) => community !== none && community >= communityCount)) {
    throw new InputError(`Cannot measure interests: community must be below ${communityCount}`);
  }
  const samples: Person[][] = [];
  for (const sample of build.samples) samples.push(await readPeople(build, sample));
  options.signal?.throwIfAborted();

  const learners: Person[] = [];
  for (const people of samples) if (learners.length < learnersMin) learners.push(...people);
  let rates = startRates(learners, communityCount);
  for (let round = 1; round < rounds; round++) rates = learnRates(rates, learners, communityCount);

  const [people, shares] = [new Float64Array(communityCount), new Float64Array(communityCount)];
  let entries = 0;
  for (const [i, sample] of build.samples.entries()) {
    const rows = samples[i].map((person) => sharesOf(rates, person, shareMin));
    for (const [community, share] of rows.flat()) {
      people[community]++;
      shares[community] += share;
      entries++;
    }
    await writeRows(sampleFolder(folder, sample), rows);
  }
  return { followers: samples.reduce((sum, { length }) => sum + length, 0), entries, people, shares };
}

/** Before anything is known people follow by the way as everybody follows. */
function startRates(learners: readonly Person[], communityCount: number): Rates {
  const all = new Float64Array(communityCount);
  for (const person of learners) for (const [community, count] of person) all[community] += count;
  const total = all.reduce((sum, count) => sum + count, 0);
  const kinds = communityCount > kindsMax ? 1 : Math.max(1, communityCount);
  return {
    kinds,
    aside: Array.from({ length: kinds }, () => all.map((count) => total > 0 ? asideStart * count / total : 0)),
    asideTotal: new Float64Array(kinds).fill(asideStart),
    interest: new Float64Array(communityCount).fill(interestStart),
  };
}

function learnRates(rates: Rates, learners: readonly Person[], communityCount: number): Rates {
  const { kinds } = rates;
  const table = () => Array.from({ length: kinds }, () => new Float64Array(communityCount));
  const [aside, interested] = [table(), table()];
  const followsOf = new Float64Array(kinds);
  const chances = new Float64Array(communityCount);
  let people = 0;
  for (const person of learners) {
    if (person.length === 0) continue;
    people++;
    const { kind, follows, weights } = weigh(rates, person);
    followsOf[kind] += follows;
    person.forEach(([community, count], i) => {
      aside[kind][community] += (1 - weights[i].chance) * count;
      interested[kind][community] += weights[i].chance * follows;
      chances[community] += weights[i].chance;
    });
  }
  const allFollows = followsOf.reduce((sum, count) => sum + count, 0);
  const learned = aside.map((row, kind) =>
    row.map((own, community) => {
      const sum = (rows: readonly Float64Array[]) => rows.reduce((total, each) => total + each[community], 0);
      const open = allFollows - sum(interested);
      const average = open > 0 ? sum(aside) / open : 0;
      const ownOpen = Math.max(0, followsOf[kind] - interested[kind][community]);
      return (own + priorFollows * average) / (ownOpen + priorFollows);
    })
  );
  const lent = kinds > 1 ? learned.map((_, own) => borrow(learned, followsOf, own)) : [];
  lent.forEach((rate, own) => learned[own][own] = rate);
  return {
    kinds,
    aside: learned,
    asideTotal: Float64Array.from(learned, (row) => Math.min(asideMax, row.reduce((sum, rate) => sum + rate, 0))),
    interest: chances.map((sum) => people === 0 ? interestStart : Math.min(0.9, Math.max(0.002, sum / people))),
  };
}

/** The rate at which the kind that otherwise follows most alike follows this kind's own community. */
function borrow(learned: readonly Float64Array[], followsOf: Float64Array, own: number): number {
  const product = (left: Float64Array, right: Float64Array) =>
    left.reduce((sum, rate, i) => i === own ? sum : sum + Math.sqrt(rate * right[i]), 0);
  let [best, lender] = [0, own];
  learned.forEach((row, other) => {
    if (other === own || followsOf[other] < lenderFollowsMin) return;
    const likeness = product(learned[own], row) /
      Math.sqrt(product(learned[own], learned[own]) * product(row, row));
    if (likeness > best) [best, lender] = [likeness, other];
  });
  return learned[lender][own];
}

/** Chance of an interest in each community that a person follows, and the follows that it explains. */
function weigh(rates: Rates, person: Person) {
  const follows = person.reduce((sum, [, count]) => sum + count, 0);
  let main = person.reduce((best, [, count], i) => count > person[best][1] ? i : best, 0);
  let kind = 0;
  let weights: { chance: number; gain: number }[] = [];
  // Once with the kind that counts tell, once more with the kind that gains tell.
  for (let turn = 0; turn < 2; turn++) {
    kind = rates.kinds === 1 ? 0 : person[main][0];
    const { [kind]: asideTotal } = rates.asideTotal;
    weights = person.map(([community, count]) => {
      const expected = follows * rates.aside[kind][community];
      const more = count - expected;
      if (!(more > 0)) return { chance: 0, gain: 0 };
      const interest = rates.interest[community];
      const odds = (1 - interest) / interest * follows * (1 - asideTotal) * poisson(count, Math.max(expected, 1e-9));
      return { chance: 1 / (1 + odds), gain: more / (1 + odds) };
    });
    const best = weights.reduce((most, { gain }, i) => gain > weights[most].gain ? i : most, 0);
    if (weights[best].gain > 0) main = best;
  }
  const explained = weights.reduce((sum, { gain }) => sum + gain, 0);
  // The kind of the last turn weighed; the main community may have become another.
  const last = rates.kinds === 1 ? 0 : person[main][0];
  return { kind: last, follows, weights, whole: Math.max(explained, follows * (1 - rates.asideTotal[last])) };
}

function sharesOf(rates: Rates, person: Person, shareMin: number): [community: number, share: number][] {
  if (person.length === 0) return [];
  const { weights, whole } = weigh(rates, person);
  return person.map(([community], i) => [community, weights[i].gain / whole] as [number, number])
    .filter(([, share]) => share >= shareMin)
    .map(([community, share]) => [community, Math.floor(share * 2 ** 24) / 2 ** 24]);
}

function poisson(count: number, rate: number): number {
  let logarithm = count * Math.log(rate) - rate;
  for (let n = 1; n <= count; n++) logarithm -= Math.log(n);
  return Math.exp(logarithm);
}

async function readPeople({ network, communityOf }: InterestBuild, sample: number): Promise<Person[]> {
  const folder = sampleFolder(network, sample);
  const offsetsPath = join(folder, "by_follower_offsets.npy");
  const influencersPath = join(folder, "by_follower_influencers.npy");
  const { data: offsets } = await readArray(offsetsPath, Uint32Array);
  const { data: influencers } = await readArray(influencersPath, Uint32Array);
  if (offsets.length === 0 || offsets[0] !== 0 || offsets[offsets.length - 1] !== influencers.length) {
    throw new CorruptFileError(offsetsPath, 0, `offsets must run from 0 to ${influencers.length}`);
  }
  influencers.forEach((influencer, i) => {
    if (influencer < communityOf.length) return;
    const reason = `needed an influencer below ${communityOf.length}, found ${influencer}`;
    throw new CorruptFileError(influencersPath, offsetOf(i, influencers), reason);
  });
  return Array.from({ length: offsets.length - 1 }, (_, follower) => {
    if (offsets[follower] > offsets[follower + 1]) {
      throw new CorruptFileError(offsetsPath, offsetOf(follower + 1, offsets), "offsets must ascend");
    }
    const counts = new Map<number, number>();
    for (const influencer of influencers.subarray(offsets[follower], offsets[follower + 1])) {
      const community = communityOf[influencer];
      if (community !== none) counts.set(community, (counts.get(community) ?? 0) + 1);
    }
    return [...counts].sort(([left], [right]) => left - right);
  });
}

async function writeRows(folder: string, rows: readonly [number, number][][]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => offsets[i + 1] = offsets[i] + row.length);
  const entries = rows.flat();
  const communities = Uint32Array.from(entries, ([community]) => community);
  await writeNpy(join(folder, "interested_in_offsets.npy"), offsets, [offsets.length]);
  await writeNpy(join(folder, "interested_in_communities.npy"), communities, [entries.length]);
  await writeNpy(
    join(folder, "interested_in_shares.npy"),
    Float32Array.from(entries, ([, share]) => share),
    [entries.length],
  );
}
