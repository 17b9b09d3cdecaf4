/** Small societies for tests: from explicit lists, or drawn at random. */
import type { Account, AccountState, Post, Society } from "./society.ts";

export interface SocietyLists {
  /** As many accounts, with the ids 1001, 1002, … and the handles user1001, …; or what is to be other about each. */
  readonly accounts: number | readonly Partial<Account>[];
  /** Pairs of account indexes: who follows whom, in the order in which it happened. */
  readonly follows: readonly (readonly [follower: number, influencer: number])[];
  /** Posts by account index, newest first. */
  readonly posts?: ReadonlyMap<number, readonly Post[]>;
}

/** Ids of lists start here, so that an id is never mistaken for an index. */
const firstId = 1001;
const firstDayMs = Date.UTC(2015, 0, 1);
const dayMs = 86_400_000;

/** @throws {RangeError} If two accounts have one id or handle, or a follow names an account that is not there. */
export function societyOfLists({ accounts: given, follows, posts = new Map() }: SocietyLists): Society {
  const changes = typeof given === "number" ? Array.from({ length: given }, () => ({})) : given;
  const followers: number[][] = changes.map(() => []);
  const following: number[][] = changes.map(() => []);
  for (const [follower, influencer] of follows) {
    if (followers[influencer] === undefined || following[follower] === undefined) {
      throw new RangeError(`Cannot let ${follower} follow ${influencer}: there are ${changes.length} accounts`);
    }
    followers[influencer].push(follower);
    following[follower].push(influencer);
  }
  for (const list of [...followers, ...following]) list.reverse();
  const accounts = changes.map((change, index): Account => ({
    id: String(firstId + index),
    handle: `user${firstId + index}`,
    name: `User ${firstId + index}`,
    bio: "",
    location: null,
    url: null,
    createdMs: firstDayMs + index * dayMs,
    verified: false,
    defaultImage: false,
    state: "active",
    followersCount: followers[index].length,
    followingCount: following[index].length,
    postsCount: posts.get(index)?.length ?? 0,
    listedCount: 0,
    ...change,
  }));
  const byId = indexed(accounts, ({ id }) => id);
  const byHandle = indexed(accounts, ({ handle }) => handle.toLowerCase());
  return {
    accountCount: accounts.length,
    account: (index) => accounts[index],
    accountId: (index) => accounts[index].id,
    findId: (id) => byId.get(id) ?? -1,
    findHandle: (handle) => byHandle.get(handle.toLowerCase()) ?? -1,
    followers: (index) => followers[index],
    following: (index) => following[index],
    posts: (index) => posts.get(index) ?? [],
  };
}

export interface RandomSociety {
  readonly accountCount: number;
  /** Mean of followers an account has; a few have many times as many. */
  readonly followersMean: number;
  /** Share of accounts in each state that is not active. Default none. */
  readonly shares?: Readonly<Partial<Record<Exclude<AccountState, "active">, number>>>;
  /** Mean of posts. Default 0. */
  readonly postsMean?: number;
}

/** @param random Uniform in [0, 1); the same numbers give the same society. */
export function randomSociety(random: () => number, options: RandomSociety): Society {
  const { accountCount, followersMean, shares = {}, postsMean = 0 } = options;
  const follows: [number, number][] = [];
  for (let influencer = 0; influencer < accountCount; influencer++) {
    // The square of a uniform number has mean 1/3: many small audiences, few large ones.
    const wanted = Math.min(accountCount - 1, Math.floor(3 * followersMean * random() ** 2 + random()));
    const chosen = new Set<number>();
    while (chosen.size < wanted) {
      const follower = Math.floor(random() * accountCount);
      if (follower !== influencer) chosen.add(follower);
    }
    for (const follower of chosen) follows.push([follower, influencer]);
  }
  const accounts = Array.from({ length: accountCount }, () => ({ state: drawState(random, shares) }));
  const posts = new Map<number, Post[]>();
  for (let index = 0; postsMean > 0 && index < accountCount; index++) {
    const count = Math.floor(2 * postsMean * random() + random());
    posts.set(index, Array.from({ length: count }, (_, i) => drawPost(random, { index, i, accountCount })));
  }
  return societyOfLists({ accounts, follows, posts });
}

function drawState(random: () => number, shares: NonNullable<RandomSociety["shares"]>): AccountState {
  let rest = random();
  for (const state of ["private", "suspended", "gone", "deactivated"] as const) {
    if ((rest -= shares[state] ?? 0) < 0) return state;
  }
  return "active";
}

const postsFromMs = Date.UTC(2026, 7, 1);
const hourMs = 3_600_000;

function drawPost(
  random: () => number,
  { index, i, accountCount }: Record<"index" | "i" | "accountCount", number>,
): Post {
  const u = random();
  const kind = u < 0.6 ? "post" : u < 0.85 ? "reply" : "repost";
  const other = Math.floor(random() * accountCount);
  return {
    id: String((index + 1) * 1_000_000 - i),
    createdMs: postsFromMs - i * hourMs,
    text: `Note ${i} of ${index}`,
    language: random() < 0.9 ? "en" : null,
    hashtags: random() < 0.3 ? ["notes"] : [],
    links: random() < 0.2 ? [`https://notes.example/${index}/${i}`] : [],
    mentions: random() < 0.2 ? [other] : [],
    likes: Math.floor(random() * 50),
    reposts: Math.floor(random() * 10),
    replies: Math.floor(random() * 5),
    kind,
    of: kind === "post" ? null : other,
  };
}

function indexed(accounts: readonly Account[], name: (account: Account) => string): Map<string, number> {
  const map = new Map<string, number>();
  accounts.forEach((account, index) => {
    if (map.has(name(account))) {
      throw new RangeError(`Cannot make a society: two accounts are named "${name(account)}"`);
    }
    map.set(name(account), index);
  });
  return map;
}
