/** Lists that change while they are read: follows and unfollows since the beginning, laid over a society that does not change. */
import type { AccountState, Society } from "./society.ts";

export type ListKind = "followers" | "following";

/** A stretch of a list: the accounts, and the position from which to read on; null = the end. */
export interface Stretch {
  readonly accounts: readonly number[];
  readonly next: number | null;
}

export class ChangingLists {
  /** Accounts that came later, oldest first, by kind and account: the first has position −1. */
  readonly #added = { followers: new Map<number, number[]>(), following: new Map<number, number[]>() };
  /** Follows that ended: follower and influencer as one number. */
  readonly #ended = new Set<number>();
  readonly #states = new Map<number, AccountState>();

  constructor(readonly society: Society) {}

  state(index: number): AccountState {
    return this.#states.get(index) ?? this.society.account(index).state;
  }

  setState(index: number, state: AccountState): void {
    this.#states.set(index, state);
  }

  /** A platform does not list accounts that are not there. */
  isListed(index: number): boolean {
    const state = this.state(index);
    return state === "active" || state === "private";
  }

  follows(follower: number, influencer: number): boolean {
    if (this.#ended.has(this.#edge(follower, influencer))) return false;
    const { society } = this;
    const added = this.#added.followers.get(influencer);
    return includes(society.followers(influencer), follower) || includes(society.following(follower), influencer) ||
      (added !== undefined && added.includes(follower));
  }

  /** @returns Whether it was new. One who has unfollowed does not come back. */
  follow(follower: number, influencer: number): boolean {
    if (follower === influencer || this.#ended.has(this.#edge(follower, influencer))) return false;
    if (this.follows(follower, influencer)) return false;
    push(this.#added.followers, influencer, follower);
    push(this.#added.following, follower, influencer);
    return true;
  }

  /** @returns Whether there was something to end. */
  unfollow(follower: number, influencer: number): boolean {
    if (!this.follows(follower, influencer)) return false;
    this.#ended.add(this.#edge(follower, influencer));
    return true;
  }

  /** Position of the newest entry. */
  start(kind: ListKind, index: number): number {
    return -(this.#added[kind].get(index)?.length ?? 0);
  }

  /**
   * Reads `count` positions from `position` on: fewer accounts where some have gone or do not follow any more, as platforms do
   * that cut a page first and then leave out what must not be shown.
   */
  read(kind: ListKind, index: number, { position, count }: { position: number; count: number }): Stretch {
    const base = this.society[kind](index);
    const added = this.#added[kind].get(index) ?? [];
    const accounts: number[] = [];
    const end = Math.min(position + count, base.length);
    for (let at = Math.max(position, -added.length); at < end; at++) {
      const other = at < 0 ? added[-at - 1] : base[at];
      if (this.#ended.size > 0 && this.#ended.has(this.#edgeOf(kind, index, other))) continue;
      if (!this.isListed(other)) continue;
      accounts.push(other);
    }
    return { accounts, next: end < base.length ? end : null };
  }

  #edgeOf(kind: ListKind, index: number, other: number): number {
    return kind === "followers" ? this.#edge(other, index) : this.#edge(index, other);
  }

  #edge(follower: number, influencer: number): number {
    return follower * this.society.accountCount + influencer;
  }
}

function includes(list: ArrayLike<number>, value: number): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true;
  return false;
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
