/**
 * X (Twitter), API v2.
 *
 * Source: docs.x.com, X's own documentation (github.com/xdevplatform/docs), read in November 2026: "Rate limits" for the limits,
 * "Pricing" for what a user and a post cost, "Response codes and errors" for problem types; recorded answers for what it leaves out.
 */
import { asCount, asFlag, asObject, asObjects, asText, asTime, type Json, parseObject, pickTexts } from "./_json.ts";
import { dropPrefix, readAddress, refuseName } from "./_names.ts";
import { dropUndefined, emptyPage, failed, readQuotaHeaders, refused } from "./_replies.ts";
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
  QuotaLimit,
  QuotaReading,
  Reply,
} from "./platform.ts";
import type { PostRow, ProfileRow } from "./rows.ts";

const windowMs = 15 * 60 * 1000;

/**
 * X counts per user for tokens that a user granted, per app for the app's own. Which of the two a token is cannot be seen: both hold
 * for every token, which is never too much.
 */
function limits(perUser: number, perApp: number): QuotaLimit[] {
  return [{ scope: "token", limit: perUser, windowMs }, { scope: "app", limit: perApp, windowMs }];
}

/** Pay per use: $0.010 for each user read, $0.005 for each post. Owned reads ($0.001) are not told apart: never too little. */
const userPrice = { microsPerCall: 0, microsPerResource: 10_000 };
const postPrice = { microsPerCall: 0, microsPerResource: 5_000 };

const operations: Readonly<Record<Operation, OperationTable>> = {
  profiles: {
    endpoint: "GET /2/users",
    accountsPerCall: 100,
    pageSizeMax: 100,
    needsId: true,
    limits: limits(900, 300),
    price: userPrice,
    order: "unknown",
  },
  resolve: {
    endpoint: "GET /2/users/by",
    accountsPerCall: 100,
    pageSizeMax: 100,
    needsId: false,
    limits: limits(900, 300),
    price: userPrice,
    order: "unknown",
  },
  followers: {
    endpoint: "GET /2/users/:id/followers",
    accountsPerCall: 1,
    pageSizeMax: 1000,
    needsId: true,
    limits: limits(300, 300),
    price: userPrice,
    order: "newest-first",
  },
  following: {
    endpoint: "GET /2/users/:id/following",
    accountsPerCall: 1,
    pageSizeMax: 1000,
    needsId: true,
    limits: limits(300, 300),
    price: userPrice,
    order: "newest-first",
  },
  posts: {
    endpoint: "GET /2/users/:id/tweets",
    accountsPerCall: 1,
    pageSizeMax: 100,
    pageSizeMin: 5,
    needsId: true,
    limits: limits(900, 10_000),
    price: postPrice,
    order: "newest-first",
  },
};

export const x: Platform = {
  name: "x",
  title: "X",
  baseUrl: "https://api.x.com",
  needsCredential: true,
  operations,
  readAccount,
  writeRequest,
  readReply,
};

const idPattern = /^[1-9]\d{0,18}$/;
const handlePattern = /^[A-Za-z0-9_]{1,15}$/;
/** First parts of addresses that are no handles. */
const pages = [
  "home",
  "explore",
  "search",
  "settings",
  "hashtag",
  "i",
  "intent",
  "share",
  "login",
  "signup",
  "messages",
];

/** Digits alone are an id, with "@" a handle. Handles are the same in capitals and small letters: small ones are kept. */
function readAccount(text: string): AccountName {
  const name = dropPrefix(text, x.name);
  const address = readAddress(name, ["x.com", "twitter.com"]);
  if (address) {
    const [first = "", second = "", third = ""] = address.path;
    const id = first === "i" && second === "user" ? third : address.query.get("user_id") ?? "";
    if (idPattern.test(id)) return { id };
    const handle = first === "intent" ? address.query.get("screen_name") ?? "" : first;
    if (handlePattern.test(handle) && !pages.includes(handle.toLowerCase())) return { handle: handle.toLowerCase() };
  }
  if (idPattern.test(name)) return { id: name };
  const handle = name.replace(/^@/, "");
  if (handlePattern.test(handle) && !(handle === name && /^\d+$/.test(name))) return { handle: handle.toLowerCase() };
  throw refuseName(
    text,
    `an id ("12"), a handle of at most 15 letters, digits and underscores ("@jack") or a profile's address ("https://x.com/jack")`,
  );
}

