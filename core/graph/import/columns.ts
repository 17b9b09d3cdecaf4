/** Which column is which: guesses by the names that people use. */
import { InputError } from "../../errors.ts";
import type { Source } from "./_source.ts";

// Both columns name accounts of one kind, so an account beside itself is a self-follow.
const oneKindPairs = [
  ["source", "target"],
  ["src", "dst"],
  ["from", "to"],
  ["fromuser", "touser"],
  ["fromnode", "tonode"],
  ["follower", "followee"],
  ["follower", "followed"],
  ["follower", "following"],
  ["user", "friend"],
  ["user", "follows"],
  ["id1", "id2"],
  ["node1", "node2"],
  ["user1", "user2"],
  ["u", "v"],
] as const;
const followerWords = ["follower", "user", "fan", "member", "reader", "listener", "viewer", "subscriber", "customer"];
const influencerWords = [
  "influencer",
  "artist",
  "page",
  "channel",
  "anime",
  "book",
  "movie",
  "group",
  "account",
  "item",
];

export interface EdgeColumnGuess {
  /** Index of the column. */
  readonly follower: number;
  readonly influencer: number;
  /** True where not both were named by the caller. */
  readonly guessed: boolean;
}

/** Picks the two columns of an edge table from their names; undefined = the file has no names. */
export function guessEdgeColumns(
  names: readonly string[] | undefined,
  given: { follower?: number; influencer?: number } = {},
): EdgeColumnGuess {
  const { follower, influencer } = given;
  if (follower !== undefined && influencer !== undefined) return { follower, influencer, guessed: false };
  const stems = (names ?? []).map(stemOf);
  const pair = [...oneKindPairs, ["follower", "influencer"] as const]
    .map(([left, right]) => [stems.indexOf(left), stems.indexOf(right)])
    .find(([left, right]) => left >= 0 && right >= 0);
  const find = (words: readonly string[], except: number | undefined) =>
    words.map((word) => stems.indexOf(word)).find((index) => index >= 0 && index !== except);
  const other = (index: number) => index === 0 ? 1 : 0;
  const byPair = (side: 0 | 1, except: number | undefined) => pair?.[side] === except ? undefined : pair?.[side];
  if (follower !== undefined) {
    const right = byPair(1, follower) ?? find(influencerWords, follower) ?? other(follower);
    return { follower, influencer: right, guessed: true };
  }
  if (influencer !== undefined) {
    const left = byPair(0, influencer) ?? find(followerWords, influencer) ?? other(influencer);
    return { follower: left, influencer, guessed: true };
  }
  if (pair !== undefined) return { follower: pair[0], influencer: pair[1], guessed: true };
  const left = find(followerWords, undefined);
  if (left !== undefined) {
    return { follower: left, influencer: find(influencerWords, left) ?? other(left), guessed: true };
  }
  const right = find(influencerWords, undefined);
  if (right !== undefined) return { follower: other(right), influencer: right, guessed: true };
  return { follower: 0, influencer: 1, guessed: true };
}

/** Whether two column names stand for accounts of one kind (source/target, id_1/id_2), not of two (user/anime). */
export function isOneKind(follower: string, influencer: string): boolean {
  const [left, right] = [stemOf(follower), stemOf(influencer)];
  if (oneKindPairs.some(([one, two]) => (left === one && right === two) || (left === two && right === one))) {
    return true;
  }
  return left.replace(/\d+$|(?<=.)[ab]$/, "") === right.replace(/\d+$|(?<=.)[ab]$/, "");
}

