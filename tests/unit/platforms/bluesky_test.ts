import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { bluesky } from "../../../core/platforms/bluesky.ts";
import type { Operation, Page, PlatformCall, Reply } from "../../../core/platforms/platform.ts";
import { loadBlueskyAnswer } from "./_bluesky_answers.ts";

Deno.test("writeRequest() asks the AppView by DID or handle", () => {
  const ask = (operation: Operation, accounts: string[], cursor: string | null = null) => {
    const { url } = bluesky.writeRequest({ operation, accounts, cursor, pageSize: 100, credential: null });
    return decodeURIComponent(url.replace("https://public.api.bsky.app/xrpc/app.bsky.", ""));
  };
  assert.equal(ask("profiles", ["did:plc:a", "@b.test"]), "actor.getProfiles?actors=did:plc:a&actors=b.test");
  assert.equal(ask("resolve", ["@b.test"]), "actor.getProfiles?actors=b.test");
  assert.equal(ask("followers", ["did:plc:a"], "1__c"), "graph.getFollowers?actor=did:plc:a&limit=100&cursor=1__c");
  assert.equal(ask("following", ["@b.test"]), "graph.getFollows?actor=b.test&limit=100");
  assert.equal(ask("posts", ["did:plc:a"]), "feed.getAuthorFeed?actor=did:plc:a&limit=100&filter=posts_with_replies");
});

Deno.test("real profiles become rows with their counts; those passed over are gone", () => {
  const { call, page } = readRecorded("profiles, some absent");
  const [deactivated, suspended, nobody] = [call.accounts[1], call.accounts[3], call.accounts[4]];
  assert.deepEqual(page.absent, [deactivated, suspended, nobody].map((account) => ({ account, absence: "gone" })));
  const [profile] = page.profiles;
  assert.deepEqual({ ...profile, created: null, followers_count: 0, following_count: 0 }, {
    account: `bluesky:${call.accounts[0]}`,
    handle: "person0.test",
    name: "Person 0 🌊",
    bio: null,
    location: null,
    url: null,
    created: null,
    verified: null,
    protected: false,
    followers_count: 0,
    following_count: 0,
    posts_count: 3,
    listed_count: null,
    default_image: true,
  });
  assert.ok((profile.followers_count as number) > 0 && (profile.following_count as number) > 0);
});

Deno.test("real handles are resolved, whatever their capitals, and one that does not lead back is known by what is left", () => {
  const { call, page } = readRecorded("handles, one of nobody");
  assert.deepEqual(page.resolved.map(({ handle }) => handle), ["@person2.test", "@person0.test"]);
  assert.deepEqual(page.absent, [{ account: "@nobody.test", absence: "gone" }]);

  const { body } = loadBlueskyAnswer("handles, one of nobody");
  const [first, second] = (body as { profiles: { did: string; handle: string }[] }).profiles;
  const invalid = { profiles: [first, { ...second, handle: "handle.invalid" }] };
  const asked = { ...call, accounts: ["@Person2.test", "@person0.test"] };
  const reread = pageOf(read(asked, invalid));
  assert.deepEqual(reread.resolved, [{ handle: "@Person2.test", id: first.did }, {
    handle: "@person0.test",
    id: second.did,
  }]);
  assert.equal(reread.profiles[1].handle, null);
  // Of two that are left nobody can say which is which.
  const unclear = pageOf(read({ ...call, accounts: ["@nobody.test", "@person0.test", "@person2.test"] }, invalid));
  assert.deepEqual(unclear.absent.map(({ account }) => account), ["@nobody.test", "@person0.test"]);
});

Deno.test("real posts become rows, with tags, language and counts", () => {
  const { call, page } = readRecorded("posts");
  assert.equal(page.posts.length, 3);
  const [post] = page.posts;
  assert.match(post.post, new RegExp(`^bluesky:at://${call.accounts[0]}/app.bsky.feed.post/\\w+$`));
  assert.deepEqual({ ...post, post: "" }, {
    post: "",
    account: `bluesky:${call.accounts[0]}`,
    created: "2026-01-01T00:00:00.002Z",
    text: "Number 0 about #waves",
    language: "en",
    hashtags: ["waves"],
    links: [],
    mentions: [],
    likes_count: 0,
    reposts_count: 0,
    replies_count: 0,
    is_reply: false,
    is_repost: false,
  });
});

Deno.test("a repost is a row of whoever reposted: its own address and time, no counts that belong to the original", () => {
  const call = callOf("posts", ["did:plc:bob"]);
  const original = { did: "did:plc:alice", handle: "alice.test" };
  const post = {
    uri: "at://did:plc:alice/app.bsky.feed.post/1",
    author: original,
    likeCount: 9,
    record: { text: "hello", createdAt: "2025-01-01T00:00:00Z", reply: {}, langs: ["pt-BR"] },
  };
  const reason = {
    $type: "app.bsky.feed.defs#reasonRepost",
    by: { did: "did:plc:bob", handle: "bob.test" },
    indexedAt: "2026-01-01T00:00:00Z",
  };
  const uri = "at://did:plc:bob/app.bsky.feed.repost/7";
  const [named, unnamed, own] = pageOf(read(call, {
    feed: [{ post, reason: { ...reason, uri } }, { post, reason }, { post }],
  })).posts;
  assert.deepEqual(
    [named.post, named.account, named.created, named.is_repost, named.is_reply, named.likes_count, named.language],
    [`bluesky:${uri}`, "bluesky:did:plc:bob", "2026-01-01T00:00:00.000Z", true, false, null, "pt"],
  );
  assert.equal(unnamed.post, "bluesky:at://did:plc:alice/app.bsky.feed.post/1#reposted-by-did:plc:bob");
  assert.deepEqual([own.account, own.is_repost, own.is_reply, own.likes_count], [
    "bluesky:did:plc:alice",
    false,
    true,
    9,
  ]);
});

