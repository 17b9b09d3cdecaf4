/** One suite over every kernel: the native library for each CPU that this machine has, and the TypeScript twin. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { openNativeKernel } from "../../core/kernel/native/mod.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { readNpy, writeNpy } from "../../core/workspace/npy.ts";
import { ensureLibrary, runnableCpus } from "../../scripts/_library.ts";
import vectors from "../golden/vectors.json" with { type: "json" };
import {
  buildNetwork,
  createNetwork,
  createRandom,
  digestFolder,
  type RandomNetwork,
  seeds,
  writeRows,
} from "./_networks.ts";

const allSamples = [0, 1, 2, 3];
const influencerCount = 60;

/** What every test starts from: a network on disk, built by the reference, whose every answer is the expected one. */
interface Ground {
  readonly folder: string;
  readonly rowFiles: string[];
  readonly network: RandomNetwork;
  readonly reference: Kernel;
  readonly networkFolder: string;
}

async function withGround(seed: number, act: (ground: Ground) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const reference = openReferenceKernel();
  try {
    const network = createNetwork(seed);
    const rowFiles = await writeRows(folder, network.rows, 3);
    const networkFolder = join(folder, "network");
    await buildNetwork(reference, networkFolder, { network, rowFiles });
    await act({ folder, rowFiles, network, reference, networkFolder });
  } catch (error) {
    console.error(`seed ${seed}`);
    throw error;
  } finally {
    await reference.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Builds signatures into a new folder. */
async function build(
  kernel: Kernel,
  ground: Ground,
  { name, registerCount = 64, listLimit = 32, samples = allSamples, threads }: {
    name: string;
    registerCount?: number;
    listLimit?: number;
    samples?: number[];
    threads?: number;
  },
): Promise<string> {
  const folder = join(ground.folder, name);
  await Deno.mkdir(folder);
  const request = { network: ground.networkFolder, samples, influencerCount, registerCount, listLimit, folder };
  await kernel.buildSignatures(request, { threads });
  return folder;
}

const contracts: { name: string; run: (kernel: Kernel) => Promise<void> }[] = [
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
        const edges = network(ground).rows.length / 2;
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
  {
    name: "malformed files give errors that name the file, never a crash",
    run: (kernel) => withGround(14, (ground) => refuseMalformed(kernel, ground)),
  },
];

function network(ground: Ground): RandomNetwork {
  return ground.network;
}

/** Each way to spoil a file of the edge store or of signatures, and a question that must then be refused. */
async function refuseMalformed(kernel: Kernel, ground: Ground): Promise<void> {
  const sample = join(ground.networkFolder, "sample-02");
  const signatures = await build(kernel, ground, { name: "good" });
  let attempt = 0;
  const askNetwork = () => build(kernel, ground, { name: `out-${attempt++}`, listLimit: 32 });
  const askSignatures = () => kernel.rank({ signatures, influencer: 0, by: "jaccard", limit: 5, minimum: 0 });

  const networkFiles = ["follower_hashes", "by_influencer_offsets", "by_influencer_followers", "by_influencer_marks"];
  for (const name of networkFiles) await refuseCut(join(sample, `${name}.npy`), askNetwork);
  await refuseItems(join(sample, "by_influencer_offsets.npy"), (data) => data[7] = 4e9, askNetwork);
  await refuseItems(join(sample, "by_influencer_offsets.npy"), (data) => data[7] = 0, askNetwork);
  await refuseItems(join(sample, "by_influencer_offsets.npy"), (data) => data[0] = 1, askNetwork);
  await refuseItems(join(sample, "by_influencer_followers.npy"), (data) => data.fill(4e9), askNetwork);

  const release = () => kernel.release(signatures);
  const askAnew = async () => {
    await release();
    return await askSignatures();
  };
  const files = ["registers", "dense_rows", "list_offsets", "list_hashes", "follower_counts"];
  for (const name of files) await refuseCut(join(signatures, `${name}.npy`), askAnew);
  await refuseItems(join(signatures, "dense_rows.npy"), (data) => data[5] = 4e9, askAnew);
  await refuseItems(join(signatures, "list_offsets.npy"), (data) => data[5] = 1n << 63n, askAnew);
  await refuseItems(join(signatures, "list_offsets.npy"), (data) => data[60] = 0n, askAnew);
  await askAnew();

  const { rowFiles, network } = ground;
  await refuseCut(
    rowFiles[1],
    () => buildNetwork(kernel, join(ground.folder, `rows-${attempt++}`), { network, rowFiles }),
  );
}

/** Shortens, empties, retypes, reshapes and removes a file; the question must fail each time. */
async function refuseCut(path: string, ask: () => Promise<unknown>): Promise<void> {
  const good = await Deno.readFile(path);
  const header = new TextDecoder("latin1").decode(good.subarray(0, 128));
  const patch = (from: string | RegExp, to: string) => {
    const bytes = good.slice();
    const text = header.replace(from, to).slice(0, 128);
    for (let i = 0; i < 128; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };
  const spoiled = [
    good.subarray(0, good.length - 1),
    good.subarray(0, 4096),
    good.subarray(0, 100),
    good.subarray(0, 11),
    new Uint8Array(0),
    patch("NUMPY", "NUMPI"),
    patch(/<u./, "<f4"),
    patch("False", "True "),
    patch(/'shape': \((\d)/, "'shape': (9$1"),
    patch(/'shape': \(\d+/, "'shape': (18446744073709551615"),
  ].filter((bytes) => bytes.length !== good.length || bytes.some((byte, i) => byte !== good[i]));
  for (const bytes of spoiled) {
    await Deno.writeFile(path, bytes);
    await assert.rejects(ask(), (error) => error instanceof CorruptFileError && error.message.includes(path), path);
  }
  await Deno.remove(path);
  await assert.rejects(ask(), CorruptFileError);
  await Deno.writeFile(path, good);
}

async function refuseItems(
  path: string,
  // deno-lint-ignore no-explicit-any -- either kind of number
  spoil: (data: any) => void,
  ask: () => Promise<unknown>,
): Promise<void> {
  const good = await Deno.readFile(path);
  const { header, data } = await readNpy(path);
  spoil(data);
  await Deno.remove(path);
  await writeNpy(path, data, header.shape);
  await assert.rejects(ask(), (error) => error instanceof CorruptFileError && error.message.includes(path), path);
  await Deno.writeFile(path, good);
}

const kernels: { name: string; open: () => Promise<Kernel> }[] = [
  { name: "reference", open: () => Promise.resolve(openReferenceKernel()) },
];
for (const cpu of runnableCpus()) {
  const library = await ensureLibrary({ cpu, quiet: true });
  if ("path" in library) {
    kernels.push({
      name: `native ${cpu}`,
      open: () => Promise.resolve(openNativeKernel(library.path)),
    });
  } else console.log(`native ${cpu} is not tested: ${library.missing}`);
}

for (const { name, open } of kernels) {
  for (const contract of contracts) {
    Deno.test(`${contract.name} (${name})`, async () => {
      const kernel = await open();
      try {
        await contract.run(kernel);
      } finally {
        await kernel.close();
      }
    });
  }
}
