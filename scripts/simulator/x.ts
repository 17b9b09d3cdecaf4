/**
 * X API v2 as its documentation describes it: users, followers, following, timelines, partial errors, problems.
 *
 * Source: docs.x.com, "Response Codes & Errors", "Pagination", "Rate Limits", "Follows", as of 2026; answers recorded by tweepy.
 */
import type { Answer, Dialect, Route, TokenState } from "./_dialect.ts";
import type { Network } from "./_network.ts";
import { userFieldsOf, userView } from "./_x_user.ts";
import { timeline } from "./_x_posts.ts";
import type { FaultName } from "./faults.ts";
import type { WindowReading } from "./windows.ts";

export const xEndpoints = {
  users: "GET /2/users",
  usersBy: "GET /2/users/by",
  user: "GET /2/users/:id",
  userBy: "GET /2/users/by/username/:username",
  followers: "GET /2/users/:id/followers",
  following: "GET /2/users/:id/following",
  posts: "GET /2/users/:id/tweets",
} as const;

/** Characters of pagination tokens; three more Z end each, as in recorded ones. */
export const xCursorAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
const cursorEnd = "ZZZ";

const problems = "https://api.x.com/2/problems/";
/** Ids and usernames in one call. */
const accountsMax = 100;

export function xDialect(network: Network): Dialect {
  return {
    name: "x",
    hosts: ["api.x.com", "api.twitter.com"],
    contentType: "application/json; charset=utf-8",
    isOpen: false,
    route,
    answer: (given, faults) => answer(network, given, faults),
    refused,
    limited,
    failed: (status) =>
      problem(status, { title: statusTitles[status] ?? "Internal Server Error", type: "about:blank" }),
    unknownEndpoint: () => problem(404, { title: "Not Found", type: "about:blank", detail: "Not Found" }),
    limitHeaders,
  };
}

function route(path: string, query: URLSearchParams): Route | null {
  const [version, users, first, second, third, ...rest] = path.slice(1).split("/");
  if (version !== "2" || users !== "users" || rest.length > 0) return null;
  const cursor = query.get("pagination_token");
  const of = (endpoint: string, accounts: string[]): Route => ({ endpoint, accounts, cursor, query });
  if (first === undefined) return of(xEndpoints.users, listOf(query.get("ids")));
  if (first === "by" && second === undefined) return of(xEndpoints.usersBy, listOf(query.get("usernames")));
  if (first === "by") return second === "username" && third ? of(xEndpoints.userBy, [decodeURIComponent(third)]) : null;
  if (third !== undefined) return null;
  if (second === undefined) return of(xEndpoints.user, [first]);
  if (second === "followers" || second === "following") return of(xEndpoints[second], [first]);
  return second === "tweets" ? of(xEndpoints.posts, [first]) : null;
}

function listOf(text: string | null): string[] {
  return text === null || text === "" ? [] : text.split(",");
}

function answer(network: Network, given: Route, faults: ReadonlySet<FaultName>): Answer {
  switch (given.endpoint) {
    case xEndpoints.followers:
    case xEndpoints.following:
      return follows(network, given, faults);
    case xEndpoints.posts:
      return posts(network, given);
    default:
      return lookup(network, given);
  }
}

