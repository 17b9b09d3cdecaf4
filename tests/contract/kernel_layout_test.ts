/** Every kernel draws the same map, byte for byte, and one that is fit to look at. */
import assert from "node:assert/strict";
import { InputError } from "../../core/errors.ts";
import type { GraphLayout, Kernel } from "../../core/kernel/kernel.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { testKernels } from "./_kernel_suite.ts";
import { createRandom } from "./_networks.ts";

const none = 0xffff_ffff;

/** Communities of 20 to 80 nodes in a ring, each in two parts, tied within and to the next; every tenth node is in none. */
function inventLayout(seed: number, communityCount: number): GraphLayout {
  const random = createRandom(seed);
  const communityOf: number[] = [];
  const partOf: number[] = [];
  for (let community = 0; community < communityCount; community++) {
    const size = 80 - Math.floor(60 * community / communityCount);
    for (let i = 0; i < size; i++) {
      communityOf.push(random(10) === 0 ? none : community);
      partOf.push(communityOf.at(-1) === none ? none : 2 * community + (i % 3 === 0 ? 1 : 0));
    }
  }
  const count = communityOf.length;
  const rows = communityOf.map((community, node) =>
    Array.from({ length: random(13) }, () => {
      const next = (community + (random(8) === 0 ? 1 : 0)) % communityCount;
      const all = [...communityOf.keys()].filter((other) => communityOf[other] === next && other !== node);
      return random(20) === 0 || all.length === 0 ? random(count) : all[random(all.length)];
    })
  );
  let end = 0;
  return {
    graph: {
      offsets: BigUint64Array.from([0, ...rows.map((row) => end += row.length)], BigInt),
      neighbours: Uint32Array.from(rows.flat()),
      weights: Float32Array.from(rows.flat(), () => (1 + random(100)) / 97),
    },
    communityOf: Uint32Array.from(communityOf),
    partOf: Uint32Array.from(partOf),
    radii: Float32Array.from(communityOf, () => 1 + random(100) / 67),
  };
}

/** Layouts and what the reference makes of them, worked out once for all kernels. */
let expectedOnce: Promise<{ seed: number; layout: GraphLayout; expected: Float32Array<ArrayBuffer> }[]> | undefined;
function expectedLayouts() {
  const reference = openReferenceKernel();
  // 260 communities are moved by all threads.
  const layouts = [inventLayout(1, 7), inventLayout(2, 1), inventLayout(3, 24), manyCommunities(4, 260)];
  return expectedOnce ??= Promise.all(
    layouts.map(async (layout, i) => ({ seed: i + 1, layout, expected: await reference.layOutGraph(layout) })),
  );
}

function distance(places: Float32Array, left: number, right: number): number {
  return Math.hypot(places[2 * left] - places[2 * right], places[2 * left + 1] - places[2 * right + 1]);
}

