/** Kernels find the same neighbours, and communities that keep the rules of Leiden. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readArray, readNeighbourGraph } from "../../core/community/model.ts";
import { InputError } from "../../core/errors.ts";
import type { CommunityDetection, Graph, Kernel } from "../../core/kernel/kernel.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { build, testKernels, withGround } from "./_kernel_suite.ts";
import { createRandom } from "./_networks.ts";

const settings = { quality: "modularity", resolution: 1, seed: 1, iterations: 10 } as const;

/** Groups of 12 nodes; each node is tied to `inside` of its own group and `outside` of all. Tell the seed when it fails. */
function plantedGraph(seed: number, groupCount: number, inside: number, outside: number): Graph {
  const random = createRandom(seed);
  const count = groupCount * 12;
  const rows = Array.from({ length: count }, (_, node) => [
    ...Array.from({ length: inside }, () => Math.floor(node / 12) * 12 + random(12)),
    ...Array.from({ length: outside }, () => random(count)),
  ]);
  return {
    offsets: BigUint64Array.from({ length: count + 1 }, (_, i) => BigInt(i * (inside + outside))),
    neighbours: Uint32Array.from(rows.flat()),
    weights: Float32Array.from(rows.flat(), () => (1 + random(4)) / 4),
  };
}

/** Rows of both directions, the larger weight of what is given twice, no loops: as `Graph` says it is read. */
function symmetrize({ offsets, neighbours, weights }: Graph): Map<number, number>[] {
  const rows = Array.from({ length: offsets.length - 1 }, () => new Map<number, number>());
  rows.forEach((row, node) => {
    for (let entry = Number(offsets[node]); entry < Number(offsets[node + 1]); entry++) {
      const other = neighbours[entry];
      if (other === node) continue;
      const weight = Math.max(weights?.[entry] ?? 1, row.get(other) ?? 0);
      row.set(other, weight);
      rows[other].set(node, weight);
    }
  });
  return rows;
}

function modularityOf(graph: Graph, communityOf: Uint32Array): number {
  const rows = symmetrize(graph);
  const strengths = rows.map((row) => [...row.values()].reduce((sum, weight) => sum + weight, 0));
  const total = strengths.reduce((sum, strength) => sum + strength, 0);
  let quality = 0;
  rows.forEach((row, node) => {
    communityOf.forEach((community, other) => {
      if (community !== communityOf[node]) return;
      quality += ((row.get(other) ?? 0) - strengths[node] * strengths[other] / total) / total;
    });
  });
  return quality;
}

function isConnected(rows: readonly ReadonlyMap<number, number>[], members: readonly number[]): boolean {
  const seen = new Set([members[0]]);
  for (const node of seen) for (const other of rows[node].keys()) if (members.includes(other)) seen.add(other);
  return seen.size === members.length;
}

function membersOf(communityOf: Uint32Array): number[][] {
  const members: number[][] = [];
  communityOf.forEach((community, node) => (members[community] ??= []).push(node));
  return members;
}

