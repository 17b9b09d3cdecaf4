/**
 * Invented communities over the invented network: two levels, one of them sensitive, one with a name that is unsure.
 * Members are the accounts of the network and a crowd behind them; everything is a function of positions.
 */
import type { AccountSummary, CommunityHit, Evidence, PassionHit } from "../../core/answers/answers.ts";
import type {
  Community,
  CommunityEvidence,
  CommunityMember,
  CommunityName,
  CommunitySummary,
  CommunityTree,
  Label,
  SavedCommunity,
  Sensitivity,
} from "../../core/answers/communities.ts";

interface Plan {
  readonly id: string;
  readonly words: readonly string[];
  readonly size: number;
  readonly stability: number;
  readonly parent: string | null;
  readonly confidence?: number;
  readonly sensitive?: Sensitivity;
  /** Positions in the network's accounts; the crowd fills the rest. */
  readonly known?: readonly number[];
}

const plans: readonly Plan[] = [
  { id: "c-sport", words: ["running", "sport", "training"], size: 7_820, stability: 0.97, parent: null },
  { id: "c-city", words: ["coffee", "cycling", "city"], size: 6_204, stability: 0.92, parent: null },
  { id: "c-screen", words: ["film", "games", "comics"], size: 4_466, stability: 0.89, parent: null },
  {
    id: "c-trail",
    words: ["trail running", "marathon", "miles", "race"],
    size: 3_412,
    stability: 0.94,
    parent: "c-sport",
    known: [0, 2, 1, 3, 4, 6, 7, 8],
  },
  {
    id: "c-gear",
    words: ["outdoor gear", "jackets", "huts"],
    size: 2_588,
    stability: 0.86,
    parent: "c-sport",
    known: [5, 13, 9],
  },
  {
    id: "c-coach",
    words: [],
    size: 1_820,
    stability: 0.58,
    parent: "c-sport",
    confidence: 0,
    known: [11, 10, 12],
  },
  {
    id: "c-coffee",
    words: ["coffee", "roasters", "espresso"],
    size: 2_306,
    stability: 0.91,
    parent: "c-city",
    known: [15],
  },
  {
    id: "c-bike",
    words: ["cyclists", "bike lanes", "cargo bikes"],
    size: 2_190,
    stability: 0.83,
    parent: "c-city",
    known: [14],
  },
  {
    id: "c-faith",
    words: ["parish", "choir", "sunday"],
    size: 1_708,
    stability: 0.9,
    parent: "c-city",
    sensitive: {
      topics: ["faith"],
      words: ["parish", "choir"],
      reason: "Words of its label and of many members' profiles name a faith",
      reviewed: false,
    },
  },
  { id: "c-film", words: ["cinema", "festival", "35 mm"], size: 2_105, stability: 0.88, parent: "c-screen" },
  { id: "c-game", words: ["indie games", "pixel art", "devlog"], size: 1_644, stability: 0.93, parent: "c-screen" },
  {
    id: "c-sail",
    words: ["sailing", "keel", "harbour"],
    size: 717,
    stability: 0.44,
    parent: "c-screen",
    confidence: 0.31,
    known: [16],
  },
];

const firstNames = ["Ana", "Bruno", "Chidi", "Dalia", "Emil", "Farah", "Goran", "Hana", "Ivo", "Júlia", "Kofi", "Lena"];
const lastNames = ["Abreu", "Berg", "Costa", "Duarte", "Eze", "Fischer", "Galli", "Horák", "Ito", "Jansen", "Kaya"];
const nouns = ["Weekly", "Club", "Studio", "Collective", "Lab", "Notes", "House", "Radio", "Guild"];

