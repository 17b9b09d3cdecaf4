/** Invented communities to edit: a graph with planted groups and parts, seeded. */
import { createDraft } from "../../../../core/community/edits/draft.ts";
import type { OverlayTools } from "../../../../core/community/edits/overlay.ts";
import type { EditEntry } from "../../../../core/community/edits/entry.ts";
import { measureKnownFor } from "../../../../core/community/known_for.ts";
import { type CommunityModel, describeLevel } from "../../../../core/community/model.ts";
import { leavingShares, none } from "../../../../core/community/partition.ts";
import type { CommunityRecord } from "../../../../core/community/records.ts";
import type { Graph } from "../../../../core/kernel/kernel.ts";
import type { Generation } from "../../../../core/workspace/generation.ts";
import { createRandom } from "../../../../scripts/_random.ts";

export interface WorldShape {
  readonly influencers: number;
  readonly communities: number;
  /** Parts of each community. */
  readonly parts: number;
  readonly neighbours: number;
  /** Level that the communities are of; what is coarser joins them two by two. */
  readonly baseLevel?: number;
}

/** A model whose parts are runs of influencers; every eleventh influencer is in none. */
export function inventModel(seed: number, shape: WorldShape): CommunityModel {
  const { influencers, communities, parts, neighbours, baseLevel = 0 } = shape;
  const random = createRandom(seed);
  const partCount = communities * parts;
  const partOf = Uint32Array.from(
    { length: influencers },
    (_, i) => i % 11 === 10 ? none : Math.floor(i * partCount / influencers),
  );
  const baseOf = partOf.map((part) => part === none ? none : Math.floor(part / parts));
  const rows = [baseOf, partOf];
  for (let level = 0; level < baseLevel; level++) {
    rows.unshift(rows[0].map((community) => community === none ? none : community >> 1));
  }
  const graph = inventGraph(partOf, { neighbours, random });
  const numbered = rows.map(numberBySize);
  const levels = numbered.map((communityOf, level) => {
    const count = communityOf.reduce((most, community) => community === none ? most : Math.max(most, community + 1), 0);
    const records = Array.from({ length: count }, (_, position): CommunityRecord => {
      const member = communityOf.indexOf(position);
      return {
        id: idOf(level, position),
        parent: level === 0 ? null : numbered[level - 1][member],
        label: { text: `label ${level} ${position}`, confidence: 0.5, words: [] },
        sensitive: null,
        stability: random(),
        conductance: 0,
      };
    });
    const described = describeLevel(graph, communityOf, records);
    const shares = leavingShares(described.ties);
    return { ...described, records: records.map((record, i) => ({ ...record, conductance: shares[i] })) };
  });
  return {
    neighbours: {} as Generation,
    generation: { name: "c" } as Generation,
    records: { format: 1, baseLevel, modularity: 0.5, levels: levels.map(({ records }) => records) },
    graph,
    levels,
    memberStability: Float32Array.from({ length: influencers }, random),
    knownFor: measureKnownFor(graph, numbered[baseLevel]),
    interests: { format: 1, people: 0, shareMin: 0.05, communities: levels[baseLevel].records.map(() => null) },
    history: { format: 1, before: null, events: [], compared: 0, moved: 0, exchanges: {}, gone: [] },
    layout: Float32Array.from({ length: 2 * influencers }, random),
  };
}

/** Rows of nearest influencers: mostly of the own part, then of parts nearby. */
function inventGraph(
  partOf: Uint32Array,
  { neighbours, random }: { neighbours: number; random: () => number },
): Graph & { readonly weights: Float32Array } {
  const count = partOf.length;
  const targets = new Uint32Array(count * neighbours);
  const weights = new Float32Array(count * neighbours);
  const reach = Math.max(3, Math.floor(count / 40));
  for (let entry = 0; entry < targets.length; entry++) {
    const influencer = Math.floor(entry / neighbours);
    const step = Math.ceil(random() ** 3 * reach) * (random() < 0.5 ? 1 : -1);
    targets[entry] = (influencer + step + count) % count;
    weights[entry] = 0.02 + random() * 0.3;
  }
  return {
    offsets: BigUint64Array.from({ length: count + 1 }, (_, i) => BigInt(i * neighbours)),
    neighbours: targets,
    weights,
  };
}

/** Numbers go by size, as a run gives them. */
function numberBySize(communityOf: Uint32Array): Uint32Array {
  const sizes = new Map<number, number>();
  for (const community of communityOf) if (community !== none) sizes.set(community, (sizes.get(community) ?? 0) + 1);
  const order = [...sizes].sort((left, right) => right[1] - left[1] || left[0] - right[0]).map(([community]) =>
    community
  );
  const numbers = new Map(order.map((community, number) => [community, number]));
  return communityOf.map((community) => numbers.get(community) ?? none);
}

const letters = "abcdefghijklmnopqrstuvwxyz";
function idOf(level: number, position: number): string {
  return `c-l${letters[level]}${
    String(position).padStart(4, "0").replaceAll(/\d/g, (digit) => letters[Number(digit)])
  }x`;
}

export const accountOf = (influencer: number) => `x:${influencer}`;

/** Labels that tell how many members they were made of. */
export function inventTools(model: CommunityModel, changes: Partial<OverlayTools> = {}): OverlayTools {
  return {
    indexOf: (account) => {
      const index = Number(account.slice(2));
      return index < model.memberStability.length ? index : undefined;
    },
    labeller: () => ({ label: (members) => ({ text: `made of ${members.length}`, confidence: 0.7, words: [] }) }),
    ...changes,
  };
}

/** Entries as the writer makes them: anchors are the most central members. */
export function inventEntry(
  model: CommunityModel,
  number: number,
  given: Partial<EditEntry> & Pick<EditEntry, "community" | "edit">,
): EditEntry {
  const anchorsOf = (id: string) => {
    const place = createDraft(model).find(id);
    if (place === undefined) return [];
    return [...model.levels[place.level].members[place.position].subarray(0, 30)].map(accountOf);
  };
  const place = createDraft(model).find(given.community);
  return {
    id: `e-${String(number).padStart(10, "0").replaceAll(/\d/g, (digit) => letters[Number(digit)])}`,
    at: "2026-01-01T00:00:00.000Z",
    depth: (place?.level ?? 0) - model.records.baseLevel,
    anchors: anchorsOf(given.community),
    ...given.edit.action === "merge" ? { intoAnchors: anchorsOf(given.edit.into) } : {},
    ...given,
  };
}
