/** Keys as text whose order is that of Deno KV: strings (by their UTF-8 bytes) before numbers (by value), a prefix before what extends it. */
import type { Key } from "./store.ts";

/** One character for each byte, so that plain comparison of the texts is comparison of the bytes. */
export function encodeKey(key: Key): string {
  let text = "";
  for (const part of key) text += typeof part === "string" ? encodeText(part) : encodeNumber(part);
  return text;
}

/** Ends with a zero; a zero inside is followed by 255, so that "a" comes before "a\0". */
function encodeText(part: string): string {
  if (/^[ -~]*$/.test(part)) return `\x02${part}\0`;
  let text = "\x02";
  for (const byte of utf8.encode(part)) text += byte === 0 ? "\0\xff" : String.fromCharCode(byte);
  return `${text}\0`;
}

/** IEEE 754 with the sign turned round, and all bits of what is negative: the order of bytes is then the order of numbers. */
function encodeNumber(part: number): string {
  view.setFloat64(0, part);
  const negative = (bytes[0] & 0x80) !== 0;
  let text = "\x03";
  for (let index = 0; index < 8; index++) {
    const flip = negative ? 0xff : index === 0 ? 0x80 : 0;
    text += String.fromCharCode(bytes[index] ^ flip);
  }
  return text;
}

/** Texts in order, with quick insertion: blocks of a few hundred. */
export class SortedTexts {
  readonly #blocks: string[][] = [[]];

  add(text: string): void {
    const at = this.#blockOf(text);
    const block = this.#blocks[at];
    block.splice(lowerBound(block, text), 0, text);
    if (block.length > blockLengthMax) this.#blocks.splice(at + 1, 0, block.splice(block.length >> 1));
  }

  remove(text: string): void {
    const at = this.#blockOf(text);
    const block = this.#blocks[at];
    const index = lowerBound(block, text);
    if (block[index] !== text) return;
    block.splice(index, 1);
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(at, 1);
  }

  /** Up to `limit` texts at or after `start` and before `end`, or the last of them in descending order. */
  slice(start: string, end: string, options: { limit: number; reverse: boolean }): string[] {
    const found: string[] = [];
    const step = options.reverse ? -1 : 1;
    let at = this.#blockOf(options.reverse ? end : start);
    let index = lowerBound(this.#blocks[at], options.reverse ? end : start) - (options.reverse ? 1 : 0);
    while (found.length < options.limit) {
      const block = this.#blocks[at];
      if (block === undefined) break;
      if (index < 0 || index >= block.length) {
        at += step;
        index = options.reverse ? (this.#blocks[at]?.length ?? 0) - 1 : 0;
        continue;
      }
      const text = block[index];
      if (options.reverse ? text < start : text >= end) break;
      found.push(text);
      index += step;
    }
    return found;
  }

  /** The last block that begins at or before the text. */
  #blockOf(text: string): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle][0] <= text) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function lowerBound(texts: readonly string[], text: string): number {
  let low = 0;
  let high = texts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (texts[middle] < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

const blockLengthMax = 512;
const utf8 = new TextEncoder();
const view = new DataView(new ArrayBuffer(8));
const bytes = new Uint8Array(view.buffer);
