/** Bluesky's names of accounts, made from X's and read back: no table of them is kept. */
import { mix } from "./world/random.ts";

/** The alphabet of `did:plc`. */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const digitOf = new Map([...alphabet].map((character, digit) => [character, digit]));
/** An id below 10^19 as ten and nine decimal digits: 34 and 30 bits, 7 and 6 characters. The other 11 are its hash. */
const highLength = 7;
const lowLength = 6;
const hashLength = 11;
const handleEnd = ".bsky.social";

/** `did:plc:` and 24 characters. */
export function didOf(id: string): string {
  const low = Number(id.slice(-9));
  const high = Number(id.slice(0, -9));
  const start = mix(low ^ mix(high ^ Math.floor(high / 0x100000000)));
  return `did:plc:${base32(mix(start ^ 0x5bd1e995), 6)}${base32(start, hashLength - 6)}${base32(high, highLength)}${
    base32(low, lowLength)
  }`;
}

/** The id from which a DID was made; null for any other text. */
export function idOfDid(did: string): string | null {
  if (did.length !== 32 || !did.startsWith("did:plc:")) return null;
  const high = number(did.slice(8 + hashLength, -lowLength));
  const low = number(did.slice(-lowLength));
  if (high === null || low === null) return null;
  const id = high === 0 ? String(low) : `${high}${String(low).padStart(9, "0")}`;
  return didOf(id) === did ? id : null;
}

export function handleOnBluesky(handle: string): string {
  return handle.toLowerCase().replaceAll("_", "-") + handleEnd;
}

/** The handle on X; null for one that cannot be from here. */
export function handleFromBluesky(handle: string): string | null {
  const lower = handle.toLowerCase();
  return lower.endsWith(handleEnd) ? lower.slice(0, -handleEnd.length).replaceAll("-", "_") : null;
}

function base32(value: number, length: number): string {
  let rest = value < 0 ? value + 0x100000000 : value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = alphabet[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function number(text: string): number | null {
  let value = 0;
  for (const character of text) {
    const digit = digitOf.get(character);
    if (digit === undefined) return null;
    value = value * 32 + digit;
  }
  return value;
}