const userFields =
  "created_at,description,entities,location,profile_image_url,protected,public_metrics,url,verified,verified_type";
const postFields = "author_id,created_at,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets";

function writeRequest(call: PlatformCall): PlatformRequest {
  const [account] = call.accounts;
  const accounts = call.accounts.map((name) => name.replace(/^@/, "")).join(",");
  const url = new URL(call.baseUrl ?? x.baseUrl);
  const ask = (path: string, query: Record<string, string>) => {
    url.pathname = url.pathname.replace(/\/$/, "") + path;
    url.search = new URLSearchParams(query).toString();
  };
  if (call.operation === "profiles") ask("/2/users", { ids: accounts, "user.fields": userFields });
  else if (call.operation === "resolve") ask("/2/users/by", { usernames: accounts, "user.fields": userFields });
  else {
    ask(`/2/users/${encodeURIComponent(account)}/${call.operation === "posts" ? "tweets" : call.operation}`, {
      max_results: String(call.pageSize),
      ...(call.operation === "posts" ? { "tweet.fields": postFields } : { "user.fields": userFields }),
      ...(call.cursor === null ? {} : { pagination_token: call.cursor }),
    });
  }
  return {
    url: url.href,
    headers: { accept: "application/json", ...(call.credential ? { authorization: `Bearer ${call.credential}` } : {}) },
  };
}

function readReply(call: PlatformCall, reply: PlatformReply): Reply {
  const body = parseObject(reply.body);
  const quota = readQuotaHeaders(reply, "x-rate-limit");
  if (reply.status === 200) {
    if (body === null) return failed(reply, "the body is no JSON object", quota);
    return readGoodReply(call, reply, { body, quota });
  }
  const problem = readProblem(body);
  if (reply.status === 402 || isUsedUp(problem)) {
    // The headers tell about the window, which has nothing to do with the month.
    const { resetAfterMs: _, ...window } = quota ?? {};
    return { kind: "limited", cause: "cap", quota: dropUndefined(window) };
  }
  if (reply.status === 429 || problem.code === 88) {
    return { kind: "limited", cause: "window", quota: readClosedWindow(reply, quota) };
  }
  if (reply.status === 401 && body !== null) return refused(call, reply, { why: problem.words, quota });
  // An account's own trouble has a problem type of its own; any other 403 is about the token or its app.
  const absence = body === null ? null : readAbsence(problem);
  if (absence !== null && x.operations[call.operation]?.accountsPerCall === 1) {
    return { kind: "absent", absence, quota };
  }
  if (reply.status === 403 && body !== null && absence === null) {
    return refused(call, reply, { why: problem.words, quota });
  }
  return failed(reply, problem.words, quota);
}

interface Problem {
  /** End of its type: "client-forbidden"; "" where none was said. */
  readonly kind: string;
  /** Number of an error in the form of API v1.1. */
  readonly code: number | null;
  readonly words: string;
}

/** X writes problems as RFC 9457 (type, title, detail), alone or in a list `errors`; its older servers as `errors` of code and message. */
function readProblem(body: Json | null): Problem {
  const first = asObjects(body?.errors)?.[0] ?? {};
  const problem = asText(body?.type) !== null && body?.type !== "about:blank" ? body as Json : first;
  const title = asText(body?.title) ?? asText(problem.title);
  const detail = asText(body?.detail) ?? asText(problem.detail) ?? asText(problem.message);
  return {
    kind: asText(problem.type)?.split("/").at(-1) ?? "",
    code: asCount(first.code),
    words: [title, detail].filter(Boolean).join(", ") || "no reason that can be read",
  };
}

