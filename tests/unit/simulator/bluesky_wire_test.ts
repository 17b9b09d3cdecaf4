/** Bluesky's wire format, held against answers that its own servers gave (tests/golden/bluesky). */
import assert from "node:assert/strict";
import { didOf, handleOnBluesky, societyOfLists } from "../../../scripts/simulator/mod.ts";
import { get, type Json, open } from "./_client.ts";

interface Recorded {
  readonly name: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Json;
}

const golden: { answers: Recorded[] } = JSON.parse(
  await Deno.readTextFile(new URL("../../golden/bluesky/answers.json", import.meta.url)),
);

function recorded(name: string): Recorded {
  const found = golden.answers.find((answer) => answer.name === name);
  assert.ok(found, `no answer "${name}"`);
  return found;
}

const accountCount = 12;
const post = {
  text: "Number 0 about",
  language: "en",
  hashtags: ["waves"],
  links: [],
  mentions: [],
  likes: 0,
  reposts: 0,
  replies: 0,
  kind: "post",
  of: null,
} as const;
const society = societyOfLists({
  accounts: Array.from({ length: accountCount }, (_, i) => ({
    name: `Person ${i}`,
    bio: i === 0 ? "" : `Invented, number ${i}`,
    state: i === 8 ? "deactivated" : i === 9 ? "suspended" : "active",
    defaultImage: true,
  })),
  follows: [[1, 2], ...[1, 2, 3, 4, 5, 6, 7].flatMap((other) => [[other, 0], [other, 1]])]
    .map(([follower, influencer]) => [follower, influencer] as const)
    .filter(([follower, influencer]) => follower !== influencer),
  posts: new Map([[0, [2, 1, 0].map((i) => ({ ...post, id: String(7000 + i), createdMs: 1_767_225_600_000 + i }))]]),
});
const did = (index: number) => didOf(society.accountId(index));
const { simulator } = open({ society, rules: { bluesky: { limits: [] } } });
const ask = (method: string, query: string, secret: string | null = null) =>
  get(simulator, `/bluesky/xrpc/${method}?${query}`, { secret });

/** Fields with the types of their values, as paths; those that only this or that server sends are left out. */
function shape(value: Json, path = ""): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => shape(item, `${path}[]`)))].sort();
  if (value === null || typeof value !== "object") return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, item]) => shape(item, `${path}.${key}`)).sort();
}

/** The lexicon lets servers leave it out, and the recorded one does. */
const ofOtherServers = /\.createdAt: string$/;

function assertLike(answer: { status: number; body: Json }, name: string): void {
  const { status, body } = recorded(name);
  assert.equal(answer.status, status, name);
  const ours = shape(answer.body).filter((field) => !ofOtherServers.test(field) || field.includes(".record."));
  const theirs = shape(body).filter((field) => !ofOtherServers.test(field) || field.includes(".record."));
  assert.deepEqual(ours, theirs, name);
}

Deno.test("a page of followers and of follows has the fields of a real one, and no cursor at the end", async () => {
  const first = await ask("app.bsky.graph.getFollowers", `actor=${did(0)}&limit=4`);
  assertLike(first, "first page of followers");
  const second = await ask("app.bsky.graph.getFollowers", `actor=${did(0)}&limit=4&cursor=${first.body.cursor}`);
  assertLike(second, "second page of followers");
  assert.deepEqual(
    [first, second].flatMap(({ body }) => body.followers.map((view: Json) => view.did)),
    [7, 6, 5, 4, 3, 2, 1].map(did),
  );
  assertLike(
    await ask("app.bsky.graph.getFollowers", `actor=${handleOnBluesky(society.account(1).handle)}`),
    "followers of a handle, one page",
  );
  assertLike(await ask("app.bsky.graph.getFollows", `actor=${did(1)}`), "following, one page");
});

Deno.test("a page is followed by nothing where nobody follows", async () => {
  const answer = await ask("app.bsky.graph.getFollowers", `actor=${did(11)}`);
  const { body } = recorded("followers of nobody");
  assert.deepEqual([answer.body.followers, Object.keys(answer.body).sort()], [
    body.followers,
    Object.keys(body).sort(),
  ]);
});

Deno.test("getProfiles leaves out without a word who is not there", async () => {
  const nobody = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
  const query = [did(0), did(8), did(1), did(9), nobody].map((actor) => `actors=${actor}`).join("&");
  const answer = await ask("app.bsky.actor.getProfiles", query);
  assertLike(answer, "profiles, some absent");
  assert.deepEqual(answer.body.profiles.map((view: Json) => view.did), [did(0), did(1)]);
});

