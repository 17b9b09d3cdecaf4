/** From a draft to a model: empty communities go, numbers go by size, and all that follows from who is where is counted anew. */
import type { Label, Sensitivity } from "../../answers/communities.ts";
import { measureKnownFor } from "../known_for.ts";
import type { Labeller } from "../label.ts";
import { type CommunityLevel, type CommunityModel, describeLevel } from "../model.ts";
import { leavingShares, none } from "../partition.ts";
import type { CommunityRecord } from "../records.ts";
import type { Draft, DraftCommunity, DraftLevel } from "./draft.ts";
import { unite } from "./sensitivity.ts";

export interface FinishTools {
  /** Asked for only where members changed so that a label has to be made. */
  readonly labeller: () => Pick<Labeller, "label">;
  /** Whether a community with new members or a new name is sensitive. */
  readonly judge?: (label: Label, members: Uint32Array) => Sensitivity | null;
}

export function finishDraft(model: CommunityModel, draft: Draft, tools: FinishTools): CommunityModel {
  const orders = draft.levels.map(orderBySize);
  const finished = draft.levels.map((level, index) =>
    finishLevel({ model, draft: level, index, order: orders[index], above: orders[index - 1] }, tools)
  );
  const levels = finished.map(({ level }) => level);
  const { baseLevel } = model.records;
  return {
    ...model,
    records: { ...model.records, levels: levels.map(({ records }) => records) },
    levels,
    knownFor: draft.levels[baseLevel].moved
      ? measureKnownFor(model.graph, levels[baseLevel].communityOf)
      : model.knownFor,
    edited: {
      origins: draft.levels.map(({ communities }, level) =>
        Uint32Array.from(orders[level], (position) => communities[position].origin)
      ),
      changed: finished.map(({ changed }) => changed),
    },
  };
}

/** Positions of the communities that have members; largest first where somebody moved, else as they were. */
function orderBySize({ communities, moved }: DraftLevel): number[] {
  const left = communities.map((_, position) => position).filter((position) => communities[position].size > 0);
  return moved ? left.sort((one, other) => communities[other].size - communities[one].size || one - other) : left;
}

interface Finishing {
  readonly model: CommunityModel;
  readonly draft: DraftLevel;
  readonly index: number;
  readonly order: readonly number[];
  /** Order of the next coarser level; undefined at the coarsest. */
  readonly above?: readonly number[];
}

function finishLevel(finishing: Finishing, tools: FinishTools): { level: CommunityLevel; changed: Uint8Array } {
  const { model, draft, index, order, above } = finishing;
  const numberAbove = above === undefined ? undefined : invert(above);
  const placed = order.map((position): CommunityRecord => {
    const { id, parent, record } = draft.communities[position];
    return { ...record, id, parent: parent === null ? null : numberAbove?.get(parent) ?? null };
  });
  const { level, changed } = draft.moved
    ? countAnew(finishing, placed)
    : { level: { ...model.levels[index], records: placed }, changed: new Uint8Array(placed.length) };
  const records = level.records.map((record, number) =>
    nameCommunity(draft.communities[order[number]], record, level.members[number], tools)
  );
  return { level: { ...level, records }, changed };
}

/** A level in which somebody moved, with its ties, members, conductance and stability. */
function countAnew({ model, draft, index, order }: Finishing, placed: readonly CommunityRecord[]) {
  const before = model.levels[index];
  const numbers = invert(order);
  const communityOf = draft.communityOf.map((position) => position === none ? none : numbers.get(position)!);
  const level = describeLevel(model.graph, communityOf, placed);
  const conductance = leavingShares(level.ties);
  const changed = Uint8Array.from(order, (position, number) => {
    const { origin } = draft.communities[position];
    const members = level.members[number];
    const isSame = origin !== none && members.length === before.members[origin].length &&
      members.every((influencer) => before.communityOf[influencer] === origin);
    return Number(!isSame);
  });
  const stabilityOf = stabilityOfMembers(model, index);
  const records = placed.map((record, number): CommunityRecord => {
    const members = level.members[number];
    const stability = changed[number] === 1
      ? members.reduce((sum, influencer) => sum + stabilityOf(influencer), 0) / members.length
      : record.stability;
    return { ...record, conductance: conductance[number], stability };
  });
  return { level: { ...level, records }, changed };
}

/**
 * An edit is no run that could be repeated, so the stability of what it changed is the mean over members: at the base level of
 * their own figures, elsewhere of the communities in which they were found.
 */
function stabilityOfMembers({ levels, memberStability, records }: CommunityModel, index: number) {
  if (index === records.baseLevel) return (influencer: number) => memberStability[influencer];
  const { communityOf, records: found } = levels[index];
  return (influencer: number) => communityOf[influencer] === none ? 0 : found[communityOf[influencer]].stability;
}

function nameCommunity(
  { given, remade, sensitive, reviewed }: DraftCommunity,
  record: CommunityRecord,
  members: Uint32Array,
  { labeller, judge }: FinishTools,
): CommunityRecord {
  const made = remade ? labeller().label(members) : record.label;
  const label = given === undefined ? made : { text: given, confidence: 1, words: made.words };
  const judged = !reviewed && (remade || given !== undefined) ? judge?.(label, members) ?? null : null;
  return { ...record, label, sensitive: judged === null ? sensitive : unite(judged, sensitive) };
}

function invert(order: readonly number[]): Map<number, number> {
  return new Map(order.map((position, number) => [position, number]));
}
