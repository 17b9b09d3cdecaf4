/** A user object of X API v2: id, name and username, and the fields that were asked for. */
import type { Account } from "./society.ts";
import { mix } from "./world/random.ts";

/** Fields that may be asked for; those that are not listed in `userView` are left out, as the platform leaves out what it does not have. */
const known = new Set([
  "affiliation",
  "connection_status",
  "created_at",
  "description",
  "entities",
  "id",
  "is_identity_verified",
  "location",
  "most_recent_tweet_id",
  "name",
  "parody",
  "pinned_tweet_id",
  "profile_banner_url",
  "profile_image_url",
  "protected",
  "public_metrics",
  "receives_your_dm",
  "subscription",
  "subscription_type",
  "url",
  "username",
  "verified",
  "verified_followers_count",
  "verified_type",
  "withheld",
]);

/** What was asked for; the first one that does not exist, as text. */
export function userFieldsOf(query: URLSearchParams): ReadonlySet<string> | string {
  const text = query.get("user.fields");
  if (text === null || text === "") return none;
  const fields = text.split(",");
  return fields.find((field) => !known.has(field)) ?? new Set(fields);
}

const none: ReadonlySet<string> = new Set();

export function userView(account: Account, fields: ReadonlySet<string>): Record<string, unknown> {
  const view: Record<string, unknown> = { id: account.id, name: account.name, username: account.handle };
  if (fields.size === 0) return view;
  if (fields.has("created_at")) view.created_at = isoMillis(account.createdMs);
  if (fields.has("description")) view.description = account.bio;
  if (fields.has("entities") && account.url !== null) view.entities = { url: { urls: [linkView(account.url, 0)] } };
  if (fields.has("location") && account.location !== null) view.location = account.location;
  if (fields.has("profile_image_url")) view.profile_image_url = pictureOf(account);
  if (fields.has("protected")) view.protected = account.state === "private";
  if (fields.has("public_metrics")) {
    view.public_metrics = {
      followers_count: account.followersCount,
      following_count: account.followingCount,
      tweet_count: account.postsCount,
      listed_count: account.listedCount,
      like_count: account.postsCount * 2,
      media_count: Math.floor(account.postsCount / 5),
    };
  }
  if (fields.has("url")) view.url = account.url === null ? "" : shortLink(account.url);
  if (fields.has("verified")) view.verified = account.verified;
  if (fields.has("verified_type")) view.verified_type = account.verified ? "blue" : "none";
  return view;
}

/** A link as X shows it: shortened in the text, whole beside it. */
export function linkView(address: string, start: number): Record<string, unknown> {
  return {
    start,
    end: start + shortLinkLength,
    url: shortLink(address),
    expanded_url: address,
    display_url: address.replace(/^https?:\/\//, ""),
  };
}

export const shortLinkLength = 23;

export function shortLink(address: string): string {
  let text = "";
  let state = 0;
  for (let i = 0; i < address.length; i++) state = mix(state ^ address.charCodeAt(i) ^ Math.imul(i + 1, 0x9e3779b1));
  for (let i = 0; i < 10; i++) {
    state = mix(state + 0x632be5ab);
    text += letters[(state >>> 0) % letters.length];
  }
  return `https://t.co/${text}`;
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function pictureOf({ id, defaultImage }: Account): string {
  return defaultImage
    ? "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"
    : `https://pbs.twimg.com/profile_images/${id}/picture_normal.jpg`;
}

export function isoMillis(ms: number): string {
  return new Date(ms).toISOString();
}
