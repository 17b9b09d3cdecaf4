import assert from "node:assert/strict";
import { describeColumns } from "../../../../core/graph/import/mod.ts";
import { importProfileTexts } from "./_fixture.ts";

Deno.test("importProfiles() finds the canonical columns by the names people give them, and keeps the others", async () => {
  const { result, rows } = await importProfileTexts({
    "users.csv": "id,screen_name,name,description,followers_count,friends_count,verified,created_at,Index,team\n" +
      '12,ann,"Ann, A.","line 1\nline 2","1,234",5,True,Mon Apr 26 06:01:55 +0000 2010,9,red\n',
  }, { platform: "x" });
  assert.deepEqual(rows.map((row) => ({ ...row })), [{
    id: "x:12",
    handle: "ann",
    name: "Ann, A.",
    bio: "line 1\nline 2",
    location: null,
    url: null,
    verified: true,
    created: "2010-04-26T06:01:55Z",
    followers_claimed: 1234n,
    following_claimed: 5n,
    posts_claimed: null,
    kind: null,
    language: null,
    given_Index: "9",
    team: "red",
  }]);
  assert.deepEqual(describeColumns(result.columns), [
    'users.csv: CSV (comma-separated); profiles of followers and influencers by "id" (guessed); handle = "screen_name", ' +
    'name, bio = "description", verified, created = "created_at", followers_claimed = "followers_count", ' +
    'following_claimed = "friends_count"; kept as they are: given_Index, team',
  ]);
});

Deno.test("importProfiles() counts cells that it cannot understand and leaves them unknown", async () => {
  const { result, rows } = await importProfileTexts({
    "a.tsv":
      "id\tfollowers\tverified\tcreated\n1\tmany\tmaybe\tlong ago\n2\t-1\tno\t1272261715\n3\t1.2e3\t1\t2010-04-26\n",
  });
  assert.deepEqual(rows.map((row) => [row.followers_claimed, row.verified, row.created]), [
    [null, null, null],
    [null, false, "2010-04-26T06:01:55Z"],
    [1200n, true, "2010-04-26T00:00:00Z"],
  ]);
  assert.deepEqual(result.unreadable, [
    { field: "verified", count: 1 },
    { field: "created", count: 1 },
    { field: "followers_claimed", count: 2 },
  ]);
});

Deno.test("importProfiles() takes the last profile of an account, across files and formats, and counts the others", async () => {
  const { result, rows } = await importProfileTexts({
    "a.csv": "id,name,city\n1,first,\n2,old,Oslo\n1,one,\n2,newer,Bergen\n",
    "b.ndjson": '{"id":2,"name":"newest","tags":["a","b"]}\n',
  });
  assert.equal(result.profiles, 2);
  assert.equal(result.duplicates, 3);
  assert.deepEqual(rows.map((row) => [row.id, row.name, row.location, row.tags]), [
    ["file:1", "one", null, null],
    ["file:2", "newest", null, '["a","b"]'],
  ]);
});

Deno.test("importProfiles() tells whose profiles these are from the columns of the edges", async () => {
  const edges = { follower: "userID", influencer: "artistID" };
  const roleOf = async (name: string, text: string) =>
    (await importProfileTexts({ [name]: text }, { edgeColumns: edges })).result.role;
  assert.equal(await roleOf("artists.csv", "id,name\n1,a\n"), "influencer");
  assert.equal(await roleOf("x.csv", "user,age\n1,20\n"), "follower");
  const one = { edgeColumns: { follower: "source", influencer: "target" } };
  assert.equal((await importProfileTexts({ "x.csv": "id,target\n1,2\n" }, one)).result.role, "both");
  await assert.rejects(
    importProfileTexts({ "artists.csv": "id,name\n1,a\n", "users.csv": "user,age\n1,2\n" }, { edgeColumns: edges }),
    { name: "InputError", message: /needed profiles of one role, found influencer .* and follower/ },
  );
});

Deno.test("importProfiles() keeps quotes of TSV names that are no quoting", async () => {
  const { rows } = await importProfileTexts({ "a.tsv": 'id\tname\n1\t"Weird Al" Yankovic\n2\t"Open\n3\t"Quoted"\n' });
  assert.deepEqual(rows.map(({ name }) => name), ['"Weird Al" Yankovic', '"Open', "Quoted"]);
});

Deno.test("importProfiles() counts bad rows with line and reason", async () => {
  const { result } = await importProfileTexts({ "a.csv": `id,name\n,x\n1,y\n1,2,3\n${"9".repeat(600)},z\n` });
  assert.equal(result.rows, 4);
  assert.deepEqual(result.bad.shown.map(({ line }) => line), [2, 4, 5]);
});

Deno.test("importProfiles() refuses a file without column names", async () => {
  await assert.rejects(importProfileTexts({ "a.csv": "1,2\n3,4\n" }), {
    name: "InputError",
    message: /needed column names, found no header$/,
  });
});
