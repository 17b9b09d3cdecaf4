/** The nearest influencers of each, by comparing everybody with everybody. */
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { emptyRegister } from "../../graph/follower_key.ts";
import { writeNpy } from "../../workspace/npy.ts";
import type { BatchOptions, NeighbourBuild, NeighbourCounts } from "../kernel.ts";
import type { Signatures } from "./_signatures.ts";
import { compareSignatures, project, scorePair, type Statistics } from "./pairs.ts";

/** One match can be chance; two of a thousand rarely are. */
const matchesMin = 2;

export async function buildNeighbours(
  build: NeighbourBuild,
  signatures: Signatures,
  { progress }: BatchOptions,
): Promise<NeighbourCounts> {
  const { neighbourCount, folder } = build;
  if (neighbourCount < 1 || neighbourCount > 1000) {
    throw new InputError(`Cannot build neighbours: needed 1 to 1000 neighbours, got ${neighbourCount}`);
  }
  const count = signatures.followerCounts.length;
  const offsets = new BigUint64Array(count + 1);
  const rows: { influencer: number; other: number; weight: number }[] = [];
  let isolated = 0;
  for (let influencer = 0; influencer < count; influencer++) {
    const nearest = [];
    for (let other = 0; other < count; other++) {
      if (other === influencer) continue;
      const statistics = compareSignatures(signatures, influencer, other);
      const shared = statistics.exactShared >= 0 ? statistics.exactShared : statistics.equal;
      if (shared < matchesMin) continue;
      const weight = scorePair("jaccard", statistics, sizesOf(signatures, influencer, other));
      if (weight > 0) nearest.push({ influencer, other, weight });
    }
    nearest.sort((left, right) => right.weight - left.weight || left.other - right.other);
    nearest.length = Math.min(nearest.length, neighbourCount);
    if (nearest.length === 0) isolated++;
    rows.push(...nearest);
    offsets[influencer + 1] = BigInt(rows.length);
    progress?.(influencer + 1, count);
  }
  const halves = rows.flatMap(({ influencer, other }) =>
    [0, 1].map((parity) => halfWeight(signatures, influencer, other, parity))
  );
  await writeNpy(join(folder, "offsets.npy"), offsets, [count + 1]);
  await writeNpy(join(folder, "neighbours.npy"), Uint32Array.from(rows, ({ other }) => other), [rows.length]);
  await writeNpy(join(folder, "weights.npy"), Float32Array.from(rows, ({ weight }) => weight), [rows.length]);
  await writeNpy(join(folder, "half_weights.npy"), Float32Array.from(halves), [rows.length, 2]);
  return {
    edges: rows.length,
    isolated,
    compared: count * (count - 1),
    recall: 1,
    recallSample: Math.min(build.recallSample, count),
  };
}

/** Jaccard from the even or the odd bins alone: two halves of people that have nothing to do with each other. */
function halfWeight(signatures: Signatures, left: number, right: number, parity: number): number {
  const own = project(signatures.get(left), signatures.registerCount);
  const theirs = project(signatures.get(right), signatures.registerCount);
  const statistics: Statistics = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: -1 };
  for (let bin = parity; bin < own.length; bin += 2) {
    if (own[bin] === theirs[bin]) statistics[own[bin] === emptyRegister ? "bothEmpty" : "equal"]++;
    else statistics[own[bin] < theirs[bin] ? "less" : "greater"]++;
  }
  const sizes = sizesOf(signatures, left, right);
  return scorePair("jaccard", statistics, { ...sizes, registerCount: signatures.registerCount / 2 });
}

function sizesOf({ followerCounts, registerCount }: Signatures, left: number, right: number) {
  return { registerCount, left: Number(followerCounts[left]), right: Number(followerCounts[right]) };
}