/** Accounts behind those with names of their own: 40 to each community. */
export function crowdMember(community: number, rank: number): AccountSummary {
  const plan = plans[community];
  const word = plan.words[rank % Math.max(plan.words.length, 1)] ?? "people";
  const person = rank % 3 !== 0;
  const name = person
    ? `${firstNames[(rank * 5 + community) % firstNames.length]} ${
      lastNames[(rank * 7 + community * 3) % lastNames.length]
    }`
    : `${word[0].toUpperCase()}${word.slice(1)} ${nouns[(rank + community) % nouns.length]}`;
  return {
    id: `x:${1000 + community * 1000 + rank}`,
    handle: `${name.toLowerCase().normalize("NFKD").replace(/[^a-z]+/g, "_")}_${rank}`,
    name,
    kind: person ? "person" : rank % 2 === 0 ? "media" : "brand",
    verified: rank % 7 === 0,
    followers: Math.round(38_000 / (1 + rank * 0.35)),
    coverage: rank % 5 === 4 ? null : 0.35 + (rank * 13 % 60) / 100,
  };
}

export interface FakeCommunities {
  readonly evidence: CommunityEvidence;
  readonly saved: SavedCommunity[];
  /** Names given by people, by id. */
  readonly renamed: Map<string, string>;
  readonly reviewed: Map<string, boolean>;
  readonly pinned: Map<string, AccountSummary[]>;
  tree(): CommunityTree;
  summary(id: string): CommunitySummary | null;
  community(id: string, limit: number, offset: number): Community | null;
  knownFor(position: number): (CommunityName & { strength: number })[];
  /** Accounts of a community, most central first. */
  members(id: string): readonly AccountSummary[];
  search(text: string): (CommunityHit | PassionHit)[];
}

