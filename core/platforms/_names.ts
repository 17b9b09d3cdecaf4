/** What reading names of accounts has in common. */
import { InputError } from "../errors.ts";

/** Takes "x:" off the front, where it is this platform's. */
export function dropPrefix(text: string, platform: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith(`${platform}:`) ? trimmed.slice(platform.length + 1) : trimmed;
}

/** Parts of the path of a profile's address at one of these sites, with or without "https://"; null where it is none. */
export function readAddress(text: string, sites: readonly string[]): { path: string[]; query: URLSearchParams } | null {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!text.includes("/") || !URL.canParse(address)) return null;
  const url = new URL(address);
  const site = url.hostname.replace(/^(www|mobile|m)\./, "");
  return sites.includes(site) ? { path: url.pathname.split("/").filter(Boolean), query: url.searchParams } : null;
}

export function refuseName(text: string, needed: string): InputError {
  const shown = text.length > 60 ? text.slice(0, 59) + "…" : text;
  return new InputError(`Cannot read account ${JSON.stringify(shown)}: needed ${needed}`);
}
