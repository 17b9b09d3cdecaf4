/** The map: communities as discs, their strongest ties, and the accounts that most people follow, column by column. */
import type { CommunityLevel, CommunityModel } from "../../community/model.ts";
import { none } from "../../community/partition.ts";
import { InputError } from "../../errors.ts";
import { mapAccountsDefault, mapAccountsMax } from "../../limits.ts";
import type { MapAccounts, MapAnswer, MapCommunity, MapQuery } from "../map.ts";
import type { View } from "../view.ts";
import { type CommunityView, summarizeCommunity } from "./tree.ts";

/** Share of members that a community's circle holds: a few far out ones would make it overlap others. */
const heldShare = 0.9;
/** Ties of one community that are drawn, at most, and the least weight of one. */
const tiesPerCommunity = 4;
const tieWeightMin = 0.01;

/** @throws {InputError} If there is no such level or the limit is out of range. */
export function describeMap({ view, model, evidence }: CommunityView, query: MapQuery): MapAnswer {
  const { level = model.records.baseLevel, limit = mapAccountsDefault } = query;
  if (model.levels[level] === undefined) {
    throw new InputError(`Cannot draw level ${level}: needed 0 to ${model.levels.length - 1}, 0 being the coarsest`);
  }
  if (!Number.isInteger(limit) || limit < 0 || limit > mapAccountsMax) {
    throw new InputError(`Cannot draw ${limit} accounts: needed 0 to ${mapAccountsMax}`);
  }
  return {
    level,
    communities: model.levels[level].records.map((_, position) => describeDisc(model, level, position)),
    ties: strongestTies(model.levels[level]),
    accounts: describeAccounts(view, model, model.levels[level], limit),
    total: view.influencers.count,
    evidence,
  };
}

function describeDisc(model: CommunityModel, level: number, position: number): MapCommunity {
  const { id, label, size, sensitive } = summarizeCommunity(model, { level, position });
  const { layout } = model;
  const members = model.levels[level].members[position];
  let [x, y] = [0, 0];
  for (const member of members) {
    x += layout[2 * member] / members.length;
    y += layout[2 * member + 1] / members.length;
  }
  const distances = Float64Array.from(
    members,
    (member) => Math.hypot(layout[2 * member] - x, layout[2 * member + 1] - y),
  )
    .sort();
  const radius = distances[Math.min(distances.length - 1, Math.floor(heldShare * distances.length))] ?? 0;
  return {
    id,
    label: label.text,
    x: round(x),
    y: round(y),
    radius: round(radius),
    size,
    sensitive: sensitive !== null,
  };
}

/** Strongest first; of each pair once, the lesser number as `from`. */
function strongestTies({ ties: { between, total } }: CommunityLevel): MapAnswer["ties"] {
  const kept = new Map<number, MapAnswer["ties"][number]>();
  between.forEach((row, community) => {
    const weighed = [...row].map(([other, weight]) => ({
      other,
      weight: weight / Math.min(total[community], total[other]),
    }))
      .filter(({ weight }) => weight >= tieWeightMin)
      .sort((left, right) => right.weight - left.weight || left.other - right.other);
    for (const { other, weight } of weighed.slice(0, tiesPerCommunity)) {
      const [from, to] = community < other ? [community, other] : [other, community];
      kept.set(from * between.length + to, { from, to, weight: round(Math.min(1, weight)) });
    }
  });
  return [...kept.values()].sort((left, right) =>
    right.weight - left.weight || left.from - right.from || left.to - right.to
  );
}

function describeAccounts(
  { influencers }: View,
  { layout }: CommunityModel,
  { communityOf }: CommunityLevel,
  limit: number,
): MapAccounts {
  const { followers } = influencers;
  const order = mostFollowed(followers).subarray(0, limit);
  const column = <T>(pick: (influencer: number) => T): T[] => Array.from(order, pick);
  return {
    ids: column((i) => influencers.id[i]),
    names: column((i) => influencers.name[i] ?? influencers.handle[i] ?? influencers.id[i]),
    x: column((i) => round(layout[2 * i])),
    y: column((i) => round(layout[2 * i + 1])),
    community: column((i) => communityOf[i] === none ? -1 : communityOf[i]),
    followers: column((i) => followers[i]),
  };
}

/** Orders of the tables that are asked: one sort of a million serves every question. */
const orders = new WeakMap<readonly number[], Uint32Array>();

/** Influencer indexes, most followed first, ties in order of index. */
function mostFollowed(followers: readonly number[]): Uint32Array {
  const known = orders.get(followers);
  if (known !== undefined) return known;
  const order = Uint32Array.from(followers, (_, i) => i)
    .sort((left, right) => followers[right] - followers[left] || left - right);
  orders.set(followers, order);
  return order;
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
