/** Splits CSV, TSV and the like into records and fields without making a text of each: ranges of bytes go to the sink. */
import type { Source } from "./_source.ts";
import type { Fields, RecordSink } from "./_tools.ts";

export interface Dialect {
  /** One character; a space stands for runs of spaces and tabs. */
  readonly delimiter: string;
  /** Lines that start with "#" are comments. */
  readonly comments: boolean;
}

const [tab, lineFeed, carriageReturn, space, quote, hash] = [9, 10, 13, 32, 34, 35];
/** Columns of a record; a wider one is no table. */
const fieldsMax = 4096;
/** Bytes of a record; a longer one is a quote that was never closed, or no text. */
const recordBytesMax = 1024 * 1024;

/**
 * Reads all records of a source into a sink; blank lines and comments are no records.
 *
 * @returns How many lines were comments.
 */
export async function readDelimited(
  source: Source,
  dialect: Dialect & { readonly header: boolean; readonly columnCount: number },
  sink: RecordSink,
): Promise<number> {
  let skip = dialect.header;
  const splitter = new RecordSplitter(dialect, (fields, record) => {
    if (skip) {
      skip = false;
      return;
    }
    // A separator at the end of a row makes an empty field too many; anything else too many shifts the columns.
    while (fields.count > dialect.columnCount && fields.starts[fields.count - 1] === fields.ends[fields.count - 1]) {
      fields.count--;
    }
    if (fields.count <= dialect.columnCount) return sink.addFields(fields, record);
    sink.addBad(record, `needed ${dialect.columnCount} fields, found ${fields.count}`);
  }, (record, reason) => sink.addBad(record, reason));
  let rest: Uint8Array = new Uint8Array();
  for await (const block of source.blocks) {
    const bytes = concatenate(rest, block);
    rest = bytes.slice(splitter.split(bytes, false));
    await sink.settle();
  }
  splitter.split(rest, true);
  await sink.settle();
  return splitter.comments;
}