/** One account or many, by id or by name: those that can be had under `data`, the others under `errors`. */
function lookup(network: Network, { endpoint, accounts, query }: Route): Answer {
  const byName = endpoint === xEndpoints.usersBy || endpoint === xEndpoints.userBy;
  const isOne = endpoint === xEndpoints.user || endpoint === xEndpoints.userBy;
  const parameter = isOne ? (byName ? "username" : "id") : byName ? "usernames" : "ids";
  const form = byName ? /^[A-Za-z0-9_]{1,15}$/ : /^[0-9]{1,19}$/;
  if (accounts.length === 0 || accounts.length > accountsMax) {
    return invalid(parameter, query.get(parameter) ?? "", `size must be between 1 and ${accountsMax}`);
  }
  const bad = accounts.find((account) => !form.test(account));
  if (bad !== undefined) return invalid(parameter, bad, `does not match ${form.source}`);
  const fields = userFieldsOf(query);
  if (typeof fields === "string") return invalid("user.fields", fields, "is not one of the fields there are");
  const data: unknown[] = [];
  const errors: unknown[] = [];
  for (const account of new Set(accounts)) {
    const index = byName ? network.society.findHandle(account) : network.society.findId(account);
    const error = absence(network, index, { account, parameter });
    if (error === null) data.push(userView(network.account(index), fields));
    else errors.push(error);
  }
  const body = {
    ...(data.length > 0 ? { data: isOne ? data[0] : data } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  };
  return { status: 200, body: JSON.stringify(body), resources: data.length };
}

function follows(network: Network, given: Route, faults: ReadonlySet<FaultName>): Answer {
  const { endpoint, query, cursor } = given;
  const size = sizeOf(query, { low: 1, high: 1000, usual: 100 });
  if (size === null) return invalid("max_results", query.get("max_results")!, "is not between 1 and 1000");
  const fields = userFieldsOf(query);
  if (typeof fields === "string") return invalid("user.fields", fields, "is not one of the fields there are");
  return withAccount(network, given, (account) => {
    const kind = endpoint === xEndpoints.followers ? "followers" : "following";
    const page = network.page({ kind, account, cursor: bare(cursor), size, faults });
    if (page === "bad-cursor") return badCursor(given);
    const data = page.accounts.map((index) => userView(network.account(index), fields));
    const meta = {
      result_count: data.length,
      ...(page.next === null ? {} : { next_token: page.next + cursorEnd }),
      ...(cursor === null ? {} : { previous_token: previous(cursor) }),
    };
    // A page without entries has no `data` at all.
    return {
      status: 200,
      body: JSON.stringify({ ...(data.length > 0 ? { data } : {}), meta }),
      resources: data.length,
      fault: page.fault,
    };
  });
}

function posts(network: Network, given: Route): Answer {
  const size = sizeOf(given.query, { low: 5, high: 100, usual: 10 });
  if (size === null) return invalid("max_results", given.query.get("max_results")!, "is not between 5 and 100");
  return withAccount(network, given, (index) => timeline(network, given, { index, size }) ?? badCursor(given));
}

/** Runs `act` on the one account of a route, or says why it cannot be had: with status 200. */
function withAccount(network: Network, { accounts: [id] }: Route, act: (index: number) => Answer): Answer {
  if (!/^[0-9]{1,19}$/.test(id)) return invalid("id", id, "does not match ^[0-9]{1,19}$");
  const index = network.society.findId(id);
  const error = absence(network, index, { account: id, parameter: "id" }) ??
    (network.lists.state(index) === "private" ? unauthorized(id) : null);
  return error === null ? act(index) : { status: 200, body: JSON.stringify({ errors: [error] }), resources: 0 };
}

interface Asked {
  readonly account: string;
  readonly parameter: string;
}

/** The partial error of an account that is not shown; null for one that is. A private account is shown, its lists are not. */
function absence(network: Network, index: number, { account, parameter }: Asked): unknown | null {
  const state = index < 0 ? "gone" : network.lists.state(index);
  if (state === "active" || state === "private") return null;
  const suspended = state === "suspended";
  return {
    value: account,
    detail: suspended
      ? `User has been suspended: [${account}].`
      : `Could not find user with ${parameter}: [${account}].`,
    title: suspended ? "Forbidden" : "Not Found Error",
    resource_type: "user",
    parameter,
    resource_id: account,
    type: `${problems}resource-not-found`,
  };
}

function unauthorized(id: string): unknown {
  return {
    resource_id: id,
    parameter: "id",
    resource_type: "user",
    section: "data",
    title: "Authorization Error",
    value: id,
    detail: `Sorry, you are not authorized to see the user with id: [${id}].`,
    type: `${problems}not-authorized-for-resource`,
  };
}

function invalid(parameter: string, value: string, what: string): Answer {
  return problem(400, {
    errors: [{
      parameters: { [parameter]: [value] },
      message: `The \`${parameter}\` query parameter value [${value}] ${what}`,
    }],
    title: "Invalid Request",
    detail: "One or more parameters to your request was invalid.",
    type: `${problems}invalid-request`,
  });
}

function badCursor({ cursor }: Route): Answer {
  return invalid("pagination_token", cursor ?? "", "is not valid");
}

/** null = out of range. */
function sizeOf(query: URLSearchParams, range: { low: number; high: number; usual: number }): number | null {
  const text = query.get("max_results");
  if (text === null) return range.usual;
  const size = Number(text);
  return /^\d+$/.test(text) && size >= range.low && size <= range.high ? size : null;
}

/** The cursor without its end; what has no end is none of ours. */
function bare(cursor: string | null): string | null {
  return cursor === null ? null : cursor.endsWith(cursorEnd) ? cursor.slice(0, -cursorEnd.length) : "";
}

/** A token that leads back is told, but nothing here goes back. */
function previous(cursor: string): string {
  return [...cursor].reverse().join("");
}

function refused(state: Exclude<TokenState, "active">): Answer {
  if (state !== "retired") {
    return problem(401, { title: "Unauthorized", type: "about:blank", status: 401, detail: "Unauthorized" });
  }
  return problem(403, {
    client_id: "0",
    detail:
      "When authenticating requests to the X API v2 endpoints, you must use keys and tokens from an App that is enrolled.",
    registration_url: "https://developer.x.com/en/docs/projects/overview",
    title: "Client Forbidden",
    required_enrollment: "Appropriate Level of API Access",
    reason: "client-not-enrolled",
    type: `${problems}client-forbidden`,
  });
}

function limited(cause: "window" | "cap"): Answer {
  if (cause === "window") {
    return problem(429, { title: "Too Many Requests", detail: "Too Many Requests", type: "about:blank", status: 429 });
  }
  return problem(429, {
    account_id: 0,
    product_name: "pay-per-use",
    title: "UsageCapExceeded",
    period: "Monthly",
    scope: "Product",
    detail: "Usage cap exceeded: Monthly product cap",
    type: `${problems}usage-capped`,
  });
}

const statusTitles: Record<number, string> = {
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function problem(status: number, body: Record<string, unknown>): Answer {
  return { status, body: JSON.stringify(body), resources: 0 };
}

/** The reset is a second on the clock, rounded up: it is never told too early. */
function limitHeaders({ limit, remaining, resetMs }: WindowReading): [string, string][] {
  return [
    ["x-rate-limit-limit", String(limit)],
    ["x-rate-limit-remaining", String(remaining)],
    ["x-rate-limit-reset", String(Math.ceil(resetMs / 1000))],
  ];
}
