/**
 * Bluesky's XRPC as its lexicons and its server's source have it: profiles, followers, follows, feeds, handles.
 *
 * Source: github.com/bluesky-social/atproto, `lexicons/app/bsky`, `packages/bsky/src/api`, `packages/xrpc-server`.
 */
import { handleFromBluesky, idOfDid } from "./_bluesky_names.ts";
import { feed, profileView, profileViewDetailed } from "./_bluesky_views.ts";
import type { Answer, Dialect, Moment, Route, TokenState } from "./_dialect.ts";
import type { Network } from "./_network.ts";
import type { FaultName } from "./faults.ts";
import type { WindowReading } from "./windows.ts";

export const blueskyEndpoints = {
  profile: "app.bsky.actor.getProfile",
  profiles: "app.bsky.actor.getProfiles",
  followers: "app.bsky.graph.getFollowers",
  follows: "app.bsky.graph.getFollows",
  posts: "app.bsky.feed.getAuthorFeed",
  resolve: "com.atproto.identity.resolveHandle",
} as const;

/** Cursors look like the TIDs that the server's are made of. */
export const blueskyCursorAlphabet = "234567abcdefghijklmnopqrstuvwxyz";

const actorsMax = 25;
const known: ReadonlySet<string> = new Set(Object.values(blueskyEndpoints));

export function blueskyDialect(network: Network): Dialect {
  return {
    name: "bluesky",
    hosts: ["public.api.bsky.app", "api.bsky.app", "bsky.social"],
    contentType: "application/json; charset=utf-8",
    isOpen: true,
    route,
    answer: (given, faults) => answer(network, given, faults),
    refused,
    limited: () => xrpcError(429, "RateLimitExceeded", "Rate Limit Exceeded"),
    failed: (status) => xrpcError(status, failures[status] ?? "InternalServerError", serverWords),
    unknownEndpoint: () => xrpcError(501, "MethodNotImplemented", "Method Not Implemented"),
    limitHeaders,
  };
}

const serverWords = "Internal Server Error";
const failures: Record<number, string> = { 502: "UpstreamFailure", 503: "NotEnoughResources", 504: "UpstreamTimeout" };

function route(path: string, query: URLSearchParams): Route | null {
  const endpoint = path.startsWith("/xrpc/") ? path.slice(6) : "";
  if (!known.has(endpoint)) return null;
  const parameter = endpoint === blueskyEndpoints.profiles
    ? "actors"
    : endpoint === blueskyEndpoints.resolve
    ? "handle"
    : "actor";
  return { endpoint, accounts: query.getAll(parameter), cursor: query.get("cursor"), query };
}

function answer(network: Network, given: Route, faults: ReadonlySet<FaultName>): Answer {
  switch (given.endpoint) {
    case blueskyEndpoints.profiles:
      return profiles(network, given);
    case blueskyEndpoints.profile:
      return profile(network, given);
    case blueskyEndpoints.resolve:
      return resolve(network, given);
    case blueskyEndpoints.posts:
      return posts(network, given);
    default:
      return follows(network, given, faults);
  }
}

/** Accounts that are not there are left out without a word. */
function profiles(network: Network, { accounts }: Route): Answer {
  const { profiles } = blueskyEndpoints;
  if (accounts.length === 0) return badParameter(profiles, 'Missing required key "actors"');
  if (accounts.length > actorsMax) {
    return badParameter(profiles, `array too big (maximum ${actorsMax}, got ${accounts.length})`);
  }
  const bad = accounts.find((actor) => !isActor(actor));
  if (bad !== undefined) return badActor(profiles, bad);
  const views = [...new Set(accounts.map((actor) => find(network, actor)))]
    .filter((index) => index >= 0 && network.lists.isListed(index))
    .map((index) => profileViewDetailed(network.account(index)));
  return ok({ profiles: views }, views.length);
}

function profile(network: Network, { accounts: [actor] }: Route): Answer {
  if (actor === undefined || !isActor(actor)) return badActor(blueskyEndpoints.profile, actor);
  const index = find(network, actor);
  switch (index < 0 ? "gone" : network.lists.state(index)) {
    case "gone":
      return invalid("Profile not found");
    case "suspended":
      return xrpcError(400, "AccountTakedown", "Account has been suspended");
    case "deactivated":
      return xrpcError(400, "AccountDeactivated", "Account is deactivated");
    default:
      return ok(profileViewDetailed(network.account(index)), 1);
  }
}

function resolve(network: Network, { accounts: [handle] }: Route): Answer {
  const { resolve } = blueskyEndpoints;
  if (handle === undefined) return badParameter(resolve, 'Missing required key "handle"');
  if (!isHandle(handle)) return badParameter(resolve, `Invalid handle (got "${handle}")`);
  const index = find(network, handle);
  if (index < 0 || !network.lists.isListed(index)) return invalid("Unable to resolve handle");
  return ok({ did: profileView(network.account(index)).did }, 1);
}

