/** The platforms' adapters and the simulator were written apart, each from the documentation: here they meet. */
import assert from "node:assert/strict";
import { bluesky } from "../../../core/platforms/bluesky.ts";
import type { Operation, Page, Platform, PlatformCall, ProfileRow, Reply } from "../../../core/platforms/mod.ts";
import { x } from "../../../core/platforms/x.ts";
import {
  type Account,
  createWorldForTests,
  didOf,
  handleOnBluesky,
  type Post,
  type Society,
  societyOfWorld,
} from "./_worlds.ts";
import type { Simulator } from "../../../scripts/simulator/mod.ts";
import { open, smallSociety, token } from "./_client.ts";

const unlimited = { x: { limits: [] }, bluesky: { limits: [] } };
const bases = { x: "http://simulator/x", bluesky: "http://simulator/bluesky" };

/** How an account is named on a platform. */
const names: Record<string, { id: (account: Account) => string; handle: (account: Account) => string }> = {
  x: { id: ({ id }) => id, handle: ({ handle }) => handle },
  bluesky: { id: ({ id }) => didOf(id), handle: ({ handle }) => handleOnBluesky(handle) },
};

async function ask(
  { fetch }: Simulator,
  platform: Platform,
  call: Pick<PlatformCall, "operation" | "accounts"> & Partial<PlatformCall>,
): Promise<Reply> {
  const full: PlatformCall = {
    cursor: null,
    pageSize: platform.operations[call.operation]!.pageSizeMax,
    credential: platform.needsCredential ? token.secret : null,
    baseUrl: bases[platform.name as "x" | "bluesky"],
    ...call,
  };
  const { url, headers } = platform.writeRequest(full);
  const response = await fetch(url, { headers: { ...headers } });
  const body = await response.text();
  return platform.readReply(full, { status: response.status, headers: response.headers, body, nowMs: 0 });
}

/** All pages of a list, or why there is none. */
async function readAll(
  simulator: Simulator,
  platform: Platform,
  { operation, account, pageSize }: { operation: Operation; account: string; pageSize: number },
): Promise<Page[] | string> {
  const pages: Page[] = [];
  for (let cursor: string | null = null; pages.length < 500;) {
    const reply = await ask(simulator, platform, { operation, accounts: [account], cursor, pageSize });
    if (reply.kind !== "page") return reply.kind === "absent" ? reply.absence : JSON.stringify(reply);
    pages.push(reply.page);
    if (reply.page.next === null) return pages;
    cursor = reply.page.next;
  }
  return "no end";
}

const absences = {
  x: { active: null, private: "private", suspended: "suspended", gone: "gone", deactivated: "gone" },
  // Lists and feeds do not tell why an account is not there; nothing is private.
  bluesky: { active: null, private: null, suspended: "gone", gone: "gone", deactivated: "gone" },
} as const;