/** Canonical profile columns and the names people give them, first choice first. */
export const profileSynonyms = {
  handle: ["handle", "screenname", "username", "login", "acct", "userhandle", "slug"],
  name: ["name", "displayname", "pagename", "fullname", "title", "label"],
  bio: ["bio", "description", "about", "summary", "biography"],
  location: ["location", "place", "city"],
  url: ["url", "website", "homepage", "link", "externalurl"],
  verified: ["verified", "isverified", "blueverified"],
  created: ["created", "createdat", "creationdate", "joined", "joinedat", "registered"],
  followers_claimed: ["followersclaimed", "followerscount", "followercount", "followers", "numfollowers", "fancount"],
  following_claimed: ["followingclaimed", "followingcount", "friendscount", "following", "followscount", "friends"],
  posts_claimed: ["postsclaimed", "postscount", "statusescount", "tweetcount", "tweets", "posts", "mediacount"],
  kind: ["kind", "type", "pagetype", "category", "accounttype"],
  language: ["language", "lang"],
} as const;

export type ProfileField = keyof typeof profileSynonyms;
export type Role = "influencer" | "follower" | "both";

/** Which columns of a profile table hold the canonical fields; a column serves one field at most. */
export function guessProfileFields(names: readonly string[], idColumn: number): Map<ProfileField, number> {
  const plain = names.map(plainOf);
  const fields = new Map<ProfileField, number>();
  for (const [field, synonyms] of Object.entries(profileSynonyms) as [ProfileField, readonly string[]][]) {
    const taken = [idColumn, ...fields.values()];
    const column = synonyms.map((word) => plain.findIndex((name, index) => name === word && !taken.includes(index)))
      .find((index) => index >= 0);
    if (column !== undefined) fields.set(field, column);
  }
  return fields;
}

/** The column of account ids: `id`, the name an edge column has, something that ends in "id", else the first. */
export function guessIdColumn(names: readonly string[], edges?: { follower: string; influencer: string }): number {
  const plain = names.map(plainOf);
  const stems = names.map(stemOf);
  const candidates = [
    plain.indexOf("id"),
    edges === undefined ? -1 : stems.indexOf(stemOf(edges.influencer)),
    edges === undefined ? -1 : stems.indexOf(stemOf(edges.follower)),
    plain.findIndex((name) => /ids?$/.test(name)),
    plain.findIndex((name) => ["user", "account", "node", "page"].includes(name)),
  ];
  return candidates.find((index) => index >= 0) ?? 0;
}

/** Index of a column given by name, or by number from 1. @throws {InputError} If there is none; lists those there are. */
export function findColumn(
  source: Source,
  names: readonly string[] | undefined,
  count: number,
  given: string,
): number {
  const index = names?.indexOf(given) ?? -1;
  if (index >= 0) return index;
  const number = /^[1-9]\d*$/.test(given) ? Number(given) : Infinity;
  if (number <= count) return number - 1;
  const found = names === undefined
    ? `${count} columns without names (give a number from 1)`
    : names.map((name) => JSON.stringify(name)).join(", ");
  throw new InputError(`Cannot import "${source.name}": needed a column ${JSON.stringify(given)}, found ${found}`);
}

/** Whose profiles these are, with the reason in words. */
export function guessRole(
  idName: string,
  baseName: string,
  edges?: { follower: string; influencer: string },
): { role: Role; why: string } {
  if (edges === undefined || isOneKind(edges.follower, edges.influencer)) {
    return { role: "both", why: "followers and influencers are of one kind" };
  }
  const file = plainOf(baseName);
  for (const role of ["influencer", "follower"] as const) {
    const stem = stemOf(edges[role]);
    if (stemOf(idName) === stem) return { role, why: `column "${idName}" is the edges' "${edges[role]}"` };
    if (stem.length > 2 && file.includes(stem)) return { role, why: `"${baseName}" names the edges' "${edges[role]}"` };
  }
  return { role: "influencer", why: "nothing ties it to the edges' columns" };
}

/** "page_name" -> "pagename". */
function plainOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** "userID", "user_id", "anime_ids" -> "user", "user", "anime". */
function stemOf(name: string): string {
  const plain = plainOf(name);
  return plain.replace(/(id|ids|name|nodeid)$/, "") || plain;
}
