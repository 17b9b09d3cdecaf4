/**
 * Messages between processes, over pipes.
 *
 * A frame is `u32 length of what follows | u32 length of the header | header, JSON | parts`, little-endian. Typed arrays of a
 * message travel as parts, in the order in which the header names them; a BigInt travels as text.
 */
/** A call of a kernel's method, its outcome, or something said without being asked. */
export type Message =
  | { readonly call: number; readonly method: string; readonly argument: unknown }
  | { readonly reply: number; readonly result: unknown }
  | { readonly failure: number; readonly error: unknown }
  | { readonly notice: string; readonly detail: unknown };

/** Largest frame, in bytes: far above the largest answer (500 look-alikes, 1,225 pairs, 64 regions), far below what would hurt. */
export const frameBytesMax = 16 * 1024 * 1024;

/** A stream of frames that cannot be read any further, since its bytes are no frames. */
export class FrameError extends Error {
  override name = "FrameError";
}

/** Writes a message as one frame. @throws {RangeError} If it is too large. */
export function encodeFrame(message: Message): Uint8Array<ArrayBuffer> {
  const parts: NumberArray[] = [];
  const header = new TextEncoder().encode(JSON.stringify(message, (_name, value) => {
    if (typeof value === "bigint") return { $bigint: String(value) };
    if (!isNumberArray(value)) return value;
    parts.push(value);
    return { $part: arrayName(value), length: value.length };
  }));
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 8 + header.length);
  if (bytes > frameBytesMax) throw new RangeError(`Cannot send ${bytes} bytes: a frame may have ${frameBytesMax}`);
  const frame = new Uint8Array(bytes);
  const view = new DataView(frame.buffer);
  view.setUint32(0, bytes - 4, true);
  view.setUint32(4, header.length, true);
  frame.set(header, 8);
  let offset = 8 + header.length;
  for (const part of parts) {
    frame.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset += part.byteLength;
  }
  return frame;
}

/** Reads a whole frame, its length word included. @throws {FrameError} If it is not one. */
export function decodeFrame(frame: Uint8Array): Message {
  let offset = 8;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 8 || view.getUint32(0, true) !== frame.length - 4) {
    throw new FrameError("Cannot read frame: wrong length");
  }
  const headerBytes = view.getUint32(4, true);
  if (headerBytes > frame.length - 8) throw new FrameError("Cannot read frame: its header is longer than itself");
  offset += headerBytes;

  function readPart(name: string, length: number): NumberArray {
    const make = arrayTypes[name as ArrayName];
    const bytes = length * make.BYTES_PER_ELEMENT;
    if (!Number.isInteger(length) || length < 0 || bytes > frame.length - offset) {
      throw new FrameError(`Cannot read frame: ${name} of ${length} goes past its end`);
    }
    const part = new make(frame.slice(offset, offset + bytes).buffer);
    offset += bytes;
    return part;
  }

  const message = parseHeader(frame.subarray(8, 8 + headerBytes), readPart);
  if (offset !== frame.length) throw new FrameError(`Cannot read frame: ${frame.length - offset} bytes too many`);
  return message;
}

/**
 * Cuts a stream of bytes into frames. Ends when the stream ends between two frames.
 * @throws {FrameError} If a frame is too large or too small, or the stream ends within one.
 */
export async function* readFrames(readable: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lengthWord = new Uint8Array(4);
  let frame = lengthWord;
  let filled = 0;
  for await (const chunk of readable) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(chunk.length - at, frame.length - filled);
      frame.set(chunk.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < frame.length) continue;
      if (frame === lengthWord) {
        const length = new DataView(lengthWord.buffer).getUint32(0, true);
        if (length < 4 || length > frameBytesMax - 4) {
          throw new FrameError(
            `Cannot read frame: needed 4 to ${frameBytesMax - 4} bytes, found a length of ${length}`,
          );
        }
        frame = new Uint8Array(4 + length);
        frame.set(lengthWord);
      } else {
        yield frame;
        frame = lengthWord;
        filled = 0;
      }
    }
  }
  if (filled > 0) throw new FrameError(`Cannot read frame: the stream ended after ${filled} bytes of it`);
}

const arrayTypes = {
  Uint8Array,
  Int32Array,
  Uint32Array,
  BigUint64Array,
  Float64Array,
} as const;
type ArrayName = keyof typeof arrayTypes;
type NumberArray = InstanceType<typeof arrayTypes[ArrayName]>;

function isNumberArray(value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) && arrayName(value) in arrayTypes;
}

function arrayName(value: ArrayBufferView): string {
  return value.constructor.name;
}

function parseHeader(bytes: Uint8Array, readPart: (name: string, length: number) => NumberArray): Message {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new FrameError("Cannot read frame: its header is not JSON");
  }
  const message = revive(header, readPart);
  if (!isMessage(message)) throw new FrameError("Cannot read frame: its header is not a message");
  return message;
}

/** Puts arrays and BigInts back, in the order in which `encodeFrame` met them. */
function revive(value: unknown, readPart: (name: string, length: number) => NumberArray): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => revive(item, readPart));
  const fields = value as Readonly<Record<string, unknown>>;
  if (typeof fields.$bigint === "string" && /^-?\d{1,400}$/.test(fields.$bigint)) return BigInt(fields.$bigint);
  if (typeof fields.$part === "string" && Object.hasOwn(arrayTypes, fields.$part)) {
    return readPart(fields.$part, Number(fields.length));
  }
  return Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, revive(inner, readPart)]));
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const { call, method, reply, failure, notice } = value as Readonly<Record<string, unknown>>;
  const kinds = [call, reply, failure, notice].filter((each) => each !== undefined);
  if (kinds.length !== 1) return false;
  return typeof notice === "string" || Number.isSafeInteger(reply) || Number.isSafeInteger(failure) ||
    (Number.isSafeInteger(call) && typeof method === "string");
}
