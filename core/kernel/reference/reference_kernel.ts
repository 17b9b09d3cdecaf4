/** The kernel in plain TypeScript: what the native one is checked against, and what works where no Zig can be had. Slow. */
import { CorruptFileError, InputError } from "../../errors.ts";
import { followerKey, hashBytes } from "../../graph/follower_key.ts";
import { checksumBlockBytes, overlapAccountsMax } from "../../limits.ts";
import type { Kernel } from "../kernel.ts";
import { readSample } from "./_arrays.ts";
import { readSignatures, type Signatures } from "./_signatures.ts";
import { buildSamples, listInfluencerKeys } from "./build_samples.ts";
import { buildSignatures, mergeSignatures } from "./build_signatures.ts";
import { layOutGraph } from "./layout.ts";
import { measureInterests } from "./interests.ts";
import { expand } from "./expand.ts";
import { detectCommunities } from "./leiden.ts";
import { buildNeighbours } from "./neighbours.ts";
import { comparePairs, rank } from "./pairs.ts";

/** @param reason Why this one, for people. */
export function openReferenceKernel(reason?: string): Kernel {
  const opened = new Map<string, Promise<Signatures>>();
  const open = (folder: string) => {
    const signatures = opened.get(folder) ?? readSignatures(folder);
    opened.set(folder, signatures);
    signatures.catch(() => opened.delete(folder));
    return signatures;
  };
  return {
    name: "reference",
    description: `TypeScript reference kernel${reason === undefined ? "" : `: ${reason}`}`,
    accountKeys: (accountIds) => Promise.resolve(BigUint64Array.from(accountIds, followerKey)),
    influencerKeys: (rowFiles, options = {}) => listInfluencerKeys(rowFiles, options),
    buildSamples: (build, options = {}) => buildSamples(build, options),
    buildSignatures: (build, options = {}) => buildSignatures(build, options),
    mergeSignatures: (merge, options = {}) => mergeSignatures(merge, options),
    countFollowers: (request) => countFollowers(request),
    checksumFile: (path) => checksumFile(path),
    comparePairs: async ({ signatures, left, right }) => comparePairs(await open(signatures), left, right),
    rank: async (request) => rank(await open(request.signatures), request),
    countRegions: (request) => countRegions(request),
    buildNeighbours: async (build, options = {}) => buildNeighbours(build, await open(build.signatures), options),
    detectCommunities: async (detection) => await Promise.resolve(detectCommunities(detection)),
    layOutGraph: async (layout, options = {}) => await Promise.resolve(layOutGraph(layout, options)),
    measureInterests: (build, options = {}) => measureInterests(build, options),
    expand: async (request) => await expand(request, await open(request.signatures)),
    release: (folder) => Promise.resolve(void opened.delete(folder)),
    close: () => Promise.resolve(opened.clear()),
  };
}

async function countFollowers(
  { network, samples, influencerCount }: { network: string; samples: readonly number[]; influencerCount: number },
): Promise<BigUint64Array> {
  const counts = new BigUint64Array(influencerCount);
  for (const sample of samples) {
    const { offsets } = await readSample(network, sample, influencerCount);
    counts.forEach((_, i) => counts[i] += BigInt(offsets[i + 1] - offsets[i]));
  }
  return counts;
}

async function checksumFile(path: string): Promise<{ bytes: number; blocks: string[] }> {
  const bytes = await Deno.readFile(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new CorruptFileError(path, 0, "the file is missing") : error;
  });
  const blocks: string[] = [];
  for (let start = 0; start < bytes.length; start += checksumBlockBytes) {
    blocks.push(hashBytes(bytes.subarray(start, start + checksumBlockBytes)));
  }
  return { bytes: bytes.length, blocks };
}

async function countRegions(
  { network, samples, influencers }: {
    network: string;
    samples: readonly number[];
    influencers: readonly number[];
  },
): Promise<Float64Array> {
  if (influencers.length < 1 || influencers.length > overlapAccountsMax) {
    throw new InputError(
      `Cannot count regions: needed 1 to ${overlapAccountsMax} influencers, got ${influencers.length}`,
    );
  }
  const counts = new Float64Array(2 ** influencers.length);
  for (const sample of samples) {
    const { offsets, followers } = await readSample(network, sample);
    const patterns = new Map<number, number>();
    for (const [bit, influencer] of influencers.entries()) {
      if (influencer >= offsets.length - 1) {
        throw new InputError(`Cannot count regions: needed influencers below ${offsets.length - 1}, got ${influencer}`);
      }
      for (const follower of followers.subarray(offsets[influencer], offsets[influencer + 1])) {
        patterns.set(follower, (patterns.get(follower) ?? 0) | (1 << bit));
      }
    }
    for (const pattern of patterns.values()) counts[pattern]++;
  }
  return counts;
}