Deno.test("a feed has the fields of a real one, facets counted in bytes, and a time as its cursor", async () => {
  const whole = await ask("app.bsky.feed.getAuthorFeed", `actor=${did(0)}&limit=100&filter=posts_with_replies`);
  assertLike(whole, "posts");
  const [{ post: { record } }] = whole.body.feed;
  const [{ index, features: [feature] }] = record.facets;
  assert.equal(record.text.slice(index.byteStart, index.byteEnd), `#${feature.tag}`);
  const first = await ask("app.bsky.feed.getAuthorFeed", `actor=${did(0)}&limit=2`);
  assert.equal(first.body.cursor, "2026-01-01T00:00:00.001Z");
  const rest = await ask(
    "app.bsky.feed.getAuthorFeed",
    `actor=${did(0)}&cursor=${encodeURIComponent(first.body.cursor)}`,
  );
  assert.deepEqual([...first.body.feed, ...rest.body.feed], whole.body.feed);
  assert.equal(rest.body.cursor, undefined);
});

Deno.test("errors are the server's, word for word", async () => {
  const followers = "app.bsky.graph.getFollowers";
  const cases: [string, string, string, string?][] = [
    ["posts of a deactivated account", "app.bsky.feed.getAuthorFeed", `actor=${did(8)}`],
    ["followers of a deactivated account", followers, `actor=${did(8)}`],
    ["followers of a suspended account", followers, `actor=${did(9)}`],
    ["followers of a DID that is nobody's", followers, "actor=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"],
    ["followers of a handle that is nobody's", followers, "actor=nobody.test"],
    ["a text that is no account", "app.bsky.actor.getProfiles", "actors=bad_name"],
    ["a page that is too large", followers, `actor=${did(0)}&limit=500`],
    ["a cursor that leads nowhere", followers, `actor=${did(0)}&cursor=nonsense`],
    ["a credential that is none", followers, `actor=${did(0)}`, "none"],
  ];
  for (const [name, method, query, secret] of cases) {
    const { status, body } = await ask(method, query, secret ?? null);
    const theirs = recorded(name);
    assert.equal(status, theirs.status, name);
    assert.equal(body.error, theirs.body.error, name);
    assert.equal(body.message, theirs.body.message.replace(/did:plc:\w+/, /did:plc:\w+/.exec(query)?.[0] ?? ""), name);
  }
});

Deno.test("a refusal has the headers of a real one", async () => {
  const rules = {
    bluesky: {
      limits: [{
        name: "all",
        endpoints: ["app.bsky.graph.getFollowers"],
        scope: "address",
        limit: 3000,
        windowMs: 300_000,
      }],
    },
  } as const;
  const { simulator, clock } = open({ society, rules });
  for (let i = 0; i < 3000; i++) {
    await simulator.fetch(`http://simulator/bluesky/xrpc/app.bsky.graph.getFollowers?actor=${did(11)}`);
  }
  clock.ms += 2000;
  const refused = await get(simulator, `/bluesky/xrpc/app.bsky.graph.getFollowers?actor=${did(11)}`, { secret: null });
  const theirs = recorded("too many calls");
  assert.equal(refused.status, theirs.status);
  assert.deepEqual(refused.body, theirs.body);
  const { date: _, "ratelimit-reset": theirReset, ...others } = theirs.headers;
  const { "ratelimit-reset": reset, ...ours } = Object.fromEntries(refused.headers);
  assert.deepEqual(ours, others);
  assert.deepEqual([reset.length, Number(reset) * 1000], [theirReset.length, clock.ms - 2000 + 300_000]);
});

Deno.test("a DID leads to its account; one that differs by a letter leads to nobody", async () => {
  for (const id of ["1", "999999999", "1000000000", "2458661636", "2093609324210290693", "9223372036854775807"]) {
    const society = societyOfLists({ accounts: [{ id }], follows: [] });
    const { simulator } = open({ society, rules: { bluesky: { limits: [] } } });
    const read = (actor: string) =>
      get(simulator, `/bluesky/xrpc/app.bsky.actor.getProfile?actor=${actor}`, { secret: null });
    assert.match(didOf(id), /^did:plc:[a-z2-7]{24}$/);
    assert.equal((await read(didOf(id))).body.did, didOf(id));
    for (let at = 8; at < 32; at++) {
      const other = didOf(id).slice(0, at) + (didOf(id)[at] === "a" ? "b" : "a") + didOf(id).slice(at + 1);
      assert.deepEqual((await read(other)).body, { error: "InvalidRequest", message: "Profile not found" });
    }
  }
  const dids = new Set(Array.from({ length: 20_000 }, (_, i) => didOf(String(i * 7919))));
  assert.equal(dids.size, 20_000);
});
