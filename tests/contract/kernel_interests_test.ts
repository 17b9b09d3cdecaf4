/** Kernels find what people are interested in, the same in each, and withhold what they are told to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readArray } from "../../core/community/model.ts";
import { CorruptFileError, InputError } from "../../core/errors.ts";
import { mix } from "../../core/graph/follower_key.ts";
import type { InterestCounts, Kernel } from "../../core/kernel/kernel.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { allSamples, testKernels } from "./_kernel_suite.ts";
import { buildNetwork, createRandom, writeRows } from "./_networks.ts";

const communities = 5;
const membersEach = 12;
const influencerCount = communities * membersEach;
const none = 0xffff_ffff;
const seed = 21;

/** Who is interested in what: person i cares for community i mod 5, the even ones also for the next. */
interface Ground {
  readonly folder: string;
  readonly network: string;
  readonly communityOf: Uint32Array;
}

/** 3,000 people of 25 follows: one in five goes to community 0, which everybody follows by the way. */
async function withGround(act: (ground: Ground) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const reference = openReferenceKernel();
  try {
    const random = createRandom(seed);
    const keys = Array.from({ length: influencerCount }, (_, i) => mix(BigInt(7000 + i))).sort((a, b) =>
      a < b ? -1 : 1
    );
    const rows: bigint[] = [];
    for (let person = 0; person < 3000; person++) {
      for (let n = 0; n < 25; n++) {
        const main = person % communities;
        const interest = person % 2 === 0 && random(3) === 0 ? (main + 1) % communities : main;
        const community = random(5) === 0 ? 0 : interest;
        rows.push(mix(BigInt(person)), keys[community * membersEach + random(membersEach)]);
      }
    }
    const influencerKeys = BigUint64Array.from(keys);
    const influencerIndexes = Uint32Array.from(keys, (_, i) => i);
    const network = { rows: BigUint64Array.from(rows), influencerKeys, influencerIndexes };
    const rowFiles = await writeRows(folder, network.rows, 2);
    await buildNetwork(reference, join(folder, "network"), { network, rowFiles });
    const communityOf = Uint32Array.from(keys, (_, i) => Math.floor(i / membersEach));
    await act({ folder, network: join(folder, "network"), communityOf });
  } catch (error) {
    console.error(`seed ${seed}`);
    throw error;
  } finally {
    await reference.close();
    await Deno.remove(folder, { recursive: true });
  }
}

let runs = 0;

async function measure(
  kernel: Kernel,
  ground: Ground,
  { threads, withheld }: { threads?: number; withheld?: number } = {},
) {
  const folder = join(ground.folder, `interests-${runs++}`);
  await Deno.mkdir(folder);
  const communityOf = ground.communityOf.map((community) => community === withheld ? none : community);
  const request = { network: ground.network, samples: allSamples, communityCount: communities, shareMin: 0.05 };
  const counts = await kernel.measureInterests({ ...request, communityOf, folder }, { threads });
  const samples = await Promise.all(allSamples.map(async (sample) => {
    const path = (name: string) => join(folder, `sample-0${sample}`, `interested_in_${name}.npy`);
    return {
      offsets: await readArray(path("offsets"), Uint32Array),
      communities: await readArray(path("communities"), Uint32Array),
      shares: await readArray(path("shares"), Float32Array),
    };
  }));
  return { counts, samples, folder };
}

function assertSame(found: InterestCounts, expected: InterestCounts): void {
  assert.deepEqual({ ...found, shares: 0 }, { ...expected, shares: 0 });
  found.shares.forEach((sum, i) => assert.ok(Math.abs(sum - expected.shares[i]) < 1e-3));
}

await testKernels([
  {
    name: "measureInterests() gives the shares that the reference gives, whatever the number of threads",
    run: (kernel) =>
      withGround(async (ground) => {
        const reference = openReferenceKernel();
        const expected = await measure(reference, ground);
        for (const threads of [1, 3]) {
          const { counts, samples } = await measure(kernel, ground, { threads });
          assertSame(counts, expected.counts);
          samples.forEach(({ offsets, communities, shares }, i) => {
            assert.deepEqual(offsets, expected.samples[i].offsets);
            assert.deepEqual(communities, expected.samples[i].communities);
            shares.forEach((share, entry) => assert.ok(Math.abs(share - expected.samples[i].shares[entry]) < 1e-6));
          });
        }
      }),
  },
  {
    name: "measureInterests() finds what each person cares for, and little in what all follow by the way",
    run: (kernel) =>
      withGround(async (ground) => {
        const { counts, samples } = await measure(kernel, ground);
        assert.equal(counts.followers, 3000);
        // 600 care for each above all and 300 more a little; a fifth of all follows goes to community 0.
        for (const people of counts.people) assert.ok(people >= 600 && people < 1100, `people: ${counts.people}`);
        for (const { offsets, shares } of samples) {
          for (let row = 0; row + 1 < offsets.length; row++) {
            const sum = shares.subarray(offsets[row], offsets[row + 1]).reduce((total, share) => total + share, 0);
            assert.ok(sum > 0.5 && sum <= 1, `a row sums to ${sum}`);
          }
        }
        assert.equal(counts.people.reduce((sum, people) => sum + people, 0), counts.entries);
      }),
  },
  {
    name: "measureInterests() has no share of a withheld community",
    run: (kernel) =>
      withGround(async (ground) => {
        const { counts, samples } = await measure(kernel, ground, { withheld: 2 });
        assert.equal(counts.people[2], 0);
        assert.equal(counts.shares[2], 0);
        for (const sample of samples) assert.ok(!sample.communities.includes(2));
      }),
  },
  {
    name: "measureInterests() refuses what does not fit and names the file that is damaged",
    run: (kernel) =>
      withGround(async (ground) => {
        const request = { network: ground.network, samples: allSamples, communityCount: communities, shareMin: 0.05 };
        const folder = join(ground.folder, "refused");
        await Deno.mkdir(folder);
        const communityOf = ground.communityOf;
        const ask = (changes: object) => kernel.measureInterests({ ...request, communityOf, folder, ...changes });
        await assert.rejects(ask({ communityCount: 3 }), InputError);
        await assert.rejects(ask({ shareMin: 0 }), InputError);
        await assert.rejects(ask({ communityOf: communityOf.subarray(0, 20) }), (error: Error) => {
          assert.ok(error instanceof CorruptFileError, `${error}`);
          assert.match(error.message, /by_follower_influencers\.npy.*needed an influencer below 20/);
          return true;
        });
      }),
  },
]);
