/** Kernels build the same bytes: edge store, signatures, merges. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../core/errors.ts";
import { readNpy } from "../../core/workspace/npy.ts";
import vectors from "../golden/vectors.json" with { type: "json" };
import { allSamples, build, influencerCount, testKernels, withGround } from "./_kernel_suite.ts";
import { buildNetwork, digestFolder, writeRows } from "./_networks.ts";

await testKernels([
  {
    name: "accountKeys() equals the golden vectors",
    run: async (kernel) => {
      const ids = vectors.accounts.map(({ platform, id }) => `${platform}:${id}`);
      assert.deepEqual([...await kernel.accountKeys(ids)], vectors.accounts.map(({ key }) => BigInt(key)));
      assert.equal((await kernel.accountKeys([])).length, 0);
      const many = Array.from({ length: 70_000 }, (_, i) => `x:${i}`);
      assert.equal((await kernel.accountKeys(many))[12], BigInt(vectors.accounts[0].key));
    },
  },
  {
    name: "influencerKeys() lists each key once, ascending",
    run: (kernel) =>
      withGround(1, async ({ rowFiles, network }) => {
        const found = new Set<bigint>();
        for (let i = 1; i < network.rows.length; i += 2) found.add(network.rows[i]);
        for (const threads of [1, 2]) {
          assert.deepEqual(await kernel.influencerKeys(rowFiles, { threads }), BigUint64Array.from(found).sort());
        }
        assert.equal((await kernel.influencerKeys([])).length, 0);
      }),
  },
  {
    name: "buildSamples() writes the same bytes whatever the order, the files and the threads",
    run: async (kernel) => {
      for (const seed of [1, 2]) {
        await withGround(seed, async ({ folder, rowFiles, network, reference, networkFolder }) => {
          const expected = await digestFolder(networkFolder);
          const counts = await buildNetwork(reference, join(folder, "again"), { network, rowFiles });
          const turned = BigUint64Array.from({ length: network.rows.length }, (_, i) => network.rows.at(-1 - (i ^ 1))!);
          await Deno.mkdir(join(folder, "turned"));
          const turnedFiles = await writeRows(join(folder, "turned"), turned, 1);
          for (const [i, files] of [rowFiles, turnedFiles].entries()) {
            for (const threads of [1, 2, 5]) {
              const out = join(folder, `network-${i}-${threads}`);
              assert.deepEqual(await buildNetwork(kernel, out, { network, rowFiles: files, threads }), counts);
              assert.deepEqual(await digestFolder(out), expected);
            }
          }
        });
      }
    },
  },
  {
    name: "buildSamples() counts the rows of influencers that the network does not have",
    run: (kernel) =>
      withGround(3, async ({ folder, rowFiles, network }) => {
        const fewer = {
          ...network,
          influencerKeys: network.influencerKeys.slice(0, 20),
          influencerIndexes: Uint32Array.from({ length: 20 }, (_, i) => i),
        };
        const kept = new Set(fewer.influencerKeys);
        const skipped = network.rows.filter((key, i) => i % 2 === 1 && !kept.has(key)).length;
        const counts = await buildNetwork(kernel, join(folder, "fewer"), { network: fewer, rowFiles });
        assert.equal(counts.skipped, skipped);
        assert.equal(counts.rows, network.rows.length / 2);
        assert.equal(counts.rows - skipped - counts.duplicates, counts.edges.reduce((total, count) => total + count));
      }),
  },
  {
    name: "buildSignatures() writes the same bytes for every K, list limit, and number of threads",
    run: (kernel) =>
      withGround(4, async (ground) => {
        for (const registerCount of [64, 1024, 16_384]) {
          for (const listLimit of [0, 32]) {
            const shape = { registerCount, listLimit };
            const name = `${registerCount}-${listLimit}`;
            const expected = await digestFolder(
              await build(ground.reference, ground, { name: `expected-${name}`, ...shape }),
            );
            for (const threads of [1, 2]) {
              const folder = await build(kernel, ground, { name: `${name}-${threads}`, ...shape, threads });
              assert.deepEqual(await digestFolder(folder), expected, name);
            }
          }
        }
      }),
  },
  {
    name: "buildSignatures() equals the golden set",
    run: async (kernel) => {
      const folder = await Deno.makeTempDir();
      const keys = await kernel.accountKeys(Array.from({ length: 2000 }, (_, i) => `file:${i}`));
      const network = {
        rows: BigUint64Array.from([...keys].flatMap((key) => [key, 7n])),
        influencerKeys: BigUint64Array.of(7n),
        influencerIndexes: Uint32Array.of(0),
      };
      const rowFiles = await writeRows(folder, network.rows, 1);
      const counts = await buildNetwork(kernel, join(folder, "network"), { network, rowFiles });
      assert.deepEqual(counts.followers, vectors.set.followersPerSlotOf4);
      const out = join(folder, "signatures");
      await Deno.mkdir(out);
      const shape = { influencerCount: 1, registerCount: 64, listLimit: 0 };
      await kernel.buildSignatures({ network: join(folder, "network"), samples: allSamples, ...shape, folder: out });
      const { data } = await readNpy(join(out, "registers.npy"));
      assert.deepEqual([...data], vectors.set.registers);
      await Deno.remove(folder, { recursive: true });
    },
  },
  {
    name: "mergeSignatures() of parts equals the whole, in any order",
    run: (kernel) =>
      withGround(5, async (ground) => {
        for (const listLimit of [0, 32]) {
          const expected = await digestFolder(
            await build(ground.reference, ground, { name: `whole-${listLimit}`, listLimit }),
          );
          const parts = [];
          for (const samples of [[0, 2], [1], [3]]) {
            parts.push(await build(kernel, ground, { name: `part-${listLimit}-${samples}`, samples, listLimit }));
          }
          for (const inputs of [parts, parts.toReversed()]) {
            const folder = join(ground.folder, `merged-${listLimit}-${inputs === parts}`);
            await Deno.mkdir(folder);
            const counts = await kernel.mergeSignatures({
              inputs,
              registerCount: 64,
              listLimit,
              influencerCount,
              folder,
            });
            assert.deepEqual(await digestFolder(folder), expected);
            assert.equal(counts.denseCount + counts.listCount, influencerCount);
          }
        }
      }),
  },
  {
    name: "mergeSignatures() refuses parts that share followers and parts of other parameters",
    run: (kernel) =>
      withGround(6, async (ground) => {
        const part = await build(kernel, ground, { name: "part", samples: [0] });
        const other = await build(kernel, ground, { name: "other", samples: [1], registerCount: 128 });
        const merge = (inputs: string[], folder: string) => {
          Deno.mkdirSync(folder);
          return kernel.mergeSignatures({ inputs, registerCount: 64, listLimit: 32, influencerCount, folder });
        };
        await assert.rejects(merge([part, part], join(ground.folder, "twice")), CorruptFileError);
        await assert.rejects(merge([part, other], join(ground.folder, "foreign")), InputError);
      }),
  },
  {
    name: "an empty network gives empty files and empty answers",
    run: async (kernel) => {
      const folder = await Deno.makeTempDir();
      const none = {
        rows: new BigUint64Array(0),
        influencerKeys: new BigUint64Array(0),
        influencerIndexes: new Uint32Array(0),
      };
      const rowFiles = await writeRows(folder, none.rows, 1);
      const counts = await buildNetwork(kernel, join(folder, "network"), { network: none, rowFiles });
      assert.deepEqual(counts.edges, [0, 0, 0, 0]);
      for (const samples of [allSamples, []]) {
        const out = join(folder, `signatures-${samples.length}`);
        await Deno.mkdir(out);
        const shape = { influencerCount: 0, registerCount: 64, listLimit: 32 };
        const built = await kernel.buildSignatures({
          network: join(folder, "network"),
          samples,
          ...shape,
          folder: out,
        });
        assert.deepEqual(built, { denseCount: 0, listCount: 0, edges: 0 });
        const pairs = { signatures: out, left: new Uint32Array(0), right: new Uint32Array(0) };
        assert.equal((await kernel.comparePairs(pairs)).equal.length, 0);
      }
      await Deno.remove(folder, { recursive: true });
    },
  },
  {
    name: "buildSignatures() of no samples gives empty signatures",
    run: (kernel) =>
      withGround(15, async (ground) => {
        for (const listLimit of [0, 32]) {
          const folder = await build(kernel, ground, { name: `none-${listLimit}`, samples: [], listLimit });
          const expected = await build(ground.reference, ground, {
            name: `expected-${listLimit}`,
            samples: [],
            listLimit,
          });
          assert.deepEqual(await digestFolder(folder), await digestFolder(expected));
        }
      }),
  },
]);
