/**
 * A small invented network behind the routes that the page calls, with answers of the shapes of `core/answers/answers.ts`.
 * Numbers are made up but agree with one another; everything is a function of the account's position, so nothing is random.
 */
import { Hono } from "hono";
import type {
  Account,
  AccountHit,
  AccountSummary,
  Evidence,
  Interval,
  LookAlike,
  MatrixAnswer,
  OverlapAnswer,
  Relation,
  SearchHit,
  SimilarAnswer,
} from "../../core/answers/answers.ts";
import { createFakeCommunities } from "./_fake_communities.ts";
import { addFakeCommunityRoutes } from "./_fake_community_routes.ts";
import { missing, problem } from "./_fake_problem.ts";
import type { RankBy } from "../../core/kernel/kernel.ts";

export interface FakeApiOptions {
  /** Every question needs `Authorization: Bearer` with this. */
  readonly key?: string;
  /** Questions that are answered 503 before the first is answered well. */
  readonly failures?: number;
  /** No communities were detected yet. */
  readonly undetected?: boolean;
  /** Communities were detected once. */
  readonly firstRun?: boolean;
  /** Corrections need a key that may make them. */
  readonly editsRefused?: boolean;
  /** Accounts on the map. */
  readonly mapAccounts?: number;
}

export const evidence: Evidence = {
  network: "0003-5f1a09c2",
  signatures: "0003-77ab03de",
  samples: 100,
  sampleCount: 100,
  registerCount: 1024,
  listLimit: 192,
  followers: 1_042_118,
  influencers: 19_840,
  edges: 8_412_003,
  platform: "x",
  edgeKind: "follow",
  sources: ["edges-2026-11.parquet", "profiles-2026-11.parquet"],
};

const rows: readonly [string, string, string, number, number | null, string][] = [
  [
    "Lumen Running",
    "lumen_run",
    "brand",
    48_210,
    0.62,
    "Shoes for people who get up before the sun. Marathon, trail and everything between.",
  ],
  [
    "Vega Athletics",
    "vegaathletics",
    "brand",
    61_904,
    0.71,
    "Performance wear. Official outfitter of the Harbour Marathon.",
  ],
  ["The Long Mile", "thelongmile", "media", 22_480, 0.55, "A magazine about running slowly and thinking fast"],
  ["Mara Okonkwo", "maraokonkwo", "person", 91_300, 0.48, "Marathoner. 2:19:44. Mother of two."],
  ["Trailhead Weekly", "trailheadweekly", "media", 12_933, null, "Routes, huts, weather, blisters"],
  ["Northwind Outdoor", "northwind", "brand", 35_118, 0.8, "Jackets that outlive you"],
  ["Joaquín Prado", "jprado_runs", "person", 18_044, 0.52, "Entrenador. Correr es pensar con los pies."],
  ["Split Times", "splittimes", "media", 9_120, 1, "Every result, every race, every second"],
  ["Harbour Marathon", "harbourmarathon", "event", 27_650, 0.66, "42.195 km along the water. 11 October."],
  ["Pulse Nutrition", "pulse_nutrition", "brand", 15_870, null, "Gels without the regret"],
  ["Dr. Ines Falk", "inesfalk", "person", 6_402, 0.9, "Sports physician. Knees mostly."],
  ["Cadence Podcast", "cadencepod", "media", 8_211, 0.41, "Two coaches and a microphone"],
  ["Altitude Lab", "altitudelab", "company", 3_380, null, "We measure breath"],
  ["Sora Watches", "sora", "brand", 54_020, 0.35, "Time, kept"],
  ["City Cyclists Union", "citycyclists", "organisation", 11_204, 0.58, "Cyclists of all cities"],
  ["Old Harbour Coffee", "oldharbour", "brand", 4_912, 0.77, "Roasted by the water"],
  ["Kite & Keel", "kiteandkeel", "media", 2_204, null, "Sailing, mostly in the rain"],
];

export const accounts: readonly AccountSummary[] = rows.map(([name, handle, kind, followers, coverage], position) => ({
  id: `x:${12 + position}`,
  handle,
  name,
  kind,
  verified: position % 3 === 0,
  followers,
  coverage,
}));

export function createFakeApi(options: FakeApiOptions = {}): Hono {
  const { key, failures = 0 } = options;
  const api = new Hono();
  const communities = createFakeCommunities(accounts, evidence);
  let failuresLeft = failures;

  api.use("/v1/*", async (context, next) => {
    if (key !== undefined && context.req.header("authorization") !== `Bearer ${key}`) {
      return problem(401, "A valid API key is needed");
    }
    if (failuresLeft > 0) {
      failuresLeft--;
      return problem(503, "The compute process is starting again", { "retry-after": "0" });
    }
    await next();
  });
  api.get("/v1/search", (context) => {
    const text = (context.req.query("q") ?? "").toLowerCase();
    const found = accounts.flatMap((_account, position) => match(position, text) ?? []);
    if (text === "") found.sort((left, right) => right.account.followers - left.account.followers);
    const hits: SearchHit[] = [...found, ...options.undetected ? [] : communities.search(text)];
    return context.json({ hits: hits.slice(0, Number(context.req.query("limit") ?? 10)), evidence });
  });
  api.get("/v1/accounts/:account", (context) => {
    const position = positionOf(context.req.param("account"));
    if (position < 0) return missing(context.req.param("account"));
    return context.json({ ...describe(position), knownFor: options.undetected ? [] : communities.knownFor(position) });
  });
  api.get("/v1/accounts/:account/similar", (context) => {
    const position = positionOf(context.req.param("account"));
    if (position < 0) return missing(context.req.param("account"));
    const by = (context.req.query("by") ?? "jaccard") as RankBy;
    return context.json(findSimilar(position, { by, kind: context.req.query("kind") ?? null }));
  });
  api.post("/v1/similarity", async (context) => context.json(compareAll(readPositions(await context.req.json()))));
  api.post("/v1/overlap", async (context) => context.json(findOverlap(readPositions(await context.req.json()))));
  addFakeCommunityRoutes(api, { communities, accounts, ...options });
  return api;
}

