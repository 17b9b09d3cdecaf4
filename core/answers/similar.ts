/** Who shares an audience with whom: look-alikes of one account, and every pair of a few. */
import { InputError } from "../errors.ts";
import type { PairStatistics, RankBy } from "../kernel/kernel.ts";
import { matrixAccountsMax, similarLimitDefault, similarLimitMax } from "../limits.ts";
import { estimatePair, separable } from "../similarity/mod.ts";
import type { Evidence, LookAlike, MatrixAnswer, Relation, SimilarAnswer, SimilarQuery } from "./answers.ts";
import type { View } from "./view.ts";

export async function answerSimilar(view: View, query: SimilarQuery): Promise<SimilarAnswer> {
  const { accounts, evidence, kernel, signatures } = view;
  const { by = "jaccard", kind, limit = similarLimitDefault, minimum = 0 } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > similarLimitMax) {
    throw new InputError(`Cannot list ${limit} look-alikes: needed a whole number from 1 to ${similarLimitMax}`);
  }
  if (kind !== undefined && !accounts.kinds.includes(kind)) {
    throw new InputError(
      `Cannot list accounts of kind "${kind}": ${
        accounts.kinds.length === 0
          ? "no profile says what kind an account is"
          : `needed one of ${accounts.kinds.join(", ")}`
      }`,
    );
  }
  const influencer = accounts.find(query.account);
  const mask = kind === undefined ? undefined : accounts.maskOf(kind);
  // The kernel does not know how many people there are: its lift is per person.
  const least = by === "lift" ? minimum / countPeople(evidence) : minimum;
  const ranking = await kernel.rank({ signatures, influencer, by, limit, minimum: least, mask });

  const lookAlikes: LookAlike[] = [];
  for (const [position, other] of ranking.influencers.entries()) {
    const relation = relate(view, influencer, other, ranking, position);
    const before = lookAlikes.at(-1);
    const tied = before !== undefined && !separable(rankedValue(before, by), rankedValue(relation, by));
    lookAlikes.push({ account: accounts.summarize(other), ...relation, tied });
  }
  return {
    account: accounts.summarize(influencer),
    by,
    kind: kind ?? null,
    kinds: accounts.kinds,
    lookAlikes,
    examined: ranking.examined,
    evidence,
  };
}

export async function answerMatrix(view: View, names: readonly string[]): Promise<MatrixAnswer> {
  const { accounts, evidence, kernel, signatures } = view;
  const influencers = findDistinct(view, names, 2, matrixAccountsMax, "compare");
  const positions = influencers.flatMap((_, left) =>
    influencers.slice(left + 1).map((_, offset) => ({ left, right: left + 1 + offset }))
  );
  const statistics = await kernel.comparePairs({
    signatures,
    left: Uint32Array.from(positions, ({ left }) => influencers[left]),
    right: Uint32Array.from(positions, ({ right }) => influencers[right]),
  });
  const pairs = positions.map(({ left, right }, position) => ({
    left,
    right,
    ...relate(view, influencers[left], influencers[right], statistics, position),
  }));
  return { accounts: influencers.map(accounts.summarize), pairs, evidence };
}

/** Influencer indexes of accounts that must differ. @throws {InputError} If there are too few, too many, or one twice. */
export function findDistinct(
  { accounts }: View,
  names: readonly string[],
  least: number,
  most: number,
  purpose: string,
): number[] {
  if (names.length < least || names.length > most) {
    throw new InputError(`Cannot ${purpose} ${names.length} accounts: needed ${least} to ${most}`);
  }
  const influencers = names.map(accounts.find);
  for (const [position, influencer] of influencers.entries()) {
    if (influencers.indexOf(influencer) !== position) {
      throw new InputError(`Cannot ${purpose} an account with itself: "${names[position]}" is named twice`);
    }
  }
  return influencers;
}

/** The value that a ranking orders by. */
function rankedValue(relation: Relation, by: RankBy) {
  return { jaccard: relation.jaccard, containment: relation.containmentLeft, lift: relation.lift }[by];
}

/** People in the samples that the signatures cover. */
function countPeople({ followers, samples, sampleCount }: Evidence): number {
  return followers * samples / sampleCount;
}

function relate(view: View, left: number, right: number, statistics: PairStatistics, position: number): Relation {
  const { evidence, followerCounts, influencers } = view;
  const estimate = estimatePair(
    {
      bothEmpty: statistics.bothEmpty[position],
      equal: statistics.equal[position],
      less: statistics.less[position],
      greater: statistics.greater[position],
      exactShared: statistics.exactShared[position],
    },
    { left: followerCounts[left], right: followerCounts[right] },
    {
      registerCount: evidence.registerCount,
      universe: countPeople(evidence),
      coverage: { left: influencers.coverage[left] ?? undefined, right: influencers.coverage[right] ?? undefined },
    },
  );
  const scale = evidence.sampleCount / evidence.samples;
  const { value, low, high } = estimate.shared;
  return {
    jaccard: estimate.jaccard,
    // Counted over the samples that the signatures cover; a fair part of all people.
    shared: { value: value * scale, low: low * scale, high: high * scale },
    containmentLeft: estimate.containmentLeft,
    containmentRight: estimate.containmentRight,
    cosine: estimate.cosine,
    lift: estimate.lift!,
    sketch: estimate.sketch,
    exact: estimate.exact && scale === 1,
    coverage: estimate.coverage,
  };
}
