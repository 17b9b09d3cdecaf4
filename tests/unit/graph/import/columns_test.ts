import assert from "node:assert/strict";
import { guessEdgeColumns, guessIdColumn, guessRole, isOneKind } from "../../../../core/graph/import/columns.ts";

Deno.test("guessEdgeColumns() knows the names that people use, in any order, and else takes the first two", () => {
  const guess = (names: string) => {
    const list = names.split(" ");
    const { follower, influencer } = guessEdgeColumns(list);
    return `${list[follower]} ${list[influencer]}`;
  };
  assert.equal(guess("follower influencer"), "follower influencer");
  assert.equal(guess("weight target source"), "source target");
  assert.equal(guess("userID artistID weight"), "userID artistID");
  assert.equal(guess("page_id user_id time"), "user_id page_id");
  assert.equal(guess("userID friendID"), "userID friendID");
  assert.equal(guess("id_1 id_2"), "id_1 id_2");
  assert.equal(guess("time who whom"), "time who");
  assert.equal(guess("channel name-of-viewer viewer"), "viewer channel");
});

Deno.test("guessEdgeColumns() completes the one column that is given", () => {
  assert.deepEqual(guessEdgeColumns(["a", "b", "c"], { follower: 1 }), { follower: 1, influencer: 0, guessed: true });
  assert.deepEqual(guessEdgeColumns(["target", "source", "c"], { influencer: 2 }), {
    follower: 1,
    influencer: 2,
    guessed: true,
  });
  assert.deepEqual(guessEdgeColumns(undefined, { follower: 1, influencer: 0 }), {
    follower: 1,
    influencer: 0,
    guessed: false,
  });
});

Deno.test("isOneKind() tells source/target from user/anime", () => {
  for (
    const pair of ["source target", "from to", "id_1 id_2", "node_1 node_2", "userID friendID", "column_1 column_2"]
  ) {
    assert.equal(isOneKind(...pair.split(" ") as [string, string]), true, pair);
  }
  for (const pair of ["user anime", "follower influencer", "userID artistID", "user book"]) {
    assert.equal(isOneKind(...pair.split(" ") as [string, string]), false, pair);
  }
});

Deno.test("guessIdColumn() and guessRole() go by the edges' columns where the table's own names say little", () => {
  const edges = { follower: "user", influencer: "book" };
  assert.equal(guessIdColumn(["title", "book"], edges), 1);
  assert.equal(guessIdColumn(["title", "year"], edges), 0);
  assert.equal(guessRole("title", "books.tsv.gz", edges).role, "influencer");
  assert.equal(guessRole("id", "things.csv", { follower: "from", influencer: "to" }).role, "both");
});
