import assert from "node:assert/strict";
import { nickname } from "../../../scripts/simulator/world/text.ts";
import { createdMs, nowMs, platformNumber } from "../../../scripts/simulator/world/platform_ids.ts";
import { createWorld, type World } from "../../../scripts/simulator/world/mod.ts";
import { type Audiences, countAudiences } from "./_audiences.ts";

const seed = 7;
const world = createWorld({ seed, influencerCount: 2000, followerCount: 20_000 });
const audiences = countAudiences(world);

Deno.test("createWorld() gives the same world for the same options and another for another seed", async () => {
  const [same, other] = [seed, seed + 1].map((s) => createWorld({ seed: s, influencerCount: 300, followerCount: 500 }));
  const again = createWorld({ seed, influencerCount: 300, followerCount: 500 });
  assert.equal(await digest(same), await digest(again));
  assert.notEqual(await digest(same), await digest(other));
});

Deno.test("createWorld() means the same by a seed on every machine and in every version", async () => {
  // Changes only when the model of the world is changed on purpose. Printed by this test where it fails.
  const small = createWorld({ seed: 1, influencerCount: 600, followerCount: 1000, communityCount: 12 });
  const follows = Array.from({ length: 1000 }, (_, i) => `${small.followerId(i)} ${small.followsOf(i).join()}`);
  assert.equal(await sha256(follows.join("\n")), "437f56572c3d6c474181aee39135fd736ca2d50d4b92e8583c7c16ef7fcc950b");
});

Deno.test("createWorld() reads any follower alone, in any order", () => {
  const forward = [17, 18, 4000].map((i) => [world.follower(i), world.followsOf(i)]);
  const fresh = createWorld({ seed, influencerCount: 2000, followerCount: 20_000 });
  const backward = [4000, 18, 17].map((i) => [fresh.follower(i), fresh.followsOf(i)]).reverse();
  assert.deepEqual(forward, backward);
  assert.throws(() => world.followsOf(20_000), /Cannot read follower 20000: needed a whole number below 20000/);
});

Deno.test("followsOf() gives distinct influencers in range, as many as a log-normal with median 30 says", () => {
  const counts: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const follows = world.followsOf(i);
    assert.equal(new Set(follows).size, follows.length);
    assert.ok(follows.every((influencer) => influencer < 2000));
    if (!world.isBot(i)) counts.push(follows.length);
  }
  counts.sort((a, b) => a - b);
  const [low, median, high] = [0.1587, 0.5, 0.8413].map((q) => counts[Math.floor(q * counts.length)]);
  assert.ok(median >= 28 && median <= 32, `median is ${median}`);
  const spread = Math.log(high / low) / 2;
  assert.ok(spread > 0.8 && spread < 1, `spread of the logarithm is ${spread}: needed about 0.9`);
});

Deno.test("communities have power-law sizes with exponent near 2 and share out all influencers", () => {
  const large = createWorld({ seed, influencerCount: 20_000, followerCount: 1 });
  const sizes = large.communities.map((community) => community.members.length);
  assert.equal(sizes.reduce((sum, size) => sum + size, 0), 20_000);
  assert.equal(new Set(large.communities.flatMap((community) => [...community.members])).size, 20_000);
  for (const { index, members } of large.communities) {
    assert.ok(members.every((member) => large.influencers[member].community === index));
  }
  const least = Math.min(...sizes);
  const exponent = 1 + sizes.length / sizes.reduce((sum, size) => sum + Math.log(size / (least - 0.5)), 0);
  assert.ok(exponent > 1.8 && exponent < 2.2, `exponent by maximum likelihood is ${exponent}`);
  assert.equal(new Set(large.communities.map((community) => community.label + community.language)).size, sizes.length);
});

Deno.test("popularity follows Zipf's law with exponent 1.1, flatter where people run out of accounts to follow", () => {
  const few = createWorld({ seed, influencerCount: 2000, followerCount: 60_000, followsMedian: 3 });
  const slopes = [zipfSlope(few, countAudiences(few)), zipfSlope(world, audiences)];
  assert.ok(slopes[0] > -1.2 && slopes[0] < -0.95, `slope where each follows about 4 is ${slopes[0]}`);
  assert.ok(slopes[1] > slopes[0] && slopes[1] < -0.7, `slope where each follows about 45 is ${slopes[1]}`);
});

Deno.test("followers have one to four distinct interests whose shares sum to 1; bots have none", () => {
  const counts = new Uint32Array(5);
  for (let i = 0; i < 5000; i++) {
    const { bot, interests, weights, age, gender } = world.follower(i);
    counts[interests.length]++;
    assert.equal(interests.length === 0, bot);
    assert.equal(new Set(interests).size, interests.length);
    assert.ok(interests.every((community) => community < world.communities.length));
    if (!bot) assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-3);
    assert.equal(age === null, gender === null);
    assert.ok(age === null || (age >= 18 && age <= 90));
  }
  assert.ok(counts.slice(1).every((count) => count > 200), `people by count of interests: ${counts}`);
});

Deno.test("two members of a community share far more of their audiences than members of two communities", () => {
  const { inside, across } = meanJaccard(world);
  assert.ok(inside > 4 * across, `mean Jaccard inside is ${inside}, across ${across}`);
});

