/** What two signatures say about each other, and the best of all for one (DESIGN 9). */
import { InputError } from "../../errors.ts";
import { emptyRegister } from "../../graph/follower_key.ts";
import type { PairStatistics, RankBy, Ranking, RankRequest } from "../kernel.ts";
import { registersOf, type Signature, type Signatures } from "./_signatures.ts";

/** One row of `PairStatistics`. */
export interface Statistics {
  bothEmpty: number;
  equal: number;
  less: number;
  greater: number;
  exactShared: number;
}

export function comparePairs(signatures: Signatures, left: Uint32Array, right: Uint32Array): PairStatistics {
  for (const influencer of [...left, ...right]) checkIndex(signatures, influencer);
  return columnsOf(Array.from(left, (influencer, i) => compareSignatures(signatures, influencer, right[i])));
}

export function rank(signatures: Signatures, request: RankRequest): Ranking {
  checkIndex(signatures, request.influencer);
  const { followerCounts, registerCount } = signatures;
  const { mask } = request;
  const needed = Math.ceil(followerCounts.length / 8);
  if (mask !== undefined && mask.length > 0 && mask.length < needed) {
    throw new InputError(`Cannot rank: needed a mask of ${needed} bytes, got ${mask.length}`);
  }
  if (request.limit < 1) throw new InputError("Cannot rank: needed a limit of at least 1");
  const scored = [];
  let examined = 0;
  for (let influencer = 0; influencer < followerCounts.length; influencer++) {
    const wanted = !mask?.length || ((mask[influencer >> 3] >> (influencer & 7)) & 1) === 1;
    if (influencer === request.influencer || !wanted) continue;
    examined++;
    const statistics = compareSignatures(signatures, request.influencer, influencer);
    const counts = { left: Number(followerCounts[request.influencer]), right: Number(followerCounts[influencer]) };
    const score = scorePair(request.by, statistics, { registerCount, ...counts });
    if (score > 0 && score >= request.minimum) scored.push({ influencer, score, statistics });
  }
  scored.sort((a, b) => b.score - a.score || a.influencer - b.influencer);
  const best = scored.slice(0, request.limit);
  return {
    influencers: Uint32Array.from(best, ({ influencer }) => influencer),
    scores: Float64Array.from(best, ({ score }) => score),
    examined,
    ...columnsOf(best.map(({ statistics }) => statistics)),
  };
}

function checkIndex({ followerCounts }: Signatures, influencer: number): void {
  if (influencer < followerCounts.length) return;
  throw new InputError(`Cannot compare influencer ${influencer}: needed an index below ${followerCounts.length}`);
}

export function compareSignatures(signatures: Signatures, left: number, right: number): Statistics {
  const [a, b] = [signatures.get(left), signatures.get(right)];
  if (a instanceof BigUint64Array && b instanceof BigUint64Array) {
    const known = new Set(a);
    return { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: b.filter((hash) => known.has(hash)).length };
  }
  const statistics = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: -1 };
  const others = project(b, signatures.registerCount);
  project(a, signatures.registerCount).forEach((register, bin) => {
    if (register === others[bin]) statistics[register === emptyRegister ? "bothEmpty" : "equal"]++;
    else statistics[register < others[bin] ? "less" : "greater"]++;
  });
  return statistics;
}

export function project(signature: Signature, registerCount: number): Uint16Array {
  return signature instanceof Uint16Array ? signature : registersOf(signature, registerCount);
}

/**
 * Score by joint maximum likelihood; 0 where nothing is shared. `containment` is the share of the left one's followers who
 * follow the right one too; `lift` is shared / (left * right), to be multiplied by the number of people.
 */
export function scorePair(
  by: RankBy,
  statistics: Omit<Statistics, "exactShared"> & { exactShared?: number },
  { registerCount, left, right }: { registerCount: number; left: number; right: number },
): number {
  if (left === 0 || right === 0) return 0;
  const { exactShared = -1 } = statistics;
  const similarity = exactShared >= 0
    ? exactShared / (left + right - exactShared)
    : estimateJaccard(statistics, { registerCount, left, right });
  const shared = exactShared >= 0 ? exactShared : similarity / (1 + similarity) * (left + right);
  return { jaccard: similarity, containment: shared / left, lift: shared / (left * right) }[by];
}

function estimateJaccard(
  { bothEmpty, equal: same, less, greater }: Omit<Statistics, "exactShared">,
  { registerCount, left, right }: { registerCount: number; left: number; right: number },
): number {
  const used = registerCount - bothEmpty;
  if (used === 0 || same === 0) return 0;
  const u = left / (left + right);
  const v = 1 - u;
  const chance = 3.522e-4 * u * v;
  const equal = Math.max(0, (same / used - chance) / (1 - chance)) * used;
  if (equal === 0) return 0;
  const scale = less + greater === 0 ? 0 : (used - equal) / (less + greater);
  const b = v * v * (equal + less * scale) + u * u * (equal + greater * scale);
  const root = Math.sqrt(Math.max(0, b * b - 4 * u * u * v * v * used * equal));
  const estimate = 2 * u * v * equal / (b + root);
  return Math.min(Math.max(estimate, 0), Math.min(u / v, v / u));
}

function columnsOf(rows: readonly Statistics[]): PairStatistics {
  return {
    bothEmpty: Uint32Array.from(rows, ({ bothEmpty }) => bothEmpty),
    equal: Uint32Array.from(rows, ({ equal }) => equal),
    less: Uint32Array.from(rows, ({ less }) => less),
    greater: Uint32Array.from(rows, ({ greater }) => greater),
    exactShared: Int32Array.from(rows, ({ exactShared }) => exactShared),
  };
}
