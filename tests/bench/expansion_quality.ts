/**
 * How well each method of expansion finds known communities from held-out seeds: `deno task expansion --help`.
 * Seeds are drawn as the 2018 paper draws them, from its five fixed seeds.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { areaUnderRecall } from "../../core/community/recall_curve.ts";
import { followerHash } from "../../core/graph/follower_key.ts";
import type { ExpandMethod, Kernel } from "../../core/kernel/kernel.ts";
import { scorePair } from "../../core/kernel/reference/pairs.ts";
import { writeNpy } from "../../core/workspace/npy.ts";
import { openKernel } from "../../scripts/_tools.ts";
import { formatTable } from "../../scripts/_terminal.ts";
import { chooseLegacy } from "./_numpy_random.ts";
import { email, type SetReader, type TaggedSet, taggedSets } from "./_tagged_sets.ts";
import { createRandom } from "../../scripts/_random.ts";

const help = `deno task expansion [options]
  --sets NAME,NAME   data sets (default: those that the default method was chosen on);
                     email-eu-core is the 2018 paper's own, by its own protocol
  --methods NAME,…   mean, corrected, idf, pagerank, blend, agglomerative (default: all but the last, which takes long)
  --registers K      registers of a signature (default: 1024)
  --lists S          keep up to S followers as exact lists (default: 0, none)
  --restarts N       sets of seeds for each community, at most 5 (default: 5;
                     mean and corrected read all signatures for each seed: minutes a restart on dblp)
  --groups N         communities of a set that are scored, at most, drawn (default: 40)
  --neighbours N     k of the neighbour graph (default: 30)
  --data FOLDER      where the data sets are (default: ../shared/data beside the project)
  --json             print the figures as JSON`;

type Method = ExpandMethod | "agglomerative";
const methods: readonly Method[] = ["mean", "corrected", "idf", "pagerank", "blend", "agglomerative"];

/** Of the paper's code: resources of "Real-time community detection in full social networks on a laptop". */
const restartSeeds = [451_235, 35_631_241, 2315, 346_213_456, 134];
const hashSeeds = { seed: 0x9e3779b97f4a7c15n, sampleSeed: 0x2545f4914f6cdd1dn };
const sampleCount = 4;

export interface QualityOptions {
  readonly methods: readonly Method[];
  readonly registerCount: number;
  readonly listLimit: number;
  readonly restarts: number;
  readonly groupsMax: number;
  readonly neighbourCount: number;
}

export interface Quality {
  readonly set: string;
  readonly influencers: number;
  readonly groups: number;
  /** Mean over communities of the mean over restarts. */
  readonly areas: Readonly<Partial<Record<Method, number>>>;
  readonly perfect: number;
}

/** Builds signatures and neighbours of a set in an empty folder and scores the methods. */
export async function measureQuality(
  kernel: Kernel,
  set: TaggedSet,
  options: QualityOptions & { readonly folder: string },
): Promise<Quality> {
  const { signatures, neighbours, indexOf } = await buildSet(kernel, set, options);
  const groups = chooseGroups(set, indexOf, options.groupsMax);
  const areas: Partial<Record<Method, number>> = {};
  let perfect = 0;
  for (const [, members] of groups) {
    const wanted = members.length - set.seedCount;
    perfect += areaUnderRecall(Array<boolean>(wanted).fill(true), { wanted, step: set.step }) / groups.length;
    const inside = new Set(members.map((member) => indexOf.get(member)));
    for (const seed of restartSeeds.slice(0, options.restarts)) {
      const seeds = Uint32Array.from(
        chooseLegacy(members, { seed, count: set.seedCount }).flatMap((member) => indexOf.get(member) ?? []),
      );
      for (const method of options.methods) {
        const ranked = seeds.length === 0
          ? []
          : method === "agglomerative"
          ? await agglomerate(kernel, { signatures, seeds, limit: wanted, count: indexOf.size })
          : (await kernel.expand({ signatures, neighbours, seeds, method, limit: wanted })).influencers;
        const found = Array.from(ranked, (influencer) => inside.has(influencer));
        const area = areaUnderRecall(found, { wanted, step: set.step });
        areas[method] = (areas[method] ?? 0) + area / groups.length / options.restarts;
      }
    }
  }
  return { set: set.name, influencers: indexOf.size, groups: groups.length, areas, perfect };
}