Deno.test("mixing 1 leaves nothing of the communities, mixing 0 makes them clearest", () => {
  const ratios = [0, 0.5, 1].map((mixing) => {
    const mixed = createWorld({ seed, influencerCount: 600, followerCount: 6000, mixing });
    const { inside, across } = meanJaccard(mixed);
    return inside / across;
  });
  assert.ok(ratios[0] > ratios[1] && ratios[1] > ratios[2], `inside against across: ${ratios}`);
  // Speakers of a language still share what is popular in it.
  assert.ok(ratios[2] < 2.5, `with mixing 1: ${ratios[2]}`);
});

Deno.test("bots are as many as asked for, come late, and look like bots", () => {
  let bots = 0;
  let emptyBios = 0;
  let digits = 0;
  for (let i = 0; i < 20_000; i++) {
    const follower = world.follower(i);
    assert.equal(follower.bot, world.isBot(i));
    assert.equal(follower.id, world.followerId(i));
    if (!follower.bot) continue;
    bots++;
    if (follower.bio === "") emptyBios++;
    if (/\d{8}$/.test(follower.handle)) digits++;
    assert.ok(i >= 7000, `follower ${i} is a bot among the oldest 35 %`);
  }
  assert.deepEqual([bots, emptyBios, digits], [1000, 1000, 1000]);
});

Deno.test("handles and ids never clash, and handles have at most 15 characters", () => {
  const handles = new Set<string>();
  const ids = new Set<string>();
  const accounts = [...world.influencers, ...Array.from({ length: 20_000 }, (_, i) => world.follower(i))];
  for (const { handle, id } of accounts) {
    assert.match(handle, /^[a-z0-9_]{2,15}$/);
    assert.match(id, /^x:[1-9]\d{0,19}$/);
    handles.add(handle);
    ids.add(id);
  }
  assert.deepEqual([handles.size, ids.size], [22_000, 22_000]);
  assert.equal(new Set(Array.from({ length: 65 ** 2 }, (_, i) => nickname(i, 2))).size, 65 ** 2);
});

Deno.test("platformNumber() grows with the date, is exact, and keeps roles apart", () => {
  const count = 20_000;
  let last = -1n;
  for (let i = 0; i < count; i++) {
    const created = createdMs(i, count, i % 2);
    assert.ok(created < nowMs);
    const number = BigInt(platformNumber(created, "follower"));
    assert.ok(number > last, `id of account ${i} is not above the one before`);
    assert.equal(number % 2n, 0n);
    assert.equal(BigInt(platformNumber(created, "influencer")), number + 1n);
    last = number;
  }
  // The high bits are the milliseconds since the platform's epoch.
  assert.equal(BigInt(platformNumber(nowMs, "follower")) >> 22n, BigInt(nowMs) - 1_288_834_974_657n);
});

Deno.test("createWorld() refuses what cannot be built and says why", () => {
  const base = { seed, influencerCount: 2000, followerCount: 1000 };
  assert.throws(() => createWorld({ ...base, mixing: 1.5 }), /mixing must be in \[0, 1\], got 1.5/);
  assert.throws(() => createWorld({ ...base, influencerCount: 30 }), /influencerCount must be a whole number from 40/);
  assert.throws(
    () => createWorld({ ...base, botShare: 0.001 }),
    /Cannot plant a rival .* needed botShare 0.0100 or more, got 0.001/,
  );
  assert.throws(
    () => createWorld({ ...base, planted: { brandAudience: 0 } }),
    /the brand's audience must hold what it shares/,
  );
  assert.throws(() => createWorld({ ...base, platform: "X!" }), /platform must be a lower-case word/);
});

/** Slope of log audience against log rank, from the 20th to the 500th account, by least squares; ranks shifted as the world shifts them. */
function zipfSlope(of: World, sets: Audiences): number {
  const sizes = of.influencers.map(({ index }) => sets.size(index)).sort((a, b) => b - a);
  const points = sizes.slice(20, 500).map((size, i) => [Math.log(i + 21 + 8), Math.log(size)]);
  const [x, y] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) /
    points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** Mean exact Jaccard of neighbours in popularity inside a community, and of members of two communities. */
function meanJaccard(of: World): { inside: number; across: number } {
  const sets = of === world ? audiences : countAudiences(of);
  let [inside, across, insideCount, acrossCount] = [0, 0, 0, 0];
  for (const { index, members } of of.communities) {
    for (let i = 0; i + 1 < Math.min(members.length, 20); i++) {
      inside += sets.jaccard(members[i], members[i + 1]);
      insideCount++;
      const others = of.communities[(index + 1) % of.communities.length].members;
      if (i >= others.length) continue;
      across += sets.jaccard(members[i], others[i]);
      acrossCount++;
    }
  }
  return { inside: inside / insideCount, across: across / acrossCount };
}

async function digest(of: World): Promise<string> {
  const followers = Array.from({ length: of.options.followerCount }, (_, i) => [of.follower(i), [...of.followsOf(i)]]);
  return await sha256(JSON.stringify([of.influencers, followers]));
}

async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}