export function createFakeCommunities(accounts: readonly AccountSummary[], network: Evidence): FakeCommunities {
  const evidence: CommunityEvidence = {
    ...network,
    neighbours: "0003-a81c22f0",
    communities: "0004-19be7d35",
    neighbourCount: 30,
    recall: 0.987,
    quality: "modularity",
    resolution: 1,
    modularity: 0.742,
    seed: 1,
  };
  const renamed = new Map<string, string>();
  const reviewed = new Map<string, boolean>();
  const pinned = new Map<string, AccountSummary[]>();
  const saved: SavedCommunity[] = [{
    id: "s-autumn",
    label: "Autumn race sponsors",
    seeds: ["x:12", "x:13"],
    members: ["x:14", "x:15", "x:17"],
    saved: "2026-10-30T09:12:00Z",
  }];

  const levelOf = ({ parent }: Plan) => parent === null ? 0 : 1;
  const labelOf = (plan: Plan): Label => {
    const given = renamed.get(plan.id);
    const text = given ??
      (plan.words.length > 0 ? plan.words.slice(0, 2).join(", ") : "Cadence Podcast, Dr. Ines Falk");
    const words = plan.words.map((word, rank) => ({
      text: word,
      score: 31 / (1 + rank),
      members: Math.round(plan.size * 0.52 / (1 + rank * 0.8)),
      accounts: Math.round(plan.size * 0.71 / (1 + rank * 0.6)),
    }));
    return { text, confidence: given === undefined ? plan.confidence ?? 0.93 : 1, words };
  };
  const sensitiveOf = (plan: Plan): Sensitivity | null => {
    const review = reviewed.get(plan.id);
    if (review === undefined) return plan.sensitive ?? null;
    if (!review) return null;
    const reason = "A person said that it is a sensitive group";
    return { topics: plan.sensitive?.topics ?? [], words: [], reason, reviewed: true };
  };
  const summarize = (plan: Plan): CommunitySummary => ({
    id: plan.id,
    label: labelOf(plan),
    level: levelOf(plan),
    parent: plan.parent,
    children: plans.filter(({ parent }) => parent === plan.id).length,
    size: plan.size,
    stability: plan.stability,
    sensitive: sensitiveOf(plan),
  });
  const nameOf = (plan: Plan): CommunityName => ({ id: plan.id, label: labelOf(plan).text });
  const find = (id: string) => plans.find((plan) => plan.id === id);

  function members(id: string): readonly AccountSummary[] {
    const index = plans.findIndex((plan) => plan.id === id);
    const plan = plans[index];
    const parts = plans.filter(({ parent }) => parent === id);
    if (parts.length > 0) return parts.flatMap((part) => members(part.id).slice(0, 60 / parts.length));
    const own = (plan.known ?? []).map((position) => accounts[position]);
    const crowd = Array.from(
      { length: Math.min(plan.size, 140) - own.length },
      (_none, rank) => crowdMember(index, rank),
    );
    return [...pinned.get(id) ?? [], ...own, ...crowd];
  }

  function describeMember(id: string, account: AccountSummary, rank: number): CommunityMember {
    const others = plans.filter((plan) => levelOf(plan) === 1 && plan.id !== id && plan.sensitive === undefined);
    const also = rank % 4 === 1 ? [others[rank % others.length], others[(rank + 3) % others.length]] : [];
    return {
      account,
      strength: 0.92 - (rank * 37 % 50) / 100,
      stability: rank % 9 === 8 ? 0.38 : 0.97 - (rank * 11 % 23) / 100,
      centrality: 1 / (1 + rank * 0.06),
      alsoKnownFor: also.map((plan, step) => ({ ...nameOf(plan), strength: 0.21 - step * 0.09 })),
    };
  }

  return {
    evidence,
    saved,
    renamed,
    reviewed,
    pinned,
    members,
    summary: (id) => {
      const plan = find(id);
      return plan === undefined ? null : summarize(plan);
    },
    tree: () => ({
      levels: 2,
      baseLevel: 1,
      communities: plans.map(summarize).sort((one, other) => one.level - other.level || other.size - one.size),
      unplaced: 1_350,
      saved,
      evidence,
    }),
    community(id, limit, offset) {
      const plan = find(id);
      if (plan === undefined) return null;
      const all = members(id);
      const siblings = plans.filter((other) => levelOf(other) === levelOf(plan) && other !== plan);
      const parent = plan.parent === null ? undefined : find(plan.parent);
      const sensitive = sensitiveOf(plan);
      const people = Math.round(plan.size * 41.3);
      return {
        ...summarize(plan),
        members: all.slice(offset, offset + limit).map((account, place) => describeMember(id, account, offset + place)),
        path: parent === undefined ? [] : [nameOf(parent)],
        parts: plans.filter((part) => part.parent === id).map(summarize),
        nearby: siblings.slice(0, 6).map((other, rank) => ({ ...nameOf(other), weight: 0.081 / (1 + rank * 0.7) })),
        conductance: 0.182,
        interested: sensitive !== null ? null : {
          people: { value: people, low: people * 0.985, high: people * 1.015 },
          meanShare: 0.064,
          shareMin: 0.1,
        },
        evidence,
      };
    },
    knownFor(position) {
      return plans.filter((plan) => plan.known?.includes(position))
        .map((plan) => ({ ...nameOf(plan), strength: 0.78 }));
    },
    search(text) {
      if (text === "") return [];
      const hits: (CommunityHit | PassionHit)[] = [];
      for (const plan of plans) {
        const { text: label } = labelOf(plan);
        const community = { ...nameOf(plan), size: plan.size, level: levelOf(plan) };
        const word = plan.words.find((word) => startsWord(word, text));
        if (startsWord(label, text)) {
          hits.push({ type: "community", community, matched: { field: "label", text: label } });
        } else if (word !== undefined) {
          hits.push({ type: "community", community, matched: { field: "word", text: word } });
        }
      }
      for (const word of new Set(plans.flatMap(({ words }) => words))) {
        if (!startsWord(word, text)) continue;
        const communities = plans.filter(({ words }) => words.includes(word)).map(nameOf);
        hits.push({
          type: "passion",
          passion: { word, accounts: 312, communities },
          matched: { field: "word", text: word },
        });
      }
      return hits;
    },
  };
}

function startsWord(text: string, start: string): boolean {
  return text.toLowerCase().split(" ").some((_word, place, words) => words.slice(place).join(" ").startsWith(start));
}
