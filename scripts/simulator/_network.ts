/** What both platforms ask of the society: accounts as they are now, and pages of lists with everything that may go wrong in one. */
import { ChangingLists, type ListKind } from "./_changing_lists.ts";
import { Cursors, type CursorScope } from "./_cursors.ts";
import type { FaultName } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import type { Account, Society } from "./society.ts";
import { mix } from "./world/random.ts";

export interface NetworkOptions {
  readonly society: Society;
  readonly random: () => number;
  readonly ledger: Ledger;
  /** Characters of this platform's cursors. */
  readonly alphabet: string;
  readonly seed: number;
  /** Accounts, by id, whose lists never end: the cursor stands still, or leads back to the first page. */
  readonly endless: Readonly<Record<string, "stall" | "loop">>;
  /** Share of accounts whose profile claims other counts than are true. */
  readonly lyingCounts: number;
}

export interface PageRequest {
  readonly kind: ListKind;
  readonly account: number;
  /** As it was sent; null = the first page. */
  readonly cursor: string | null;
  readonly size: number;
  readonly faults: ReadonlySet<FaultName>;
}

export interface ListPage {
  /** Newest first. */
  readonly accounts: readonly number[];
  /** null = the end. */
  readonly next: string | null;
  /** The failure that was played on it; where there were several, the one that leads furthest astray. */
  readonly fault: FaultName | null;
}

/** Numbers of endpoints in cursors. */
const listNumbers = { followers: 1, following: 2, posts: 3 } as const;

export class Network {
  readonly lists: ChangingLists;
  readonly cursors: Cursors;

  constructor(readonly options: NetworkOptions) {
    this.lists = new ChangingLists(options.society);
    this.cursors = new Cursors(options.alphabet, options.seed);
  }

  get society(): Society {
    return this.options.society;
  }

  /** The account as it is now, with the counts that it claims. */
  account(index: number): Account {
    const account = this.society.account(index);
    const state = this.lists.state(index);
    const lies = this.options.lyingCounts > 0 &&
      (mix(index ^ this.options.seed) >>> 0) / 2 ** 32 < this.options.lyingCounts;
    if (!lies && state === account.state) return account;
    return { ...account, state, ...(lies ? lie(account, index) : {}) };
  }

  /** One page of a list; "bad-cursor" if the cursor is not of this list. */
  page({ kind, account, cursor, size, faults }: PageRequest): ListPage | "bad-cursor" {
    const scope = { account, list: listNumbers[kind] };
    const first = { position: this.lists.start(kind, account), turn: 0 };
    const place = cursor === null ? first : this.cursors.read(scope, cursor);
    if (place === null) return "bad-cursor";
    this.#change(kind, account, faults);

    const { random } = this.options;
    if (faults.has("emptyPage")) {
      const next = this.cursors.write(scope, { position: place.position, turn: place.turn + 1 });
      return { accounts: [], next, fault: "emptyPage" };
    }
    // Never more than was asked for: somebody pays for each.
    const back = cursor !== null && faults.has("repeatedEntries") ? Math.min(size - 1, Math.ceil(random() * 3)) : 0;
    const position = Math.max(first.position, place.position - back);
    const count = faults.has("shortPage") ? Math.ceil(size * random()) : size;
    const { accounts, next } = this.lists.read(kind, account, { position, count: Math.max(count, back + 1) });
    this.options.ledger.show(kind, account, accounts);
    const lesser = back > 0 ? "repeatedEntries" : count < size ? "shortPage" : null;
    const given = this.#next(scope, { next, kind, cursor, faults });
    return { accounts, next: given.cursor, fault: given.fault ?? lesser };
  }

  /** The cursor that is given out: the true one, unless the list is endless or a fault says otherwise. */
  #next(
    scope: CursorScope,
    { next, kind, cursor, faults }: Pick<PageRequest, "kind" | "cursor" | "faults"> & { next: number | null },
  ): { cursor: string | null; fault: FaultName | null } {
    const write = (position: number) => this.cursors.write(scope, { position, turn: 0 });
    const first = this.lists.start(kind, scope.account);
    if (cursor !== null && next !== null && faults.has("stalledCursor")) return { cursor, fault: "stalledCursor" };
    if (next !== null && faults.has("loopedCursor")) return { cursor: write(first), fault: "loopedCursor" };
    const endless = this.options.endless[this.society.accountId(scope.account)];
    if (endless === "stall") {
      return { cursor: cursor ?? write(next ?? this.society[kind](scope.account).length), fault: null };
    }
    const position = endless === "loop" ? next ?? first : next;
    return { cursor: position === null ? null : write(position), fault: null };
  }

  /** Lets the world change under the reader's hands. */
  #change(kind: ListKind, account: number, faults: ReadonlySet<FaultName>): void {
    if (faults.size === 0) return;
    const { random, society } = this.options;
    const pair = (other: number): [number, number] => kind === "followers" ? [other, account] : [account, other];
    if (faults.has("newFollower")) this.lists.follow(...pair(Math.floor(random() * society.accountCount)));
    const length = society[kind](account).length;
    const anyone = () => society[kind](account)[Math.floor(random() * length)];
    if (faults.has("unfollow") && length > 0) this.lists.unfollow(...pair(anyone()));
    if (faults.has("vanish")) this.lists.setState(length > 0 && random() < 0.5 ? anyone() : account, "gone");
  }
}

/** Counts that are off by up to a third; as a platform's are that counts now and then. */
function lie(account: Account, index: number): Partial<Account> {
  const factor = (salt: number) => 2 / 3 + ((mix(index + salt) >>> 0) / 2 ** 32) * (2 / 3);
  return {
    followersCount: Math.round(account.followersCount * factor(1)),
    followingCount: Math.round(account.followingCount * factor(2)),
    postsCount: Math.round(account.postsCount * factor(3)),
  };
}
