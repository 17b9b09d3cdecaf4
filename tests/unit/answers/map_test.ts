import assert from "node:assert/strict";
import { describeMap } from "../../../core/answers/community/map.ts";
import { InputError } from "../../../core/errors.ts";
import { mapAccountsMax } from "../../../core/limits.ts";
import { fakeCommunityView } from "./_fake_communities.ts";

Deno.test("the map has its accounts column by column, most followed first, with five digits", () => {
  const { accounts, total } = describeMap(fakeCommunityView(), {});
  assert.deepEqual(accounts.ids, ["x:1", "x:2", "x:4", "x:0", "x:6", "x:5", "x:3"], "ties in order of index");
  assert.equal(accounts.names[2], "four", "the handle where there is no name");
  assert.deepEqual(accounts.community, [0, 0, 1, 0, -1, 1, 1]);
  assert.deepEqual(accounts.followers, [9, 9, 7, 5, 3, 2, 1]);
  assert.equal(accounts.x[1], 0.12346);
  assert.ok(JSON.stringify(accounts).length < 7 * 80);
  assert.equal(total, 7);
});

Deno.test("limit cuts the accounts, not the communities; 0 asks for communities alone", () => {
  assert.deepEqual(describeMap(fakeCommunityView(), { limit: 2 }).accounts.ids, ["x:1", "x:2"]);
  const { accounts, communities } = describeMap(fakeCommunityView(), { limit: 0 });
  assert.deepEqual(accounts.ids, []);
  assert.equal(communities.length, 2);
});

Deno.test("a community is a circle around the mean of its members that holds most of them", () => {
  const { communities } = describeMap(fakeCommunityView(), {});
  const [first] = communities;
  assert.deepEqual([first.id, first.label, first.size, first.sensitive], ["c-a", "label c-a", 3, false]);
  assert.ok(Math.abs(first.x - (0.1 + 0.2 + 0.123456) / 3) < 1e-5 && first.radius > 0.05 && first.radius < 0.1);
});

Deno.test("a tie is a share of the smaller community's ties, each pair once, strongest first", () => {
  const { ties } = describeMap(fakeCommunityView(), {});
  // Ties of the second community, counted from both ends: 2 x (0.3 + 0.3 + 0.2) within and 0.1 across.
  assert.deepEqual(ties, [{ from: 0, to: 1, weight: Math.round(0.1 / 1.7 * 1e5) / 1e5 }]);
});

Deno.test("the map of another level; what there is not is refused", () => {
  const { communities, accounts, level } = describeMap(fakeCommunityView(), { level: 1 });
  assert.deepEqual([level, communities.map(({ id }) => id)], [1, ["c-c"]]);
  assert.equal(accounts.community.filter((community) => community >= 0).length, 2);
  for (const query of [{ level: 2 }, { limit: -1 }, { limit: 0.5 }, { limit: mapAccountsMax + 1 }]) {
    assert.throws(() => describeMap(fakeCommunityView(), query), InputError);
  }
});
