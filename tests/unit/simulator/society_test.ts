import assert from "node:assert/strict";
import { didOf, randomSociety, type Society, societyOfLists, societyOfWorld } from "../../../scripts/simulator/mod.ts";
import { open, readOnBluesky, readOnX, uniform } from "./_client.ts";
import { createWorldForTests } from "./_worlds.ts";

const world = createWorldForTests();
const society = societyOfWorld(world);
const { influencerCount, followerCount } = world.options;

Deno.test("the world's society has every follow of the world, from both sides, the youngest account first", () => {
  const follows = new Set<number>();
  for (let follower = 0; follower < followerCount; follower++) {
    for (const influencer of world.followsOf(follower)) follows.add(influencer * followerCount + follower);
    assert.deepEqual(
      Array.from(society.following(influencerCount + follower)),
      Array.from(world.followsOf(follower)).reverse(),
    );
  }
  let count = 0;
  for (let influencer = 0; influencer < influencerCount; influencer++) {
    const list = Array.from(society.followers(influencer));
    assert.deepEqual(list, list.toSorted((a, b) => b - a));
    for (const account of list) assert.ok(follows.has(influencer * followerCount + account - influencerCount));
    count += list.length;
    assert.equal(society.following(influencer).length, 0);
  }
  assert.equal(count, follows.size);
});

Deno.test("every account is found by its id and by its handle, in any case, and nobody else is", () => {
  for (let index = 0; index < society.accountCount; index++) {
    const { id, handle } = society.account(index);
    assert.equal(society.accountId(index), id);
    assert.deepEqual([society.findId(id), society.findHandle(handle.toUpperCase())], [index, index]);
  }
  for (const id of ["0", "1", "2", "99999999999999999999", ""]) assert.equal(society.findId(id), -1, id);
  assert.equal(society.findHandle("nobody_of_that_name"), -1);
});

Deno.test("profiles claim what the world says they claim; a share of people is private", () => {
  const shares = { private: 0.1, gone: 0.05 };
  const changed = societyOfWorld(world, { shares });
  const states = new Map<string, number>();
  for (let index = influencerCount; index < changed.accountCount; index++) {
    const { state, followingCount } = changed.account(index);
    states.set(state, (states.get(state) ?? 0) + 1);
    assert.equal(followingCount, world.followsOf(index - influencerCount).length);
  }
  assert.ok(Math.abs(states.get("private")! / followerCount - 0.1) < 0.03);
  assert.ok(Math.abs(states.get("gone")! / followerCount - 0.05) < 0.02);
  assert.deepEqual(
    Array.from({ length: influencerCount }, (_, i) => changed.account(i).state).filter((s) => s !== "active"),
    [],
  );
});

Deno.test("posts are newest first, have ids of their own that grow, and are the same whenever they are read", () => {
  const ids = new Set<string>();
  let count = 0;
  for (let index = 0; index < society.accountCount; index += 7) {
    const posts = society.posts(index);
    assert.deepEqual(posts, society.posts(index));
    for (let i = 1; i < posts.length; i++) {
      assert.ok(posts[i].createdMs < posts[i - 1].createdMs);
      assert.ok(BigInt(posts[i].id) < BigInt(posts[i - 1].id));
    }
    for (const { id } of posts) ids.add(id);
    count += posts.length;
    assert.ok(posts.length <= society.account(index).postsCount);
  }
  assert.ok(count > 1000);
  assert.equal(ids.size, count);
});

Deno.test("the invented world can be read on both platforms, follow by follow", async () => {
  const { simulator } = open({ society, rules: { x: { limits: [] }, bluesky: { limits: [] } } });
  for (const influencer of [0, 17, 100, 199]) {
    const ids = Array.from(society.followers(influencer), society.accountId);
    const id = society.accountId(influencer);
    assert.deepEqual(await readOnX(simulator, `${id}/followers`, 1000), ids);
    assert.deepEqual(await readOnBluesky(simulator, "getFollowers", { actor: didOf(id), limit: 100 }), ids.map(didOf));
  }
  let person = society.accountCount - 1;
  while (society.account(person).state !== "active") person--;
  const following = Array.from(society.following(person), society.accountId);
  assert.deepEqual(await readOnX(simulator, `${society.accountId(person)}/following`, 5), following);
});

Deno.test("randomSociety() is the same for the same numbers, has the mean that was asked for, and nobody twice on a list", () => {
  const options = { accountCount: 300, followersMean: 20, postsMean: 3, shares: { gone: 0.1 } };
  const all = (society: Society) =>
    Array.from({ length: 300 }, (_, i) => [society.account(i), society.followers(i), society.posts(i)]);
  const one = randomSociety(uniform(1), options);
  assert.deepEqual(all(one), all(randomSociety(uniform(1), options)));
  assert.notDeepEqual(all(one), all(randomSociety(uniform(2), options)));
  let count = 0;
  for (let index = 0; index < 300; index++) {
    const list = Array.from(one.followers(index));
    assert.equal(new Set(list).size, list.length);
    assert.ok(!list.includes(index));
    for (const follower of list) assert.ok(Array.from(one.following(follower)).includes(index));
    count += list.length;
  }
  assert.ok(Math.abs(count / 300 - 20) < 4, String(count / 300));
});

Deno.test("societyOfLists() refuses names that two have, and follows of nobody", () => {
  assert.throws(() => societyOfLists({ accounts: 2, follows: [[0, 2]] }), /there are 2 accounts/);
  assert.throws(
    () => societyOfLists({ accounts: [{ id: "5" }, { id: "5" }], follows: [] }),
    /two accounts are named "5"/,
  );
});
