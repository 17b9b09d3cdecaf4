/**
 * Views and their addresses. Every view has a URL and every URL is one view; reading and writing are pure.
 */
import type { RankBy } from "../../core/kernel/kernel.ts";

export interface HomeRoute {
  readonly view: "home";
}

export interface AccountRoute {
  readonly view: "account";
  /** Account id, `platform:id`. */
  readonly account: string;
  readonly by: RankBy;
  /** Only look-alikes of this kind; null for all. */
  readonly kind: string | null;
  /** How many look-alikes are asked for. */
  readonly limit: number;
  /** Accounts it is compared with, at most `comparedCountMax`. */
  readonly compared: readonly string[];
}

export interface MissingRoute {
  readonly view: "missing";
  readonly path: string;
}

export type Route = HomeRoute | AccountRoute | MissingRoute;

/** The overlap is asked for up to 6 audiences: the account and five more. */
export const comparedCountMax = 5;
export const lookAlikeCounts: readonly number[] = [20, 50, 100];

const rankings: readonly RankBy[] = ["jaccard", "containment", "lift"];

/** The account's view as one arrives at it. */
export function accountRoute(account: string): AccountRoute {
  return { view: "account", account, by: "jaccard", kind: null, limit: lookAlikeCounts[0], compared: [] };
}

/** What is not understood in the query is left out rather than refused: links get old and are mistyped. */
export function parseRoute(url: URL): Route {
  if (url.pathname === "/") return { view: "home" };
  const account = /^\/accounts\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  if (account === undefined) return { view: "missing", path: url.pathname };
  const limit = Number(url.searchParams.get("limit"));
  const id = decode(account);
  return {
    ...accountRoute(id),
    by: rankings.find((by) => by === url.searchParams.get("by")) ?? "jaccard",
    kind: url.searchParams.get("kind") || null,
    limit: lookAlikeCounts.includes(limit) ? limit : lookAlikeCounts[0],
    compared: [...new Set(url.searchParams.getAll("with"))].filter((other) => other !== "" && other !== id)
      .slice(0, comparedCountMax),
  };
}

/** Path and query of a view; what is as usual is left out. */
export function routePath(route: Route): string {
  if (route.view === "home") return "/";
  if (route.view === "missing") return route.path;
  const query: string[] = [];
  if (route.by !== "jaccard") query.push(`by=${route.by}`);
  if (route.kind !== null) query.push(`kind=${encode(route.kind)}`);
  if (route.limit !== lookAlikeCounts[0]) query.push(`limit=${route.limit}`);
  for (const other of route.compared) query.push(`with=${encode(other)}`);
  return `/accounts/${encode(route.account)}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** Colons are allowed in paths and queries, and account ids read better with them. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
