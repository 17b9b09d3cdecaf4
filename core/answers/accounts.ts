/** Who is who: accounts as people name them and as answers show them. */
import { NotFoundError } from "../errors.ts";
import type { Influencers } from "../graph/influencers.ts";
import { searchLimitDefault } from "../limits.ts";
import type { Account, AccountHit, AccountSummary, Evidence, SearchQuery } from "./answers.ts";
import { type SearchIndex, splitWords } from "./search.ts";

export interface AccountTable {
  /**
   * Influencer index of an account given as `x:12`, `@handle` or bare id or handle.
   * @throws {NotFoundError} If there is none; names the nearest.
   */
  find(account: string): number;
  summarize(influencer: number): AccountSummary;
  describe(influencer: number): Omit<Account, "knownFor">;
  describeHits(index: SearchIndex, query: SearchQuery): AccountHit[];
  /** Kinds of accounts there are, most common first. */
  readonly kinds: readonly string[];
  /** One bit per influencer, least significant first, for accounts of a kind. */
  maskOf(kind: string): Uint8Array;
}

export function createAccountTable(influencers: Influencers, evidence: Evidence): AccountTable {
  const byName = new Map<string, number>();
  for (let row = influencers.count - 1; row >= 0; row--) {
    const handle = influencers.handle[row];
    if (handle) byName.set(`@${handle.toLowerCase()}`, row);
  }
  for (let row = 0; row < influencers.count; row++) byName.set(influencers.id[row], row);
  const kinds = countKinds(influencers);

  const table: AccountTable = {
    find(account) {
      const text = account.trim();
      const row = byName.get(text) ?? byName.get(`${evidence.platform}:${text}`) ??
        byName.get(text.startsWith("@") ? text.toLowerCase() : `@${text.toLowerCase()}`);
      if (row === undefined) {
        throw new NotFoundError(
          `Cannot find account "${text}": needed an id such as ${
            influencers.id[0] ?? "x:12"
          } or a handle such as @name of an influencer in this network`,
        );
      }
      return row;
    },
    summarize: (row) => ({
      id: influencers.id[row],
      handle: influencers.handle[row],
      name: influencers.name[row],
      kind: influencers.kind[row],
      verified: influencers.verified[row],
      followers: influencers.followers[row],
      coverage: influencers.coverage[row],
    }),
    describe: (row) => ({
      ...table.summarize(row),
      platform: influencers.id[row].slice(0, influencers.id[row].indexOf(":")),
      bio: influencers.bio[row],
      location: influencers.location[row],
      url: influencers.url[row],
      created: influencers.created[row],
      followersClaimed: influencers.followersClaimed[row],
      extra: Object.fromEntries([...influencers.extra].map(([name, cells]) => [name, cells[row]])),
      exact: evidence.samples === evidence.sampleCount && influencers.followers[row] <= evidence.listLimit &&
        evidence.listLimit > 0,
      evidence,
    }),
    describeHits(index, { text, platform, limit = searchLimitDefault }) {
      const keep = platform === undefined
        ? undefined
        : (influencer: number) => influencers.id[influencer].startsWith(`${platform}:`);
      return index.find(text, { limit, keep })
        .map(({ influencer, field }) => ({
          type: "account",
          account: table.summarize(influencer),
          matched: { field, text: excerpt(influencers[field][influencer]!, text) },
        }));
    },
    kinds,
    maskOf(kind) {
      const mask = new Uint8Array(Math.ceil(influencers.count / 8));
      for (let row = 0; row < influencers.count; row++) {
        if (influencers.kind[row] === kind) mask[row >> 3] |= 1 << (row & 7);
      }
      return mask;
    },
  };
  return table;
}

function countKinds(influencers: Influencers): string[] {
  const counts = new Map<string, number>();
  for (const kind of influencers.kind) if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1]).map(([kind]) => kind);
}

/** The part of a long text around the first word that was looked for, at most 120 characters. */
function excerpt(text: string, query: string): string {
  if (text.length <= 120) return text;
  const [word] = splitWords(query);
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const start = Math.max(0, Math.min(at - 40, text.length - 120));
  return `${start > 0 ? "…" : ""}${text.slice(start, start + 118)}…`;
}
