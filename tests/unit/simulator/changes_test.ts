/** A later look at a world: what changed is what was asked for, everything else stayed. */
import assert from "node:assert/strict";
import { createWorld } from "../../../scripts/simulator/world/mod.ts";

const options = { seed: 3, influencerCount: 1200, followerCount: 3000, communityCount: 12 };
const first = createWorld(options);
const later = createWorld({ ...options, changes: { splits: 1, merges: 1, births: 1 } });

Deno.test("a later world has the same accounts, the same planted stories, and the changes asked for", () => {
  assert.deepEqual(
    later.influencers.map(({ id, name }) => [id, name]),
    first.influencers.map(({ id, name }) => [id, name]),
  );
  for (const role of ["brand", "rival", "loyal", "star", "bridge"] as const) {
    assert.equal(later.planted[role], first.planted[role]);
  }
  assert.deepEqual(later.changes.map(({ kind }) => kind), ["split", "merge", "birth"]);
  assert.deepEqual(first.changes, []);
  const membersOf = (communities: readonly number[], world = later) =>
    communities.flatMap((community) => [...world.communities[community].members]).sort((a, b) => a - b);
  const [split, merge, birth] = later.changes;
  assert.deepEqual(membersOf(split.to), membersOf(split.from, first));
  assert.equal(split.to.length, 2);
  assert.deepEqual(membersOf(merge.to), membersOf(merge.from, first));
  assert.equal(new Set(membersOf(birth.to).map((member) => first.influencers[member].community)).size > 2, true);
  assert.equal(membersOf(later.communities.map(({ index }) => index)).length, options.influencerCount);
  for (const { index, members } of later.communities) {
    assert.ok(members.every((member) => later.influencers[member].community === index));
  }
});

Deno.test("people keep their interests in a later world, as far as what they care for is still there, and most their follows", () => {
  // A birth takes a few members of many communities, whose people then follow others.
  const unborn = createWorld({ ...options, changes: { splits: 1, merges: 1 } });
  const touched = new Set(later.changes.flatMap(({ from }) => from));
  let [same, unconcerned] = [0, 0];
  for (let i = 0; i < options.followerCount; i++) {
    const [was, is] = [first.follower(i), later.follower(i)];
    assert.equal(was.id, is.id);
    assert.equal(was.bot, is.bot);
    if (!was.bot) assert.ok(Math.abs(is.weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-3);
    if (was.interests.every((community) => !touched.has(community))) {
      unconcerned++;
      same += Number(first.followsOf(i).join() === unborn.followsOf(i).join());
    }
  }
  // A fifth follows anew.
  assert.ok(Math.abs(same / unconcerned - 0.8) < 0.05, `${same} of ${unconcerned} people follow just as they did`);
});

Deno.test("spanning accounts are followed from two communities; a world without has none but the bridge", () => {
  const spanning = createWorld({ ...options, spanningShare: 0.1 });
  const twofold = (world: typeof first) => world.influencers.filter(({ communities }) => communities.length > 1).length;
  assert.equal(twofold(first), 1);
  assert.ok(twofold(spanning) > 80 && twofold(spanning) < 160, `${twofold(spanning)}`);
});

Deno.test("createWorld() refuses more changes than there are communities for", () => {
  assert.throws(
    () => createWorld({ ...options, changes: { splits: 20 } }),
    /Cannot change a world: needed 20 communities of 40 members or more/,
  );
  assert.throws(() => createWorld({ ...options, changes: { churn: 2 } }), /changes.churn must be in \[0, 1\]/);
});
