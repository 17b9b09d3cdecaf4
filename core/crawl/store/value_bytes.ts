/** Why every Store refuses the same values: one estimate of what a value takes once it is written. */
import { storeValueBytesMax } from "./store.ts";
import type { Key } from "./store.ts";

/** @throws {RangeError} If the value would be too large for a Store. Names the key, not the value, which may be secret. */
export function checkValueBytes(key: Key, value: unknown): void {
  const bytes = estimateValueBytes(value);
  if (bytes > storeValueBytesMax) {
    throw new RangeError(
      `Cannot store ${JSON.stringify(key)}: needed at most ${storeValueBytesMax} bytes, found about ${bytes}`,
    );
  }
}

/**
 * Bytes of a value as V8 serialises it, or a little more: one for each character (two where some character is above 255), and a few
 * for each field, item and number.
 */
export function estimateValueBytes(value: unknown): number {
  if (typeof value === "string") return 6 + (/[^\0-\xff]/.test(value) ? 2 : 1) * value.length;
  if (typeof value !== "object" || value === null) return 9;
  if (ArrayBuffer.isView(value)) return 16 + value.byteLength;
  let bytes = 8;
  if (Array.isArray(value)) {
    for (const item of value) bytes += estimateValueBytes(item);
  } else {
    for (const name in value) bytes += 3 + name.length + estimateValueBytes((value as Record<string, unknown>)[name]);
  }
  return bytes;
}
