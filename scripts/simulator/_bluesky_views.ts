/** Profiles and posts as the lexicons `app.bsky.actor.defs` and `app.bsky.feed.defs` have them. */
import { didOf, handleOnBluesky } from "./_bluesky_names.ts";
import type { Network } from "./_network.ts";
import type { Account, Post } from "./society.ts";

/** `app.bsky.actor.defs#profileViewBasic`. */
function profileViewBasic(account: Account): Record<string, unknown> {
  const { id, handle, name } = account;
  return {
    did: didOf(id),
    handle: handleOnBluesky(handle),
    ...(name === "" ? {} : { displayName: name }),
    ...(account.defaultImage ? {} : { avatar: `https://cdn.bsky.app/img/avatar/plain/${didOf(id)}/picture@jpeg` }),
    associated: { activitySubscription },
    labels: labelsOf(account),
    createdAt: iso(account.createdMs),
  };
}

/** `app.bsky.actor.defs#profileView`: what stands in lists. */
export function profileView(account: Account): Record<string, unknown> {
  return {
    ...profileViewBasic(account),
    ...(account.bio === "" ? {} : { description: account.bio }),
    indexedAt: iso(account.createdMs + 1000),
  };
}

/** `app.bsky.actor.defs#profileViewDetailed`: with counts. */
export function profileViewDetailed(account: Account): Record<string, unknown> {
  return {
    ...profileView(account),
    ...(account.url === null ? {} : { website: account.url }),
    associated: { lists: 0, feedgens: 0, starterPacks: account.listedCount, labeler: false, activitySubscription },
    ...(account.verified ? { verification: verified } : {}),
    followersCount: account.followersCount,
    followsCount: account.followingCount,
    postsCount: account.postsCount,
  };
}

const activitySubscription = { allowSubscriptions: "followers" };
const verified = { verifications: [], verifiedStatus: "valid", trustedVerifierStatus: "none" };

/** There are no private accounts here; the nearest is the wish not to be shown to people who are not signed in. */
function labelsOf({ id, state, createdMs }: Account): unknown[] {
  if (state !== "private") return [];
  const src = didOf(id);
  return [{
    src,
    uri: `at://${src}/app.bsky.actor.profile/self`,
    val: "!no-unauthenticated",
    cts: iso(createdMs),
  }];
}

interface FeedRequest {
  /** Time of the last post of the page before. */
  readonly cursor: string | null;
  readonly size: number;
  readonly filter: string | null;
}

/** `app.bsky.feed.getAuthorFeed`: newest first; the cursor is a time. */
export function feed(
  network: Network,
  author: number,
  { cursor, size, filter }: FeedRequest,
): { items: unknown[]; next: string | null } {
  const all = network.society.posts(author);
  const before = cursor === null ? Infinity : Date.parse(cursor);
  if (Number.isNaN(before)) return { items: [], next: null };
  const start = all.findIndex(({ createdMs }) => createdMs < before);
  const page = start < 0 ? [] : all.slice(start, start + size);
  const next = page.length > 0 && start + size < all.length ? iso(page.at(-1)!.createdMs) : null;
  const items = page
    .filter(({ kind }) => filter !== "posts_no_replies" || kind !== "reply")
    .map((post) => feedView(network, author, post));
  return { items, next };
}

function feedView(network: Network, author: number, post: Post): Record<string, unknown> {
  const by = profileViewBasic(network.account(author));
  if (post.kind !== "repost") return { post: postView(network, { post, author }), ...replyOf(network, post) };
  // A repost shows the other's post, and says who repeated it.
  return {
    post: postView(network, { post: { ...post, id: `${BigInt(post.id) - 1n}`, kind: "post" }, author: post.of! }),
    reason: {
      $type: "app.bsky.feed.defs#reasonRepost",
      by,
      uri: uriOf(by.did as string, post.id, "app.bsky.feed.repost"),
      cid: cidOf(post.id),
      indexedAt: iso(post.createdMs),
    },
  };
}

function postView(network: Network, { post, author }: { post: Post; author: number }): Record<string, unknown> {
  const by = profileViewBasic(network.account(author));
  const { text, facets } = compose(network, post);
  const parent = post.kind === "reply" ? parentOf(network, post) : null;
  return {
    uri: uriOf(by.did as string, post.id),
    cid: cidOf(post.id),
    author: by,
    record: {
      $type: "app.bsky.feed.post",
      createdAt: iso(post.createdMs),
      ...(facets.length > 0 ? { facets } : {}),
      ...(post.language === null ? {} : { langs: [post.language] }),
      ...(parent === null ? {} : { reply: { parent, root: parent } }),
      text,
    },
    bookmarkCount: 0,
    replyCount: post.replies,
    repostCount: post.reposts,
    likeCount: post.likes,
    quoteCount: 0,
    indexedAt: iso(post.createdMs + 500),
    labels: [],
  };
}

function replyOf(network: Network, post: Post): Record<string, unknown> {
  if (post.kind !== "reply") return {};
  const { uri } = parentOf(network, post);
  const missing = { $type: "app.bsky.feed.defs#notFoundPost", uri, notFound: true };
  return { reply: { root: missing, parent: missing } };
}

function parentOf(network: Network, post: Post): { uri: string; cid: string } {
  const id = `${BigInt(post.id) - 1n}`;
  return { uri: uriOf(didOf(network.society.accountId(post.of!)), id), cid: cidOf(id) };
}

/** The text with mentions, tags and links at its end, and where in it they stand. Offsets count UTF-8 bytes. */
function compose(network: Network, post: Post): { text: string; facets: unknown[] } {
  let text = post.text;
  const facets: unknown[] = [];
  const put = (word: string, feature: Record<string, unknown>) => {
    const byteStart = utf8.encode(text).length + 1;
    text += ` ${word}`;
    const index = { byteStart, byteEnd: byteStart + utf8.encode(word).length };
    facets.push({ index, features: [feature] });
  };
  for (const other of post.mentions) {
    const { handle, id } = network.society.account(other);
    put(`@${handleOnBluesky(handle)}`, { $type: "app.bsky.richtext.facet#mention", did: didOf(id) });
  }
  for (const tag of post.hashtags) put(`#${tag}`, { $type: "app.bsky.richtext.facet#tag", tag });
  for (const uri of post.links) {
    put(uri.replace(/^https?:\/\//, ""), { $type: "app.bsky.richtext.facet#link", uri });
  }
  return { text, facets };
}

const utf8 = new TextEncoder();

function uriOf(did: string, id: string, collection = "app.bsky.feed.post"): string {
  return `at://${did}/${collection}/${didOf(id).slice(-13)}`;
}

function cidOf(id: string): string {
  return `bafyrei${didOf(id).slice(8)}${didOf(`${id}7`.slice(-18)).slice(8)}`.slice(0, 59);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
