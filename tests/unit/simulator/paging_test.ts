import assert from "node:assert/strict";
import { didOf, societyOfLists } from "../../../scripts/simulator/mod.ts";
import type { Society } from "../../../scripts/simulator/mod.ts";
import { get, open, readOnBluesky, readOnX, smallSociety } from "./_client.ts";

const unlimited = { x: { limits: [] }, bluesky: { limits: [] } };

/** What is on a list, by the slow way. */
function listed(society: Society, list: ArrayLike<number>): number[] {
  return Array.from(list).filter((other) => ["active", "private"].includes(society.account(other).state));
}

Deno.test("paging covers every list exactly once, newest first, at any page size, on both platforms", async () => {
  const { simulator, society } = open({ rules: unlimited });
  let lists = 0;
  for (let index = 0; index < society.accountCount; index++) {
    const { state, id } = society.account(index);
    if (state !== "active") continue;
    for (const size of [1, 2, 3, 7, 100, 1000]) {
      for (const kind of ["followers", "following"] as const) {
        const expected = listed(society, society[kind](index));
        assert.deepEqual(
          await readOnX(simulator, `${id}/${kind}`, size),
          expected.map(society.accountId),
          `${id} ${size}`,
        );
        if (size > 100) continue;
        const method = kind === "followers" ? "getFollowers" : "getFollows";
        const dids = await readOnBluesky(simulator, method, { actor: didOf(id), limit: size });
        assert.deepEqual(dids, expected.map((other) => didOf(society.accountId(other))), `${id} ${size}`);
        lists++;
      }
    }
  }
  assert.ok(lists > 200);
});

Deno.test("who follows later stands at the head for whoever begins to read, and moves nothing for whoever is reading", async () => {
  const society = societyOfLists({ accounts: 8, follows: [[1, 0], [2, 0], [3, 0]] });
  const { simulator } = open({ society, rules: unlimited });
  const ids = (indexes: number[]) => indexes.map(society.accountId);
  const next = async (cursor: string) =>
    (await get(simulator, `/x/2/users/1001/followers?max_results=1${cursor}`)).body;
  simulator.follow(4, 0);
  const begun = await next("");
  assert.equal(simulator.follow(5, 0), true);
  assert.equal(simulator.follow(5, 0), false, "nobody follows twice");
  simulator.follow(6, 0);
  simulator.unfollow(2, 0);
  assert.equal(simulator.follow(2, 0), false, "who has unfollowed does not come back");
  const read: string[] = [];
  for (let page = begun; page; page = page.meta.next_token && await next(`&pagination_token=${page.meta.next_token}`)) {
    read.push(...(page.data ?? []).map(({ id }: { id: string }) => id));
  }
  assert.deepEqual(read, ids([4, 3, 1]));
  for (const size of [1, 2, 100]) {
    assert.deepEqual(await readOnX(simulator, "1001/followers", size), ids([6, 5, 4, 3, 1]));
    assert.deepEqual(await readOnX(simulator, "1006/following", size), ids([0]));
    assert.deepEqual(await readOnX(simulator, "1003/following", size), []);
  }
});

Deno.test("a list that changes while it is read loses nobody who stays, and shows nobody twice", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const society = smallSociety(seed);
    const faults = { newFollower: 0.4, unfollow: 0.3, vanish: 0.02 };
    const { simulator } = open({ society, rules: unlimited, faults });
    for (let index = 0; index < society.accountCount; index++) {
      const { state, id } = society.account(index);
      if (state !== "active") continue;
      let ids: string[];
      try {
        ids = await readOnX(simulator, `${id}/followers`, 3);
      } catch {
        continue; // it vanished while it was read
      }
      assert.deepEqual(new Set(ids).size, ids.length, `seed ${seed}, account ${id}: somebody came twice`);
      const found = new Set(ids.map(society.findId));
      for (const follower of listed(society, society.followers(index))) {
        const stayed = simulator.follows("x", follower, index);
        assert.ok(found.has(follower) || !stayed, `seed ${seed}, account ${id}: ${follower} is lost`);
      }
    }
  }
});