await testKernels([
  {
    name: "layOutGraph() gives the bytes of the reference, whatever the number of threads",
    run: async (kernel: Kernel) => {
      for (const { seed, layout, expected } of await expectedLayouts()) {
        for (const threads of [1, 2, 3]) {
          const found = await kernel.layOutGraph(layout, { threads });
          assert.deepEqual(new Uint32Array(found.buffer), new Uint32Array(expected.buffer), `seed ${seed}`);
        }
      }
    },
  },
  {
    name: "layOutGraph(): all in the square, communities apart, tied ones near, the unplaced around",
    run: async (kernel) => {
      const layout = inventLayout(5, 12);
      const { communityOf } = layout;
      const places = await kernel.layOutGraph(layout);
      assert.ok(places.every((value) => value >= 0 && value <= 1));
      const members = Array.from({ length: 12 }, (_, c) => [...communityOf.keys()].filter((i) => communityOf[i] === c));
      const centres = Float32Array.from(
        members.flatMap((own) =>
          [0, 1].map((axis) => own.reduce((sum, i) => sum + places[2 * i + axis], 0) / own.length)
        ),
      );
      const placed = [...communityOf.keys()].filter((i) => communityOf[i] !== none);
      const nearestOf = (i: number) =>
        placed.reduce((best, j) => j !== i && !(distance(places, i, j) >= distance(places, i, best)) ? j : best, -1);
      const own = placed.filter((i) => communityOf[nearestOf(i)] === communityOf[i]);
      assert.ok(own.length > 0.98 * placed.length, `${own.length} of ${placed.length} are next to one of their own`);
      const [next, opposite] = [1, 6].map((step) =>
        members.reduce((sum, _, i) => sum + distance(centres, i, (i + step) % 12), 0) / 12
      );
      assert.ok(next < 0.75 * opposite, `${next} to the next in the ring, ${opposite} to the opposite`);
      const fromMiddle = (i: number) => Math.hypot(places[2 * i] - 0.5, places[2 * i + 1] - 0.5);
      const lone = [...communityOf.keys()].filter((i) => communityOf[i] === none);
      assert.ok(lone.length > 20 && Math.min(...lone.map(fromMiddle)) > Math.max(...placed.map(fromMiddle)));
    },
  },
  {
    name: "layOutGraph() keeps two accounts from lying on each other, also on the same spot and without ties",
    run: async (kernel) => {
      const count = 300;
      const layout: GraphLayout = {
        graph: { offsets: new BigUint64Array(count + 1), neighbours: new Uint32Array(0) },
        communityOf: new Uint32Array(count),
        partOf: Uint32Array.from({ length: count }, (_, i) => i),
        radii: new Float32Array(count).fill(1),
      };
      const places = await kernel.layOutGraph(layout);
      let least = Infinity;
      for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) least = Math.min(least, distance(places, i, j));
      assert.ok(least > 0.5 / Math.sqrt(count) * 0.8, `least distance ${least}`);
    },
  },
  {
    name: "layOutGraph() of nobody, of one, and of those in no community",
    run: async (kernel) => {
      const layoutOf = (communities: number[]): GraphLayout => ({
        graph: { offsets: new BigUint64Array(communities.length + 1), neighbours: new Uint32Array(0) },
        communityOf: Uint32Array.from(communities),
        partOf: Uint32Array.from(communities),
        radii: new Float32Array(communities.length).fill(1),
      });
      assert.equal((await kernel.layOutGraph(layoutOf([]))).length, 0);
      assert.deepEqual([...await kernel.layOutGraph(layoutOf([0]))].map((value) => Math.abs(value - 0.5) < 0.4), [
        true,
        true,
      ]);
      const lone = await kernel.layOutGraph(layoutOf([none, none, none]));
      assert.ok(lone.every((value) => value >= 0 && value <= 1) && distance(lone, 0, 1) > 0.1);
      const gaps = await kernel.layOutGraph(layoutOf([3, 3, none, 1]));
      assert.ok(gaps.every((value) => value >= 0 && value <= 1), "numbers may be left out");
    },
  },
  {
    name: "layOutGraph() refuses what is no graph, community or radius",
    run: async (kernel) => {
      const good = inventLayout(6, 2);
      const bad = {
        graph: { ...good, graph: { ...good.graph, neighbours: good.graph.neighbours.map(() => 1_000_000) } },
        community: { ...good, communityOf: good.communityOf.map(() => 1_000_000) },
        "small radius": { ...good, radii: good.radii.map(() => 0.5) },
        "large radius": { ...good, radii: good.radii.map(() => 101) },
        "no radius": { ...good, radii: good.radii.map(() => NaN) },
      };
      for (const [name, layout] of Object.entries(bad)) {
        await assert.rejects(kernel.layOutGraph(layout), InputError, name);
      }
      await assert.rejects(kernel.layOutGraph({ ...good, radii: good.radii.slice(1) }), RangeError);
    },
  },
]);

/** Pairs that are communities, tied at random. */
function manyCommunities(seed: number, communityCount: number): GraphLayout {
  const random = createRandom(seed);
  const count = 2 * communityCount;
  return {
    graph: {
      offsets: BigUint64Array.from({ length: count + 1 }, (_, i) => BigInt(2 * i)),
      neighbours: Uint32Array.from(
        { length: 2 * count },
        (_, entry) => entry % 2 === 0 ? (entry >> 1) ^ 1 : random(count),
      ),
    },
    communityOf: Uint32Array.from({ length: count }, (_, i) => i >> 1),
    partOf: new Uint32Array(count),
    radii: Float32Array.from({ length: count }, () => 1 + random(4)),
  };
}