/** Whether the month's volume, the money put in, or the limit set on spending is used up: X says so with 402, 403 or 429. */
function isUsedUp({ kind, words }: Problem): boolean {
  return kind === "usage-capped" || kind.startsWith("credits") ||
    /\b(UsageCapExceeded|CreditsDepleted|SpendCapReached)\b/.test(words);
}

/** What an entry of `errors`, or a problem, says about the account; null where it is about something else. */
function readAbsence({ kind, code, words }: Problem): Absence | null {
  if (kind === "resource-not-found") return /suspended/i.test(words) ? "suspended" : "gone";
  if (kind === "not-authorized-for-resource") return "private";
  if (kind === "disallowed-resource" || kind === "resource-unavailable") return "forbidden";
  if (code === 50) return "gone";
  if (code === 63) return "suspended";
  return null;
}

/** On a refusal the window that is used up is not always the endpoint's own: a day's may be. The longest of them counts. */
function readClosedWindow(reply: PlatformReply, quota: QuotaReading | undefined): QuotaReading | undefined {
  const closed = ["x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour"]
    .map((prefix) => readQuotaHeaders(reply, prefix)).filter((reading) => reading?.remaining === 0)
    .map((reading) => reading?.resetAfterMs ?? 0);
  if (closed.length === 0) return quota;
  const resetAfterMs = Math.max(...closed);
  return { ...quota, remaining: 0, ...(resetAfterMs > 0 ? { resetAfterMs } : {}) };
}

function readGoodReply(
  call: PlatformCall,
  reply: PlatformReply,
  { body, quota }: { body: Json; quota: QuotaReading | undefined },
): Reply {
  const errors = asObjects(body.errors ?? []);
  const meta = asObject(body.meta);
  if (errors === null) return failed(reply, "errors that are none", quota);
  const absences = readAbsences(errors);
  const isLookup = call.operation === "profiles" || call.operation === "resolve";
  const isNamed = call.accounts.some((account) => absences.has(bareName(account)));
  if (body.data === undefined && isNamed && !isLookup) {
    return { kind: "absent", absence: absences.get(bareName(call.accounts[0])) as Absence, quota };
  }
  // Nothing at all is an answer only where X says so: nobody of those asked for, or a list of none.
  const isNothing = body.data === undefined && (isLookup ? isNamed : asCount(meta?.result_count) === 0);
  const data = isNothing ? [] : asObjects(body.data);
  if (data === null) {
    return failed(reply, errors.length > 0 ? readProblem(body).words : "neither data nor errors", quota);
  }
  if (!isLookup && meta === null) return failed(reply, "a list without its meta", quota);
  const next = meta?.next_token ?? null;
  if (next !== null && (typeof next !== "string" || next === "")) return failed(reply, "a cursor that is none", quota);

  const page = call.operation === "posts" ? readPosts(call, data) : readUsers(call, { data, absences });
  if (page === null) return failed(reply, "an account or a post without id", quota);
  return { kind: "page", page: { ...page, next, resources: data.length }, quota };
}

/** Of the accounts that errors name, by id or small handle; an error in the form of v1.1 names none. */
function readAbsences(errors: readonly Json[]): Map<string, Absence> {
  const found = new Map<string, Absence>();
  for (const error of errors) {
    const name = asText(error.value) ?? asText(error.resource_id);
    const absence = readAbsence(readProblem({ errors: [error] }));
    if (name !== null && absence !== null) found.set(name.toLowerCase(), absence);
  }
  return found;
}

/** As X names it in data and errors: small, without "@". */
function bareName(account: string): string {
  return account.replace(/^@/, "").toLowerCase();
}

