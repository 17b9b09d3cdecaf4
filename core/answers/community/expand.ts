/** Builds a community from a few accounts or a topic; `../expansion.ts` has the shapes. */
import { findDrift } from "../../community/expand/drift.ts";
import { findNaturalEnd } from "../../community/expand/natural_end.ts";
import { proposeSeeds } from "../../community/expand/propose_seeds.ts";
import { describeReason, findReason, type Reason, type SeedLikeness } from "../../community/expand/reasons.ts";
import { measureAgreement, scoreError } from "../../community/expand/stability.ts";
import { InputError, NotFoundError } from "../../errors.ts";
import type { Expansion } from "../../kernel/kernel.ts";
import { expansionExcludedMax, expansionSeedsMax, expansionSizeMax, topicAccountsMax } from "../../limits.ts";
import { fitModel } from "../../similarity/likelihood.ts";
import type { ExpansionAnswer, ExpansionMember, ExpansionQuery } from "../expansion.ts";
import type { SearchIndex } from "../search.ts";
import type { CommunityView } from "./tree.ts";

interface Seed {
  readonly influencer: number;
  readonly why: string | null;
}

/** @param index Where the words of topics are looked up. */
export function createExpander(
  asked: CommunityView,
  index: SearchIndex,
): (query: ExpansionQuery) => Promise<ExpansionAnswer> {
  return async (query) => {
    const { view, model, evidence } = asked;
    const { accounts } = view;
    const { method = "blend", size } = query;
    const seeds = listSeeds(asked, index, query);
    const expansion = await view.kernel.expand({
      signatures: view.signatures,
      neighbours: model.neighbours.folder,
      seeds: Uint32Array.from(seeds, ({ influencer }) => influencer),
      method,
      limit: expansionSizeMax,
      mask: maskWithout(view.influencers.count, (query.exclude ?? []).map(accounts.find)),
    });
    const top = Math.max(expansion.scores[0] ?? 0, Number.MIN_VALUE);
    const curve = Array.from(expansion.scores, (score) => score / top);
    const naturalSize = findNaturalEnd(curve);
    const wanted = Math.min(size ?? naturalSize, curve.length);
    const candidates = await describeCandidates(asked, seeds, { expansion, curve, count: wanted });
    const { communityOf } = model.levels[model.records.baseLevel];
    const undrifted = findDrift({
      similarities: candidates.map(({ member }) => member.similarity),
      seedsShared: candidates.map(({ member }) => member.reason.seedsShared),
      communities: candidates.map(({ influencer }) => communityOf[influencer]),
      seedCommunities: seeds.map(({ influencer }) => communityOf[influencer]),
    });
    const kept = candidates.slice(0, undrifted);
    return {
      seeds: seeds.map(({ influencer, why }) => ({ account: accounts.summarize(influencer), why })),
      method,
      members: kept.map(({ member }) => member),
      naturalSize,
      ended: undrifted < candidates.length ? "drift" : endOf({ size, naturalSize, found: curve.length }),
      curve,
      label: view.labeller().label(Uint32Array.from([...seeds, ...kept], ({ influencer }) => influencer)),
      stability: measureAgreement(expansion.halfRanks, kept.length),
      examined: expansion.examined,
      evidence,
    };
  };
}

function endOf({ size, naturalSize, found }: { size?: number; naturalSize: number; found: number }) {
  if (size !== undefined) return size <= found ? "asked" : "exhausted";
  return naturalSize < found ? "natural" : "exhausted";
}

function listSeeds({ view, model }: CommunityView, index: SearchIndex, query: ExpansionQuery): Seed[] {
  const { seeds, topic, size, exclude = [] } = query;
  if ((seeds === undefined) === (topic === undefined)) {
    throw new InputError(
      `Cannot build a community: needed seeds or a topic, got ${seeds === undefined ? "neither" : "both"}`,
    );
  }
  if (size !== undefined && !(Number.isInteger(size) && size >= 1 && size <= expansionSizeMax)) {
    throw new InputError(`Cannot build a community of ${size}: needed a whole number from 1 to ${expansionSizeMax}`);
  }
  if (exclude.length > expansionExcludedMax) {
    throw new InputError(`Cannot leave out ${exclude.length} accounts: needed at most ${expansionExcludedMax}`);
  }
  if (seeds !== undefined) {
    if (seeds.length < 1 || seeds.length > expansionSeedsMax) {
      throw new InputError(
        `Cannot build a community from ${seeds.length} accounts: needed 1 to ${expansionSeedsMax}`,
      );
    }
    return [...new Set(seeds.map(view.accounts.find))].map((influencer) => ({ influencer, why: null }));
  }
  const left = new Set(exclude.map(view.accounts.find));
  const words = topic!.trim();
  const hits = words === ""
    ? []
    : index.find(words, { limit: topicAccountsMax }).filter(({ influencer }) => !left.has(influencer));
  if (hits.length === 0) {
    throw new NotFoundError(`Cannot find a topic "${words}": no name, handle or bio has all of its words`);
  }
  const fieldOf = new Map(hits.map(({ influencer, field }) => [influencer, field]));
  const proposed = proposeSeeds(model.graph, hits.map(({ influencer }) => influencer));
  return proposed.map(({ influencer, ties }) => ({
    influencer,
    why: `its ${fieldOf.get(influencer)} has "${words}"` +
      (ties === 0 ? "" : `, and it shares an audience with ${ties} of the ${hits.length - 1} others that do`),
  }));
}

