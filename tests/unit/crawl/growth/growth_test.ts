/** Growth around seeds: what the planner asks for, and how well it knows what it says. */
import assert from "node:assert/strict";
import { estimateShare, jaccardOfShare, type Stratum } from "../../../../core/crawl/growth/estimate.ts";
import { Growth, type GrowthOptions } from "../../../../core/crawl/growth/growth.ts";
import { followerKey, mix } from "../../../../core/graph/follower_key.ts";
import { Random } from "../../../../scripts/simulator/world/random.ts";
import { measureGrowth } from "../../../bench/growth_quality.ts";

const sampleSeed = 0x2545f4914f6cdd1dn;
const pages = (_operation: string, rows: number | null) => Math.max(1, Math.ceil((rows ?? 300) / 1000));

function growthOf(options: Partial<GrowthOptions> = {}): Growth {
  return new Growth({ seeds: ["x:1"], sampleSeed, lookAlikes: 5, cost: pages, ...options });
}

const people = (count: number, from = 1000) => Array.from({ length: count }, (_, index) => `x:${from + index}`);

Deno.test("people are drawn in the order of the hash that makes sample slots, whatever order they were seen in", () => {
  const audience = people(500);
  const drawn = [audience, [...audience].reverse()].map((others) => {
    const growth = growthOf();
    growth.addList({ operation: "followers", account: "x:1", others, complete: true });
    return growth.next(["following"], 100).map(({ account }) => account);
  });
  const order = (account: string) => mix(followerKey(account) ^ sampleSeed);
  const expected = [...audience].sort((left, right) => order(left) < order(right) ? -1 : 1).slice(0, 100);
  assert.deepEqual(drawn[0], expected);
  assert.deepEqual(drawn[1], expected);
});

Deno.test("inside a group the hash decides, never the length of the list", () => {
  const audience = people(400);
  const growth = growthOf();
  // All lists are one page long: one group, though some people follow 2 and some 900.
  for (const [index, account] of audience.entries()) {
    growth.addClaims({ account, followers: null, following: index % 2 === 0 ? 2 : 900 });
  }
  growth.addList({ operation: "followers", account: "x:1", others: audience, complete: true });
  const drawn = growth.next(["following"], 200).map(({ account }) => Number(account.slice(2)));
  const even = drawn.filter((id) => id % 2 === 0).length;
  assert.ok(even > 70 && even < 130, `needed about half of each kind, found ${even} of 200 who follow few`);
});

Deno.test("nobody is asked for twice, and an absent person is followed by the next", () => {
  const growth = growthOf();
  growth.addList({ operation: "followers", account: "x:1", others: people(50), complete: true });
  const first = growth.next(["following"], 20).map(({ account }) => account);
  growth.addAbsent("following", first[0]);
  const second = growth.next(["following"], 100).map(({ account }) => account);
  assert.equal(new Set([...first, ...second]).size, 50);
  assert.deepEqual(growth.next(["following"], 10), []);
});

Deno.test("it explores evenly until an account as similar as the last wanted one can hardly have been missed", () => {
  const growth = growthOf({ lookAlikes: 1 });
  growth.addList({ operation: "followers", account: "x:1", others: people(1000), complete: true });
  growth.addClaims({ account: "x:2", followers: 1000, following: 10 });
  // Half of the audience follows x:2, whose followers are as many: Jaccard 1/3, explored after 14 draws.
  for (let step = 0; step < 12; step++) {
    const [reading] = growth.next(["following", "followers"], 1);
    assert.equal(reading.operation, "following");
    growth.addList({
      operation: "following",
      account: reading.account,
      others: step % 2 === 0 ? ["x:1", "x:2"] : ["x:1"],
      complete: true,
    });
  }
  // One list of one page tells all that hundreds of draws would.
  const readings = growth.next(["following", "followers"], 10);
  assert.ok(readings.some(({ operation, account }) => operation === "followers" && account === "x:2"));
});

