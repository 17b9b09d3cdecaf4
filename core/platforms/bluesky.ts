/**
 * Bluesky: XRPC of the AT protocol, by the public AppView (no credential) or through an account's own server (PDS, Bearer).
 *
 * Source: docs.bsky.app (github.com/bluesky-social/bsky-docs, "Rate limits", "API hosts and auth"), read in November 2026; errors as
 * Bluesky's own servers answer them (npm @atproto/bsky 0.0, @atproto/pds), recorded in tests/golden/bluesky. Free of charge.
 */
import { asCount, asObject, asObjects, asText, asTime, type Json, parseObject, pickTexts } from "./_json.ts";
import { dropPrefix, readAddress, refuseName } from "./_names.ts";
import { emptyPage, failed, readQuotaHeaders, refused } from "./_replies.ts";
import type {
  Absence,
  AccountName,
  Operation,
  OperationTable,
  Page,
  Platform,
  PlatformCall,
  PlatformReply,
  PlatformRequest,
  Reply,
} from "./platform.ts";
import { readDeltaSeconds } from "./resets.ts";
import type { PostRow, ProfileRow } from "./rows.ts";

/**
 * All calls count together: 3000 in 5 minutes for each address that calls, as servers of accounts have it. The AppView names no number
 * ("generous"); the same is taken for it. Being per address and not per token, it is shared by all tokens.
 */
const shared = {
  endpoint: "XRPC",
  needsId: false,
  limits: [{ scope: "app", limit: 3000, windowMs: 5 * 60 * 1000 }],
  price: { microsPerCall: 0, microsPerResource: 0 },
} as const;

const operations: Readonly<Record<Operation, OperationTable>> = {
  profiles: { ...shared, accountsPerCall: 25, pageSizeMax: 25, order: "unknown" },
  resolve: { ...shared, accountsPerCall: 25, pageSizeMax: 25, order: "unknown" },
  followers: { ...shared, accountsPerCall: 1, pageSizeMax: 100, order: "newest-first" },
  following: { ...shared, accountsPerCall: 1, pageSizeMax: 100, order: "newest-first" },
  posts: { ...shared, accountsPerCall: 1, pageSizeMax: 100, order: "newest-first" },
};

const methods: Readonly<Record<Operation, string>> = {
  profiles: "app.bsky.actor.getProfiles",
  resolve: "app.bsky.actor.getProfiles",
  followers: "app.bsky.graph.getFollowers",
  following: "app.bsky.graph.getFollows",
  posts: "app.bsky.feed.getAuthorFeed",
};

export const bluesky: Platform = {
  name: "bluesky",
  title: "Bluesky",
  baseUrl: "https://public.api.bsky.app",
  needsCredential: false,
  operations,
  readAccount,
  writeRequest,
  readReply,
};

/** did:plc has 24 characters of base 32, but test networks and old accounts have others; did:web is a host name. */
const didPattern = /^did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]$/;
/** A host name of at least two parts whose last begins with a letter, at most 253 characters. */
const handlePattern = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** What servers show where a handle does not lead back to its account. */
const invalidHandle = "handle.invalid";

