/**
 * What an account is called: its name, else its handle, else its id.
 */
import type { AccountSummary } from "../../core/answers/answers.ts";

export function nameOf({ name, handle, id }: AccountSummary): string {
  return name ?? (handle === null ? id : `@${handle}`);
}

/** Cut for a place of so many characters. */
export function shorten(text: string, lengthMax: number): string {
  const characters = [...text];
  return characters.length <= lengthMax ? text : `${characters.slice(0, lengthMax - 1).join("").trimEnd()}…`;
}

/** Names of platforms by their prefix in account ids; others are shown as they are. */
const platforms: Readonly<Record<string, string>> = {
  x: "X",
  facebook: "Facebook",
  instagram: "Instagram",
  bluesky: "Bluesky",
  mastodon: "Mastodon",
  youtube: "YouTube",
};

export function platformName(platform: string): string {
  return platforms[platform] ?? platform;
}

/** Where a network is from, after "links": " on X"; nothing where the files did not say. */
export function platformPhrase(platform: string): string {
  if (platform === "mixed") return " on several platforms";
  return platform === "file" ? "" : ` on ${platformName(platform)}`;
}
