/** Levels of communities while they are edited: who is where, and what a person said. Levels stay nested after each change. */
import type { Sensitivity } from "../../answers/communities.ts";
import type { CommunityModel } from "../model.ts";
import { none } from "../partition.ts";
import type { CommunityRecord } from "../records.ts";

/** A community of a draft; its position is its number in `communityOf`. */
export interface DraftCommunity {
  readonly id: string;
  /** As it was found; of the one it was split from, for one that an edit made. */
  readonly record: CommunityRecord;
  /** Position in the generation; `none` = an edit made it. */
  readonly origin: number;
  parent: number | null;
  size: number;
  /** Name that a person gave. */
  given?: string;
  sensitive: Sensitivity | null;
  /** A person said whether it is sensitive, and nothing sensitive came in since. */
  reviewed: boolean;
  /** Its members are others than those its label was made of. */
  remade: boolean;
}

export interface DraftLevel {
  readonly communityOf: Uint32Array;
  readonly communities: DraftCommunity[];
  /** Somebody is in another community than before. */
  moved: boolean;
}

/** A community of a draft by level and position. */
export interface DraftPlace {
  readonly level: number;
  readonly position: number;
}

export interface Draft {
  readonly levels: readonly DraftLevel[];
  /** Undefined where there is none of that id, or it has lost all members. */
  find(id: string): DraftPlace | undefined;
  at(place: DraftPlace): DraftCommunity;
  /** Moves an influencer into a community, and so into all that hold it; below, into the part that holds most of its nearest. */
  move(influencer: number, to: DraftPlace): void;
  /** Makes one community part of another of its level; its parts follow. */
  merge(from: DraftPlace, into: DraftPlace): void;
  /** Makes influencers, wherever they are, a community beside another. A part follows when more than half of it does. */
  split(beside: DraftPlace, influencers: readonly number[], id: string): DraftPlace;
}

export function createDraft({ graph, levels: found }: CommunityModel): Draft {
  const levels = found.map(({ communityOf, records, members }): DraftLevel => ({
    communityOf: communityOf.slice(),
    communities: records.map((record, position) => ({
      id: record.id,
      record,
      origin: position,
      parent: record.parent,
      size: members[position].length,
      sensitive: record.sensitive,
      reviewed: false,
      remade: false,
    })),
    moved: false,
  }));
  const places = new Map(
    levels.flatMap(({ communities }, level) => communities.map(({ id }, position) => [id, { level, position }])),
  );

  function assign(level: number, influencer: number, position: number): void {
    const { communityOf, communities } = levels[level];
    const before = communityOf[influencer];
    if (before === position) return;
    if (before !== none) communities[before].size--;
    if (position !== none) communities[position].size++;
    communityOf[influencer] = position;
    levels[level].moved = true;
  }

  /** Puts an influencer into a community and all that hold it; what is below is the caller's to keep nested. */
  function assignUpwards(influencer: number, { level, position }: DraftPlace): void {
    for (let at = level, here: number | null = position; at >= 0 && here !== null; at--) {
      assign(at, influencer, here);
      here = levels[at].communities[here].parent;
    }
  }

  function dropBelow(level: number, influencer: number): void {
    for (let below = level; below < levels.length; below++) assign(below, influencer, none);
  }

  /** The part of a community that holds most of an influencer's nearest, by weight; `none` where they are in no part. */
  function nearestPart(influencer: number, level: number, parent: number): number {
    const weights = new Map<number, number>();
    for (let entry = Number(graph.offsets[influencer]); entry < Number(graph.offsets[influencer + 1]); entry++) {
      const part = levels[level].communityOf[graph.neighbours[entry]];
      if (part === none || levels[level].communities[part].parent !== parent) continue;
      weights.set(part, (weights.get(part) ?? 0) + (graph.weights?.[entry] ?? 1));
    }
    let [best, most] = [none, 0];
    for (const [part, weight] of weights) {
      if (weight > most || (weight === most && part < best)) [best, most] = [part, weight];
    }
    return best;
  }

  /** Marks communities above two places, up to where they meet: what merges across parents changes those as well. */
  function remakeAbove(left: DraftPlace, right: DraftPlace): void {
    let [leftAbove, rightAbove] = [parentOf(left), parentOf(right)];
    for (let level = left.level - 1; level >= 0 && leftAbove !== rightAbove; level--) {
      for (const position of [leftAbove, rightAbove]) {
        if (position !== null) levels[level].communities[position].remade = true;
      }
      [leftAbove, rightAbove] = [leftAbove, rightAbove].map((position) =>
        position === null ? null : parentOf({ level, position })
      );
    }
  }

  const parentOf = ({ level, position }: DraftPlace) => levels[level].communities[position].parent;
  const at = ({ level, position }: DraftPlace) => levels[level].communities[position];

  return {
    levels,
    at,
    find(id) {
      const place = places.get(id);
      return place !== undefined && at(place).size > 0 ? place : undefined;
    },
    move(influencer, to) {
      assignUpwards(influencer, to);
      for (let level = to.level + 1; level < levels.length; level++) {
        const parent = levels[level - 1].communityOf[influencer];
        const part = levels[level].communityOf[influencer];
        const isNested = part !== none && parent !== none && levels[level].communities[part].parent === parent;
        if (!isNested) assign(level, influencer, parent === none ? none : nearestPart(influencer, level, parent));
      }
    },
    merge(from, into) {
      remakeAbove(from, into);
      const { communityOf } = levels[from.level];
      for (let influencer = 0; influencer < communityOf.length; influencer++) {
        if (communityOf[influencer] === from.position) assignUpwards(influencer, into);
      }
      for (const part of levels[from.level + 1]?.communities ?? []) {
        if (part.parent === from.position) part.parent = into.position;
      }
      at(into).remade = true;
    },
    split(beside, influencers, id) {
      const { level } = beside;
      const { communities } = levels[level];
      const place = { level, position: communities.length };
      const from = at(beside);
      communities.push({ ...from, id, origin: none, size: 0, given: undefined, reviewed: false, remade: true });
      places.set(id, place);
      from.remade = true;
      if (levels[level + 1] !== undefined) splitParts(levels[level + 1], level + 1, influencers, place.position);
      for (const influencer of influencers) assignUpwards(influencer, place);
      return place;
    },
  };

  function splitParts(
    { communityOf, communities }: DraftLevel,
    level: number,
    influencers: readonly number[],
    parent: number,
  ): void {
    const leaving = new Map<number, number>();
    for (const influencer of influencers) {
      const part = communityOf[influencer];
      if (part !== none) leaving.set(part, (leaving.get(part) ?? 0) + 1);
    }
    const following = new Set(
      [...leaving].filter(([part, count]) => 2 * count > communities[part].size).map(([p]) => p),
    );
    for (const influencer of influencers) {
      if (!following.has(communityOf[influencer])) dropBelow(level, influencer);
    }
    const chosen = new Set(influencers);
    const follows = Uint8Array.from(communities, (_, part) => Number(following.has(part)));
    for (let influencer = 0; influencer < communityOf.length; influencer++) {
      const part = communityOf[influencer];
      if (part !== none && follows[part] === 1 && !chosen.has(influencer)) dropBelow(level, influencer);
    }
    for (const part of following) communities[part].parent = parent;
  }
}
