import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import type { Operation, Page, PlatformCall, Reply } from "../../../core/platforms/platform.ts";
import { x } from "../../../core/platforms/x.ts";

const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

Deno.test("writeRequest() asks X for users by id, by handle, for lists and for posts, with the fields that rows have", () => {
  const ask = (operation: Operation, accounts: string[], cursor: string | null = null) => {
    const { url, headers } = x.writeRequest({ operation, accounts, cursor, pageSize: 100, credential: "secret" });
    assert.deepEqual(headers, { accept: "application/json", authorization: "Bearer secret" });
    return decodeURIComponent(url);
  };
  const userFields =
    "user.fields=created_at,description,entities,location,profile_image_url,protected,public_metrics,url,verified,verified_type";
  assert.equal(ask("profiles", ["12", "13"]), `https://api.x.com/2/users?ids=12,13&${userFields}`);
  assert.equal(ask("resolve", ["@jack", "@you"]), `https://api.x.com/2/users/by?usernames=jack,you&${userFields}`);
  assert.equal(
    ask("followers", ["12"], "ABC"),
    `https://api.x.com/2/users/12/followers?max_results=100&${userFields}&pagination_token=ABC`,
  );
  assert.equal(ask("following", ["12"]), `https://api.x.com/2/users/12/following?max_results=100&${userFields}`);
  assert.equal(
    ask("posts", ["12"]),
    "https://api.x.com/2/users/12/tweets?max_results=100&tweet.fields=" +
      "author_id,created_at,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets",
  );
});

Deno.test("a user of X becomes a profile row; what X did not say is null", () => {
  const [full, bare] = pageOf(read("profiles", ["12", "13"], {
    data: [{
      id: "12",
      username: "jack",
      name: "Jack",
      description: "bio & more",
      created_at: "2006-03-21T20:50:14.000Z",
      location: "",
      url: "https://t.co/abc",
      entities: { url: { urls: [{ url: "https://t.co/abc", expanded_url: "https://example.test/" }] } },
      profile_image_url: "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png",
      protected: false,
      verified: true,
      public_metrics: { followers_count: 5, following_count: 6, tweet_count: 7, listed_count: 8 },
    }, {
      id: "13",
      username: "you",
      name: "You",
      created_at: "+012345-01-01T00:00:00Z",
      public_metrics: { followers_count: -1 },
    }],
  })).profiles;
  assert.deepEqual(full, {
    account: "x:12",
    handle: "jack",
    name: "Jack",
    bio: "bio & more",
    location: "",
    url: "https://example.test/",
    created: "2006-03-21T20:50:14.000Z",
    verified: true,
    protected: false,
    followers_count: 5,
    following_count: 6,
    posts_count: 7,
    listed_count: 8,
    default_image: true,
  });
  const { account, handle, name, ...rest } = bare;
  assert.deepEqual([account, handle, name], ["x:13", "you", "You"]);
  assert.deepEqual(new Set(Object.values(rest)), new Set([null]));
});

Deno.test("a post of X becomes a post row: its text as people see it, the whole of a long one, ids of those mentioned", () => {
  const [post, repost, long] = pageOf(read("posts", ["12"], {
    data: [
      {
        id: "1",
        author_id: "12",
        created_at: "2026-01-02T03:04:05.000Z",
        text: "a &amp;lt; b &lt;3",
        lang: "iw",
        public_metrics: { retweet_count: 1, reply_count: 2, like_count: 3 },
        in_reply_to_user_id: "12",
        entities: {
          hashtags: [{ tag: "Waves" }, { tag: "Waves" }],
          mentions: [{ username: "you", id: "13" }, { username: "gone" }],
          urls: [{
            url: "https://t.co/x",
            expanded_url: "https://example.test/short",
            unwound_url: "https://example.test/",
          }],
        },
      },
      { id: "2", text: "RT @you: hi", lang: "qme", referenced_tweets: [{ type: "retweeted", id: "9" }] },
      {
        id: "3",
        text: "cut …",
        note_tweet: { text: "the whole #long text", entities: { hashtags: [{ tag: "long" }] } },
        entities: { hashtags: [] },
        referenced_tweets: [{ type: "quoted", id: "9" }],
      },
    ],
    meta: { result_count: 3 },
  })).posts;
  assert.deepEqual(post, {
    post: "x:1",
    account: "x:12",
    created: "2026-01-02T03:04:05.000Z",
    text: "a &lt; b <3",
    language: "he",
    hashtags: ["Waves"],
    links: ["https://example.test/"],
    mentions: ["x:13"],
    likes_count: 3,
    reposts_count: 1,
    replies_count: 2,
    is_reply: true,
    is_repost: false,
  });
  assert.deepEqual([repost.account, repost.is_repost, repost.language, repost.likes_count], ["x:12", true, null, null]);
  assert.deepEqual([long.text, long.hashtags, long.is_reply], ["the whole #long text", ["long"], false]);
});

Deno.test("X names who is gone and who suspended; whom it passes over in silence it does not let us read", () => {
  const notFound = "https://api.x.com/2/problems/resource-not-found";
  const page = pageOf(read("profiles", ["12", "13", "14"], {
    errors: [
      { value: "12", type: notFound, title: "Not Found Error", detail: "Could not find user with ids: [12]." },
      { value: "13", type: notFound, title: "Forbidden", detail: "User has been suspended: [13]." },
    ],
  }));
  assert.deepEqual(page.absent, [
    { account: "12", absence: "gone" },
    { account: "13", absence: "suspended" },
    { account: "14", absence: "forbidden" },
  ]);
});

