/**
 * What is shown, as a table to take away (RFC 4180).
 */
import type { AccountSummary, Interval, OverlapAnswer, SimilarAnswer } from "../../core/answers/answers.ts";
import type { Community, SavedCommunity } from "../../core/answers/communities.ts";
import type { ExpansionAnswer } from "../../core/answers/expansion.ts";

type Cell = string | number | boolean | null;

/** One row a look-alike, numbers in full, shares in [0, 1]. */
export function lookAlikesCsv({ account, lookAlikes, evidence }: SimilarAnswer): string {
  const header = [
    ...["rank", "account", "look_alike", "handle", "name", "kind", "followers", "coverage"],
    ...["jaccard", "shared_followers", "share_of_account", "share_of_look_alike", "cosine", "lift"].flatMap(
      intervalNames,
    ),
    ...["tied_with_previous", "counted", "coverage_in_intervals", "network", "signatures"],
  ];
  const rows = lookAlikes.map((found, position): Cell[] => [
    ...[position + 1, account.id, found.account.id, found.account.handle, found.account.name, found.account.kind],
    ...[found.account.followers, found.account.coverage],
    ...[found.jaccard, found.shared, found.containmentLeft, found.containmentRight, found.cosine, found.lift]
      .flatMap(intervalCells),
    ...[found.tied, found.exact, found.coverage, evidence.network, evidence.signatures],
  ]);
  return toCsv([header, ...rows]);
}

/** One row a region, one column an account: 1 where the people of the region follow it. */
export function overlapCsv({ accounts, regions, exact, coverage, evidence }: OverlapAnswer): string {
  const header = [
    ...accounts.map((account) => account.id),
    ...["people", "share_of_union"].flatMap(intervalNames),
    ...["counted", "coverage_in_intervals", "network", "signatures"],
  ];
  const rows = regions.map((region): Cell[] => [
    ...accounts.map((_account, position) => region.members.includes(position) ? 1 : 0),
    ...[region.size, region.share].flatMap(intervalCells),
    ...[exact, coverage, evidence.network, evidence.signatures],
  ]);
  return toCsv([header, ...rows]);
}

/** One row a member of those that are shown, shares in [0, 1]. */
export function membersCsv({ id, label, members, evidence }: Community): string {
  const header = [
    ...["rank", "community", "label", ...accountNames, "centrality", "known_for", "stability", "also_known_for"],
    ...["network", "communities"],
  ];
  const rows = members.map(({ account, centrality, strength, stability, alsoKnownFor }, position): Cell[] => [
    ...[position + 1, id, label.text, ...accountCells(account), centrality, strength, stability],
    alsoKnownFor.map(({ label }) => label).join("; "),
    ...[evidence.network, evidence.communities],
  ]);
  return toCsv([header, ...rows]);
}

/** Seeds first, then the members in order. */
export function expansionCsv({ seeds, members, method, label, evidence }: ExpansionAnswer): string {
  const header = [
    ...["rank", "role", ...accountNames, "score", "standard_error", "mean_jaccard", "seeds_shared", "reason"],
    ...["method", "label", "network", "communities"],
  ];
  const tail = [method, label.text, evidence.network, evidence.communities];
  return toCsv([
    header,
    ...seeds.map(({ account, why }): Cell[] => [
      ...[null, "seed", ...accountCells(account), null, null, null, null],
      ...[why, ...tail],
    ]),
    ...members.map(({ account, score, standardError, similarity, reason }, position): Cell[] => [
      ...[position + 1, "member", ...accountCells(account), score, standardError, similarity, reason.seedsShared],
      ...[reason.text, ...tail],
    ]),
  ]);
}

export function savedCsv({ id, label, seeds, members, saved }: SavedCommunity): string {
  const rows = [...seeds.map((account) => ["seed", account]), ...members.map((account) => ["member", account])];
  return toCsv([["community", "label", "role", "account", "saved"], ...rows.map((row) => [id, label, ...row, saved])]);
}

const accountNames = ["account", "handle", "name", "kind", "followers", "coverage"];

function accountCells({ id, handle, name, kind, followers, coverage }: AccountSummary): Cell[] {
  return [id, handle, name, kind, followers, coverage];
}

export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(formatCell).join(",") + "\r\n").join("");
}

/**
 * Names and handles are written by strangers: text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
function formatCell(cell: Cell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function intervalNames(name: string): string[] {
  return [name, `${name}_low`, `${name}_high`];
}

function intervalCells({ value, low, high }: Interval): number[] {
  return [value, low, high];
}
