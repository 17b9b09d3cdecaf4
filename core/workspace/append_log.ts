/**
 * A file to which lines of JSON are added and in which nothing is ever rewritten: what people say, kept through crashes.
 *
 * Each line ends with the CRC-32 of what stands before it, so that a line that a crash cut short is told from a whole one. Who
 * writes holds a lock, begins a line of its own after a cut one, and has it on disk before anybody is told that it is kept.
 */
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { UnavailableError } from "../errors.ts";
import { syncPath, writeAll } from "./files.ts";

/** A line that cannot be trusted: it was cut by a crash, or changed. It counts for nothing. */
export interface DamagedLine {
  /** From 1. */
  readonly line: number;
  /** Where the line begins, in bytes. */
  readonly offset: number;
}

export interface LogContent {
  /** What was written, in order. */
  readonly entries: readonly unknown[];
  readonly damaged: readonly DamagedLine[];
  /** Size of the file that was read. */
  readonly bytes: number;
}

/** Reads all whole lines; nothing where there is no file. A line that is being written meanwhile may come out as damaged. */
export async function readLog(path: string): Promise<LogContent> {
  const bytes = await Deno.readFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  });
  const entries: unknown[] = [];
  const damaged: DamagedLine[] = [];
  for (let offset = 0, line = 1; offset < bytes.length; line++) {
    const found = bytes.indexOf(newline, offset);
    const end = found < 0 ? bytes.length : found;
    // Empty lines are what a crash before the first byte of a line leaves.
    if (end > offset) {
      const entry = readLine(decoder.decode(bytes.subarray(offset, end)));
      if (entry === undefined) damaged.push({ line, offset });
      else entries.push(entry);
    }
    offset = end + 1;
  }
  return { entries, damaged, bytes: bytes.length };
}

/** Size of the file in bytes, which grows with every line; 0 where there is none. */
export async function logSize(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** Adds lines; handed to the one who holds the lock. Each is on disk when the promise resolves. */
export type Append = (entry: object) => Promise<void>;

/**
 * Runs one writer at a time, of this process and all others: a second one waits. Folder and file are made where they are missing.
 * The lock is a file of its own beside the log and goes with the process that holds it.
 *
 * @throws {UnavailableError} If others write for longer than `waitMsMax`.
 */
export async function withLogLock<T>(
  path: string,
  write: (append: Append) => Promise<T>,
  { waitMsMax = 10_000 } = {},
): Promise<T> {
  const folder = dirname(path);
  await makeFolder(folder);
  const lock = await Deno.open(join(folder, ".lock"), { create: true, write: true });
  try {
    for (let waitedMs = 0; !await lock.tryLock(true); waitedMs += pauseMs) {
      if (waitedMs >= waitMsMax) {
        throw new UnavailableError(
          "Cannot keep it: another process has been writing all the while; ask again later",
          5,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return await write((entry) => append(path, entry));
  } finally {
    lock.close();
  }
}

/** Pause between two looks at the lock. A writer holds it for a few milliseconds, unless it was stopped. */
const pauseMs = 5;
const newline = 0x0a;
/** A byte that is no UTF-8 becomes U+FFFD, whose checksum is another. */
const decoder = new TextDecoder();
const encoder = new TextEncoder();

async function append(path: string, entry: object): Promise<void> {
  const isNew = await logSize(path) === 0;
  const file = await Deno.open(path, { create: true, read: true, append: true });
  try {
    // One write: others see the line whole or cut, never two lines in each other.
    await writeAll(file, encoder.encode(`${await endsInLine(file) ? "\n" : ""}${writeLine(entry)}\n`));
    await file.sync();
  } finally {
    file.close();
  }
  if (isNew) await syncPath(dirname(path));
}

/** Whether a crash left the last line without its end. */
async function endsInLine(file: Deno.FsFile): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  await file.seek(size - 1, Deno.SeekMode.Start);
  const last = new Uint8Array(1);
  await file.read(last);
  return last[0] !== newline;
}

function writeLine(entry: object): string {
  const body = JSON.stringify(entry).slice(0, -1);
  return `${body},"crc":"${checksum(body)}"}`;
}

/** Undefined where the line is not as it was written. */
function readLine(line: string): unknown {
  const [, body, found] = /^(\{.+),"crc":"([0-9a-f]{8})"\}$/s.exec(line) ?? [];
  return body !== undefined && checksum(body) === found ? JSON.parse(`${body}}`) : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder);
    await syncPath(dirname(folder));
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