Deno.test("a 429 closes for the day where the day's limit is used up and not the window", () => {
  const at = (ms: number) => String((nowMs + ms) / 1000);
  const headers = {
    "x-rate-limit-limit": "15",
    "x-rate-limit-remaining": "14",
    "x-rate-limit-reset": at(600_000),
    "x-app-limit-24hour-limit": "500",
    "x-app-limit-24hour-remaining": "0",
    "x-app-limit-24hour-reset": at(7_200_000),
  };
  const reply = read("followers", ["12"], { title: "Too Many Requests" }, { status: 429, headers });
  assert.deepEqual(reply, {
    kind: "limited",
    cause: "window",
    quota: { limit: 15, remaining: 0, resetAfterMs: 7_201_000 },
  });
});

Deno.test("an error about something beside the account asked for does not make the account absent", () => {
  const about = {
    title: "Not Found Error",
    detail: "Could not find tweet",
    type: "https://api.x.com/2/problems/resource-not-found",
  };
  const page = pageOf(
    read("posts", ["12"], { data: [{ id: "1", text: "" }], errors: [about], meta: { result_count: 1 } }),
  );
  assert.deepEqual([page.posts.length, page.absent], [1, []]);
  // Nor where the list is empty for another reason.
  const withheld = { errors: [{ ...about, value: "777", resource_type: "tweet" }], meta: { result_count: 0 } };
  assert.deepEqual(pageOf(read("posts", ["12"], withheld)).posts, []);
  const odd = { ...about, type: "https://api.x.com/2/problems/field-hydration-failure" };
  assert.equal(read("posts", ["12"], { errors: [odd] }).kind, "failed");
});

const fixtures = `${
  Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url))
}/api-fixtures/x-api-v2.json.gz`;
const hasFixtures = existsSync(fixtures);

Deno.test({
  name: hasFixtures
    ? "answers of X that another project recorded are read whole: rows, cursors, limits"
    : "answers of X that another project recorded: skipped, there is no api-fixtures/x-api-v2.json.gz in the data folder",
  ignore: !hasFixtures,
  fn() {
    interface Recorded {
      uri: string;
      status: number;
      headers: Record<string, string>;
      body: { data: { id: string; username: string }[]; meta?: { next_token?: string } };
    }
    const recorded: Record<string, Recorded[]> = JSON.parse(
      new TextDecoder().decode(gunzipSync(Deno.readFileSync(fixtures))),
    );
    let lists = 0;
    for (const { uri, status, headers, body } of Object.values(recorded).flat()) {
      const operation = /\/2\/users\/\d+\/(followers|following)$/.exec(uri)?.[1] as
        | "followers"
        | "following"
        | undefined;
      if (operation === undefined) continue;
      lists++;
      const asked = /\d{5,}/.exec(uri)?.[0] as string;
      const resetMs = Number(headers["x-rate-limit-reset"]) * 1000;
      const reply = x.readReply(callOf(operation, [asked]), {
        status,
        headers: new Headers(headers),
        body: JSON.stringify(body),
        nowMs: resetMs - 800_000,
      });
      assert.deepEqual(reply.quota, { limit: 15, remaining: 14, resetAfterMs: 801_000 });
      const page = pageOf(reply);
      assert.equal(page.next, body.meta?.next_token ?? null);
      assert.equal(page.resources, body.data.length);
      assert.deepEqual(
        page.profiles.map(({ account, handle }) => [account, handle]),
        body.data.map(({ id, username }) => [`x:${id}`, username]),
      );
      assert.deepEqual(
        page.connections,
        body.data.map(({ id }) =>
          operation === "followers"
            ? { follower: `x:${id}`, influencer: `x:${asked}` }
            : { follower: `x:${asked}`, influencer: `x:${id}` }
        ),
      );
    }
    assert.equal(lists, 4);
    const whole = JSON.stringify(recorded.test_client_get_users_following[0].body);
    for (let length = 0; length < whole.length; length++) {
      const cut = { status: 200, headers: new Headers(), body: whole.slice(0, length), nowMs };
      assert.equal(x.readReply(callOf("following", ["12"]), cut).kind, "failed", `cut at ${length}`);
    }
    const [lookup] = recorded.test_client_get_users;
    const page = pageOf(
      read("resolve", lookup.body.data.map(({ username }) => `@${username.toUpperCase()}`), lookup.body),
    );
    assert.deepEqual(page.resolved.map(({ id }) => id), lookup.body.data.map(({ id }) => id));
    assert.deepEqual(page.absent, []);
  },
});

function callOf(operation: Operation, accounts: string[]): PlatformCall {
  return { operation, accounts, cursor: null, pageSize: 100, credential: null };
}

function read(
  operation: Operation,
  accounts: string[],
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Reply {
  return x.readReply(callOf(operation, accounts), {
    status,
    headers: new Headers(headers),
    body: JSON.stringify(body),
    nowMs,
  });
}

function pageOf(reply: Reply): Page {
  assert.equal(reply.kind, "page", JSON.stringify(reply));
  return (reply as Reply & { kind: "page" }).page;
}
