/**
 * Invented answers of the builder: the community of the first seed, best first, with a curve that bends.
 */
import type { AccountSummary } from "../../core/answers/answers.ts";
import type { ExpansionAnswer, ExpansionMember, ExpansionQuery } from "../../core/answers/expansion.ts";
import type { FakeCommunities } from "./_fake_communities.ts";

const naturalSize = 24;
const curveLength = 120;

/** @returns Null where the topic or a seed is not known. */
export function expandFake(
  query: ExpansionQuery,
  { communities, accountOf }: {
    communities: FakeCommunities;
    accountOf: (id: string) => AccountSummary | null;
  },
): ExpansionAnswer | null {
  const topic = query.topic?.toLowerCase() ?? "";
  const tree = communities.tree().communities.filter(({ level }) => level === 1);
  const seeds = query.seeds === undefined
    ? proposeSeeds(topic, communities)
    : query.seeds.map((id) => ({ account: accountOf(id), why: null }));
  if (seeds.length === 0 || seeds.some(({ account }) => account === null)) return null;
  const seedIds = seeds.map(({ account }) => account!.id);
  const home = tree.find(({ id }) => communities.members(id).some(({ id }) => id === seedIds[0])) ?? tree[0];
  const left = new Set([...seedIds, ...query.exclude ?? []]);
  const pool = communities.members(home.id).filter(({ id }) => !left.has(id)).slice(0, curveLength);
  const curve = pool.map((_account, rank) => scoreOf(rank));
  const size = Math.min(query.size ?? naturalSize, pool.length);
  return {
    seeds: seeds.map(({ account, why }) => ({ account: account!, why })),
    method: query.method ?? "blend",
    members: pool.slice(0, size).map((account, rank) => describe(account, rank, seeds.map(({ account }) => account!))),
    naturalSize,
    ended: query.size === undefined ? "natural" : "asked",
    curve,
    label: home.label,
    stability: 0.88,
    examined: communities.evidence.influencers,
    evidence: communities.evidence,
  };
}

function proposeSeeds(topic: string, communities: FakeCommunities) {
  const found = communities.tree().communities.find(({ level, label }) =>
    level === 1 && label.words.some(({ text }) => text.includes(topic))
  );
  if (found === undefined) return [];
  return communities.members(found.id).slice(0, 5).map((account, rank) => ({
    account,
    why: rank === 0 ? `“${topic}” is in its name` : `its bio says “${topic}”`,
  }));
}

/** Falls slowly up to the natural end, fast after it. */
function scoreOf(rank: number): number {
  const slow = 1 - rank * 0.012;
  return rank < naturalSize
    ? slow
    : Math.max((1 - naturalSize * 0.012) * Math.exp(-(rank - naturalSize + 4) / 22), 0.02);
}

function describe(account: AccountSummary, rank: number, seeds: readonly AccountSummary[]): ExpansionMember {
  const shared = Math.max(1, seeds.length - rank % 3);
  const nearest = seeds.slice(0, 2).map(({ id, name }, place) => ({
    id,
    name: name ?? id,
    jaccard: 0.11 / (1 + place + rank * 0.05),
  }));
  return {
    account,
    score: scoreOf(rank),
    standardError: 0.018 + (rank % 5) * 0.006,
    similarity: 0.09 * scoreOf(rank),
    reason: {
      seedsShared: shared,
      nearest,
      text: `Shares its audience with ${shared} of ${seeds.length} seeds, most with ${
        nearest.map(({ name }) => name).join(" and ")
      }`,
    },
  };
}