/** One bit per influencer, all but the named. */
function maskWithout(count: number, excluded: readonly number[]): Uint8Array | undefined {
  if (excluded.length === 0) return undefined;
  const mask = new Uint8Array(Math.ceil(count / 8)).fill(0xff);
  for (const influencer of excluded) mask[influencer >> 3] &= ~(1 << (influencer & 7));
  return mask;
}

interface Candidate {
  readonly influencer: number;
  readonly member: ExpansionMember;
}

/** The first `count` of the ranking with what ties each to the seeds. */
async function describeCandidates(
  asked: CommunityView,
  seeds: readonly Seed[],
  { expansion, curve, count }: { expansion: Expansion; curve: readonly number[]; count: number },
): Promise<Candidate[]> {
  const { accounts } = asked.view;
  const influencers = expansion.influencers.subarray(0, count);
  const likenesses = await compareWithSeeds(asked, seeds, influencers);
  const names = seeds.map(({ influencer }) => {
    const { id, name, handle } = accounts.summarize(influencer);
    return { id, name: name ?? handle ?? id };
  });
  return Array.from(influencers, (influencer, i) => {
    const reason = findReason(likenesses[i]);
    const jaccards = likenesses[i].map(({ jaccard }) => jaccard);
    return {
      influencer,
      member: {
        account: accounts.summarize(influencer),
        score: curve[i],
        standardError: scoreError(
          curve[i],
          [expansion.halfScores[2 * i], expansion.halfScores[2 * i + 1]],
          jaccards,
        ),
        similarity: jaccards.reduce((sum, jaccard) => sum + jaccard, 0) / jaccards.length,
        reason: nameReason(reason, names),
      },
    };
  });
}

function nameReason(reason: Reason, seeds: readonly { readonly id: string; readonly name: string }[]) {
  const nearest = reason.nearest.map(({ seed, jaccard }) => ({ ...seeds[seed], jaccard }));
  const text = describeReason(reason, nearest.map(({ name }) => name), seeds.length);
  return { seedsShared: reason.seedsShared, nearest, text };
}

/** Of each influencer, its likeness to each seed. */
async function compareWithSeeds(
  { view }: CommunityView,
  seeds: readonly Seed[],
  influencers: Uint32Array,
): Promise<SeedLikeness[][]> {
  const { kernel, signatures, followerCounts } = view;
  const pairs = await kernel.comparePairs({
    signatures,
    left: Uint32Array.from(
      { length: influencers.length * seeds.length },
      (_, pair) => seeds[pair % seeds.length].influencer,
    ),
    right: Uint32Array.from(
      { length: influencers.length * seeds.length },
      (_, pair) => influencers[Math.floor(pair / seeds.length)],
    ),
  });
  return Array.from(influencers, (influencer, i) =>
    seeds.map((seed, s) => {
      const pair = i * seeds.length + s;
      const left = followerCounts[seed.influencer];
      const right = followerCounts[influencer];
      const exact = pairs.exactShared[pair];
      const counts = {
        bothEmpty: pairs.bothEmpty[pair],
        equal: pairs.equal[pair],
        less: pairs.less[pair],
        greater: pairs.greater[pair],
      };
      return exact >= 0 ? { seed: s, shared: exact, jaccard: exact === 0 ? 0 : exact / (left + right - exact) } : {
        seed: s,
        shared: counts.equal,
        jaccard: left > 0 && right > 0 ? fitModel(counts, { left, right }).jaccard : 0,
      };
    }));
}