function readAccount(text: string): AccountName {
  const name = dropPrefix(text, bluesky.name);
  const address = readAddress(name, ["bsky.app", "main.bsky.dev"]);
  const inAddress = address?.path[0] === "profile" ? address.path[1] ?? "" : undefined;
  const account = decodeName(inAddress ?? name.replace(/^at:\/\//, "").replace(/\/.*$/, "")).replace(/^@/, "");
  if (didPattern.test(account) && account.length <= 253) return { id: account };
  const handle = account.toLowerCase();
  if (handlePattern.test(handle) && handle !== invalidHandle && address?.path[0] !== "hashtag") return { handle };
  throw refuseName(
    text,
    `a DID ("did:plc:…"), a whole handle with its dots ("@you.bsky.social") or a profile's address ` +
      `("https://bsky.app/profile/you.bsky.social")`,
  );
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function writeRequest(call: PlatformCall): PlatformRequest {
  const url = new URL(call.baseUrl ?? bluesky.baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/xrpc/${methods[call.operation]}`;
  const accounts = call.accounts.map((name) => name.replace(/^@/, ""));
  if (call.operation === "profiles" || call.operation === "resolve") {
    for (const actor of accounts) url.searchParams.append("actors", actor);
  } else {
    url.searchParams.set("actor", accounts[0]);
    url.searchParams.set("limit", String(call.pageSize));
    if (call.operation === "posts") url.searchParams.set("filter", "posts_with_replies");
    if (call.cursor !== null) url.searchParams.set("cursor", call.cursor);
  }
  return {
    url: url.href,
    headers: { accept: "application/json", ...(call.credential ? { authorization: `Bearer ${call.credential}` } : {}) },
  };
}

function readReply(call: PlatformCall, reply: PlatformReply): Reply {
  const body = parseObject(reply.body);
  const quota = readQuotaHeaders(reply, "ratelimit");
  const error = asText(body?.error) ?? "";
  const message = asText(body?.message) ?? "";
  const why = [error, message].filter(Boolean).join(", ") || "no reason that can be read";
  if (reply.status === 200) {
    const page = body === null ? "the body is no JSON object" : readPage(call, body);
    return typeof page === "string" ? failed(reply, page, quota) : { kind: "page", page, quota };
  }
  if (reply.status === 429) {
    const resetAfterMs = readDeltaSeconds(reply.headers.get("retry-after"), reply.nowMs) ?? quota?.resetAfterMs;
    return { kind: "limited", cause: "window", quota: resetAfterMs === undefined ? quota : { ...quota, resetAfterMs } };
  }
  if (credentialErrors.includes(error) || (reply.status === 401 && body !== null)) {
    return refused(call, reply, { why, quota });
  }
  const absence = reply.status === 400 ? readAbsence(error, message) : null;
  if (absence !== null && bluesky.operations[call.operation]?.accountsPerCall === 1) {
    return { kind: "absent", absence, quota };
  }
  return failed(reply, why, quota);
}

/** A server of accounts says that a session has ended with status 400, too. */
const credentialErrors = ["AuthMissing", "AuthenticationRequired", "ExpiredToken", "InvalidToken"];

function readAbsence(error: string, message: string): Absence | null {
  if (error === "AccountTakedown" || error === "RepoTakendown") return "suspended";
  if (error === "AccountDeactivated" || error === "RepoDeactivated") return "gone";
  if (error === "BlockedActor" || error === "BlockedByActor") return "forbidden";
  return /^(actor|profile) not found\b/i.test(message) ? "gone" : null;
}

/** @returns What is wrong with it, where it cannot be understood. */
function readPage(call: PlatformCall, body: Json): Page | string {
  const next = body.cursor ?? null;
  if (next !== null && typeof next !== "string") return "a cursor that is none";
  const page = call.operation === "profiles" || call.operation === "resolve"
    ? readProfiles(call, body)
    : call.operation === "posts"
    ? readFeed(body)
    : readList(call, body);
  return typeof page === "string" ? page : { ...page, next: next === "" ? null : next };
}

/** Whom the server passes over is not there (any more): it gives no reasons. */
function readProfiles(call: PlatformCall, body: Json): Page | string {
  const actors = readActors(body.profiles);
  if (actors === null) return "no list of profiles with their DIDs";
  const didByName = new Map(actors.flatMap(({ did, handle }) => [[did, did], [`@${handle?.toLowerCase()}`, did]]));
  const find = (account: string) => didByName.get(account.startsWith("@") ? account.toLowerCase() : account);
  // A handle that leads to an account which does not lead back is shown as "handle.invalid": it is known by what is left.
  const lost = call.accounts.filter((account) => find(account) === undefined);
  const found = new Set(call.accounts.map(find));
  const unnamed = actors.filter(({ did }) => !found.has(did));
  if (lost.length === 1 && unnamed.length === 1 && lost[0].startsWith("@")) {
    didByName.set(lost[0].toLowerCase(), unnamed[0].did);
  }
  return {
    ...emptyPage,
    profiles: actors.map(({ profile }) => profile),
    absent: call.accounts.filter((account) => find(account) === undefined)
      .map((account) => ({ account, absence: "gone" as const })),
    resolved: call.accounts.filter((account) => account.startsWith("@")).flatMap((handle) => {
      const id = find(handle);
      return id === undefined ? [] : [{ handle, id }];
    }),
    resources: actors.length,
  };
}

function readList(call: PlatformCall, body: Json): Page | string {
  const isFollowers = call.operation === "followers";
  const actors = readActors(isFollowers ? body.followers : body.follows);
  const subject = readActors([body.subject])?.[0];
  if (!actors || !subject) return "no list of accounts with their DIDs";
  const [account] = call.accounts;
  if (!account.startsWith("@") && subject.did !== account) return "the list of another account";
  const asked = subject.profile.account;
  return {
    ...emptyPage,
    profiles: actors.map(({ profile }) => profile),
    connections: actors.map(({ profile: { account } }) =>
      isFollowers ? { follower: account, influencer: asked } : { follower: asked, influencer: account }
    ),
    resources: actors.length,
  };
}

interface Actor {
  readonly did: string;
  readonly handle: string | null;
  readonly profile: ProfileRow;
}

function readActors(list: unknown): Actor[] | null {
  const actors = asObjects(list)?.map(readActor) ?? null;
  return actors === null || actors.includes(null) ? null : actors as Actor[];
}

/** Lists give less of each account than `getProfiles` does: no counts. */
function readActor(actor: Json): Actor | null {
  const did = asText(actor.did);
  if (did === null || !didPattern.test(did)) return null;
  const shown = asText(actor.handle);
  const handle = shown === invalidHandle ? null : shown;
  const verification = asObject(actor.verification);
  return {
    did,
    handle,
    profile: {
      account: `bluesky:${did}`,
      handle,
      name: asText(actor.displayName),
      bio: asText(actor.description),
      location: null,
      url: asText(actor.website),
      created: asTime(actor.createdAt),
      verified: verification === null
        ? null
        : verification.verifiedStatus === "valid" || verification.trustedVerifierStatus === "valid",
      protected: false, // everything is public by construction
      followers_count: asCount(actor.followersCount),
      following_count: asCount(actor.followsCount),
      posts_count: asCount(actor.postsCount),
      listed_count: null,
      default_image: asText(actor.avatar) === null,
    },
  };
}

function readFeed(body: Json): Page | string {
  const posts = asObjects(body.feed)?.map(readPost) ?? null;
  if (posts === null || posts.includes(null)) return "no feed of posts with their authors";
  return { ...emptyPage, posts: posts as PostRow[], resources: posts.length };
}

/** A repost is a record of its own by the account whose feed this is; likes and answers belong to what it repeats. */
function readPost(item: Json): PostRow | null {
  const post = asObject(item.post);
  const reason = asObject(item.reason);
  const isRepost = reason?.$type === "app.bsky.feed.defs#reasonRepost";
  const author = readActors([isRepost ? reason.by : post?.author])?.[0];
  const original = asText(post?.uri);
  const record = asObject(post?.record);
  if (!post || !author || !original?.startsWith("at://") || !record) return null;
  const uri = isRepost ? asText(reason.uri) ?? `${original}#reposted-by-${author.did}` : original;
  const features = (asObjects(record.facets) ?? []).flatMap((facet) => asObjects(facet.features) ?? []);
  const external = asObject(asObject(record.embed)?.external);
  const language = Array.isArray(record.langs) ? asText(record.langs[0]) : null;
  return {
    post: `bluesky:${uri}`,
    account: author.profile.account,
    created: asTime(isRepost ? reason.indexedAt : record.createdAt),
    text: asText(record.text),
    language: /^([a-z]{2})(-|$)/i.exec(language ?? "")?.[1].toLowerCase() ?? null,
    hashtags: [...new Set([...pickTexts(features, ({ tag }) => tag), ...readTags(record.tags)])],
    links: pickTexts([...features, ...(external ? [external] : [])], ({ uri }) => uri),
    mentions: pickTexts(features, ({ did }) => did).filter((did) => didPattern.test(did)).map((did) =>
      `bluesky:${did}`
    ),
    likes_count: isRepost ? null : asCount(post.likeCount),
    reposts_count: isRepost ? null : asCount(post.repostCount),
    replies_count: isRepost ? null : asCount(post.replyCount),
    is_reply: !isRepost && asObject(record.reply) !== null,
    is_repost: isRepost,
  };
}

function readTags(tags: unknown): string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string" && tag !== "") : [];
}
