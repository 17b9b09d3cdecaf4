/** How near interests, stability and changes are to the truth of an invented world that went the whole road from files. */
import { join } from "node:path";
import { readHistory } from "../core/community/history_file.ts";
import { interestFiles } from "../core/community/interests.ts";
import { readArray } from "../core/community/model.ts";
import { none } from "../core/community/partition.ts";
import { readRecords } from "../core/community/records.ts";
import { normalizedMutualInformation } from "../core/community/score.ts";
import type { Database } from "../core/graph/database.ts";
import { sqlText } from "../core/graph/database.ts";
import { importEdgeFiles, importProfileFiles, replaceImports } from "../core/graph/import_step.ts";
import { readInfluencers } from "../core/graph/influencers.ts";
import { sampleFolder } from "../core/graph/network.ts";
import { buildStale } from "../core/pipeline.ts";
import type { StepTools } from "../core/step.ts";
import { type Generation, requireCurrent } from "../core/workspace/generation.ts";
import { type World, writeWorld } from "./simulator/world/mod.ts";

/** A world in a workspace: its current generations, and who was planted where. */
export interface Judged {
  readonly world: World;
  readonly network: Generation;
  readonly communities: Generation;
  /** Account id of each influencer of the network. */
  readonly accounts: readonly string[];
  /** Planted community of each influencer, shape (N). */
  readonly planted: Uint32Array;
  /** Planted communities of influencers that are followed from two. */
  readonly spanning: ReadonlyMap<number, readonly number[]>;
  /** Found community of each influencer, base level, shape (N). */
  readonly found: Uint32Array;
  readonly foundCount: number;
}

/** Writes the world's files below `folder`, imports them in place of what was there, and builds everything. */
export async function buildWorld(tools: StepTools, world: World, folder: string): Promise<Judged> {
  const files = await writeWorld(world, folder, { followerProfiles: false });
  const edges = await importEdgeFiles(tools, [files.edges], {});
  const profiles = await importProfileFiles(tools, [files.profiles], {});
  await replaceImports(tools, [edges, profiles]);
  await buildStale(tools);
  return await readJudged(tools, world);
}

async function readJudged({ workspace }: StepTools, world: World): Promise<Judged> {
  const network = await requireCurrent(workspace, "network");
  const communities = await requireCurrent(workspace, "communities");
  const { id: accounts } = await readInfluencers(join(network.folder, "influencers.parquet"));
  const { baseLevel, levels } = await readRecords(communities.folder);
  const rows = await readArray(join(communities.folder, "levels.npy"), Uint32Array);
  const byId = new Map(world.influencers.map((influencer) => [influencer.id, influencer]));
  const truth = accounts.map((account) => byId.get(account)!.communities);
  return {
    world,
    network,
    communities,
    accounts,
    planted: Uint32Array.from(truth, ([own]) => own),
    spanning: new Map([...truth.entries()].filter(([, all]) => all.length > 1)),
    found: rows.slice(baseLevel * accounts.length, (baseLevel + 1) * accounts.length),
    foundCount: levels[baseLevel].length,
  };
}

/** NMI of found and planted communities, over influencers that are in one. */
export function scoreDetection({ planted, found }: Judged): number {
  const placed = Array.from(found.keys()).filter((influencer) => found[influencer] !== none);
  return normalizedMutualInformation(placed.map((i) => planted[i]), placed.map((i) => found[i]));
}

/** Found community that holds most members of each planted one. */
function homesOf({ world, planted, found, foundCount }: Judged): number[] {
  const table = world.communities.map(() => new Uint32Array(foundCount));
  planted.forEach((community, influencer) => {
    if (found[influencer] !== none) table[community][found[influencer]]++;
  });
  return table.map((row) => row.indexOf(Math.max(...row)));
}

/** Mean absolute errors of shares; a person's true share of a found community is the sum over planted ones that it holds most of. */
export interface InterestErrors {
  /** Over pairs of person and community with a share that is true or estimated: the strictest. */
  readonly entries: number;
  /** The same for people, bots left out, by follows: from 1, 10, 20, 40 and 80 on. */
  readonly byFollows: readonly number[];
  /** Over all pairs of person and community. */
  readonly pairs: number;
  /** Over communities: of the mean share. */
  readonly means: number;
  /** Entries, of an estimate that counts follows and divides by their number. */
  readonly counting: { readonly entries: number; readonly pairs: number; readonly means: number };
}