/** Communities whose size fits, names in order; of too many, some that are drawn. Sizes count who is in the network, but for e-mail, whose protocol counts all. */
function chooseGroups(set: TaggedSet, indexOf: ReadonlyMap<string, number>, most: number) {
  const { sizes: { from, to }, seedCount, step } = set;
  const fitting = [...set.groups]
    .map(([name, members]) => {
      const known = set.name === email.name ? members : members.filter((member) => indexOf.has(member));
      return [name, known.toSorted((left, right) => Number(left) - Number(right))] as const;
    })
    .filter(([, { length }]) => length >= from && length <= to && length >= seedCount + 2 * step)
    .sort(([left], [right]) => left < right ? -1 : 1);
  const random = createRandom(1);
  while (fitting.length > most) fitting.splice(Math.floor(random() * fitting.length), 1);
  return fitting;
}

async function buildSet(
  kernel: Kernel,
  set: TaggedSet,
  { folder, registerCount, listLimit, neighbourCount }: QualityOptions & { readonly folder: string },
) {
  const ids = [...new Set(set.influencers)].sort();
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const followers = [...new Set(set.followers)];
  const followerKeys = await kernel.accountKeys(followers.map((id) => `file:${id}`));
  const keyOf = new Map(followers.map((id, i) => [id, followerKeys[i]]));
  const ownKeys = await kernel.accountKeys(ids.map((id) => `file:${id}`));
  const rows = new BigUint64Array(2 * set.followers.length);
  set.followers.forEach((follower, row) => {
    rows[2 * row] = keyOf.get(follower)!;
    rows[2 * row + 1] = ownKeys[indexOf.get(set.influencers[row])!];
  });
  await writeNpy(join(folder, "rows.npy"), rows, [set.followers.length, 2]);
  const order = [...ownKeys.keys()].sort((left, right) => ownKeys[left] < ownKeys[right] ? -1 : 1);
  const [network, signatures, neighbours] = ["network", "signatures", "neighbours"].map((name) => join(folder, name));
  for (const each of [network, signatures, neighbours]) await Deno.mkdir(each);
  await kernel.buildSamples({
    ...hashSeeds,
    sampleCount,
    rowFiles: [join(folder, "rows.npy")],
    influencerKeys: BigUint64Array.from(order, (index) => ownKeys[index]),
    influencerIndexes: Uint32Array.from(order),
    folder: network,
  });
  const samples = Array.from({ length: sampleCount }, (_, sample) => sample);
  await kernel.buildSignatures({
    network,
    samples,
    influencerCount: ids.length,
    registerCount,
    listLimit,
    folder: signatures,
  });
  await kernel.buildNeighbours({ signatures, neighbourCount, seed: 1, recallSample: 0, folder: neighbours });
  const own = ownKeys.map((key) => followerHash(key, hashSeeds.seed));
  await writeNpy(join(neighbours, "own_hashes.npy"), own, [own.length]);
  return { signatures, neighbours, indexOf };
}

/** The other method of the 2018 paper: add whoever is most like all members so far, and so on. Drifts; for comparison only. */
async function agglomerate(
  kernel: Kernel,
  { signatures, seeds, limit, count }: { signatures: string; seeds: Uint32Array; limit: number; count: number },
): Promise<number[]> {
  const counts = await followerCounts(signatures);
  const { registerCount, followers } = counts;
  const everybody = Uint32Array.from({ length: count }, (_, i) => i);
  const sums = new Float64Array(count);
  const taken = new Set(seeds);
  const add = async (member: number) => {
    const left = new Uint32Array(count).fill(member);
    const pairs = await kernel.comparePairs({ signatures, left, right: everybody });
    for (let i = 0; i < count; i++) {
      const statistics = {
        bothEmpty: pairs.bothEmpty[i],
        equal: pairs.equal[i],
        less: pairs.less[i],
        greater: pairs.greater[i],
        exactShared: pairs.exactShared[i],
      };
      sums[i] += scorePair("jaccard", statistics, { registerCount, left: followers[member], right: followers[i] });
    }
  };
  for (const seed of seeds) await add(seed);
  const ranked: number[] = [];
  while (ranked.length < limit) {
    let best = -1;
    sums.forEach((sum, i) => {
      if (!taken.has(i) && sum > (best < 0 ? 0 : sums[best])) best = i;
    });
    if (best < 0) break;
    taken.add(best);
    ranked.push(best);
    await add(best);
  }
  return ranked;
}

