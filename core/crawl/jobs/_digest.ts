/** 128-bit hashes by which pages, requests and accounts are told apart (XXH3, not against somebody who wants two to be alike). */
import { createXXHash128 } from "hash-wasm";

/** 32 hexadecimal digits of whatever JSON can write. */
export async function digestOf(value: unknown): Promise<string> {
  return (await openDigest()).text(JSON.stringify(value));
}

export interface Digest {
  /** 32 hexadecimal digits. */
  text(text: string): string;
  /** Writes the same 128 bits into four words. */
  words(text: string, into: Uint32Array): void;
}

let opened: Promise<Digest> | undefined;

export function openDigest(): Promise<Digest> {
  return opened ??= createXXHash128().then((hasher) => ({
    text: (text) => hasher.init().update(text).digest("hex"),
    words(text, into) {
      const bytes = hasher.init().update(text).digest("binary");
      new Uint8Array(into.buffer, into.byteOffset, 16).set(bytes);
    },
  }));
}
