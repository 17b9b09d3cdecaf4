/** Opens a file or standard input as a stream of unpacked bytes, whose first ones can be looked at before. */
import { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { basename } from "node:path";
import { InputError } from "../../errors.ts";
import { ZstdFrames } from "./_zstd_frames.ts";

export type Compression = "none" | "gzip" | "zstd";

export interface Source {
  /** As it was typed, for messages; "standard input" for `-`. */
  readonly name: string;
  /** Without its folders; "-" for standard input. */
  readonly baseName: string;
  readonly compression: Compression;
  /** The first unpacked bytes, at most 64 KiB. */
  readonly head: Uint8Array;
  /** True where the head is all there is. */
  readonly headIsAll: boolean;
  /** All unpacked bytes, the head included; to be read once. */
  readonly blocks: AsyncIterable<Uint8Array>;
  /** Where the bytes lie as they are; undefined for standard input and packed files. */
  readonly path?: string;
  /** Bytes read so far, as on disk. */
  readonly bytesRead: () => number;
  /** Ends what is open; harmless when all was read. */
  close(): Promise<void>;
}

// Enough to guess columns from a thousand rows.
const headBytes = 64 * 1024;
const blockBytes = 1024 * 1024;
/** The pieces that go to the unpacker: its errors are known to lie in the last of them. */
const packedBlockBytes = 64 * 1024;

/**
 * Opens `file`, or `stdin` where it is "-". The packing is told by the first bytes, never by the name.
 *
 * @throws {InputError} If there is no such file, it is empty, or of a packing that is not understood. Reading throws it
 * where packed bytes are damaged or cut.
 */
export async function openSource(file: string, stdin?: ReadableStream<Uint8Array>): Promise<Source> {
  const name = file === "-" ? "standard input" : file;
  let bytesRead = 0;
  const raw = count(file === "-" ? readStream(stdin) : readFile(file), (bytes) => bytesRead += bytes);
  const packed = await peek(raw, 16);
  if (packed.head.length === 0) throw new InputError(`Cannot import "${name}": needed rows, found an empty file`);
  const compression = recognise(packed.head, name);
  const unpacked = compression === "none" ? packed.blocks : unpack(packed.blocks, compression, name);
  const source = await peek(unpacked, headBytes);
  if (source.head.length === 0) {
    throw new InputError(`Cannot import "${name}": needed rows, found nothing packed in it (${compression})`);
  }
  return {
    name,
    baseName: file === "-" ? "-" : basename(file),
    compression,
    head: source.head.subarray(0, headBytes),
    headIsAll: source.head.length < headBytes,
    blocks: source.blocks,
    path: compression === "none" && file !== "-" ? file : undefined,
    bytesRead: () => bytesRead,
    close: async () => {
      await source.blocks.return(undefined);
      await raw.return(undefined);
    },
  };
}

/** Bytes of the files on disk; 0 where one is standard input. @throws {InputError} If one is missing or a folder. */
export async function totalBytes(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => file === "-" ? NaN : (await statFile(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Number.isNaN(total) ? 0 : total;
}

async function statFile(file: string): Promise<Deno.FileInfo> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(file);
  } catch (error) {
    throw new InputError(`Cannot read "${file}": ${reasonOf(error)}`, { cause: error });
  }
  if (info.isDirectory) throw new InputError(`Cannot read "${file}": needed a file, found a folder`);
  return info;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "the file may not be read by this user";
  return (error as Error).message;
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  await statFile(path);
  const file = await Deno.open(path).catch((error) => {
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  });
  try {
    for (;;) {
      const block = new Uint8Array(blockBytes);
      const length = await file.read(block);
      if (length === null) return;
      yield block.subarray(0, length);
    }
  } finally {
    file.close();
  }
}

async function* readStream(stream: ReadableStream<Uint8Array> | undefined): AsyncGenerator<Uint8Array> {
  if (stream === undefined) throw new InputError(`Cannot read "-": needed standard input, found none`);
  for await (const block of stream) if (block.length > 0) yield block;
}

async function* count(
  blocks: AsyncIterable<Uint8Array>,
  add: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    add(block.length);
    yield block;
  }
}

/** Reads at least so many bytes ahead; `blocks` gives them again. */
async function peek(
  blocks: AsyncGenerator<Uint8Array>,
  bytes: number,
): Promise<{ head: Uint8Array; blocks: AsyncGenerator<Uint8Array> }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const { done, value } = await blocks.next();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  const head = new Uint8Array(length);
  for (let part = 0, at = 0; part < parts.length; at += parts[part++].length) head.set(parts[part], at);
  async function* again() {
    try {
      if (head.length > 0) yield head;
      yield* blocks;
    } finally {
      await blocks.return(undefined);
    }
  }
  return { head, blocks: again() };
}

function recognise(head: Uint8Array, name: string): Compression {
  const hex = Array.from(head.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex.startsWith("1f8b")) return "gzip";
  if (hex.startsWith("28b52ffd") || /^5.2a4d18/.test(hex)) return "zstd";
  const other = [["425a68", "bzip2"], ["fd377a585a", "xz"], ["504b0304", "ZIP"], ["377abcaf", "7z"]]
    .find(([magic]) => hex.startsWith(magic));
  if (other === undefined) return "none";
  throw new InputError(`Cannot import "${name}": needed a plain, gzip or zstd file, found ${other[1]}`);
}

async function* unpack(
  blocks: AsyncIterable<Uint8Array>,
  compression: "gzip" | "zstd",
  name: string,
): AsyncGenerator<Uint8Array> {
  const frames = compression === "zstd" ? new ZstdFrames() : undefined;
  let fed = 0;
  let ended = false;
  async function* pieces() {
    for await (const block of blocks) {
      for (let at = 0; at < block.length; at += packedBlockBytes) {
        const piece = block.subarray(at, at + packedBlockBytes);
        fed += piece.length;
        frames?.feed(piece);
        yield piece;
      }
    }
    ended = true;
  }
  const source = Readable.from(pieces(), { objectMode: false });
  const unpacker = compression === "gzip"
    ? createGunzip({ chunkSize: blockBytes })
    : createZstdDecompress({ chunkSize: blockBytes });
  source.on("error", (error) => unpacker.destroy(error));
  source.pipe(unpacker);
  const cut = () =>
    new InputError(`Cannot unpack "${name}": needed a whole ${compression} stream, found its end at byte ${fed}`);
  try {
    for await (const block of unpacker) yield block;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as { code?: string; message: string };
    if (code === "Z_BUF_ERROR" || (ended && frames?.complete === false)) throw cut();
    throw new InputError(
      `Cannot unpack "${name}": needed intact ${compression} data, found damage within the first ${fed} bytes (${message.toLowerCase()})`,
      { cause: error },
    );
  } finally {
    source.destroy();
    unpacker.destroy();
  }
  if (frames !== undefined && !frames.complete) throw cut();
}