function positionOf(id: string): number {
  return accounts.findIndex((account) => account.id === id);
}

function readPositions({ accounts: ids }: { accounts: string[] }): number[] {
  return ids.map(positionOf);
}

function match(position: number, text: string): AccountHit | null {
  const account = accounts[position];
  const fields = [["name", account.name ?? ""], ["handle", account.handle ?? ""], ["bio", rows[position][5]]] as const;
  const found = fields.find(([, value]) => value.toLowerCase().includes(text.replace(/^@/, "")));
  return found === undefined ? null : { type: "account", account, matched: { field: found[0], text: found[1] } };
}

function describe(position: number): Account {
  const account = accounts[position];
  return {
    ...account,
    platform: "x",
    bio: rows[position][5],
    location: position % 2 === 0 ? "Lisbon" : null,
    url: "https://www.example.com/",
    created: "2011-04-02",
    followersClaimed: account.coverage === null ? null : Math.round(account.followers / account.coverage),
    extra: { language: "en", listed: 812 },
    exact: account.followers <= evidence.listLimit,
    knownFor: [],
    evidence,
  };
}

/** Neighbours in the list are alike; how much falls off with their distance. */
function similarityOf(left: number, right: number): number {
  const distance = Math.abs(left - right);
  return 0.24 / (1 + 0.55 * distance) * (1 - 0.09 * ((left * 7 + right * 3) % 5));
}

function relate(left: number, right: number): Relation {
  const [one, other] = [accounts[left], accounts[right]];
  const jaccard = similarityOf(left, right);
  const total = one.followers + other.followers;
  const unknown = one.coverage === null || other.coverage === null;
  const noise = 2 * Math.sqrt(jaccard * (1 - jaccard) / evidence.registerCount);
  const unseen = unknown ? 0 : (2 - one.coverage! - other.coverage!) * jaccard * 0.25;
  const at = (scale: number, wide = noise + unseen): Interval => ({
    value: jaccard * scale,
    low: Math.max(jaccard - wide, 0) * scale,
    high: (jaccard + wide) * scale,
  });
  const shared = total / (1 + jaccard);
  return {
    jaccard: at(1),
    shared: at(shared),
    containmentLeft: at(shared / one.followers),
    containmentRight: at(shared / other.followers),
    cosine: at(shared / Math.sqrt(one.followers * other.followers)),
    lift: at(shared * evidence.followers / (one.followers * other.followers)),
    sketch: at(1, noise),
    exact: false,
    coverage: unknown ? "unknown" : "partial",
  };
}

function findSimilar(position: number, { by, kind }: { by: RankBy; kind: string | null }): SimilarAnswer {
  const read = (relation: Relation) =>
    by === "lift" ? relation.lift : by === "containment" ? relation.containmentLeft : relation.jaccard;
  const found = accounts.map((account, other) => ({ account, other })).filter(({ other, account }) =>
    other !== position && (kind === null || account.kind === kind)
  ).map(({ account, other }) => ({ account, ...relate(position, other) }))
    .sort((left, right) => read(right).value - read(left).value);
  const lookAlikes: LookAlike[] = found.map((one, rank) => ({
    ...one,
    tied: rank > 0 && read(one).high >= read(found[rank - 1]).low,
  }));
  return {
    account: accounts[position],
    by,
    kind,
    kinds: ["brand", "media", "person", "company", "event", "organisation"],
    lookAlikes,
    examined: evidence.influencers - 1,
    evidence,
  };
}

function compareAll(positions: readonly number[]): MatrixAnswer {
  const pairs = positions.flatMap((one, left) =>
    positions.slice(left + 1).map((other, step) => ({ left, right: left + 1 + step, ...relate(one, other) }))
  );
  return { accounts: positions.map((position) => accounts[position]), pairs, evidence };
}

function findOverlap(positions: readonly number[]): OverlapAnswer {
  const regions: { members: number[]; people: number }[] = [];
  for (let pattern = 1; pattern < 2 ** positions.length; pattern++) {
    const members = positions.map((_position, member) => member).filter((member) => pattern >> member & 1);
    const least = Math.min(...members.map((member) => accounts[positions[member]].followers));
    regions.push({ members, people: Math.round(least * 0.6 / 3.1 ** (members.length - 1)) });
  }
  regions.sort((left, right) => right.people - left.people);
  const union = regions.reduce((sum, { people }) => sum + people, 0);
  const counted = (value: number): Interval => ({ value, low: value, high: value });
  return {
    accounts: positions.map((position) => accounts[position]),
    regions: regions.map(({ members, people }) => ({ members, size: counted(people), share: counted(people / union) })),
    union: counted(union),
    exact: true,
    coverage: "partial",
    evidence,
  };
}
