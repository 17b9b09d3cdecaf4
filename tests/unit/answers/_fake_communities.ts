/** Seven accounts in two communities and one in none, with names as strangers write them. */
import { createAccountTable } from "../../../core/answers/accounts.ts";
import type { CommunityEvidence } from "../../../core/answers/communities.ts";
import type { CommunityView } from "../../../core/answers/community/tree.ts";
import { createLabeller } from "../../../core/community/label.ts";
import { type CommunityModel, describeLevel } from "../../../core/community/model.ts";
import { none } from "../../../core/community/partition.ts";
import type { CommunityRecord } from "../../../core/community/records.ts";
import type { Graph } from "../../../core/kernel/kernel.ts";
import { openReferenceKernel } from "../../../core/kernel/reference/mod.ts";
import type { Generation } from "../../../core/workspace/generation.ts";
import { evidence } from "../functions/api/_fake.ts";
import { inventInfluencers } from "./_fake_view.ts";

export const names = ["=1+1", 'a "b", c', "line\nbreak\u0001", "🚀 & <b>", null, "@sum(A1)", "plain"];

/** Ties 0-1, 1-2, 2-0 and 3-4, 4-5, one between the two groups; 4-3 stands in both rows. */
const graph: Graph = {
  offsets: BigUint64Array.of(0n, 1n, 2n, 4n, 5n, 7n, 7n, 7n),
  neighbours: Uint32Array.of(1, 2, 0, 3, 4, 3, 5),
  weights: Float32Array.of(0.5, 0.25, 0.125, 0.1, 0.3, 0.3, 0.2),
};

function record(id: string, parent: number | null): CommunityRecord {
  const words = [{ text: "trail", score: 9, members: 2, accounts: 3 }];
  return {
    id,
    parent,
    label: { text: `label ${id}`, confidence: 1 / 3, words },
    sensitive: null,
    stability: 1,
    conductance: 0.1,
  };
}

export function fakeCommunityView(): CommunityView {
  const influencers = inventInfluencers(
    names.map((name, i) => ({
      id: `x:${i}`,
      name,
      handle: i === 4 ? "four" : null,
      followers: [5, 9, 9, 1, 7, 2, 3][i],
    })),
  );
  const base = Uint32Array.of(0, 0, 0, 1, 1, 1, none);
  const records = {
    format: 1,
    baseLevel: 0,
    modularity: 0.4,
    levels: [[record("c-a", null), record("c-b", null)], [record("c-c", 0)]],
  } as const;
  const parts = Uint32Array.of(0, 0, none, none, none, none, none);
  const generation = { name: "g" } as Generation;
  const model: CommunityModel = {
    neighbours: generation,
    generation,
    records,
    graph,
    levels: [describeLevel(graph, base, records.levels[0]), describeLevel(graph, parts, records.levels[1])],
    memberStability: new Float32Array(7).fill(0.9),
    knownFor: {
      offsets: BigUint64Array.of(0n, 1n, 2n, 3n, 4n, 5n, 6n, 6n),
      communities: Uint32Array.of(0, 0, 0, 1, 1, 1),
      strengths: new Float32Array(6).fill(0.7),
    },
    interests: {
      format: 1,
      people: 100,
      shareMin: 0.05,
      communities: [{ people: 40, meanShare: 0.2 }, { people: 30, meanShare: 0.1 }],
    },
    history: { format: 1, before: null, events: [], compared: 0, moved: 0, exchanges: {}, gone: [] },
    layout: Float32Array.of(0.1, 0.1, 0.2, 0.1, 0.123456, 0.2, 0.8, 0.8, 0.9, 0.8, 0.8, 0.9, 0.5, 0.01),
  };
  const communityEvidence: CommunityEvidence = {
    ...evidence,
    neighbours: "k",
    communities: "c",
    neighbourCount: 30,
    recall: 1,
    quality: "modularity",
    resolution: 1,
    modularity: 0.4,
    seed: 1,
  };
  return {
    view: {
      kernel: openReferenceKernel(),
      network: "n",
      signatures: "s",
      influencers,
      followerCounts: influencers.followers,
      accounts: createAccountTable(influencers, evidence),
      labeller: () => createLabeller(influencers),
      evidence,
    },
    model,
    evidence: communityEvidence,
  };
}