Deno.test("the real refusal of too many calls is read right: 3000, none left, the wait that it names", () => {
  const { call, status, headers, body } = loadBlueskyAnswer("too many calls");
  assert.equal(status, 429);
  const reply = bluesky.readReply(call, {
    status,
    headers: new Headers(headers),
    body: JSON.stringify(body),
    nowMs: 0,
  });
  const resetAfterMs = Number(headers["retry-after"]) * 1000;
  assert.ok(resetAfterMs > 0 && resetAfterMs <= 300_000);
  assert.deepEqual(reply, { kind: "limited", cause: "window", quota: { limit: 3000, remaining: 0, resetAfterMs } });
  // Without Retry-After the reset tells it, by the server's own clock: this worker's stands at 1970.
  const { "retry-after": _, ...rest } = headers;
  const nowMs = Date.parse(headers.date) + 3_600_000;
  const other = bluesky.readReply(call, { status, headers: new Headers(rest), body: JSON.stringify(body), nowMs });
  const lengthMs = other.quota?.resetAfterMs as number;
  assert.ok(lengthMs >= resetAfterMs - 1000 && lengthMs <= resetAfterMs + 2000, `${lengthMs} for ${resetAfterMs}`);
});

Deno.test("a good answer of an account's server tells what is left", () => {
  const { reply } = readRecorded("followers by an account's server");
  assert.equal(reply.quota?.limit, 3000);
  assert.ok((reply.quota?.remaining as number) < 3000 && (reply.quota?.resetAfterMs as number) <= 302_000);
});

const fixtures = `${
  Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url))
}/api-fixtures/bluesky.json.gz`;
const hasFixtures = existsSync(fixtures);

Deno.test({
  name: hasFixtures
    ? "objects of Bluesky that another project keeps are read: profile, posts with tags and mentions, reply, repost"
    : "objects of Bluesky that another project keeps: skipped, there is no api-fixtures/bluesky.json.gz in the data folder",
  ignore: !hasFixtures,
  fn() {
    const kept = JSON.parse(new TextDecoder().decode(gunzipSync(Deno.readFileSync(fixtures))));
    const [profile] =
      pageOf(read(callOf("profiles", ["did:web:alice.com"]), { profiles: [kept.ACTOR_PROFILE_VIEW_BSKY] })).profiles;
    assert.deepEqual(
      [profile.account, profile.handle, profile.name, profile.bio, profile.url, profile.default_image],
      ["bluesky:did:web:alice.com", "alice.com", "Alice", "hi there", "https://alice.com/", false],
    );
    const author = { did: "did:web:alice.com", handle: "alice.com" };
    const item = (record: unknown, reason?: unknown) => ({ post: { ...kept.POST_VIEW_BSKY, author, record }, reason });
    const [tag, mention, reply, repost] = pageOf(read(callOf("posts", ["did:web:alice.com"]), {
      feed: [
        item(kept.POST_BSKY_FACET_HASHTAG),
        item(kept.POST_BSKY_FACET_MENTION),
        item(kept.REPLY_BSKY),
        item(kept.POST_BSKY, kept.REPOST_BSKY_REASON),
      ],
    })).posts;
    assert.deepEqual([tag.hashtags, mention.mentions, reply.is_reply], [["hache-☕"], ["bluesky:did:plc:foo"], true]);
    assert.deepEqual([repost.account, repost.is_repost], ["bluesky:did:web:bob.com", true]);
    // An author that is nobody: the whole answer cannot be trusted.
    assert.equal(
      read(callOf("posts", ["did:web:alice.com"]), { feed: [{ post: kept.POST_VIEW_BSKY }] }).kind,
      "failed",
    );
  },
});

function callOf(operation: Operation, accounts: string[]): PlatformCall {
  return { operation, accounts, cursor: null, pageSize: 100, credential: null };
}

function read(call: PlatformCall, body: unknown): Reply {
  return bluesky.readReply(call, { status: 200, headers: new Headers(), body: JSON.stringify(body), nowMs: 0 });
}

function readRecorded(name: string) {
  const { call, status, headers, body } = loadBlueskyAnswer(name);
  const nowMs = Date.parse(headers.date);
  const reply = bluesky.readReply(call, { status, headers: new Headers(headers), body: JSON.stringify(body), nowMs });
  return { call, reply, page: pageOf(reply) };
}

function pageOf(reply: Reply): Page {
  assert.equal(reply.kind, "page", JSON.stringify(reply));
  return (reply as Reply & { kind: "page" }).page;
}
