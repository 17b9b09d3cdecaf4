/** How well communities fit a truth, over the accounts that both could know: those of the truth that are in the network. */
import { adjustedRandIndex, bestMatchF1, normalizedMutualInformation } from "./score.ts";
import { overlappingNmi } from "./overlapping_nmi.ts";
import type { Truth } from "./truth.ts";

export interface Comparison {
  /** Accounts of the truth that are in the network: what all measures are over. */
  readonly accounts: number;
  /** Of them, in no community: each counts as alone. */
  readonly unplaced: number;
  /** Accounts of the truth that are not in the network: left out. */
  readonly unknown: number;
  /** Groups of the truth that have an account in the network. */
  readonly groups: number;
  /** Communities that have an account of the truth. */
  readonly communities: number;
  readonly nmi: number;
  readonly ari: number;
  readonly f1: number;
  readonly onmi: number;
}

/**
 * @param communityOf Community of each account of the network by account id; null = in none.
 * @param truth By the same ids.
 * Where an account has several groups, `nmi` and `ari` take the smallest of them, which says most; `f1` and `onmi` take all.
 */
export function compareWithTruth(communityOf: ReadonlyMap<string, number | null>, truth: Truth): Comparison {
  const numbers = new Map<string, number>();
  const unknown = new Set<string>();
  const groups: Set<number>[] = [];
  for (const ids of truth.values()) {
    const members = new Set<number>();
    for (const id of ids) {
      if (!communityOf.has(id)) {
        unknown.add(id);
        continue;
      }
      if (!numbers.has(id)) numbers.set(id, numbers.size);
      members.add(numbers.get(id)!);
    }
    if (members.size > 0) groups.push(members);
  }
  const groupOf = new Uint32Array(numbers.size);
  const bySize = groups.map((_, group) => group).sort((left, right) => groups[right].size - groups[left].size);
  for (const group of bySize) for (const account of groups[group]) groupOf[account] = group;

  const communities = new Map<number, Set<number>>();
  const ours = new Int32Array(numbers.size);
  let unplaced = 0;
  for (const [id, account] of numbers) {
    const community = communityOf.get(id) ?? null;
    // Alone: a number that nobody else has.
    ours[account] = community ?? -1 - account;
    if (community === null) unplaced++;
    else communities.set(community, (communities.get(community) ?? new Set()).add(account));
  }
  const found = [...communities.values()];
  return {
    accounts: numbers.size,
    unplaced,
    unknown: unknown.size,
    groups: groups.length,
    communities: found.length,
    nmi: normalizedMutualInformation(ours, groupOf),
    ari: adjustedRandIndex(ours, groupOf),
    f1: bestMatchF1(found, groups),
    onmi: overlappingNmi(found, groups, numbers.size),
  };
}
