/**
 * Answers of each platform that the contract suite asks about. Shapes are the platforms' own: X's as its documentation has them,
 * Bluesky's as its servers gave them (tests/golden/bluesky). A new platform adds its entry here and gets the whole suite.
 */
import type { Absence, PlatformCall, Reply } from "../../core/platforms/platform.ts";
import { loadBlueskyAnswer } from "../unit/platforms/_bluesky_answers.ts";

export interface Sample {
  readonly name: string;
  readonly call: PlatformCall;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface PlatformSamples {
  /** What people paste, and how it is written afterwards. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly noAccounts: readonly string[];
  /** Followers of one account: a first page with a cursor, and the last one without. */
  readonly firstPage: Sample;
  readonly lastPage: Sample;
  readonly emptyPage: Sample;
  /** Other good answers: one for each other operation. */
  readonly pages: readonly Sample[];
  readonly absences: readonly (Sample & { readonly absence: Absence })[];
  readonly limited: readonly (Sample & { readonly cause: "window" | "cap" })[];
  readonly refused: readonly Sample[];
  readonly failed: readonly Sample[];
}

export function kindOf(reply: Reply): string {
  return reply.kind === "absent"
    ? `absent, ${reply.absence}`
    : reply.kind === "limited"
    ? `limited, ${reply.cause}`
    : reply.kind;
}

const credential = "a-credential-that-nobody-may-see";

/** In the answers, all times are around this one. */
export const samplesNowMs = Date.UTC(2026, 10, 25, 2, 0, 0);

function call(
  operation: PlatformCall["operation"],
  accounts: readonly string[],
  more: Partial<PlatformCall> = {},
): PlatformCall {
  return { operation, accounts, cursor: null, pageSize: 100, credential, ...more };
}

const problems = "https://api.x.com/2/problems";
const xLimits = {
  "x-rate-limit-limit": "300",
  "x-rate-limit-remaining": "299",
  "x-rate-limit-reset": String(samplesNowMs / 1000 + 600),
};

function xUser(id: string, more: Record<string, unknown> = {}) {
  return {
    id,
    username: `User_${id}`,
    name: `Person ${id}`,
    description: "Invented",
    created_at: "2013-12-14T04:35:55.000Z",
    location: "Nowhere",
    url: "https://t.co/abc",
    entities: { url: { urls: [{ url: "https://t.co/abc", expanded_url: "https://example.test/" }] } },
    profile_image_url: "https://pbs.twimg.com/profile_images/1/a_normal.jpg",
    protected: false,
    verified: true,
    public_metrics: { followers_count: 5, following_count: 6, tweet_count: 7, listed_count: 8, like_count: 9 },
    ...more,
  };
}

function xError(value: string, kind: string, more: Record<string, unknown> = {}) {
  return { value, resource_id: value, resource_type: "user", parameter: "id", type: `${problems}/${kind}`, ...more };
}

const xNotFound = xError("12", "resource-not-found", {
  title: "Not Found Error",
  detail: "Could not find user with id: [12].",
});
const xSuspended = xError("12", "resource-not-found", { title: "Forbidden", detail: "User has been suspended: [12]." });
const xProtected = xError("12", "not-authorized-for-resource", {
  title: "Authorization Error",
  detail: "Sorry, you are not authorized to see the user with id: [12].",
  section: "data",
});

const x: PlatformSamples = {
  accounts: {
    "@jack": "@jack",
    "Jack": "@jack",
    "12": "12",
    "x:12": "12",
    "x:@jack": "@jack",
    "@12": "@12",
    " jack ": "@jack",
    "https://x.com/jack": "@jack",
    "https://x.com/jack/status/20": "@jack",
    "twitter.com/Jack?s=20": "@jack",
    "https://mobile.twitter.com/jack/": "@jack",
    "https://x.com/i/user/12": "12",
    "https://twitter.com/intent/user?user_id=12": "12",
    "https://twitter.com/intent/follow?screen_name=jack": "@jack",
  },
  noAccounts: [
    "",
    "@",
    "a name",
    "@you.bsky.social",
    "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "https://x.com/home",
    "https://x.com/",
    "https://example.test/jack",
    "sixteen_letters_",
    "0",
    "12345678901234567890",
    "bluesky:12",
  ],
  firstPage: {
    name: "a first page of followers",
    call: call("followers", ["12"], { pageSize: 1000 }),
    status: 200,
    headers: xLimits,
    body: {
      data: [xUser("101"), xUser("102", { protected: true })],
      meta: { result_count: 2, next_token: "7140dibdnow9c7btw3z45" },
    },
  },
  lastPage: {
    name: "a last page of followers",
    call: call("followers", ["12"], { cursor: "7140dibdnow9c7btw3z45" }),
    status: 200,
    headers: xLimits,
    body: { data: [xUser("103")], meta: { result_count: 1, previous_token: "77qp89zxy" } },
  },
  emptyPage: {
    name: "no followers",
    call: call("followers", ["12"]),
    status: 200,
    body: { meta: { result_count: 0 } },
  },
  pages: [
    {
      name: "following",
      call: call("following", ["12"]),
      status: 200,
      body: { data: [{ id: "104", name: "only what is always there", username: "bare" }], meta: { result_count: 1 } },
    },
    {
      name: "profiles, some absent",
      call: call("profiles", ["12", "13", "14", "15"]),
      status: 200,
      body: {
        data: [
          xUser("13", {
            profile_image_url: "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png",
          }),
        ],
        errors: [
          { ...xNotFound, parameter: "ids" },
          { ...xSuspended, value: "14", resource_id: "14", parameter: "ids", detail: "User has been suspended: [14]." },
        ],
      },
    },
    {
      name: "profiles, all absent",
      call: call("profiles", ["12"]),
      status: 200,
      body: { errors: [{ ...xNotFound, parameter: "ids" }] },
    },
    {
      name: "handles",
      call: call("resolve", ["@user_13", "@nobody"]),
      status: 200,
      body: {
        data: [xUser("13")],
        errors: [{
          ...xError("nobody", "resource-not-found"),
          parameter: "usernames",
          title: "Not Found Error",
          detail: "Could not find user with usernames: [nobody].",
        }],
      },
    },
    {
      name: "posts",
      call: call("posts", ["12"]),
      status: 200,
      body: {
        data: [{
          id: "9001",
          author_id: "12",
          created_at: "2026-01-02T03:04:05.000Z",
          text: "a &amp; b &lt;3 #waves @you https://t.co/x",
          lang: "en",
          public_metrics: { retweet_count: 1, reply_count: 2, like_count: 3, quote_count: 4 },
          entities: {
            hashtags: [{ start: 1, end: 2, tag: "waves" }],
            mentions: [{ start: 1, end: 2, username: "you", id: "13" }],
            urls: [{ url: "https://t.co/x", expanded_url: "https://example.test/page" }],
          },
        }, {
          id: "9002",
          author_id: "12",
          text: "RT @you: hello",
          lang: "und",
          referenced_tweets: [{ type: "retweeted", id: "8000" }],
        }, {
          id: "9003",
          author_id: "12",
          text: "@you yes",
          lang: "in",
          in_reply_to_user_id: "13",
          referenced_tweets: [{ type: "replied_to", id: "8001" }],
        }],
        meta: { result_count: 3, newest_id: "9001", oldest_id: "9003" },
      },
    },
  ],
  absences: [
    {
      name: "not found beside 200",
      call: call("followers", ["12"]),
      status: 200,
      body: { errors: [xNotFound] },
      absence: "gone",
    },
    {
      name: "suspended",
      call: call("followers", ["12"]),
      status: 200,
      body: { errors: [xSuspended] },
      absence: "suspended",
    },
    { name: "protected", call: call("posts", ["12"]), status: 200, body: { errors: [xProtected] }, absence: "private" },
    {
      name: "protected, as a refusal",
      call: call("followers", ["12"]),
      status: 403,
      body: {
        type: `${problems}/not-authorized-for-resource`,
        title: "Not Authorized",
        status: 403,
        detail: "Not authorized",
      },
      absence: "private",
    },
    {
      name: "not found, as 404",
      call: call("following", ["12"]),
      status: 404,
      body: {
        type: `${problems}/resource-not-found`,
        title: "Not Found Error",
        detail: "Could not find user",
        status: 404,
      },
      absence: "gone",
    },
    {
      name: "disallowed",
      call: call("followers", ["12"]),
      status: 200,
      body: { errors: [xError("12", "disallowed-resource", { title: "Disallowed", detail: "Withheld" })] },
      absence: "forbidden",
    },
    {
      name: "suspended, in the form of v1.1",
      call: call("followers", ["12"]),
      status: 403,
      body: { errors: [{ code: 63, message: "User has been suspended." }] },
      absence: "suspended",
    },
  ],
  limited: [
    {
      name: "too many calls",
      call: call("followers", ["12"]),
      status: 429,
      headers: { ...xLimits, "x-rate-limit-remaining": "0" },
      body: { title: "Too Many Requests", detail: "Too Many Requests", type: "about:blank", status: 429 },
      cause: "window",
    },
    {
      name: "too many calls, in the form of v1.1",
      call: call("followers", ["12"]),
      status: 429,
      body: { errors: [{ code: 88, message: "Rate limit exceeded" }] },
      cause: "window",
    },
    {
      name: "the month's volume is used up",
      call: call("posts", ["12"]),
      status: 429,
      headers: xLimits,
      body: {
        title: "Usage cap exceeded",
        detail: "Usage cap exceeded: Monthly product cap",
        type: `${problems}/usage-capped`,
        period: "Monthly",
        scope: "Product",
        account_id: 1,
        product_name: "pay-per-use",
      },
      cause: "cap",
    },
    {
      name: "the limit set on spending is reached",
      call: call("followers", ["12"]),
      status: 403,
      body: {
        title: "SpendCapReached",
        detail: "Your enrolled account has reached its billing cycle spend cap",
        type: "about:blank",
      },
      cause: "cap",
    },
    {
      name: "no credits, as a refusal",
      call: call("followers", ["12"]),
      status: 403,
      body: { title: "Forbidden", detail: "Credits depleted", type: `${problems}/credits` },
      cause: "cap",
    },
    {
      name: "no credits",
      call: call("posts", ["12"]),
      status: 402,
      body: { title: "CreditsDepleted", detail: "No credits", type: `${problems}/credits` },
      cause: "cap",
    },
  ],
  refused: [
    {
      name: "unauthorized",
      call: call("followers", ["12"]),
      status: 401,
      body: { title: "Unauthorized", type: "about:blank", status: 401, detail: `Unauthorized ${credential}` },
    },
    {
      name: "client forbidden",
      call: call("followers", ["12"]),
      status: 403,
      body: {
        client_id: "29825133",
        title: "Client Forbidden",
        detail: "you must use keys and tokens from a developer App that is attached to a Project",
        required_enrollment: "Appropriate Level of API Access",
        reason: "client-not-enrolled",
        type: `${problems}/client-forbidden`,
      },
    },
    {
      name: "unsupported authentication",
      call: call("profiles", ["12"]),
      status: 403,
      body: {
        title: "Unsupported Authentication",
        detail: "…",
        type: `${problems}/unsupported-authentication`,
        status: 403,
      },
    },
    {
      name: "a scope is missing",
      call: call("followers", ["12"]),
      status: 403,
      body: { title: "Forbidden", detail: "Forbidden", type: "about:blank", status: 403 },
    },
    {
      name: "invalid or expired token, in the form of v1.1",
      call: call("profiles", ["12"]),
      status: 401,
      body: { errors: [{ code: 89, message: "Invalid or expired token." }] },
    },
  ],
  failed: [
    {
      name: "over capacity",
      call: call("followers", ["12"]),
      status: 503,
      body: { errors: [{ code: 130, message: "Over capacity" }] },
    },
    {
      name: "bad request",
      call: call("followers", ["12"]),
      status: 400,
      body: { title: "Invalid Request", detail: "One or more parameters", type: `${problems}/invalid-request` },
    },
    {
      name: "an address that does not exist",
      call: call("followers", ["12"]),
      status: 404,
      body: { title: "Not Found", detail: "Not Found", type: "about:blank", status: 404 },
    },
    {
      name: "errors that name nobody",
      call: call("profiles", ["12", "13"]),
      status: 200,
      body: { errors: [{ code: 130, message: "Over capacity" }] },
    },
    {
      name: "an error about somebody else",
      call: call("followers", ["12"]),
      status: 200,
      body: { errors: [{ ...xNotFound, value: "99", resource_id: "99" }] },
    },
    { name: "a list without its meta", call: call("followers", ["12"]), status: 200, body: { data: [xUser("1")] } },
    {
      name: "no data where some was counted",
      call: call("followers", ["12"]),
      status: 200,
      body: { meta: { result_count: 3 } },
    },
    {
      name: "an account without id",
      call: call("followers", ["12"]),
      status: 200,
      body: { data: [{ username: "who" }], meta: { result_count: 1 } },
    },
  ],
};

function blueskySample(name: string, more: Partial<PlatformCall> = {}): Sample {
  const { call: asked, status, headers, body } = loadBlueskyAnswer(name);
  return { name, call: { ...asked, credential, ...more }, status, headers, body };
}

const bluesky: PlatformSamples = {
  accounts: {
    "@you.bsky.social": "@you.bsky.social",
    "You.BSKY.social": "@you.bsky.social",
    "bluesky:@you.bsky.social": "@you.bsky.social",
    "did:plc:ewvi7nxzyoun6zhxrhs64oiz": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "did:web:example.test": "did:web:example.test",
    "https://bsky.app/profile/you.bsky.social": "@you.bsky.social",
    "https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/3k": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "bsky.app/profile/did%3Aplc%3Aewvi7nxzyoun6zhxrhs64oiz": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3k": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "at://you.example.test": "@you.example.test",
  },
  noAccounts: [
    "",
    "@",
    "jack",
    "12",
    "x:12",
    "handle.invalid",
    "@handle.invalid",
    "a name.test",
    "did:",
    "did:plc:",
    "bad_name.test",
    "https://bsky.app/",
    "https://bsky.app/search",
    "https://example.test/profile/you.bsky.social",
  ],
  firstPage: blueskySample("first page of followers"),
  lastPage: blueskySample("second page of followers"),
  emptyPage: blueskySample("followers of nobody"),
  pages: [
    blueskySample("first page of following"),
    blueskySample("profiles, some absent"),
    blueskySample("handles, one of nobody"),
    blueskySample("posts"),
  ],
  absences: [
    { ...blueskySample("followers of a deactivated account"), absence: "gone" },
    { ...blueskySample("posts of a deactivated account"), absence: "gone" },
    { ...blueskySample("followers of a handle that is nobody's"), absence: "gone" },
    {
      name: "taken down",
      call: call("posts", ["did:plc:ewvi7nxzyoun6zhxrhs64oiz"]),
      status: 400,
      body: { error: "AccountTakedown", message: "Account has been suspended" },
      absence: "suspended",
    },
    {
      name: "blocks the one who asks",
      call: call("posts", ["did:plc:ewvi7nxzyoun6zhxrhs64oiz"]),
      status: 400,
      body: { error: "BlockedByActor", message: "Requester is blocked by actor" },
      absence: "forbidden",
    },
  ],
  limited: [{ ...blueskySample("too many calls"), cause: "window" }],
  refused: [
    blueskySample("no credential"),
    blueskySample("a credential that is none"),
    {
      name: "a session that has ended",
      call: call("followers", ["@you.bsky.social"]),
      status: 400,
      body: { error: "ExpiredToken", message: `Token has expired: ${credential}` },
    },
  ],
  failed: [
    blueskySample("a text that is no account"),
    blueskySample("a page that is too large"),
    blueskySample("a cursor that leads nowhere"),
    {
      name: "upstream failed",
      call: call("followers", ["@you.bsky.social"]),
      status: 502,
      body: { error: "UpstreamFailure", message: "Upstream service unreachable" },
    },
    {
      name: "no such method",
      call: call("followers", ["@you.bsky.social"]),
      status: 501,
      body: { error: "MethodNotImplemented", message: "Method Not Implemented" },
    },
    {
      name: "the list of another account",
      call: call("followers", ["did:plc:ewvi7nxzyoun6zhxrhs64oiz"]),
      status: 200,
      body: { followers: [], subject: { did: "did:plc:another", handle: "another.test" } },
    },
  ],
};

export const platformSamples: Readonly<Record<string, PlatformSamples>> = { bluesky, x };
