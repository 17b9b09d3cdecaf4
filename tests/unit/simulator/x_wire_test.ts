/** X's wire format, held against its documentation and against answers that tweepy recorded (../shared/data/api-fixtures). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { societyOfLists, xRules } from "../../../scripts/simulator/mod.ts";
import { get, type Json, open, startMs, token } from "./_client.ts";

const folder = Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const fixtures = join(folder, "api-fixtures", "x-api-v2.json.gz");
const isThere = await Deno.stat(fixtures).then(() => true, () => false);

const base = { language: "en", likes: 6, reposts: 2, replies: 1, kind: "post", of: null } as const;
const society = societyOfLists({
  accounts: [
    {
      name: "Dev Team",
      handle: "DevTeam",
      bio: 'The voice of "developers" & friends',
      location: "Everywhere",
      url: "https://developers.example/start",
      verified: true,
      createdMs: Date.UTC(2013, 11, 14, 4, 35, 55),
      followersCount: 513_961,
      followingCount: 2_032,
      postsCount: 3_635,
      listedCount: 1_672,
    },
    { state: "private", defaultImage: true },
    { state: "suspended" },
    { state: "gone" },
    {},
    {},
  ],
  follows: [[1, 0], [2, 0], [4, 0], [5, 0]],
  posts: new Map([[0, [
    {
      ...base,
      id: "2001",
      createdMs: startMs,
      text: "Über",
      hashtags: ["Küche"],
      links: ["https://a.example/b"],
      mentions: [4],
    },
    {
      ...base,
      id: "2000",
      createdMs: startMs - 1000,
      text: "Yes",
      hashtags: [],
      links: [],
      mentions: [],
      kind: "reply",
      of: 5,
    },
    {
      ...base,
      id: "1999",
      createdMs: startMs - 2000,
      text: "Look",
      hashtags: [],
      links: [],
      mentions: [],
      kind: "repost",
      of: 4,
    },
    {
      ...base,
      id: "1998",
      createdMs: startMs - 3000,
      text: "a",
      hashtags: [],
      links: [],
      mentions: [],
      language: null,
    },
    { ...base, id: "1997", createdMs: startMs - 4000, text: "b", hashtags: [], links: [], mentions: [] },
    { ...base, id: "1996", createdMs: startMs - 5000, text: "c", hashtags: [], links: [], mentions: [] },
  ]]]),
});
const { simulator } = open({ society, rules: { x: { limits: [] } } });
const ask = (path: string) => get(simulator, `/x/2/users${path}`);

Deno.test("users lookup: the whole of a user, field by field", async () => {
  const fields =
    "created_at,description,entities,location,profile_image_url,protected,public_metrics,url,verified,verified_type";
  const { status, headers, body } = await ask(`?ids=1001&user.fields=${fields}`);
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
  const [{ url, entities, profile_image_url, ...user }] = body.data;
  assert.deepEqual(user, {
    id: "1001",
    name: "Dev Team",
    username: "DevTeam",
    created_at: "2013-12-14T04:35:55.000Z",
    description: 'The voice of "developers" & friends',
    location: "Everywhere",
    protected: false,
    public_metrics: {
      followers_count: 513_961,
      following_count: 2_032,
      tweet_count: 3_635,
      listed_count: 1_672,
      like_count: 7_270,
      media_count: 727,
    },
    verified: true,
    verified_type: "blue",
  });
  assert.match(url, /^https:\/\/t\.co\/\w{10}$/);
  const link = {
    start: 0,
    end: 23,
    url,
    expanded_url: "https://developers.example/start",
    display_url: "developers.example/start",
  };
  assert.deepEqual(entities, { url: { urls: [link] } });
  assert.match(profile_image_url, /^https:\/\/pbs\.twimg\.com\/profile_images\//);
  const bare = await ask("/by?usernames=devteam,user1005");
  assert.deepEqual(bare.body.data[0], { id: "1001", name: "Dev Team", username: "DevTeam" });
  const [none] = (await ask(`?ids=1005&user.fields=${fields}`)).body.data;
  assert.deepEqual([none.url, none.description, "location" in none, "entities" in none], ["", "", false, false]);
});

Deno.test("users lookup: those that cannot be had come as partial errors beside the others, with status 200", async () => {
  const { status, body } = await ask("?ids=1001,1002,1003,1004,99");
  assert.equal(status, 200);
  assert.deepEqual(body.data.map(({ id }: Json) => id), ["1001", "1002"]);
  const problem = { resource_type: "user", parameter: "ids", type: "https://api.x.com/2/problems/resource-not-found" };
  const missing = (id: string) => ({
    ...problem,
    value: id,
    resource_id: id,
    detail: `Could not find user with ids: [${id}].`,
    title: "Not Found Error",
  });
  assert.deepEqual(body.errors, [
    { ...problem, value: "1003", resource_id: "1003", detail: "User has been suspended: [1003].", title: "Forbidden" },
    missing("1004"),
    missing("99"),
  ]);
  const none = await ask("/by/username/nobody");
  assert.equal(none.status, 200);
  assert.deepEqual(Object.keys(none.body), ["errors"]);
  assert.equal(none.body.errors[0].detail, "Could not find user with username: [nobody].");
  assert.deepEqual((await ask("/by/username/DEVTEAM")).body, {
    data: { id: "1001", name: "Dev Team", username: "DevTeam" },
  });
});

Deno.test("followers: pages with their count and their token; private ones are listed, suspended ones are not", async () => {
  const first = await ask("/1001/followers?max_results=2");
  assert.deepEqual(first.body.data.map(({ id }: Json) => id), ["1006", "1005"]);
  const { next_token } = first.body.meta;
  assert.match(next_token, /^[0-9A-V]{13}ZZZ$/);
  assert.deepEqual(first.body.meta, { result_count: 2, next_token });
  const last = await ask(`/1001/followers?max_results=2&pagination_token=${next_token}`);
  assert.deepEqual(last.body.data.map(({ id }: Json) => id), ["1002"]);
  assert.deepEqual(Object.keys(last.body.meta), ["result_count", "previous_token"]);
  assert.deepEqual((await ask("/1005/followers")).body, { meta: { result_count: 0 } });
});

Deno.test("lists of private, suspended and lost accounts are errors with status 200", async () => {
  for (const list of ["followers", "following", "tweets"]) {
    const [hidden, suspended, gone] = await Promise.all(["1002", "1003", "1004"].map((id) => ask(`/${id}/${list}`)));
    assert.deepEqual([hidden, suspended, gone].map(({ status }) => status), [200, 200, 200]);
    assert.deepEqual(hidden.body, {
      errors: [{
        resource_id: "1002",
        parameter: "id",
        resource_type: "user",
        section: "data",
        title: "Authorization Error",
        value: "1002",
        detail: "Sorry, you are not authorized to see the user with id: [1002].",
        type: "https://api.x.com/2/problems/not-authorized-for-resource",
      }],
    });
    assert.deepEqual(suspended.body.errors.map(({ title }: Json) => title), ["Forbidden"]);
    assert.deepEqual(gone.body.errors.map(({ title }: Json) => title), ["Not Found Error"]);
  }
});

Deno.test("timelines: posts with entities that stand where they say, in code points, and pages newest first", async () => {
  const fields = "author_id,created_at,entities,in_reply_to_user_id,lang,public_metrics,referenced_tweets";
  const { body } = await ask(`/1001/tweets?max_results=5&tweet.fields=${fields}`);
  assert.deepEqual([body.meta.result_count, body.meta.newest_id, body.meta.oldest_id], [5, "2001", "1997"]);
  const [first, reply, repost, wordless] = body.data;
  const { entities, ...post } = first;
  assert.deepEqual(post, {
    id: "2001",
    text: first.text,
    edit_history_tweet_ids: ["2001"],
    author_id: "1001",
    created_at: new Date(startMs).toISOString(),
    lang: "en",
    public_metrics: {
      retweet_count: 2,
      reply_count: 1,
      like_count: 6,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: 240,
    },
  });
  const cut = ({ start, end }: Json) => [...first.text].slice(start, end).join("");
  assert.deepEqual(entities.mentions.map((mention: Json) => [cut(mention), mention.id]), [["@user1005", "1005"]]);
  assert.deepEqual(entities.hashtags.map((tag: Json) => [cut(tag), tag.tag]), [["#Küche", "Küche"]]);
  assert.deepEqual(entities.urls.map((link: Json) => [cut(link), link.expanded_url]), [[
    entities.urls[0].url,
    "https://a.example/b",
  ]]);
  assert.deepEqual([reply.in_reply_to_user_id, reply.referenced_tweets[0].type], ["1006", "replied_to"]);
  assert.deepEqual([repost.referenced_tweets[0].type, repost.text], ["retweeted", "RT @user1005: Look"]);
  assert.equal(wordless.lang, "und");
  const rest = await ask(`/1001/tweets?max_results=5&pagination_token=${body.meta.next_token}`);
  assert.deepEqual(rest.body.data, [{ id: "1996", text: "c", edit_history_tweet_ids: ["1996"] }]);
  const plain = await ask("/1001/tweets?exclude=retweets,replies");
  assert.deepEqual(plain.body.data.map(({ id }: Json) => id), ["2001", "1998", "1997", "1996"]);
  assert.deepEqual((await ask("/1005/tweets")).body, { meta: { result_count: 0 } });
});

Deno.test("what was asked wrongly is a problem with status 400 that names the parameter", async () => {
  const cases = [
    ["?ids=12a", "ids", "12a"],
    [`?ids=${Array.from({ length: 101 }, (_, i) => i)}`, "ids", null],
    ["/by?usernames=sixteen_letters_", "usernames", "sixteen_letters_"],
    ["/by?usernames=much-too-long-a-name", "usernames", "much-too-long-a-name"],
    ["/1001/followers?max_results=1001", "max_results", "1001"],
    ["/1001/followers?max_results=0", "max_results", "0"],
    ["/1001/followers?pagination_token=nonsense", "pagination_token", "nonsense"],
    ["/1001/tweets?max_results=4", "max_results", "4"],
    ["/1001?user.fields=shoe_size", "user.fields", "shoe_size"],
  ] as const;
  for (const [path, parameter, value] of cases) {
    const { status, body } = await ask(path);
    assert.equal(status, 400, path);
    assert.equal(body.title, "Invalid Request");
    assert.equal(body.type, "https://api.x.com/2/problems/invalid-request");
    assert.deepEqual(Object.keys(body.errors[0].parameters), [parameter]);
    if (value !== null) assert.deepEqual(body.errors[0].parameters[parameter], [value]);
  }
  const other = (await ask("/1001/followers?max_results=1")).body.meta.next_token;
  assert.equal((await ask(`/1005/followers?pagination_token=${other}`)).status, 400, "the token of another list");
  assert.equal((await ask("/1001/likes")).status, 404);
});

Deno.test("tokens: none or unknown is 401, one whose app may not is 403, a month's volume that is used up is 429", async () => {
  assert.equal((await get(simulator, "/x/2/users?ids=1001", { secret: null })).status, 401);
  const { status, body } = await get(simulator, "/x/2/users?ids=1001", { secret: "guess" });
  assert.deepEqual([status, body], [401, {
    title: "Unauthorized",
    type: "about:blank",
    status: 401,
    detail: "Unauthorized",
  }]);
  const { simulator: retired } = open({ society, tokens: [{ ...token, state: "retired" }] });
  const refused = await get(retired, "/x/2/users?ids=1001");
  assert.deepEqual([refused.status, refused.body.reason], [403, "client-not-enrolled"]);

  const volume = { endpoints: xRules().volume!.endpoints, resources: 6 };
  const { simulator: capped, clock } = open({ society, rules: { x: { limits: [], volume } } });
  const read = () => get(capped, "/x/2/users/1001/tweets");
  assert.equal((await read()).status, 200);
  const over = await read();
  assert.deepEqual([over.status, over.body.type], [429, "https://api.x.com/2/problems/usage-capped"]);
  assert.equal((await get(capped, "/x/2/users/1001/followers")).status, 200, "users are not posts");
  clock.ms = Date.UTC(2026, 11, 1);
  assert.equal((await read()).status, 200, "a new month");
});

Deno.test({
  name: "answers have the fields of recorded ones",
  ignore: !isThere,
  async fn() {
    const gzip = (await Deno.open(fixtures)).readable.pipeThrough(new DecompressionStream("gzip"));
    const recorded = await new Response(gzip).json();
    const [followers] = recorded.test_client_get_users_followers;
    const ours = await ask("/1001/followers?max_results=2");
    assert.deepEqual(Object.keys(ours.body), Object.keys(followers.body));
    assert.deepEqual(Object.keys(ours.body.data[0]), Object.keys(followers.body.data[0]));
    assert.deepEqual(Object.keys(ours.body.meta), Object.keys(followers.body.meta));
    assert.match(followers.body.meta.next_token, /^[0-9A-V]{13}ZZZ$/);
    const { simulator: limited } = open({ society });
    const { headers } = await get(limited, "/x/2/users/1001/followers");
    const names = Object.keys(followers.headers).sort();
    assert.deepEqual([...headers.keys()].sort(), names);
    for (const name of names) {
      assert.equal(/^\d+$/.test(headers.get(name)!), /^\d+$/.test(followers.headers[name]), name);
    }
    const [one] = recorded.test_client_get_user;
    assert.deepEqual(Object.keys((await ask("/by/username/DevTeam")).body.data), Object.keys(one.body.data));
    const [many] = recorded.test_client_get_users;
    assert.ok(Array.isArray((await ask("/by?usernames=DevTeam")).body.data) && Array.isArray(many.body.data));
  },
});
