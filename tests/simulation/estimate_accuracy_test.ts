/** The short form of `deno task accuracy`: few seeds, wider bounds; prints the figures. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type AccuracyBounds,
  accuracyBounds,
  accuracyFaults,
  fileKey,
  formatAccuracy,
  measureAccuracy,
} from "../../scripts/_accuracy.ts";
import { seededRandom } from "../unit/similarity/_random.ts";

const seeds = [1n, 2n, 3n, 4n, 5n, 6n];
// Pairs share the luck of a seed: six leave each figure about three times the noise of fifty.
const bounds: AccuracyBounds = {
  errorRatioMax: 1.2,
  biasMax: 0.3,
  coverage: [0.9, 0.99],
  coverageFewMin: 0.93,
  cellPairsMin: 60,
};
const folder = Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const file = `${folder}/twitter-followers-100/edges.csv.gz`;

Deno.test("estimatePair() is as exact as DESIGN 9 promises on made-up audiences of very unequal sizes", () => {
  judge(makeAudiences(40, 3), 0);
});

Deno.test("estimatePair() is exact for pairs of lists", () => {
  const { lists } = measure(makeAudiences(20, 4), 512);
  assert.ok(lists.pairs > 10);
  assert.equal(lists.wrong, 0);
});

Deno.test({
  name: existsSync(file)
    ? "estimatePair() is as exact as DESIGN 9 promises on followers of 100 accounts"
    : `estimatePair() on followers of 100 accounts: skipped, there is no ${"twitter-followers-100"} in the data folder`,
  ignore: !existsSync(file),
  fn: async () => judge(await readAudiences(), 0),
});

Deno.test("accuracyFaults() names what is outside the bounds", () => {
  const report = measure(makeAudiences(12, 5), 0);
  const strict = {
    ...accuracyBounds,
    errorRatioMax: 0.1,
    coverage: [1, 1] as const,
    coverageFewMin: 1.1,
    cellPairsMin: 1,
  };
  const faults = accuracyFaults(report, strict).join("\n");
  assert.match(faults, /mean squared error is .* of theory, needed at most 0\.1/);
  assert.match(faults, /matches 0-5: .* needed 110\.00 %/);
});

function judge(sets: BigUint64Array[], listLimit: number): void {
  const report = measure(sets, listLimit);
  console.log(`seeds ${seeds.join(", ")}\n${formatAccuracy(report)}`);
  assert.deepEqual(accuracyFaults(report, bounds), []);
}

function measure(sets: BigUint64Array[], listLimit: number) {
  const members = sets.map((keys) => new Set(keys));
  const countShared = (left: number, right: number) => members[left].intersection(members[right]).size;
  return measureAccuracy({ sets, countShared, registerCount: 1024, seeds, listLimit });
}

/** Audiences of 60 to 6,000, drawn from overlapping neighbourhoods of people. */
function makeAudiences(count: number, seed: number): BigUint64Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const size = Math.floor(60 * 100 ** random());
    const reach = size * (1 + 2 * random());
    const start = random() * 3000;
    const people = new Set<number>();
    while (people.size < size) people.add(Math.floor(start + random() * reach));
    return BigUint64Array.from(people, (person) => fileKey(BigInt(person)));
  });
}

async function readAudiences(): Promise<BigUint64Array[]> {
  const stream = (await Deno.open(file)).readable.pipeThrough(new DecompressionStream("gzip"));
  const followers = new Map<string, bigint[]>();
  for (const line of (await new Response(stream).text()).trim().split("\n").slice(1)) {
    const [follower, influencer] = line.trim().split(",");
    let keys = followers.get(influencer);
    if (keys === undefined) followers.set(influencer, keys = []);
    keys.push(fileKey(BigInt(follower)));
  }
  return [...followers.values()].map((keys) => BigUint64Array.from(keys));
}
