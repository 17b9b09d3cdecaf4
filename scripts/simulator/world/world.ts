/** The invented world: accounts and communities at once, followers and their follows on demand, each from (seed, index) alone. */
import { changeMembership, type WorldChange } from "./changes.ts";
import { type Community, createMembership } from "./communities.ts";
import { type Follower, FollowerSource } from "./followers.ts";
import { FollowSource } from "./follows.ts";
import { createInfluencers, type Influencer, moveInfluencer } from "./influencers.ts";
import { type CompleteOptions, completeOptions, type WorldOptions } from "./options.ts";
import { choosePlanted, type Planted, plantedRanges } from "./planted.ts";
import { Traits, TraitSource } from "./traits.ts";

export interface World {
  readonly options: CompleteOptions;
  readonly communities: readonly Community[];
  readonly influencers: readonly Influencer[];
  readonly planted: Planted;
  /** Of a later look: what became of communities since the first; empty for the first. */
  readonly changes: readonly WorldChange[];
  /** @throws {RangeError} For this and all below, if there is no such follower. */
  follower(index: number): Follower;
  followerId(index: number): string;
  isBot(index: number): boolean;
  /** Distinct influencer indexes, in the order they were followed. */
  followsOf(index: number): Uint32Array;
  /** The same, written into `target`, which has room for `influencerCount`; returns how many. For streams: makes no garbage. */
  followsInto(index: number, target: Uint32Array): number;
}

/**
 * Makes a world in time and memory of its influencers and communities; followers cost nothing until asked for.
 *
 * @throws {RangeError} If the options are out of range or the planted stories do not fit.
 */
export function createWorld(given: WorldOptions): World {
  const options = completeOptions(given);
  const ranges = plantedRanges(options);
  const first = createMembership(options);
  const later = options.changes && changeMembership(options, options.changes, first);
  const membership = later?.membership ?? first;
  const planted = choosePlanted(membership);
  // Names were given before anything changed.
  const before = later === undefined ? planted : choosePlanted(first);
  const influencers = createInfluencers(options, first, before).map((influencer) =>
    later === undefined ? influencer : moveInfluencer(influencer, { options, membership, planted, born: later.born })
  );
  const traitSource = new TraitSource(options, first, ranges);
  const followSource = new FollowSource(options, membership, planted, ranges);
  const followerSource = new FollowerSource(options, membership);
  const traits = new Traits();
  const scratch = new Uint32Array(options.influencerCount);

  const check = (index: number): number => {
    if (Number.isInteger(index) && index >= 0 && index < options.followerCount) return index;
    throw new RangeError(`Cannot read follower ${index}: needed a whole number below ${options.followerCount}`);
  };
  const read = (index: number): Traits => {
    traitSource.read(check(index), traits);
    return later === undefined ? traits : later.evolve(index, traits);
  };
  return {
    options,
    communities: membership.communities,
    influencers,
    planted,
    changes: later?.changes ?? [],
    follower: (index) => followerSource.read(index, read(index)),
    followerId: (index) => followerSource.id(check(index)),
    isBot: (index) => traitSource.botAt(check(index)) >= 0,
    followsOf: (index) => scratch.slice(0, followSource.read(index, read(index), scratch)),
    followsInto: (index, target) => followSource.read(index, read(index), target),
  };
}