Deno.test("an account whose whole list was read is known without an interval, where the audience is known whole", () => {
  const growth = growthOf();
  const audience = people(100);
  growth.addList({ operation: "followers", account: "x:1", others: audience, complete: true });
  growth.addList({
    operation: "followers",
    account: "x:2",
    others: [...audience.slice(0, 40), ...people(60, 5000)],
    complete: true,
  });
  const [found] = growth.lookAlikes();
  assert.deepEqual(found, {
    account: "x:2",
    similarity: { value: 40 / 160, low: 40 / 160, high: 40 / 160 },
    followers: 100,
    listed: true,
  });
});

Deno.test("a list that was cut tells nothing about the rest: it is not taken for the whole", () => {
  const growth = growthOf();
  growth.addList({ operation: "followers", account: "x:1", others: people(100), complete: true });
  growth.addList({ operation: "followers", account: "x:2", others: people(40), complete: false });
  assert.deepEqual(growth.lookAlikes(), []);
});

Deno.test("accounts of unknown audience are asked for by profile, the likeliest first, each once", () => {
  const growth = growthOf();
  growth.addList({ operation: "followers", account: "x:1", others: people(100), complete: true });
  for (const { account } of growth.next(["following"], 10)) {
    growth.addList({ operation: "following", account, others: ["x:1", "x:7", "x:8"], complete: true });
  }
  const asked = growth.next(["profiles"], 10).map(({ account }) => account);
  assert.deepEqual(asked.sort(), ["x:7", "x:8"]);
  assert.deepEqual(growth.next(["profiles"], 10), []);
});

Deno.test("the interval of a share holds the truth at least 93 times of 100, in strata drawn at different rates", () => {
  const random = new Random(5, 1);
  let [holds, rounds] = [0, 1500];
  for (let round = 0; round < rounds; round++) {
    const sizes = [400, 80, 20];
    const chances = [0.02 + 0.2 * random.uniform(), 0.3 * random.uniform(), random.uniform()];
    const strata: Stratum[] = [];
    let [total, followers] = [0, 0];
    for (const [index, people] of sizes.entries()) {
      const follows = Array.from({ length: people }, () => random.uniform() < chances[index]);
      const sampled = [60, 30, 10][index];
      strata.push({ people, sampled, hits: follows.slice(0, sampled).filter(Boolean).length });
      total += people;
      followers += follows.filter(Boolean).length;
    }
    const { low, high } = estimateShare(strata, total);
    if (low <= followers / total && followers / total <= high) holds++;
  }
  assert.ok(holds / rounds >= 0.93, `seed 5: ${holds} of ${rounds} intervals hold`);
});

Deno.test("the whole audience read is no estimate any more", () => {
  const share = estimateShare([{ people: 12, sampled: 12, hits: 4 }, { people: 4, sampled: 4, hits: 0 }], 16);
  assert.deepEqual(share, { value: 0.25, low: 0.25, high: 0.25, variance: 0 });
});

Deno.test("Jaccard rises with the share and stays below what the smaller audience allows", () => {
  let before = -1;
  for (let share = 0; share <= 1; share += 0.01) {
    const jaccard = jaccardOfShare(share, 1000, 200);
    assert.ok(jaccard >= before && jaccard <= 0.2 + 1e-12);
    before = jaccard;
  }
});

Deno.test("with the same calls, growth finds more of the true look-alikes than a random or a breadth-first order", () => {
  const quality = measureGrowth({
    influencers: 400,
    followers: 10_000,
    seed: 11,
    seedSets: 3,
    seedsEach: 3,
    pageSize: 1000,
    budgets: [200],
    lookAlikes: 10,
  });
  const of = (name: string) => quality.find(({ policy }) => policy === name)!;
  for (const other of ["random", "breadth-first"]) {
    assert.ok(of("planned").recall >= of(other).recall, JSON.stringify(quality));
    assert.ok(of("planned").error <= of(other).error, JSON.stringify(quality));
  }
  assert.ok(of("planned").hold >= 0.9, JSON.stringify(quality));
});
