/** The one box: accounts, communities and passions in one list. */
import { searchLimitDefault } from "../limits.ts";
import type { AccountTable } from "./accounts.ts";
import type { AccountHit, SearchHit, SearchQuery } from "./answers.ts";
import { type SearchIndex, splitWords } from "./search.ts";
import type { TopicIndex } from "./topic_search.ts";

/** What is looked in; `platform` is the network's. */
export interface SearchPlace {
  readonly accounts: AccountTable;
  readonly accountIndex: SearchIndex;
  readonly topicIndex: TopicIndex;
  readonly platform: string;
}

/**
 * Best first: the account whose handle was typed, the passion and the communities that were named, accounts by handle and name,
 * then what begins so, then accounts that mention it. Half of the list, and at least one hit, may be topics; accounts have the rest.
 */
export function answerSearch(
  { accounts, accountIndex, topicIndex, platform }: SearchPlace,
  query: SearchQuery,
): SearchHit[] {
  const { text, limit = searchLimitDefault } = query;
  const accountHits = accounts.describeHits(accountIndex, { ...query, limit });
  // Communities are of the whole network: another platform has none of them.
  const isOurs = query.platform === undefined || platform === query.platform || platform === "mixed";
  const { passions, communities } = topicIndex.find(isOurs ? text : "", limit);
  const topics = [
    ...passions.map(({ hit, exact }) => ({ hit, tier: exact ? 1 : 4 })),
    ...communities.map(({ hit, exact }) => ({ hit, tier: exact ? 2 : 5 })),
  ].sort((left, right) => left.tier - right.tier);
  const room = Math.max(1, limit - Math.min(accountHits.length, Math.ceil(limit / 2)));
  const taken = balance(topics, room);
  const asked = splitWords(text).join("");
  return [
    ...taken,
    ...accountHits.slice(0, Math.max(limit - taken.length, 0)).map((hit) => ({ hit, tier: tierOf(hit, asked) })),
  ].sort((left, right) => left.tier - right.tier).slice(0, limit).map(({ hit }) => hit);
}

function tierOf({ account, matched }: AccountHit, asked: string): number {
  if (
    asked !== "" && (splitWords(account.handle ?? "").join("") === asked || splitWords(account.id).join("") === asked)
  ) {
    return 0;
  }
  return matched.field === "handle" || matched.field === "name" ? 3 : 6;
}

/** Passions and communities by half where there are enough of both. */
function balance<T extends { readonly hit: SearchHit }>(topics: readonly T[], room: number): T[] {
  const half = Math.ceil(room / 2);
  const ofType = (type: SearchHit["type"]) => topics.filter(({ hit }) => hit.type === type);
  const [passions, communities] = [ofType("passion"), ofType("community")];
  const passionCount = Math.min(passions.length, Math.max(half, room - communities.length));
  const kept = new Set([...passions.slice(0, passionCount), ...communities.slice(0, room - passionCount)]);
  return topics.filter((topic) => kept.has(topic));
}
