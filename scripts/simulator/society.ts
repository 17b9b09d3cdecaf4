/** Who is there and who follows whom, as a simulated platform knows it. Accounts are indexes; each platform has its own names for them. */

export type AccountState = "active" | "private" | "suspended" | "gone" | "deactivated";

/** What is true of an account; what a platform says of it is made from this. */
export interface Account {
  /** Decimal, at most 19 digits: X's id. Bluesky's is made from it. */
  readonly id: string;
  /** As on X: letters, digits, underscore. Bluesky's is made from it. */
  readonly handle: string;
  readonly name: string;
  readonly bio: string;
  readonly location: string | null;
  readonly url: string | null;
  /** Milliseconds since 1970, as all times here. */
  readonly createdMs: number;
  readonly verified: boolean;
  readonly defaultImage: boolean;
  readonly state: AccountState;
  /** What the profile claims; a list may hold less. */
  readonly followersCount: number;
  readonly followingCount: number;
  readonly postsCount: number;
  readonly listedCount: number;
}

export interface Post {
  /** Decimal; grows with time. */
  readonly id: string;
  readonly createdMs: number;
  readonly text: string;
  /** ISO 639-1. */
  readonly language: string | null;
  readonly hashtags: readonly string[];
  readonly links: readonly string[];
  /** Account indexes. */
  readonly mentions: readonly number[];
  readonly likes: number;
  readonly reposts: number;
  readonly replies: number;
  /** A reply or a repost names the account it answers or repeats. */
  readonly kind: "post" | "reply" | "repost";
  readonly of: number | null;
}

/** Never changes; what changes while it is read is laid over it (`_changing_lists.ts`). */
export interface Society {
  /** Accounts have the indexes below this. */
  readonly accountCount: number;
  account(index: number): Account;
  /** Its id alone, for speed. */
  accountId(index: number): string;
  /** Index of the account with that id, or of that handle in any case; -1 = none. */
  findId(id: string): number;
  findHandle(handle: string): number;
  /** Who follows it, and whom it follows: indexes, newest first. Both may be less than the whole of what is true. */
  followers(index: number): ArrayLike<number>;
  following(index: number): ArrayLike<number>;
  /** Newest first, each created before the one in front of it. */
  posts(index: number): readonly Post[];
}
