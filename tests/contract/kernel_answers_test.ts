/** Kernels give the same answers: counts, pairs, rankings, regions, checksums; and can be stopped, watched and released. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../core/errors.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { allSamples, build, influencerCount, testKernels, withGround } from "./_kernel_suite.ts";
import { createRandom } from "./_networks.ts";

await testKernels([
  {
    name: "countFollowers() counts over the samples asked for",
    run: (kernel) =>
      withGround(7, async ({ networkFolder, reference }) => {
        for (const samples of [allSamples, [1, 3], []]) {
          const request = { network: networkFolder, samples, influencerCount };
          assert.deepEqual(await kernel.countFollowers(request), await reference.countFollowers(request));
        }
      }),
  },
  {
    name: "comparePairs() and rank() give the reference's numbers",
    run: (kernel) =>
      withGround(8, async (ground) => {
        const random = createRandom(8);
        for (const shape of [{ registerCount: 64, listLimit: 32 }, { registerCount: 1024, listLimit: 0 }]) {
          const signatures = await build(kernel, ground, { name: `signatures-${shape.registerCount}`, ...shape });
          const pick = () => Uint32Array.from({ length: 500 }, () => random(influencerCount));
          const pairs = { signatures, left: pick(), right: pick() };
          assert.deepEqual(await kernel.comparePairs(pairs), await ground.reference.comparePairs(pairs));
          for (let influencer = 0; influencer < influencerCount; influencer += 3) {
            const by = (["jaccard", "containment", "lift"] as const)[random(3)];
            const mask = random(2) === 0 ? undefined : Uint8Array.from({ length: 8 }, () => random(256));
            const request = {
              signatures,
              influencer,
              by,
              limit: 1 + random(70),
              minimum: by === "lift" ? 0 : random(3) / 40,
              mask,
            };
            const [found, expected] = [await kernel.rank(request), await ground.reference.rank(request)];
            found.scores.forEach((score, i) => assert.ok(Math.abs(score - expected.scores[i]) <= 1e-9));
            assert.deepEqual({ ...found, scores: [] }, { ...expected, scores: [] });
            assert.ok(!found.influencers.includes(influencer));
          }
        }
      }),
  },
  {
    name: "countRegions() counts people by exactly whom they follow",
    run: (kernel) =>
      withGround(9, async ({ networkFolder, network, reference }) => {
        const random = createRandom(9);
        for (let count = 1; count <= 6; count++) {
          const influencers = Array.from({ length: count }, (_, i) =>
            (i * 7 + 9 + random(3) * 20) % network.influencerKeys.length);
          for (const samples of [allSamples, [2]]) {
            const request = { network: networkFolder, samples, influencers };
            assert.deepEqual(await kernel.countRegions(request), await reference.countRegions(request));
          }
        }
        await assert.rejects(
          kernel.countRegions({ network: networkFolder, samples: [0], influencers: [60] }),
          InputError,
        );
        await assert.rejects(
          kernel.countRegions({ network: networkFolder, samples: [0], influencers: [] }),
          InputError,
        );
      }),
  },
  {
    name: "checksumFile() hashes each 8 MiB",
    run: async (kernel) => {
      const folder = await Deno.makeTempDir();
      const reference = openReferenceKernel();
      for (const size of [0, 5, 8 * 2 ** 20, 8 * 2 ** 20 + 1]) {
        const path = join(folder, `${size}`);
        await Deno.writeFile(path, Uint8Array.from({ length: size }, (_, i) => i * 31));
        assert.deepEqual(await kernel.checksumFile(path), await reference.checksumFile(path));
      }
      await assert.rejects(kernel.checksumFile(join(folder, "absent")), CorruptFileError);
      await Deno.remove(folder, { recursive: true });
    },
  },
  {
    name: "an influencer that does not exist is refused",
    run: (kernel) =>
      withGround(10, async (ground) => {
        const signatures = await build(kernel, ground, { name: "signatures" });
        const [left, right] = [Uint32Array.of(0), Uint32Array.of(60)];
        await assert.rejects(kernel.comparePairs({ signatures, left, right }), InputError);
        const question = { signatures, influencer: 60, by: "jaccard", limit: 3, minimum: 0 } as const;
        await assert.rejects(kernel.rank(question), InputError);
      }),
  },
  {
    name: "release() lets the next question see the folder anew, also while questions run",
    run: (kernel) =>
      withGround(11, async (ground) => {
        const signatures = await build(kernel, ground, { name: "signatures" });
        const question = { signatures, influencer: 0, by: "jaccard", limit: 3, minimum: 0 } as const;
        const running = Array.from({ length: 8 }, () => kernel.rank(question));
        await kernel.release(signatures);
        const answers = await Promise.all(running);
        await Deno.remove(signatures, { recursive: true });
        await build(kernel, ground, { name: "signatures" });
        assert.deepEqual(await kernel.rank(question), answers[0]);
      }),
  },
  {
    name: "an aborted build rejects with the signal's reason",
    run: (kernel) =>
      withGround(12, async (ground) => {
        const folder = join(ground.folder, "aborted");
        await Deno.mkdir(folder);
        const request = {
          network: ground.networkFolder,
          samples: allSamples,
          influencerCount,
          registerCount: 64,
          listLimit: 32,
          folder,
        };
        const signal = AbortSignal.abort(new Error("enough"));
        await assert.rejects(kernel.buildSignatures(request, { signal }), /enough/);
      }),
  },
  {
    name: "progress ends at its total",
    run: (kernel) =>
      withGround(13, async (ground) => {
        const seen: [number, number][] = [];
        const edges = ground.network.rows.length / 2;
        const folder = join(ground.folder, "watched");
        await Deno.mkdir(folder);
        const request = {
          network: ground.networkFolder,
          samples: allSamples,
          influencerCount,
          registerCount: 64,
          listLimit: 32,
          folder,
        };
        const counts = await kernel.buildSignatures(request, { progress: (done, total) => seen.push([done, total]) });
        assert.deepEqual(seen.at(-1), [counts.edges, counts.edges]);
        assert.ok(counts.edges < edges);
      }),
  },
]);