export const followBorders = [1, 10, 20, 40, 80, Infinity];

export async function judgeInterests(judged: Judged, database: Database): Promise<InterestErrors> {
  const { world, network, communities, foundCount, found } = judged;
  const homes = homesOf(judged);
  const indexOf = new Map(Array.from({ length: world.options.followerCount }, (_, i) => [world.followerId(i), i]));
  const shares = createErrors(foundCount);
  const counting = createErrors(foundCount);
  const byFollows = followBorders.slice(1).map(() => createErrors(foundCount));
  const { sampleCount } = network.manifest.recipe.parameters;
  for (let sample = 0; sample < sampleCount; sample++) {
    const folder = sampleFolder(network.folder, sample);
    const ids = await database.rows(`SELECT id FROM read_parquet(${sqlText(join(folder, "followers.parquet"))})`);
    const edges = await readArray(join(folder, "by_follower_offsets.npy"), Uint32Array);
    const influencers = await readArray(join(folder, "by_follower_influencers.npy"), Uint32Array);
    const files = interestFiles(communities, sample);
    const offsets = await readArray(files.offsets, Uint32Array);
    const columns = await readArray(files.communities, Uint32Array);
    const values = await readArray(files.shares, Float32Array);
    ids.forEach(({ id }, row) => {
      const follower = world.follower(indexOf.get(String(id))!);
      const truth = new Map<number, number>();
      follower.interests.forEach((community, i) => {
        truth.set(homes[community], (truth.get(homes[community]) ?? 0) + follower.weights[i]);
      });
      const estimate = new Map<number, number>();
      for (let at = offsets[row]; at < offsets[row + 1]; at++) estimate.set(columns[at], values[at]);
      const follows = influencers.subarray(edges[row], edges[row + 1]);
      const counts = new Map<number, number>();
      for (const influencer of follows) {
        if (found[influencer] === none) continue;
        counts.set(found[influencer], (counts.get(found[influencer]) ?? 0) + 1 / follows.length);
      }
      shares.add(truth, estimate);
      counting.add(truth, new Map([...counts].filter(([, share]) => share >= 0.05)));
      if (follower.bot) return;
      byFollows[followBorders.findIndex((border) => follows.length < border) - 1].add(truth, estimate);
    });
  }
  return {
    ...shares.means(),
    byFollows: byFollows.map((errors) => errors.means().entries),
    counting: counting.means(),
  };
}

function createErrors(communityCount: number) {
  let [sum, entries, people] = [0, 0, 0];
  const differences = new Float64Array(communityCount);
  return {
    add(truth: ReadonlyMap<number, number>, estimate: ReadonlyMap<number, number>) {
      people++;
      for (const community of new Set([...truth.keys(), ...estimate.keys()])) {
        const difference = (estimate.get(community) ?? 0) - (truth.get(community) ?? 0);
        sum += Math.abs(difference);
        differences[community] += difference;
        entries++;
      }
    },
    means: () => ({
      entries: sum / entries,
      pairs: sum / (people * communityCount),
      means: differences.reduce((total, difference) => total + Math.abs(difference), 0) / (people * communityCount),
    }),
  };
}

export interface StabilityScore {
  /** Area under the ROC curve of 1 - stability for finding unstable members; NaN where all or none are. */
  readonly auc: number;
  /** Members planted in another community than most of those they were found with, or followed from two that were found apart. */
  readonly unstable: number;
}

export async function judgeStability(judged: Judged): Promise<StabilityScore> {
  const { planted, found, foundCount, spanning, communities } = judged;
  const stability = await readArray(join(communities.folder, "member_stability.npy"), Float32Array, found.length);
  const tables = Array.from({ length: foundCount }, () => new Map<number, number>());
  found.forEach((community, influencer) => {
    if (community === none) return;
    tables[community].set(planted[influencer], (tables[community].get(planted[influencer]) ?? 0) + 1);
  });
  const homes = homesOf(judged);
  const leading = tables.map((table) => [...table].sort((left, right) => right[1] - left[1])[0][0]);
  const [unstable, stable]: [number[], number[]] = [[], []];
  found.forEach((community, influencer) => {
    if (community === none) return;
    const isUnstable = leading[community] !== planted[influencer] ||
      new Set((spanning.get(influencer) ?? []).map((each) => homes[each])).size > 1;
    (isUnstable ? unstable : stable).push(1 - stability[influencer]);
  });
  return { auc: areaUnderCurve(unstable, stable), unstable: unstable.length };
}

