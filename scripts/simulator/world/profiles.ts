/** One line of `profiles.ndjson`. Written by hand for speed: no text of the world holds a character that JSON would escape. */
import type { Follower } from "./followers.ts";
import { claimedFollowers, type Influencer } from "./influencers.ts";

/** @param idStart Characters of the id to leave out. */
export function influencerProfile(account: Influencer, seen: number, idStart: number): string {
  return line(account, idStart, claimedFollowers(account, seen), account.followingCount);
}

export function followerProfile(account: Follower, following: number, idStart: number): string {
  return line(account, idStart, account.followersCount, following);
}

type Profile = Pick<
  Follower,
  | "id"
  | "handle"
  | "name"
  | "bio"
  | "location"
  | "url"
  | "createdMs"
  | "verified"
  | "kind"
  | "language"
  | "defaultImage"
  | "postsCount"
>;

function line(account: Profile, idStart: number, followers: number | null, following: number): string {
  const { id, handle, name, bio, location, url, verified, kind, language, defaultImage, postsCount } = account;
  return `{"id":"${id.slice(idStart)}","handle":"${handle}","name":"${name}","bio":"${bio}","location":${
    text(location)
  },"url":${
    text(url)
  },"followers_count":${followers},"following_count":${following},"posts_count":${postsCount},"created_at":"${
    isoSeconds(account.createdMs)
  }","verified":${verified},"kind":"${kind}","language":"${language}","default_image":${defaultImage}}\n`;
}

function text(value: string | null): string {
  return value === null ? "null" : `"${value}"`;
}

const dayMs = 86_400_000;
const days = new Map<number, string>();

/** `2014-03-09T17:20:04Z`. Days are kept: accounts come in the order of time. */
function isoSeconds(ms: number): string {
  const day = Math.floor(ms / dayMs);
  let date = days.get(day);
  if (date === undefined) days.set(day, date = new Date(day * dayMs).toISOString().slice(0, 11));
  const seconds = Math.floor((ms - day * dayMs) / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${date}${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}Z`;
}

const twoDigits = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, "0"));