await testKernels([
  {
    name: "detectCommunities() finds planted groups, and tells the modularity that the definition gives",
    run: async (kernel: Kernel) => {
      const graph = plantedGraph(1, 6, 6, 1);
      const { communityOf, communityCount, quality } = await kernel.detectCommunities({ graph, ...settings });
      assert.equal(communityCount, 6);
      for (const members of membersOf(communityOf)) {
        assert.equal(new Set(members.map((i) => Math.floor(i / 12))).size, 1);
      }
      assert.ok(Math.abs(quality - modularityOf(graph, communityOf)) < 1e-6);
    },
  },
  {
    name: "detectCommunities(): every community is connected and numbered by size, ties by least node",
    run: async (kernel) => {
      for (const seed of [2, 3]) {
        const graph = plantedGraph(seed, 8, 1, 1);
        const rows = symmetrize(graph);
        const { communityOf } = await kernel.detectCommunities({ graph, ...settings, seed });
        const all = membersOf(communityOf);
        for (const members of all) assert.ok(isConnected(rows, members), `seed ${seed}: ${members}`);
        const order = all.toSorted((left, right) => right.length - left.length || left[0] - right[0]);
        assert.deepEqual(all, order, `seed ${seed}`);
      }
    },
  },
  {
    name: "detectCommunities() gives the same for the same seed, whatever the number of threads",
    run: async (kernel) => {
      // Larger than a chunk of work in the library; the twin has no threads and is asked for less.
      const graph = plantedGraph(4, kernel.name === "native" ? 1000 : 8, 3, 3);
      const one = await kernel.detectCommunities({ graph, ...settings }, { threads: 1 });
      assert.deepEqual(await kernel.detectCommunities({ graph, ...settings }, { threads: 2 }), one);
    },
  },
  {
    name: "detectCommunities(): a larger resolution gives more communities, within refines, cpm counts nodes",
    run: async (kernel) => {
      const graph = plantedGraph(5, 8, 4, 1);
      const coarse = await kernel.detectCommunities({ graph, ...settings });
      const finer: CommunityDetection = { graph, ...settings, resolution: 8 };
      const fine = await kernel.detectCommunities({ ...finer, within: coarse.communityOf });
      assert.ok(fine.communityCount > coarse.communityCount);
      for (const members of membersOf(fine.communityOf)) {
        assert.equal(new Set(members.map((node) => coarse.communityOf[node])).size, 1);
      }
      const alone = await kernel.detectCommunities({ graph, ...settings, quality: "cpm", resolution: 10 });
      assert.equal(alone.communityCount, 96, "ties of at most 1 never outweigh 10 a pair");
      const whole = await kernel.detectCommunities({ graph, ...settings, quality: "cpm", resolution: 1e-6 });
      assert.equal(whole.communityCount, 1, "nearly nothing is asked for");
    },
  },
  {
    name:
      "detectCommunities() gives the same as the plain twin: weighted or not, both qualities, within a partition, huge seeds",
    run: async (kernel) => {
      const reference = openReferenceKernel();
      // Most rules bind rarely: a library that forgets who is well connected differs in one case of forty.
      for (let seed = 20; seed < 140; seed++) {
        const planted = plantedGraph(seed, 4 + seed % 7, 1 + seed % 2, 1 + seed % 3);
        const graph = seed % 4 === 0 ? { ...planted, weights: undefined } : planted;
        const within = seed % 3 === 0
          ? Uint32Array.from({ length: graph.offsets.length - 1 }, (_, node) => Math.floor(node / 24))
          : undefined;
        const shape = seed % 5 < 3
          ? { quality: "modularity", resolution: 1 + seed % 2 } as const
          : { quality: "cpm", resolution: 0.05 } as const;
        const asked = { graph, within, ...shape, seed: seed === 30 ? 2 ** 40 + 5 : seed, iterations: 1 + seed % 4 };
        const found = await kernel.detectCommunities(asked);
        const expected = await reference.detectCommunities(asked);
        assert.deepEqual(found.communityOf, expected.communityOf, `seed ${seed}`);
        assert.ok(Math.abs(found.quality - expected.quality) < 1e-9 * Math.max(1, expected.quality), `seed ${seed}`);
      }
    },
  },
  {
    name: "detectCommunities() leaves nodes without edges alone and refuses what is no graph",
    run: async (kernel) => {
      const graph = { offsets: BigUint64Array.of(0n, 1n, 1n, 2n), neighbours: Uint32Array.of(1, 2) };
      const { communityOf } = await kernel.detectCommunities({ graph, ...settings });
      assert.deepEqual(communityOf, Uint32Array.of(0, 0, 1));
      const outside = { ...graph, neighbours: Uint32Array.of(1, 3) };
      await assert.rejects(kernel.detectCommunities({ graph: outside, ...settings }), InputError);
      const negative = { ...graph, weights: Float32Array.of(1, -1) };
      await assert.rejects(kernel.detectCommunities({ graph: negative, ...settings }), InputError);
      await assert.rejects(kernel.detectCommunities({ graph, ...settings, iterations: 0 }), InputError);
    },
  },
  {
    name: "buildNeighbours() writes the nearest of each, as comparing everybody gives them",
    run: (kernel) =>
      withGround(11, async (ground) => {
        for (const shape of [{ registerCount: 64, listLimit: 0 }, { registerCount: 1024, listLimit: 0 }]) {
          const signatures = await build(kernel, ground, { name: `near-${shape.registerCount}`, ...shape });
          const [found, expected] = await Promise.all([kernel, ground.reference].map(async (maker, number) => {
            const folder = join(ground.folder, `neighbours-${shape.registerCount}-${number}`);
            await Deno.mkdir(folder);
            const options = { neighbourCount: 20, seed: 1, recallSample: 60, folder };
            const counts = await maker.buildNeighbours({ signatures, ...options }, { threads: 2 });
            const graph = await readNeighbourGraph(folder);
            const halves = await readArray(join(folder, "half_weights.npy"), Float32Array, 2 * counts.edges);
            return { recall: counts.recall, isolated: counts.isolated, ...graph, halves };
          }));
          assert.equal(found.recall, 1);
          assert.deepEqual(found.offsets, expected.offsets);
          assert.deepEqual(found.neighbours, expected.neighbours);
          found.weights.forEach((weight, i) => assert.ok(Math.abs(weight - expected.weights[i]) < 1e-6));
          found.halves.forEach((weight, i) => assert.ok(Math.abs(weight - expected.halves[i]) < 1e-6));
          assert.equal(found.isolated, expected.isolated);
        }
      }),
  },
]);
