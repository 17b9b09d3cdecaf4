/** Opens the current network and signatures of a workspace for questions. */
import { join } from "node:path";
import { createLabeller } from "../community/label.ts";
import type { CommunityModel } from "../community/model.ts";
import { InputError } from "../errors.ts";
import { readInfluencers } from "../graph/influencers.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { readCurrent, requireCurrent } from "../workspace/generation.ts";
import type { Generation } from "../workspace/generation.ts";
import { readNpy } from "../workspace/npy.ts";
import { openWorkspace } from "../workspace/workspace.ts";
import { createAccountTable } from "./accounts.ts";
import type { Answers, Evidence } from "./answers.ts";
import type { EditAnswers } from "./edits.ts";
import { answerOverlap } from "./overlap.ts";
import { type EditSources, keepEdits } from "./editing/mod.ts";
import { answerSearch } from "./mixed_search.ts";
import { createSearchIndex } from "./search.ts";
import { createTopicIndex } from "./topic_search.ts";
import { answerMatrix, answerSimilar } from "./similar.ts";
import type { View } from "./view.ts";
import { createCommunityAnswers, listNamed, openCommunityModel } from "./community/mod.ts";

/** Questions about one state of things: edits are taken up by making them anew. */
export type Questions = Omit<Answers, keyof EditAnswers>;

export interface OpenOptions {
  /** "ignored" = communities as the run found them, to be judged. */
  readonly edits?: EditSources | "ignored";
}

/**
 * @param folder A workspace.
 * @param options.edits What edits are written with; where it is left out, they are read and shown, and nobody can make any.
 * @throws {NotFoundError} If there is no workspace, network or signatures yet; the message names the command to run.
 */
export async function openAnswers(folder: string, kernel: Kernel, { edits }: OpenOptions = {}): Promise<Answers> {
  const workspace = await openWorkspace(folder);
  const network = await requireCurrent(workspace, "network");
  const signatures = await requireCurrent(workspace, "signatures");
  requireSameNetwork(network, signatures);
  const influencers = await readInfluencers(join(network.folder, "influencers.parquet"));
  const imports = await readCurrent(workspace, "import");
  const evidence = describeEvidence(network, signatures, imports);
  const view: View = {
    kernel,
    network: network.folder,
    signatures: signatures.folder,
    influencers,
    followerCounts: await readCounts(join(signatures.folder, "follower_counts.npy")),
    accounts: createAccountTable(influencers, evidence),
    evidence,
    labeller: lazily(() => createLabeller(influencers)),
  };
  const index = createSearchIndex(influencers);
  const model = await openCommunityModel(workspace, signatures);
  return await keepEdits({
    workspace: folder,
    view,
    model,
    edits,
    ask: (edited) => createAnswers(view, edited, index),
  });
}

/** Answers from a view; separate so that tests can make one without files. Made anew with each edit, so what is slow to make is handed in. */
export function createAnswers(
  view: View,
  communities?: CommunityModel,
  accountIndex = createSearchIndex(view.influencers),
): Questions {
  const { accounts, evidence } = view;
  const searchPlace = {
    accounts,
    accountIndex,
    topicIndex: createTopicIndex(communities === undefined ? [] : listNamed(communities)),
    platform: evidence.platform,
  };
  const { knownFor, ...communityAnswers } = createCommunityAnswers(view, communities, accountIndex);
  return {
    ...communityAnswers,
    evidence,
    revision: [evidence.network, evidence.signatures, communities?.generation.name ?? "none"].join(" "),
    search: (query) => Promise.resolve(answerSearch(searchPlace, query)),
    account: async (account) => {
      const influencer = accounts.find(account);
      return await Promise.resolve({ ...accounts.describe(influencer), knownFor: knownFor(influencer) });
    },
    similar: (query) => answerSimilar(view, query),
    similarity: (query) => answerMatrix(view, query.accounts),
    overlap: (query) => answerOverlap(view, query.accounts),
  };
}

function describeEvidence(network: Generation, signatures: Generation, imports: readonly Generation[]): Evidence {
  const { options } = network.manifest.recipe;
  // K and S may differ from the workspace's: minhash --registers.
  const { parameters } = signatures.manifest.recipe;
  const { samples } = signatures.manifest.recipe.options as { samples: number[] };
  const used = new Set(network.manifest.recipe.inputs.map(({ generation }) => generation));
  const sources = imports.filter(({ name }) => used.has(name)).flatMap(({ manifest }) =>
    (manifest.details.sources as { name: string }[]).map(({ name }) => name)
  );
  return {
    network: network.name,
    signatures: signatures.name,
    samples: samples.length,
    sampleCount: parameters.sampleCount,
    registerCount: parameters.registerCount,
    listLimit: parameters.listLimit,
    followers: network.manifest.counts.followers,
    influencers: network.manifest.counts.influencers,
    edges: network.manifest.counts.edges,
    platform: String(options.platform),
    edgeKind: String(options.kind),
    sources,
  };
}

async function readCounts(path: string): Promise<Float64Array> {
  const { data } = await readNpy(path);
  return Float64Array.from(data as BigUint64Array, Number);
}

function requireSameNetwork(network: Generation, signatures: Generation): void {
  const [input] = signatures.manifest.recipe.inputs;
  if (input?.digest !== network.digest) {
    throw new InputError(
      `Cannot answer from signatures ${signatures.name}: they were made from network ${input?.generation}, the current one is ${network.name}; run asterism build`,
    );
  }
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}
