/**
 * Views and their addresses. Every view has a URL and every URL is one view; reading and writing are pure.
 */
import type { ExpansionMethod } from "../../core/answers/expansion.ts";
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

export interface CommunitiesRoute {
  readonly view: "communities";
  /** Only this level, as a list; null for the tree. */
  readonly level: number | null;
  /** Words that the label must have. */
  readonly text: string;
  readonly only: "unsure" | "sensitive" | "saved" | null;
}

export interface CommunityRoute {
  readonly view: "community";
  readonly community: string;
  /** How many members are asked for. */
  readonly limit: number;
}

/** What is built from seeds or, where there are none, from a topic. */
export interface BuildRoute {
  readonly view: "build";
  /** Account ids. */
  readonly seeds: readonly string[];
  readonly topic: string | null;
  /** Members wanted; null where it ends by itself. */
  readonly size: number | null;
  /** Null for the server's choice. */
  readonly method: ExpansionMethod | null;
  /** Account ids that must not be members. */
  readonly excluded: readonly string[];
}

export interface MapRoute {
  readonly view: "map";
  /** Null for the level that one meets first. */
  readonly level: number | null;
  /** Where one looks: `x,y,zoom`, or the id of an account or a community; null for all of it. */
  readonly at: string | null;
}

export interface ChangesRoute {
  readonly view: "changes";
}

export interface MissingRoute {
  readonly view: "missing";
  readonly path: string;
}

export type Route =
  | HomeRoute
  | AccountRoute
  | CommunitiesRoute
  | CommunityRoute
  | BuildRoute
  | MapRoute
  | ChangesRoute
  | MissingRoute;

/** The overlap is asked for up to 6 audiences: the account and five more. */
export const comparedCountMax = 5;
export const lookAlikeCounts: readonly number[] = [20, 50, 100];
export const memberCounts: readonly number[] = [25, 100, 400, 1000];
/** Seeds of a builder: more no longer fit an address that every proxy lets pass. */
export const seedCountMax = 50;

const rankings: readonly RankBy[] = ["jaccard", "containment", "lift"];
const methods: readonly ExpansionMethod[] = ["mean", "corrected", "idf", "pagerank", "blend"];
const filters = ["unsure", "sensitive", "saved"] as const;

/** The account's view as one arrives at it. */
export function accountRoute(account: string): AccountRoute {
  return { view: "account", account, by: "jaccard", kind: null, limit: lookAlikeCounts[0], compared: [] };
}

export function communityRoute(community: string): CommunityRoute {
  return { view: "community", community, limit: memberCounts[0] };
}

export function buildRoute(from: { seeds?: readonly string[]; topic?: string } = {}): BuildRoute {
  return {
    view: "build",
    seeds: from.seeds?.slice(0, seedCountMax) ?? [],
    topic: from.topic ?? null,
    size: null,
    method: null,
    excluded: [],
  };
}

export const communitiesRoute: CommunitiesRoute = { view: "communities", level: null, text: "", only: null };

export function mapRoute(at: string | null = null): MapRoute {
  return { view: "map", level: null, at };
}

/** What is not understood in the query is left out rather than refused: links get old and are mistyped. */
export function parseRoute({ pathname, searchParams }: URL): Route {
  const [, first, second, ...rest] = pathname.replace(/(?<=.)\/$/, "").split("/");
  const list = second === undefined;
  if (rest.length === 0) {
    if (first === "" && list) return { view: "home" };
    if (first === "accounts" && !list) return parseAccount(decode(second), searchParams);
    if (first === "communities") {
      return list ? parseCommunities(searchParams) : {
        ...communityRoute(decode(second)),
        limit: among(memberCounts, Number(searchParams.get("limit"))) ?? memberCounts[0],
      };
    }
    if (first === "build" && list) return parseBuild(searchParams);
    if (first === "map" && list) {
      return { view: "map", level: parseCount(searchParams.get("level")), at: searchParams.get("at") || null };
    }
    if (first === "changes" && list) return { view: "changes" };
  }
  return { view: "missing", path: pathname };
}

function parseAccount(account: string, query: URLSearchParams): AccountRoute {
  return {
    ...accountRoute(account),
    by: among(rankings, query.get("by")) ?? "jaccard",
    kind: query.get("kind") || null,
    limit: among(lookAlikeCounts, Number(query.get("limit"))) ?? lookAlikeCounts[0],
    compared: readIds(query.getAll("with")).filter((other) => other !== account).slice(0, comparedCountMax),
  };
}

function parseCommunities(query: URLSearchParams): CommunitiesRoute {
  return {
    view: "communities",
    level: parseCount(query.get("level")),
    text: query.get("q") ?? "",
    only: among(filters, query.get("only")),
  };
}

function parseBuild(query: URLSearchParams): BuildRoute {
  const seeds = readIds(query.getAll("seed")).slice(0, seedCountMax);
  const size = parseCount(query.get("size"));
  return {
    ...buildRoute({ seeds }),
    topic: seeds.length > 0 ? null : query.get("topic") || null,
    size: size === 0 ? null : size,
    method: among(methods, query.get("method")),
    excluded: readIds(query.getAll("without")),
  };
}

/** Path and query of a view; what is as usual is left out. */
export function routePath(route: Route): string {
  switch (route.view) {
    case "home":
      return "/";
    case "missing":
      return route.path;
    case "changes":
      return "/changes";
    case "account": {
      const { account, by, kind, limit, compared } = route;
      return `/accounts/${encode(account)}` + writeQuery([
        ["by", by === "jaccard" ? null : by],
        ["kind", kind],
        ["limit", limit === lookAlikeCounts[0] ? null : limit],
        ...compared.map((other) => ["with", other] as const),
      ]);
    }
    case "communities":
      return "/communities" + writeQuery([["level", route.level], ["q", route.text || null], ["only", route.only]]);
    case "community":
      return `/communities/${encode(route.community)}` +
        writeQuery([["limit", route.limit === memberCounts[0] ? null : route.limit]]);
    case "build":
      return "/build" + writeQuery([
        ...route.seeds.map((seed) => ["seed", seed] as const),
        ["topic", route.topic],
        ["size", route.size],
        ["method", route.method],
        ...route.excluded.map((account) => ["without", account] as const),
      ]);
    case "map":
      return "/map" + writeQuery([["level", route.level], ["at", route.at]]);
  }
}

/** Whether two routes are one place seen in different ways, so that one stays where one has scrolled to. */
export function isSamePlace(one: Route, other: Route): boolean {
  if (one.view === "account" && other.view === "account") return one.account === other.account;
  if (one.view === "community" && other.view === "community") return one.community === other.community;
  return one.view === other.view;
}

function among<Choice>(choices: readonly Choice[], wanted: unknown): Choice | null {
  return choices.find((choice) => choice === wanted) ?? null;
}

function parseCount(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function readIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== "");
}

function writeQuery(parameters: readonly (readonly [name: string, value: string | number | null])[]): string {
  const given = parameters.flatMap(([name, value]) => value === null ? [] : `${name}=${encode(String(value))}`);
  return given.length > 0 ? `?${given.join("&")}` : "";
}

/** Colons and commas are allowed in paths and queries, and ids read better with them. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