/** The first records of a source as texts; one that the head cuts off is left out. */
export function parseSample(source: Source, dialect: Dialect, limit: number): string[][] {
  const rows: string[][] = [];
  const decoder = new TextDecoder();
  const splitter = new RecordSplitter(dialect, (fields) => {
    if (rows.length === limit) return;
    rows.push(
      Array.from(
        { length: fields.count },
        (_, index) => decoder.decode(fields.bytes.subarray(fields.starts[index], fields.ends[index])),
      ),
    );
  }, () => {});
  splitter.split(source.head, source.headIsAll);
  return rows;
}

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** Splits bytes that arrive in pieces; what `split` does not consume is to be given again with more behind it. */
class RecordSplitter {
  comments = 0;
  readonly #delimiter: number;
  readonly #spaces: boolean;
  /** Where a quote opens a field only if it closes at the field's end in the same line: names such as "Al" Smith. */
  readonly #looseQuotes: boolean;
  readonly #fields: Fields = {
    bytes: new Uint8Array(),
    starts: new Int32Array(fieldsMax),
    ends: new Int32Array(fieldsMax),
    count: 0,
  };
  #unquoted = new Uint8Array();
  #line = 1;
  #begun = false;
  #skipping = false;

  constructor(
    readonly dialect: Dialect,
    readonly onRecord: (fields: Fields, record: number) => void,
    readonly onBad: (record: number, reason: string) => void,
  ) {
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#spaces = dialect.delimiter === " ";
    this.#looseQuotes = this.#delimiter === tab;
  }

  /** @returns How many bytes are done with; all of them where `final`. */
  split(bytes: Uint8Array, final: boolean): number {
    let at = 0;
    if (!this.#begun && bytes.length > 0) {
      this.#begun = true;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
    }
    if (this.#skipping) {
      at = this.#endOfLine(bytes, at) + 1;
      if (at === 0) return bytes.length;
      this.#skipping = false;
      this.#line++;
    }
    while (at < bytes.length) {
      const next = this.#splitRecord(bytes, at, final);
      if (next < 0) break;
      at = next;
    }
    if (bytes.length - at <= recordBytesMax || final) return at;
    this.onBad(this.#line, `needed a row below ${recordBytesMax} bytes, found a longer one`);
    this.#skipping = true;
    return bytes.length;
  }

  #endOfLine(bytes: Uint8Array, from: number): number {
    return bytes.indexOf(lineFeed, from);
  }

  /** @returns Where the next record starts; -1 if this one goes on past the bytes. */
  #splitRecord(bytes: Uint8Array, at: number, final: boolean): number {
    const first = bytes[at];
    if (first === lineFeed || first === carriageReturn || (first === hash && this.dialect.comments)) {
      const end = this.#endOfLine(bytes, at);
      if (end < 0 && !final) return -1;
      if (first === hash) this.comments++;
      if (first !== carriageReturn || end === at + 1) {
        this.#line++;
        return end < 0 ? bytes.length : end + 1;
      }
    }
    if (this.#spaces) return this.#splitSpaced(bytes, at, final);
    return this.#splitPlain(bytes, at, final);
  }

  /** The quick way, for records without a quote at the start of a field. */
  #splitPlain(bytes: Uint8Array, at: number, final: boolean): number {
    const { starts, ends } = this.#fields;
    const delimiter = this.#delimiter;
    const length = bytes.length;
    let count = 0;
    let position = at;
    starts[0] = at;
    if (bytes[at] === quote) return this.#splitQuoted(bytes, at, final);
    for (;;) {
      if (position === length) {
        if (!final) return -1;
        break;
      }
      const byte = bytes[position];
      if (byte === lineFeed) break;
      if (byte === delimiter) {
        ends[count] = position;
        if (count < fieldsMax - 1) count++;
        starts[count] = position + 1;
        if (bytes[position + 1] === quote) return this.#splitQuoted(bytes, at, final);
      }
      position++;
    }
    ends[count] = position > starts[count] && bytes[position - 1] === carriageReturn ? position - 1 : position;
    this.#emit(bytes, count + 1, 1);
    return position + 1;
  }

  #splitSpaced(bytes: Uint8Array, at: number, final: boolean): number {
    const { starts, ends } = this.#fields;
    const found = this.#endOfLine(bytes, at);
    if (found < 0 && !final) return -1;
    const end = found < 0 ? bytes.length : found;
    let count = 0;
    for (let position = at; position < end;) {
      while (position < end && isSpace(bytes[position])) position++;
      if (position === end) break;
      starts[count] = position;
      while (position < end && !isSpace(bytes[position])) position++;
      ends[count] = position;
      if (count < fieldsMax - 1) count++;
    }
    if (count === 0) this.#line++;
    else this.#emit(bytes, count, 1);
    return end + 1;
  }

  /** The careful way: takes quotes off into a buffer of its own. */
  #splitQuoted(bytes: Uint8Array, at: number, final: boolean): number {
    const { starts, ends } = this.#fields;
    if (this.#unquoted.length < bytes.length) this.#unquoted = new Uint8Array(bytes.length);
    const into = this.#unquoted;
    let count = 0;
    let position = at;
    let length = 0;
    let lines = 1;
    for (;;) {
      starts[count] = length;
      const closing = bytes[position] === quote ? this.#findClosing(bytes, position) : undefined;
      // What the last byte means depends on the next one.
      const open = closing !== undefined && closing.at >= bytes.length - 1 && !final;
      if (open && bytes.length - at <= recordBytesMax) return -1;
      if (closing?.closed) {
        for (let from = position + 1; from < closing.at; from++) {
          const byte = bytes[from];
          into[length++] = byte;
          if (byte === quote) from++;
          else if (byte === lineFeed) lines++;
        }
        position = closing.at + 1;
      } else if (closing !== undefined && !this.#looseQuotes) {
        const end = this.#endOfLine(bytes, at);
        if (end < 0 && !final) return -1;
        const found = closing.at === bytes.length ? "one that is never closed" : "text behind it";
        this.onBad(this.#line, `needed a closing quote at the end of field ${count + 1}, found ${found}`);
        this.#line++;
        return end < 0 ? bytes.length : end + 1;
      } else {
        while (position < bytes.length && bytes[position] !== this.#delimiter && bytes[position] !== lineFeed) {
          into[length++] = bytes[position++];
        }
      }
      const atEnd = position >= bytes.length;
      if (atEnd && !final) return -1;
      const ended = atEnd || bytes[position] !== this.#delimiter;
      if (ended && length > starts[count] && into[length - 1] === carriageReturn) length--;
      ends[count] = length;
      if (ended) {
        // A carriage return behind a closing quote.
        if (bytes[position] === carriageReturn) position++;
        this.#emit(into, count + 1, lines);
        return position + 1;
      }
      if (count < fieldsMax - 1) count++;
      position++;
    }
  }

  /** Finds the quote that closes the one at `open`; at = bytes.length where the bytes end before that is known. */
  #findClosing(bytes: Uint8Array, open: number): { at: number; closed: boolean } {
    for (let at = open + 1; at < bytes.length; at++) {
      if (bytes[at] === lineFeed && this.#looseQuotes) return { at, closed: false };
      if (bytes[at] !== quote) continue;
      if (bytes[at + 1] === quote) {
        at++;
        continue;
      }
      const next = bytes[at + 1];
      const closed = next === undefined || next === this.#delimiter || next === lineFeed || next === carriageReturn;
      return { at, closed };
    }
    return { at: bytes.length, closed: false };
  }

  #emit(bytes: Uint8Array, count: number, lines: number): void {
    const record = this.#line;
    this.#line += lines;
    if (count === fieldsMax) return this.onBad(record, `needed fewer than ${fieldsMax} fields, found more`);
    this.#fields.bytes = bytes;
    this.#fields.count = count;
    this.onRecord(this.#fields, record);
  }
}

function isSpace(byte: number): boolean {
  return byte === space || byte === tab || byte === carriageReturn;
}
