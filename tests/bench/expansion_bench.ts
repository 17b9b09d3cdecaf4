import { createHash } from "node:crypto";
import { join } from "node:path";
import { followerHash } from "../../core/graph/follower_key.ts";
import { expansionSizeMax, neighbourCountDefault } from "../../core/limits.ts";
import { writeNpy } from "../../core/workspace/npy.ts";
import { buildNetwork, seed } from "./_data.ts";
import { type Bench, median, time } from "./_harness.ts";
import { writePlantedRows } from "./_planted_rows.ts";

const registerCount = 1024;
const memberCount = 100;
const seedCounts = [3, 10, 30];

/**
 * A community of 100 members from 3, 10 and 30 seeds, as a person asks for it: the curve of 500, and the likeness of each member
 * to each seed. The peer is what the 2018 paper's mean similarity takes without an index: all signatures read for each seed.
 */
export const expansion: Bench = {
  name: "expansion",
  unit: "questions/s",
  async run({ size, kernel, folder }) {
    const rows = await writePlantedRows(folder, size);
    const network = join(folder, "network");
    const { influencerCount } = await buildNetwork(kernel, rows, network);
    await Deno.remove(rows.file);
    const [signatures, neighbours] = ["signatures", "neighbours"].map((name) => join(folder, name));
    for (const each of [signatures, neighbours]) await Deno.mkdir(each);
    const samples = Array.from({ length: 100 }, (_, sample) => sample);
    await kernel.buildSignatures({
      network,
      samples,
      influencerCount,
      registerCount,
      listLimit: 512,
      folder: signatures,
    });
    await Deno.remove(network, { recursive: true });
    const graphSeconds = median(
      await timeOnce(() =>
        kernel.buildNeighbours({
          signatures,
          neighbourCount: neighbourCountDefault,
          seed: 1,
          recallSample: 0,
          folder: neighbours,
        })
      ),
    );
    // Influencers are numbered in order of their keys.
    const sorted = rows.keys.toSorted();
    const own = sorted.map((key) => followerHash(key, 0x9e3779b97f4a7c15n));
    await writeNpy(join(neighbours, "own_hashes.npy"), own, [own.length]);
    const indexOf = new Map(Array.from(sorted, (key, index) => [key, index]));

    const questionCount = size === "full" ? 300 : 12;
    const communityCount = Math.floor(influencerCount / rows.communitySize);
    const questions = Array.from({ length: questionCount }, (_, q) => {
      const first = Math.floor(q * communityCount / questionCount) * rows.communitySize;
      const count = seedCounts[q % seedCounts.length];
      const members = Array.from({ length: rows.communitySize }, (_, i) => indexOf.get(rows.keys[first + i])!);
      const seeds = members.filter((_, i) => i % Math.floor(rows.communitySize / count) === 0).slice(0, count);
      return { seeds: Uint32Array.from(seeds), members: new Set(members) };
    });
    const hash = createHash("sha256");
    let hits = 0;
    const ask = async ({ seeds, members }: typeof questions[number], method: "blend" | "mean") => {
      const found = await kernel.expand({ signatures, neighbours, seeds, method, limit: expansionSizeMax });
      const first = found.influencers.subarray(0, memberCount);
      await kernel.comparePairs({
        signatures,
        left: Uint32Array.from({ length: first.length * seeds.length }, (_, pair) => seeds[pair % seeds.length]),
        right: Uint32Array.from(
          { length: first.length * seeds.length },
          (_, pair) => first[Math.floor(pair / seeds.length)],
        ),
      });
      hash.update(new Uint8Array(first.slice().buffer));
      hits += first.reduce((count, influencer) => count + Number(members.has(influencer)), 0);
    };
    const before = Deno.memoryUsage().rss;
    const openSeconds = median(await timeOnce(() => ask(questions[0], "blend")));
    const indexBytes = Deno.memoryUsage().rss - before;
    hits = 0;
    const milliseconds: number[] = [];
    for (const question of questions) {
      const started = performance.now();
      await ask(question, "blend");
      milliseconds.push(performance.now() - started);
    }
    const digest = hash.copy().digest("hex").slice(0, 16);
    const precision = hits / (questions.length * memberCount);
    const peer = questions.slice(0, size === "full" ? 9 : 3);
    const [peerSeconds] = await timeOnce(async () => {
      for (const question of peer) await ask(question, "mean");
    });
    milliseconds.sort((left, right) => left - right);
    const at = (share: number) =>
      milliseconds[Math.min(milliseconds.length - 1, Math.floor(share * milliseconds.length))];
    const total = milliseconds.reduce((sum, each) => sum + each, 0) / 1000;
    return {
      input: `${rows.words}; ${questionCount} questions of ${
        seedCounts.join(", ")
      } seeds for ${memberCount} members, K ${registerCount}`,
      seed,
      count: questionCount,
      seconds: [total, total],
      baselineSeconds: await time(
        2,
        () => kernel.comparePairs({ signatures, left: new Uint32Array(0), right: new Uint32Array(0) }),
      ),
      digest,
      limits: [],
      peers: [{ name: "mean similarity by reading all signatures for each seed", rate: peer.length / peerSeconds }],
      quality: `p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, worst ${at(1).toFixed(1)} ms; ${
        (100 * precision).toFixed(1)
      } % of the first ${memberCount} are of the seeds' community; neighbour graph ${
        graphSeconds.toFixed(1)
      } s; the first question opens an index in ${openSeconds.toFixed(1)} s and ${
        (indexBytes / 2 ** 20).toFixed(0)
      } MiB`,
    };
  },
};

async function timeOnce(act: () => Promise<unknown>): Promise<number[]> {
  const started = performance.now();
  await act();
  return [(performance.now() - started) / 1000];
}