async function followerCounts(signatures: string) {
  const { readNpy } = await import("../../core/workspace/npy.ts");
  const { data } = await readNpy(join(signatures, "follower_counts.npy"));
  const { header } = await readNpy(join(signatures, "registers.npy"));
  return { followers: Array.from(data, Number), registerCount: header.shape[1] };
}

function describe(qualities: readonly Quality[], chosen: readonly Method[]): string {
  const ratio = ({ areas }: Quality, method: Method) => areas[method]! / areas.mean!;
  const rows = qualities.map((quality) => [
    quality.set,
    String(quality.influencers),
    String(quality.groups),
    quality.perfect.toFixed(3),
    ...chosen.map((method) =>
      `${quality.areas[method]!.toFixed(4)}${
        quality.areas.mean && method !== "mean" ? ` (${ratio(quality, method).toFixed(3)})` : ""
      }`
    ),
  ]);
  const compared = chosen.includes("mean") && qualities.length > 1;
  if (compared) {
    rows.push(["ratio to mean: average", "", "", "", ...chosen.map((method) => average(method).toFixed(3))]);
    rows.push(["ratio to mean: least", "", "", "", ...chosen.map((method) => least(method).toFixed(3))]);
  }
  function average(method: Method): number {
    return qualities.reduce((sum, quality) => sum + ratio(quality, method) / qualities.length, 0);
  }
  function least(method: Method): number {
    return Math.min(...qualities.map((quality) => ratio(quality, method)));
  }
  return formatTable([
    ["data set", ">accounts", ">groups", ">perfect", ...chosen.map((method) => `>${method}`)],
    ...rows,
  ]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sets: { type: "string", default: taggedSets.map(({ name }) => name).join() },
      methods: { type: "string", default: methods.slice(0, -1).join() },
      registers: { type: "string", default: "1024" },
      lists: { type: "string", default: "0" },
      restarts: { type: "string", default: "5" },
      groups: { type: "string", default: "40" },
      neighbours: { type: "string", default: "30" },
      data: { type: "string", default: fileURLToPath(new URL("../../../shared/data", import.meta.url)) },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  const chosen = values.methods.split(",").map((name) => {
    const method = methods.find((known) => known === name);
    if (method === undefined) throw new RangeError(`Cannot score "${name}": needed one of ${methods.join(", ")}`);
    return method;
  });
  const options: QualityOptions = {
    methods: chosen,
    registerCount: Number(values.registers),
    listLimit: Number(values.lists),
    restarts: Math.min(restartSeeds.length, Number(values.restarts)),
    groupsMax: Number(values.groups),
    neighbourCount: Number(values.neighbours),
  };
  const readers = values.sets.split(",").map((name): SetReader => {
    const reader = [...taggedSets, email].find((known) => known.name === name);
    if (reader === undefined) {
      const known = [...taggedSets, email].map((each) => each.name).join(", ");
      throw new RangeError(`Cannot score set "${name}": needed one of ${known}`);
    }
    return reader;
  });
  const kernel = await openKernel();
  const qualities: Quality[] = [];
  try {
    for (const reader of readers) {
      const place = join(values.data, reader.folder);
      if (!await Deno.stat(place).then(() => true, () => false)) {
        console.error(`${reader.name} is skipped: there is no folder "${reader.folder}" of data`);
        continue;
      }
      const folder = await Deno.makeTempDir({ prefix: "asterism-expansion-" });
      try {
        qualities.push(await measureQuality(kernel, await reader.read(place), { ...options, folder }));
        const { areas } = qualities.at(-1)!;
        console.error(`${reader.name}: ${chosen.map((method) => `${method} ${areas[method]!.toFixed(4)}`).join(", ")}`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }
  } finally {
    await kernel.close();
  }
  if (values.json) return console.log(JSON.stringify({ options, qualities }, null, 2));
  console.log(describe(qualities, chosen));
  console.log(
    `area under recall against additions / size; ratio to mean in brackets. K ${options.registerCount}, lists ${options.listLimit}, ` +
      `${options.restarts} restarts, at most ${options.groupsMax} communities a set, ${options.neighbourCount} neighbours; ${kernel.description}`,
  );
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(`expansion: ${(error as Error).message}`);
    Deno.exit(error instanceof RangeError ? 2 : 1);
  }
}