function readUsers(
  call: PlatformCall,
  { data, absences }: { data: readonly Json[]; absences: ReadonlyMap<string, Absence> },
): Page | null {
  const profiles = data.map(readUser);
  if (profiles.includes(null)) return null;
  const page: Page = { ...emptyPage, profiles: profiles as ProfileRow[] };
  if (call.operation === "followers" || call.operation === "following") {
    const asked = `x:${call.accounts[0]}`;
    const isFollowers = call.operation === "followers";
    return {
      ...page,
      connections: page.profiles.map(({ account }) =>
        isFollowers ? { follower: account, influencer: asked } : { follower: asked, influencer: account }
      ),
    };
  }
  // Of those asked for, each is found or absent; whom X passes over in silence it does not let us read.
  const isResolve = call.operation === "resolve";
  const idByName = new Map(data.map((user) => {
    const id = user.id as string;
    return [isResolve ? (asText(user.username) ?? "").toLowerCase() : id, id];
  }));
  const absent = call.accounts.filter((account) => !idByName.has(bareName(account)));
  return {
    ...page,
    absent: absent.map((account) => ({ account, absence: absences.get(bareName(account)) ?? "forbidden" })),
    resolved: !isResolve ? [] : call.accounts.flatMap((handle) => {
      const id = idByName.get(bareName(handle));
      return id === undefined ? [] : [{ handle, id }];
    }),
  };
}

function readUser(user: Json): ProfileRow | null {
  const id = asText(user.id);
  if (id === null || !idPattern.test(id)) return null;
  const metrics = asObject(user.public_metrics);
  const link = asObjects(asObject(asObject(user.entities)?.url)?.urls)?.[0];
  const image = asText(user.profile_image_url);
  return {
    account: `x:${id}`,
    handle: asText(user.username),
    name: asText(user.name),
    bio: asText(user.description),
    location: asText(user.location),
    url: asText(link?.expanded_url) ?? asText(user.url),
    created: asTime(user.created_at),
    verified: asFlag(user.verified),
    protected: asFlag(user.protected),
    followers_count: asCount(metrics?.followers_count),
    following_count: asCount(metrics?.following_count),
    posts_count: asCount(metrics?.tweet_count),
    listed_count: asCount(metrics?.listed_count),
    default_image: image === null ? null : image.includes("/default_profile_images/"),
  };
}

function readPosts(call: PlatformCall, data: readonly Json[]): Page | null {
  const posts = data.map((post) => readPost(post, call.accounts[0]));
  return posts.includes(null) ? null : { ...emptyPage, posts: posts as PostRow[] };
}

function readPost(post: Json, asked: string): PostRow | null {
  const id = asText(post.id);
  const author = asText(post.author_id) ?? asked;
  if (id === null || !idPattern.test(id) || !idPattern.test(author)) return null;
  const long = asObject(post.note_tweet);
  const entities = asObject(long?.entities) ?? asObject(post.entities);
  const metrics = asObject(post.public_metrics);
  const references = asObjects(post.referenced_tweets)?.map(({ type }) => type) ?? [];
  return {
    post: `x:${id}`,
    account: `x:${author}`,
    created: asTime(post.created_at),
    text: decodeText(asText(long?.text) ?? asText(post.text)),
    language: readLanguage(asText(post.lang)),
    hashtags: pickTexts(entities?.hashtags, ({ tag }) => tag),
    links: pickTexts(entities?.urls, (link) => link.unwound_url ?? link.expanded_url ?? link.url),
    mentions: pickTexts(entities?.mentions, ({ id }) => id).filter((id) => idPattern.test(id)).map((id) => `x:${id}`),
    likes_count: asCount(metrics?.like_count),
    reposts_count: asCount(metrics?.retweet_count),
    replies_count: asCount(metrics?.reply_count),
    is_reply: references.includes("replied_to") || asText(post.in_reply_to_user_id) !== null,
    is_repost: references.includes("retweeted"),
  };
}

/** Posts come with three characters written as in HTML. */
function decodeText(text: string | null): string | null {
  return text?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&") ?? null;
}

/** X keeps two old codes of ISO 639-1 and has codes of its own for "undetermined", "only links" and so on: those are null. */
function readLanguage(code: string | null): string | null {
  const language = { in: "id", iw: "he" }[code ?? ""] ?? code;
  return language !== null && /^[a-z]{2}$/.test(language) ? language : null;
}
