/** Kernels give the same members to the same seeds, by every method. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../core/errors.ts";
import { followerHash, mix } from "../../core/graph/follower_key.ts";
import type { ExpandRequest, Expansion, Kernel } from "../../core/kernel/kernel.ts";
import { readNpy, writeNpy } from "../../core/workspace/npy.ts";
import { build, type Ground, influencerCount, testKernels, withGround } from "./_kernel_suite.ts";
import { seeds as hashSeeds } from "./_networks.ts";

const methods = ["mean", "corrected", "idf", "pagerank", "blend"] as const;
const shapes = [
  { registerCount: 64, listLimit: 0 },
  { registerCount: 64, listLimit: 32 },
  { registerCount: 1024, listLimit: 512 },
];

/** Signatures and neighbours of the ground, as the reference makes them; every other influencer is also a follower. */
async function prepare(ground: Ground, shape: { registerCount: number; listLimit: number }) {
  const name = `${shape.registerCount}-${shape.listLimit}`;
  const signatures = await build(ground.reference, ground, { name: `signatures-${name}`, ...shape });
  const neighbours = join(ground.folder, `neighbours-${name}`);
  await Deno.mkdir(neighbours);
  await ground.reference.buildNeighbours({
    signatures,
    neighbourCount: 8,
    seed: 1,
    recallSample: 0,
    folder: neighbours,
  });
  const own = BigUint64Array.from(
    { length: influencerCount },
    (_, i) => followerHash(mix(BigInt(i % 2 === 0 ? i * 3 : 1_000_000 + i)), hashSeeds.seed),
  );
  await writeNpy(join(neighbours, "own_hashes.npy"), own, [own.length]);
  return { signatures, neighbours };
}

function assertSame(found: Expansion, expected: Expansion, message: string): void {
  assert.deepEqual([...found.influencers], [...expected.influencers], message);
  assert.deepEqual([...found.halfRanks], [...expected.halfRanks], message);
  assert.equal(found.examined, expected.examined, message);
  for (const column of ["scores", "halfScores"] as const) {
    found[column].forEach((score, i) => {
      const difference = Math.abs(score - expected[column][i]);
      assert.ok(difference < 1e-9 * Math.max(1, Math.abs(score)), `${message}: ${column} ${i} ${score}`);
    });
  }
}

await testKernels([
  {
    name: "expand() ranks everybody as scoring the long way does, by every method, with registers and with lists",
    run: (kernel: Kernel) =>
      withGround(21, async (ground) => {
        for (const shape of shapes) {
          const folders = await prepare(ground, shape);
          for (const method of methods) {
            for (const seeds of [[0, 1, 2], [5], [30, 31, 59]]) {
              const request: ExpandRequest = { ...folders, seeds: Uint32Array.from(seeds), method, limit: 40 };
              const expected = await ground.reference.expand(request);
              const message = `${method} of ${seeds}, ${JSON.stringify(shape)}`;
              assertSame(await kernel.expand(request), expected, message);
              if (seeds[0] === 0) assert.ok(expected.influencers.length > 5, message);
            }
          }
        }
      }),
  },
  {
    name: "expand() passes on from the strongest only, and returns the first of the ranking",
    run: (kernel) =>
      withGround(22, async (ground) => {
        const folders = await prepare(ground, shapes[0]);
        const request: ExpandRequest = { ...folders, seeds: Uint32Array.of(1, 7), method: "blend", limit: 60 };
        const all = await kernel.expand(request);
        const few = await kernel.expand({ ...request, passingMax: 5 });
        assertSame(few, await ground.reference.expand({ ...request, passingMax: 5 }), "from five");
        assert.notDeepEqual(few.scores, all.scores);
        const first = await kernel.expand({ ...request, limit: 4 });
        assert.deepEqual(first.influencers, all.influencers.slice(0, 4));
        assert.deepEqual(first.scores, all.scores.slice(0, 4));
      }),
  },
  {
    name:
      "expand() never returns seeds, who is masked, or who has no followers; nobody is near a seed without followers",
    run: (kernel) =>
      withGround(23, async (ground) => {
        const folders = await prepare(ground, shapes[1]);
        const { data: counts } = await readNpy(join(folders.signatures, "follower_counts.npy"));
        const bySize = [...counts.keys()].sort((left, right) => Number(counts[right]) - Number(counts[left]));
        const empty = bySize.filter((i) => Number(counts[i]) === 0);
        assert.ok(empty.length > 1);
        const [first, second] = bySize;
        const mask = new Uint8Array(8).fill(0xff);
        mask[bySize[2] >> 3] = 0;
        for (const method of methods) {
          const seeds = Uint32Array.of(first, second, empty[0]);
          const { influencers } = await kernel.expand({ ...folders, seeds, method, limit: 60, mask });
          assert.ok(influencers.length > 0);
          for (const influencer of influencers) {
            const allowed = ![first, second, ...empty].includes(influencer) && influencer >> 3 !== bySize[2] >> 3;
            assert.ok(allowed, `${method}: ${influencer}`);
          }
          const alone = await kernel.expand({ ...folders, seeds: seeds.slice(2), method, limit: 60 });
          assert.equal(alone.influencers.length, 0, method);
        }
      }),
  },
  {
    name: "expand() refuses bad questions, and files that do not belong together or were spoiled",
    run: (kernel) =>
      withGround(24, async (ground) => {
        const folders = await prepare(ground, shapes[0]);
        const request: ExpandRequest = { ...folders, seeds: Uint32Array.of(1), method: "blend", limit: 5 };
        await assert.rejects(kernel.expand({ ...request, seeds: new Uint32Array(0) }), InputError);
        await assert.rejects(kernel.expand({ ...request, seeds: Uint32Array.of(60) }), InputError);
        await assert.rejects(kernel.expand({ ...request, limit: 0 }), InputError);
        await assert.rejects(kernel.expand({ ...request, mask: new Uint8Array(2) }), InputError);
        for (const name of ["own_hashes", "offsets", "neighbours", "weights", "half_weights"]) {
          const path = join(folders.neighbours, `${name}.npy`);
          const good = await Deno.readFile(path);
          await Deno.writeFile(path, good.subarray(0, good.length - 8));
          await kernel.release(folders.signatures);
          await assert.rejects(kernel.expand(request), CorruptFileError, name);
          await Deno.writeFile(path, good);
        }
        const path = join(folders.neighbours, "neighbours.npy");
        const { data } = await readNpy(path);
        data[3] = 60;
        await Deno.remove(path);
        await writeNpy(path, data, [data.length]);
        await kernel.release(folders.signatures);
        await assert.rejects(kernel.expand(request), CorruptFileError);
      }),
  },
]);
