/** The tree of communities, and one community. */
import type { CommunityLevel, CommunityModel } from "../../community/model.ts";
import { none } from "../../community/partition.ts";
import { InputError, NotFoundError } from "../../errors.ts";
import { communityMembersDefault, communityMembersMax } from "../../limits.ts";
import type {
  Community,
  CommunityEvidence,
  CommunityMember,
  CommunitySummary,
  CommunityTree,
  Interest,
} from "../communities.ts";
import type { View } from "../view.ts";

/** Where a community stands. */
export interface Place {
  readonly level: number;
  /** Position among the records of its level. */
  readonly position: number;
}

/** A model with the accounts it speaks of. */
export interface CommunityView {
  readonly view: View;
  readonly model: CommunityModel;
  readonly evidence: CommunityEvidence;
}

export function describeTree({ model, evidence }: CommunityView, wanted?: number): CommunityTree {
  if (wanted !== undefined && model.levels[wanted] === undefined) {
    throw new InputError(`Cannot show level ${wanted}: needed 0 to ${model.levels.length - 1}, 0 being the coarsest`);
  }
  const levels = model.levels.map((_, level) => level).filter((level) => wanted === undefined || level === wanted);
  const { communityOf } = model.levels[model.records.baseLevel];
  return {
    levels: model.levels.length,
    baseLevel: model.records.baseLevel,
    communities: levels.flatMap((level) =>
      model.levels[level].records.map((_, position) => summarizeCommunity(model, { level, position }))
    ),
    unplaced: communityOf.reduce((count, community) => count + (community === none ? 1 : 0), 0),
    saved: [],
    evidence,
  };
}

export function summarizeCommunity(model: CommunityModel, { level, position }: Place): CommunitySummary {
  const { levels } = model;
  const record = levels[level].records[position];
  return {
    id: record.id,
    label: record.label,
    level,
    parent: record.parent === null ? null : levels[level - 1].records[record.parent].id,
    children: listParts(model, { level, position }).length,
    size: levels[level].members[position].length,
    stability: record.stability,
    sensitive: record.sensitive,
  };
}

/** Communities of the next finer level within one; none where it did not fall into several. */
function listParts({ levels }: CommunityModel, { level, position }: Place): Place[] {
  const parts = (levels[level + 1]?.records ?? []).flatMap(({ parent }, part) =>
    parent === position ? [{ level: level + 1, position: part }] : []
  );
  const whole = levels[level].members[position].length;
  return parts.length === 1 && levels[level + 1].members[parts[0].position].length === whole ? [] : parts;
}

/** @throws {NotFoundError} If no level has a community of that id. */
export function findCommunity({ levels }: CommunityModel, id: string): Place {
  for (const [level, { records }] of levels.entries()) {
    const position = records.findIndex((record) => record.id === id);
    if (position >= 0) return { level, position };
  }
  throw new NotFoundError(
    `Cannot find community "${id}": needed an id such as ${levels.at(-1)?.records[0]?.id ?? "c-abcdefg"}`,
  );
}

export function describeCommunity(
  { view, model, evidence }: CommunityView,
  { id, limit = communityMembersDefault, offset = 0 }: { id: string; limit?: number; offset?: number },
): Community {
  if (!Number.isInteger(limit) || limit < 1 || limit > communityMembersMax || !Number.isInteger(offset) || offset < 0) {
    throw new InputError(`Cannot list ${limit} members from ${offset}: needed 1 to ${communityMembersMax}, from 0`);
  }
  const place = findCommunity(model, id);
  const level = model.levels[place.level];
  const members = level.members[place.position];
  return {
    ...summarizeCommunity(model, place),
    members: [...members.subarray(offset, offset + limit)].map((member) =>
      describeMember(view, model, level, place, member)
    ),
    path: pathTo(model, place),
    parts: listParts(model, place).map((part) => summarizeCommunity(model, part)),
    nearby: listNearby(level, place.position),
    conductance: level.records[place.position].conductance,
    interested: describeInterest(model, place),
    evidence,
  };
}

/** Counted over all people of the network, so exact. */
function describeInterest(model: CommunityModel, { level, position }: Place): Interest | null {
  const { interests, records, edited } = model;
  // People were counted by what the run found: a community that an edit made or changed has no figure until the next run.
  const isCounted = level === records.baseLevel && edited?.changed[level][position] !== 1 &&
    model.levels[level].records[position].sensitive === null;
  const totals = isCounted ? interests.communities[edited?.origins[level][position] ?? position] ?? null : null;
  if (totals === null) return null;
  const { people, meanShare } = totals;
  return { people: { value: people, low: people, high: people }, meanShare, shareMin: interests.shareMin };
}

/** Communities that an account is known for, strongest first. */
export function listKnownFor(model: CommunityModel, influencer: number) {
  const { offsets, communities, strengths } = model.knownFor;
  const { records } = model.levels[model.records.baseLevel];
  const found = [];
  for (let entry = Number(offsets[influencer]); entry < Number(offsets[influencer + 1]); entry++) {
    const { id, label } = records[communities[entry]];
    found.push({ id, label: label.text, strength: strengths[entry] });
  }
  return found.sort((left, right) => right.strength - left.strength || (left.id < right.id ? -1 : 1));
}

export function describeMember(
  { accounts }: View,
  model: CommunityModel,
  level: CommunityLevel,
  place: Place,
  influencer: number,
): CommunityMember {
  const { id } = level.records[place.position];
  const knownFor = listKnownFor(model, influencer);
  const isBase = place.level === model.records.baseLevel;
  const most = level.ties.inside[level.members[place.position][0]];
  return {
    account: accounts.summarize(influencer),
    strength: isBase ? knownFor.find((entry) => entry.id === id)?.strength ?? 0 : shareInside(model, level, influencer),
    stability: model.memberStability[influencer],
    centrality: most > 0 ? level.ties.inside[influencer] / most : 0,
    alsoKnownFor: knownFor.filter((entry) => entry.id !== id).slice(0, 3),
  };
}

/** Share of an influencer's own neighbours, by weight, that are in its community of this level. */
function shareInside({ graph }: CommunityModel, { communityOf }: CommunityLevel, influencer: number): number {
  let [inside, total] = [0, 0];
  for (let entry = Number(graph.offsets[influencer]); entry < Number(graph.offsets[influencer + 1]); entry++) {
    const weight = graph.weights![entry];
    total += weight;
    if (communityOf[graph.neighbours[entry]] === communityOf[influencer]) inside += weight;
  }
  return total > 0 ? inside / total : 0;
}

function pathTo({ levels }: CommunityModel, { level, position }: Place) {
  const path = [];
  for (let at = level, parent = levels[level].records[position].parent; parent !== null; at--) {
    const { id, label, parent: next } = levels[at - 1].records[parent];
    path.unshift({ id, label: label.text });
    parent = next;
  }
  return path;
}

const nearbyMax = 8;

function listNearby({ records, ties }: CommunityLevel, position: number) {
  return [...ties.between[position]]
    .sort(([left, leftWeight], [right, rightWeight]) => rightWeight - leftWeight || left - right)
    .slice(0, nearbyMax)
    .map(([other, weight]) => ({
      id: records[other].id,
      label: records[other].label.text,
      weight: weight / ties.total[position],
    }));
}