for (const platform of [x, bluesky]) {
  const name = platform.name as "x" | "bluesky";
  const { id: idOf, handle: handleOf } = names[name];

  Deno.test(`${platform.title}'s adapter finds every follow of a society again, and every absence`, async () => {
    const { simulator, society } = open({ rules: unlimited });
    for (let index = 0; index < society.accountCount; index++) {
      const account = society.account(index);
      for (const kind of ["followers", "following"] as const) {
        for (const pageSize of [1, 5, 100]) {
          const pages = await readAll(simulator, platform, { operation: kind, account: idOf(account), pageSize });
          const expected = absences[name][account.state];
          if (expected !== null) {
            assert.equal(pages, expected, `${account.state} ${kind}`);
            continue;
          }
          assert.ok(typeof pages !== "string", `${kind} of ${account.id}: ${pages}`);
          const rows = pages.flatMap(({ connections }) => connections);
          const self = `${name}:${idOf(account)}`;
          const others = shown(society, society[kind](index)).map((other) => `${name}:${idOf(society.account(other))}`);
          assert.deepEqual(
            rows,
            others.map((other) =>
              kind === "followers" ? { follower: other, influencer: self } : { follower: self, influencer: other }
            ),
          );
          assert.deepEqual(pages.flatMap(({ profiles }) => profiles.map(({ account }) => account)), others);
        }
      }
    }
  });

  Deno.test(`${platform.title}'s adapter reads profiles, by id and by handle, and who is not there`, async () => {
    const { simulator, society } = open({ rules: unlimited, society: societyOfWorld(createWorldForTests()) });
    const indexes = Array.from({ length: 60 }, (_, i) => Math.floor(i * society.accountCount / 60));
    simulator.setState(indexes[3], "suspended");
    simulator.setState(indexes[4], "gone");
    const size = platform.operations.profiles!.accountsPerCall;
    for (const operation of ["profiles", "resolve"] as const) {
      for (let start = 0; start < indexes.length; start += size) {
        const group = indexes.slice(start, start + size);
        const named = (index: number) =>
          operation === "profiles"
            ? idOf(society.account(index))
            : `@${handleOf(society.account(index)).toLowerCase()}`;
        const reply = await ask(simulator, platform, { operation, accounts: group.map(named) });
        assert.equal(reply.kind, "page", JSON.stringify(reply));
        const { page } = reply as Extract<Reply, { kind: "page" }>;
        const there = group.filter((index) => ![indexes[3], indexes[4]].includes(index));
        assert.deepEqual(
          page.profiles.toSorted(byAccount),
          there.map((index) => profileOf(name, society.account(index))).sort(byAccount),
        );
        const missing = group.filter((index) => !there.includes(index));
        assert.deepEqual(
          page.absent,
          missing.map((index) => ({
            account: named(index),
            absence: name === "x" && index === indexes[3] ? "suspended" : "gone",
          })),
        );
        if (operation === "resolve") {
          assert.deepEqual(
            page.resolved,
            there.map((index) => ({ handle: named(index), id: idOf(society.account(index)) })),
          );
        }
        assert.equal(page.resources, there.length);
      }
    }
  });

  Deno.test(`${platform.title}'s adapter reads posts as they were written`, async () => {
    for (const society of [smallSociety(3), societyOfWorld(createWorldForTests())]) {
      const { simulator } = open({ rules: unlimited, society });
      let count = 0;
      for (let index = 0; index < Math.min(40, society.accountCount); index++) {
        const account = society.account(index);
        const pages = await readAll(simulator, platform, { operation: "posts", account: idOf(account), pageSize: 7 });
        if (absences[name][account.state] !== null) {
          assert.equal(pages, absences[name][account.state]);
          continue;
        }
        assert.ok(typeof pages !== "string", String(pages));
        const rows = pages.flatMap(({ posts }) => posts);
        const posts = society.posts(index);
        assert.equal(rows.length, posts.length);
        rows.forEach((row, i) => {
          const post: Post = posts[i];
          assert.equal(row.account, `${name}:${idOf(account)}`);
          assert.equal(Date.parse(row.created!), post.createdMs);
          assert.ok(row.text!.includes(post.text), row.text!);
          assert.equal(row.language, post.language);
          assert.deepEqual(row.hashtags, post.hashtags);
          assert.deepEqual(row.links, post.links);
          assert.deepEqual(row.mentions, post.mentions.map((other) => `${name}:${idOf(society.account(other))}`));
          assert.equal(row.is_reply, post.kind === "reply");
          assert.equal(row.is_repost, post.kind === "repost");
          if (post.kind !== "repost") assert.equal(row.likes_count, post.likes);
          count++;
        });
        assert.equal(new Set(rows.map(({ post }) => post)).size, rows.length);
      }
      assert.ok(count > 100);
    }
  });
}

function shown(society: Society, list: ArrayLike<number>): number[] {
  return Array.from(list).filter((other) => ["active", "private"].includes(society.account(other).state));
}

function byAccount(left: ProfileRow, right: ProfileRow): number {
  return left.account < right.account ? -1 : 1;
}

/** What a crawl directory should say of an account. */
function profileOf(platform: "x" | "bluesky", account: Account): ProfileRow {
  const isX = platform === "x";
  const { id, handle } = names[platform];
  return {
    account: `${platform}:${id(account)}`,
    handle: handle(account),
    name: account.name,
    bio: account.bio === "" && !isX ? null : account.bio,
    location: isX ? account.location : null,
    url: account.url ?? (isX ? "" : null),
    created: new Date(account.createdMs).toISOString(),
    verified: isX ? account.verified : account.verified || null,
    protected: isX && account.state === "private",
    followers_count: account.followersCount,
    following_count: account.followingCount,
    posts_count: account.postsCount,
    listed_count: isX ? account.listedCount : null,
    default_image: account.defaultImage,
  };
}