function follows(network: Network, given: Route, faults: ReadonlySet<FaultName>): Answer {
  const { endpoint, accounts: [actor], cursor } = given;
  const account = actorOf(network, given, `Actor not found: ${actor}`);
  if (typeof account !== "number") return account;
  const size = limitOf(given);
  if (typeof size !== "number") return size;
  const kind = endpoint === blueskyEndpoints.followers ? "followers" : "following";
  const page = network.page({ kind, account, cursor, size, faults });
  const subject = profileView(network.account(account));
  const name = kind === "followers" ? "followers" : "follows";
  // A cursor that is clearly none is answered with an empty last page; any other wrong one breaks the server.
  if (page === "bad-cursor") {
    return cursor?.includes("::") ? ok({ [name]: [], subject }, 0) : xrpcError(500, "InternalServerError", serverWords);
  }
  const views = page.accounts.map((index) => profileView(network.account(index)));
  const answer = ok({ [name]: views, subject, ...(page.next === null ? {} : { cursor: page.next }) }, views.length);
  return { ...answer, fault: page.fault };
}

function posts(network: Network, given: Route): Answer {
  const { cursor, query } = given;
  const account = actorOf(network, given, "Profile not found");
  if (typeof account !== "number") return account;
  const size = limitOf(given);
  if (typeof size !== "number") return size;
  const { items, next } = feed(network, account, { cursor, size, filter: query.get("filter") });
  return ok({ feed: items, ...(next === null ? {} : { cursor: next }) }, items.length);
}

/** The account that an actor names, or why it cannot be had: lists do not tell one absence from another. */
function actorOf(network: Network, { endpoint, accounts: [actor] }: Route, words: string): number | Answer {
  if (actor === undefined || !isActor(actor)) return badActor(endpoint, actor);
  const index = find(network, actor);
  return index >= 0 && network.lists.isListed(index) ? index : invalid(words);
}

function limitOf({ endpoint, query }: Route): number | Answer {
  const text = query.get("limit");
  if (text === null) return 50;
  const limit = Number(text);
  if (!Number.isInteger(limit)) return badParameter(endpoint, `Expected integer value type (got "${text}")`);
  if (limit < 1) return badParameter(endpoint, `integer too small (minimum 1, got ${limit})`);
  return limit > 100 ? badParameter(endpoint, `integer too big (maximum 100, got ${limit})`) : limit;
}

function find(network: Network, actor: string): number {
  if (actor.startsWith("did:")) {
    const id = idOfDid(actor);
    return id === null ? -1 : network.society.findId(id);
  }
  const handle = handleFromBluesky(actor);
  return handle === null ? -1 : network.society.findHandle(handle);
}

function isActor(text: string): boolean {
  return /^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$/.test(text) || isHandle(text);
}

function isHandle(text: string): boolean {
  return text.length <= 253 &&
    /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/.test(text);
}

/** A token that has run out is a bad request here, not an unauthorised one. */
function refused(state: Exclude<TokenState, "active">): Answer {
  if (state === "unknown") return xrpcError(400, "InvalidToken", "Token could not be verified");
  if (state === "revoked") return xrpcError(400, "ExpiredToken", "Token has expired");
  return xrpcError(401, "AccountTakedown", "Account has been taken down");
}

function ok(body: unknown, resources: number): Answer {
  return { status: 200, body: JSON.stringify(body), resources };
}

function invalid(message: string): Answer {
  return xrpcError(400, "InvalidRequest", message);
}

function badParameter(endpoint: string, what: string): Answer {
  return invalid(`Invalid ${endpoint} params: ${what}`);
}

function badActor(endpoint: string, actor: string | undefined): Answer {
  return badParameter(
    endpoint,
    actor === undefined ? 'Missing required key "actor"' : `Invalid AT identifier (got "${actor}")`,
  );
}

function xrpcError(status: number, error: string, message: string): Answer {
  return { status, body: JSON.stringify({ error, message }), resources: 0 };
}

/** The reset is a second on the clock, rounded down: it may be told up to a second too early, as the server does. */
function limitHeaders(
  { limit, remaining, resetMs, windowMs }: WindowReading,
  { nowMs, refused }: Moment,
): [string, string][] {
  return [
    ["ratelimit-limit", String(limit)],
    ["ratelimit-remaining", String(remaining)],
    ["ratelimit-reset", String(Math.floor(resetMs / 1000))],
    ["ratelimit-policy", `${limit};w=${Math.floor(windowMs / 1000)}`],
    ...(refused ? [["retry-after", String(Math.floor((resetMs - nowMs) / 1000))] as [string, string]] : []),
  ];
}
