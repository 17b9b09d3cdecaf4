/** What a run takes over from the one before: ids, and what there is to tell of the change. */
import type { CommunityEvent } from "../answers/changes.ts";
import type { CommunityName } from "../answers/communities.ts";
import { changedAccountsMax } from "../limits.ts";
import { findChanges } from "./changes.ts";
import type { Exchange, History } from "./history_file.ts";
import { countOverlaps, type LevelOfRun, matchCommunities, nameCommunities, type Overlaps } from "./ids.ts";
import { none } from "./partition.ts";
import type { PreviousRun } from "./previous.ts";
import type { CommunityRecord } from "./records.ts";

/** One level in the making: ids are still to be given. */
export interface NewLevel {
  readonly communityOf: Uint32Array;
  readonly records: readonly CommunityRecord[];
  /** Influencer indexes, most central first. */
  readonly members: readonly Uint32Array[];
}

export interface Continued {
  /** Records of each level with the ids that last. */
  readonly levels: CommunityRecord[][];
  readonly history: History;
}

/**
 * Gives each community its id, taken over where it continues one of the run before, and tells what changed.
 * @param accounts Account id of each influencer.
 * @param levels Coarsest first; the first is the base level.
 */
export async function continueRun(
  levels: readonly NewLevel[],
  { accounts, previous }: { readonly accounts: readonly string[]; readonly previous?: PreviousRun },
): Promise<Continued> {
  const taken = new Set(previous?.levels.flatMap(({ records }) => records.map(({ id }) => id)));
  const named: CommunityRecord[][] = [];
  const exchanges: Record<string, Exchange> = {};
  let events: CommunityEvent[] = [];
  let [compared, moved] = [0, 0];
  for (const [number, level] of levels.entries()) {
    const old = previous?.levels[number];
    const before = old && { accounts: previous.accounts, communityOf: old.communityOf, ids: idsOf(old.records) };
    const blank: LevelOfRun = { accounts, communityOf: level.communityOf, ids: idsOf(level.records) };
    const overlaps = before && countOverlaps(before, blank);
    const continued = overlaps && matchCommunities(overlaps);
    const ids = await nameCommunities({
      central: level.members.map(([member]) => accounts[member]),
      before: before && { ids: before.ids, continued: continued! },
      kind: number === 0 ? "" : "part",
      taken,
    });
    named.push(level.records.map((record, community) => ({ ...record, id: ids[community] })));
    if (before === undefined) continue;
    const changed = compareMembers(before, { ...blank, ids, members: level.members });
    Object.assign(exchanges, changed.exchanges);
    if (number > 0) continue;
    compared = overlaps!.compared;
    moved = changed.moved;
    events = tellEvents(old!.records, named[0], overlaps!, continued!);
  }
  const living = new Set(named.flat().map(({ id }) => id));
  return {
    levels: named,
    history: {
      format: 1,
      before: previous?.generation.name ?? null,
      events,
      compared,
      moved,
      exchanges,
      gone: (previous?.levels ?? []).flatMap(({ records }) => records.map(nameOf)).filter(({ id }) => !living.has(id)),
    },
  };
}

function tellEvents(
  before: readonly CommunityRecord[],
  after: readonly CommunityRecord[],
  overlaps: Overlaps,
  continued: readonly (number | undefined)[],
): CommunityEvent[] {
  return findChanges({ before: before.map(nameOf), after: after.map(nameOf) }, overlaps, continued);
}

/** Who changed community, by id. An account that one run does not have joined or left, but did not move. */
function compareMembers(before: LevelOfRun, after: LevelOfRun & { readonly members: readonly Uint32Array[] }) {
  const idBefore = new Map<string, string | undefined>();
  before.communityOf.forEach((community, i) => {
    idBefore.set(before.accounts[i], community === none ? undefined : before.ids[community]);
  });
  const idAfter = new Map<string, string | undefined>();
  after.communityOf.forEach((community, i) => {
    idAfter.set(after.accounts[i], community === none ? undefined : after.ids[community]);
  });
  const lists = new Map<string, { [Side in keyof Exchange]: string[] }>();
  const listsOf = (id: string) => {
    if (!lists.has(id)) lists.set(id, { joined: [], left: [] });
    return lists.get(id)!;
  };
  const note = (list: string[], account: string) => void (list.length < changedAccountsMax && list.push(account));
  let moved = 0;
  after.members.forEach((members, community) => {
    for (const member of members) {
      const account = after.accounts[member];
      if (idBefore.get(account) !== after.ids[community]) note(listsOf(after.ids[community]).joined, account);
    }
  });
  for (const [account, id] of idBefore) {
    const now = idAfter.get(account);
    if (id !== now && idAfter.has(account)) moved++;
    if (id !== undefined && id !== now) note(listsOf(id).left, account);
  }
  return { moved, exchanges: Object.fromEntries(lists) };
}

function idsOf(records: readonly CommunityRecord[]): string[] {
  return records.map(({ id }) => id);
}

function nameOf({ id, label }: CommunityRecord): CommunityName {
  return { id, label: label.text };
}
