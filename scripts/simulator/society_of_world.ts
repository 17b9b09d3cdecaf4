/**
 * The invented world as a society: influencers first, then people, by index. Memory: 4 bytes a follow, 4 a person, and
 * up to 40 MB of profiles; whom somebody follows, profiles and posts are made when they are asked for. People have claims about their followers, but no such list.
 */
import type { Account, AccountState, Society } from "./society.ts";
import { postsOf } from "./_world_posts.ts";
import { claimedFollowers, type World } from "./world/mod.ts";
import { purposes, Random } from "./world/random.ts";

export interface SocietyOfWorldOptions {
  /** Share of people, not of influencers, in each state that is not active. Default: one in fifty is private. */
  readonly shares?: Readonly<Partial<Record<Exclude<AccountState, "active">, number>>>;
}

/** Takes about two passes over the world: half a second for 4.5 million follows. */
export function societyOfWorld(world: World, { shares = { private: 0.02 } }: SocietyOfWorldOptions = {}): Society {
  const { influencerCount, followerCount, platform, seed } = world.options;
  const idStart = platform.length + 1;
  const { starts, lists, followingCounts } = invert(world);
  const influencers = new Names(world.influencers, ({ id, handle }) => [id.slice(idStart), handle]);
  // Handles of people are in no order: their table is made when the first is looked up, ids are found by halving.
  let people: Names | null = null;
  const personId = (index: number) => world.followerId(index).slice(idStart);

  const stateOf = (follower: number): AccountState => {
    let rest = states.restart(seed, purposes.accountStates, follower).uniform();
    for (const state of ["private", "suspended", "gone", "deactivated"] as const) {
      if ((rest -= shares[state] ?? 0) < 0) return state;
    }
    return "active";
  };
  const makeAccount = (index: number): Account => {
    if (index < influencerCount) {
      const influencer = world.influencers[index];
      const seen = starts[index + 1] - starts[index];
      return {
        ...whatAllHave(influencer, idStart),
        state: "active",
        followersCount: claimedFollowers(influencer, seen) ?? seen,
        followingCount: influencer.followingCount,
        listedCount: Math.floor(seen / 50),
      };
    }
    const follower = world.follower(index - influencerCount);
    return {
      ...whatAllHave(follower, idStart),
      state: stateOf(follower.index),
      followersCount: follower.followersCount,
      followingCount: followingCounts[follower.index],
      listedCount: 0,
    };
  };
  const made: (Account | undefined)[] = new Array(Math.min(accountsKept, influencerCount + followerCount));
  const seats = new Int32Array(made.length).fill(-1);
  const account = (index: number): Account => {
    const seat = index % made.length;
    if (seats[seat] !== index) {
      made[seat] = makeAccount(index);
      seats[seat] = index;
    }
    return made[seat]!;
  };
  return {
    accountCount: influencerCount + followerCount,
    account,
    accountId: (index) =>
      index < influencerCount ? world.influencers[index].id.slice(idStart) : personId(index - influencerCount),
    findId(id) {
      const influencer = influencers.byId.get(id);
      if (influencer !== undefined) return influencer;
      const person = findAscending(followerCount, id, personId);
      return person < 0 ? -1 : influencerCount + person;
    },
    findHandle(handle) {
      const influencer = influencers.byHandle.get(handle.toLowerCase());
      if (influencer !== undefined) return influencer;
      people ??= Names.ofPeople(world);
      const person = people.byHandle.get(handle.toLowerCase());
      return person === undefined ? -1 : influencerCount + person;
    },
    followers: (index) => index < influencerCount ? lists.subarray(starts[index], starts[index + 1]) : empty,
    following: (index) => index < influencerCount ? empty : world.followsOf(index - influencerCount).reverse(),
    posts: (index) => postsOf(world, index),
  };
}

/** Accounts that are kept once made, one for each seat: people stand on many lists. About 300 bytes each. */
const accountsKept = 131_072;
const states = new Random();
const empty = new Uint32Array(0);

type Described = Pick<
  Account,
  "handle" | "name" | "bio" | "location" | "url" | "createdMs" | "verified" | "defaultImage" | "postsCount" | "id"
>;

function whatAllHave(profile: Described, idStart: number): Described {
  const { handle, name, bio, location, url, createdMs, verified, defaultImage, postsCount } = profile;
  const id = profile.id.slice(idStart);
  return { id, handle, name, bio, location, url, createdMs, verified, defaultImage, postsCount };
}

interface Inverted {
  /** Where the followers of each influencer begin in `lists`, shape (influencerCount + 1). */
  readonly starts: Uint32Array;
  /** Account indexes of followers, the youngest account first, shape (edgeCount). */
  readonly lists: Uint32Array;
  /** Shape (followerCount). */
  readonly followingCounts: Uint32Array;
}

/** Whom each person follows, turned round: counted first, then filled from behind. */
function invert(world: World): Inverted {
  const { influencerCount, followerCount } = world.options;
  const follows = new Uint32Array(influencerCount);
  const starts = new Uint32Array(influencerCount + 1);
  const followingCounts = new Uint32Array(followerCount);
  for (let follower = 0; follower < followerCount; follower++) {
    const count = followingCounts[follower] = world.followsInto(follower, follows);
    for (let i = 0; i < count; i++) starts[follows[i] + 1]++;
  }
  for (let i = 0; i < influencerCount; i++) starts[i + 1] += starts[i];
  const ends = starts.slice(1);
  const lists = new Uint32Array(starts[influencerCount]);
  for (let follower = 0; follower < followerCount; follower++) {
    const count = world.followsInto(follower, follows);
    for (let i = 0; i < count; i++) lists[--ends[follows[i]]] = influencerCount + follower;
  }
  return { starts, lists, followingCounts };
}

class Names {
  readonly byId = new Map<string, number>();
  readonly byHandle = new Map<string, number>();

  constructor(accounts: Iterable<Described>, names: (account: Described) => [id: string, handle: string]) {
    let index = 0;
    for (const account of accounts) {
      const [id, handle] = names(account);
      if (id !== "") this.byId.set(id, index);
      this.byHandle.set(handle.toLowerCase(), index++);
    }
  }

  static ofPeople(world: World): Names {
    const { followerCount } = world.options;
    const people = function* () {
      for (let index = 0; index < followerCount; index++) yield world.follower(index);
    };
    return new Names(people(), ({ handle }) => ["", handle]);
  }
}

/** Index of a decimal number in a list that grows, or -1. */
function findAscending(count: number, id: string, idAt: (index: number) => string): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = idAt(middle);
    if (found === id) return middle;
    if (found.length < id.length || (found.length === id.length && found < id)) low = middle + 1;
    else high = middle;
  }
  return -1;
}