/** Chance that a positive has the larger value, ties half. */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  const sorted = negatives.toSorted((left, right) => left - right);
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orEqual ? sorted[middle] <= value : sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const sum = positives.reduce((total, value) => total + (below(value, false) + below(value, true)) / 2, 0);
  return sum / (positives.length * negatives.length);
}

export interface ChangeScore {
  readonly planted: number;
  readonly reported: number;
  readonly matched: number;
  readonly f1: number;
  /** Ids of communities without a planted change that were kept, of all of them. */
  readonly kept: number;
  /** What was reported and not planted, or planted and not reported, in words. */
  readonly faults: readonly string[];
}

/** A community by its members, so that found and planted ones of either run can be compared. */
type Members = ReadonlySet<string>;

/** Communities are the same where they share more than half of their members (Jaccard). */
const sameMin = 0.5;

/**
 * Compares births, splits and merges that were reported with those that were planted: a reported one is right where its kind
 * is and each community that it names, before and after, is one of the planted event's and the other way round.
 */
export async function judgeChanges(before: Judged, after: Judged): Promise<ChangeScore> {
  const history = await readHistory(after.communities.folder);
  const foundBefore = await membersById(before);
  const foundAfter = await membersById(after);
  const plantedBefore = plantedMembers(before);
  const plantedAfter = plantedMembers(after);

  const planted = after.world.changes.map(({ kind, from, to }) => ({
    kind,
    before: from.map((community) => plantedBefore[community]),
    after: to.map((community) => plantedAfter[community]),
    text: `${kind} of ${
      (kind === "merge" ? from : to).map((c) => (kind === "merge" ? before : after).world.communities[c].label).join(
        " and ",
      )
    }`,
  }));
  const reported = history.events.filter(({ kind }) => kind === "birth" || kind === "split" || kind === "merge")
    .map(({ kind, community, kin, sizeBefore, sizeAfter }) => {
      const of = (names: readonly { id: string }[], side: ReadonlyMap<string, Members>) =>
        names.map(({ id }) => side.get(id)!);
      return {
        kind,
        before: kind === "split" ? of([community], foundBefore) : kind === "merge" ? of(kin, foundBefore) : [],
        after: kind === "split" ? of(kin, foundAfter) : of([community], foundAfter),
        text: `${kind} of ${community.id} (${sizeBefore} to ${sizeAfter}, ${
          kin.map(({ size, share }) => `${size}:${share.toFixed(2)}`).join(" ")
        })`,
      };
    });
  const open = new Set(reported);
  const faults: string[] = [];
  let matched = 0;
  for (const event of planted) {
    const match = [...open].find((other) =>
      other.kind === event.kind && isSame(other.before, event.before) && isSame(other.after, event.after)
    );
    if (match === undefined) {
      faults.push(`missed: ${event.text}`);
      continue;
    }
    open.delete(match);
    matched++;
  }
  for (const event of open) faults.push(`wrong: ${event.text}`);
  const continues = history.events.filter(({ kind }) => kind === "continues").length;
  const alive = [...foundBefore.keys()].filter((id) => foundAfter.has(id)).length;
  return {
    planted: planted.length,
    reported: reported.length,
    matched,
    f1: planted.length + reported.length === 0 ? 1 : 2 * matched / (planted.length + reported.length),
    kept: alive === 0 ? 0 : continues / alive,
    faults,
  };
}

function isSame(left: readonly Members[], right: readonly Members[]): boolean {
  return left.length === right.length && left.every((one) => right.some((other) => jaccard(one, other) > sameMin));
}

function jaccard(left: Members, right: Members): number {
  const both = left.intersection(right).size;
  return both / (left.size + right.size - both);
}

async function membersById({ communities, accounts, found }: Judged): Promise<Map<string, Members>> {
  const { baseLevel, levels } = await readRecords(communities.folder);
  const members = levels[baseLevel].map(({ id }) => [id, new Set<string>()] as const);
  found.forEach((community, influencer) => {
    if (community !== none) members[community][1].add(accounts[influencer]);
  });
  return new Map(members);
}

function plantedMembers({ world, accounts, planted }: Judged): Members[] {
  const members = world.communities.map(() => new Set<string>());
  planted.forEach((community, influencer) => members[community].add(accounts[influencer]));
  return members;
}
