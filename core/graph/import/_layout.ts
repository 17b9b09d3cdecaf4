/** What a file is, told from its first bytes: format, separator, header, column names. */
import { InputError } from "../../errors.ts";
import { parseSample } from "./_delimited.ts";
import type { Source } from "./_source.ts";

export type Format = "csv" | "tsv" | "ndjson" | "parquet" | "npy";

export interface LayoutOptions {
  readonly format?: Format;
  readonly header?: boolean;
  /** One character, or a space for runs of spaces. */
  readonly delimiter?: string;
  /** Lines that start with "#" are comments (edges, as SNAP writes them). */
  readonly comments: boolean;
}

export interface Layout {
  readonly format: Format;
  /** Of CSV and TSV. */
  readonly delimiter?: string;
  readonly header: boolean;
  /** Of CSV, TSV and NDJSON; undefined where the file does not say. */
  readonly names?: readonly string[];
  /** Columns of CSV and TSV. */
  readonly columnCount?: number;
}

/** @throws {InputError} If the bytes are of no known format, or hold no row below the header. */
export function guessLayout(source: Source, options: LayoutOptions): Layout {
  const format = options.format ?? guessFormat(source);
  if (format === "parquet" || format === "npy") return { format, header: format === "parquet" };
  refuseBinary(source);
  return format === "ndjson" ? guessNdjson(source) : guessDelimited(source, options);
}

function guessFormat(source: Source): Format {
  const { head } = source;
  if (startsWith(head, "PAR1")) return "parquet";
  if (startsWith(head, "\x93NUMPY")) return "npy";
  refuseBinary(source);
  const text = headText(head).trimStart();
  if (text.startsWith("{")) return "ndjson";
  if (text.startsWith("[")) {
    throw new InputError(`Cannot import "${source.name}": needed one JSON object a line, found a JSON array`);
  }
  return "csv";
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((character, index) => bytes[index] === character.charCodeAt(0));
}

function refuseBinary(source: Source): void {
  const needed = `Cannot import "${source.name}": needed CSV, TSV, NDJSON, Parquet or .npy`;
  const unpacked = source.compression === "none" ? "" : ` of what is packed in it (${source.compression})`;
  if ((source.head[0] === 0xff && source.head[1] === 0xfe) || (source.head[0] === 0xfe && source.head[1] === 0xff)) {
    throw new InputError(`${needed} in UTF-8, found UTF-16`);
  }
  // Text has no byte below 32 but tab, line feed, form feed, carriage return and, in old exports, escape.
  const at = source.head.findIndex((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte));
  // A stray control character in a later row is that row's fault, a zero byte or one in the first line the file's.
  const firstLine = source.head.indexOf(10);
  if (at >= 0 && (firstLine < 0 || at < firstLine || source.head.includes(0))) {
    const byte = source.head[at].toString(16).padStart(2, "0");
    throw new InputError(`${needed}, found binary data (byte 0x${byte} at offset ${at}${unpacked})`);
  }
}

function headText(head: Uint8Array): string {
  return new TextDecoder().decode(head);
}

function guessNdjson(source: Source): Layout {
  const names = new Set<string>();
  const lines = headText(source.head).split("\n").slice(0, 1000);
  for (const line of lines) {
    try {
      for (const name of Object.keys(JSON.parse(line))) names.add(name);
    } catch {
      // A cut or bad line; the reader judges it.
    }
  }
  if (names.size === 0) {
    throw new InputError(
      `Cannot import "${source.name}": needed one JSON object a line, found ${shorten(lines[0])} in line 1`,
    );
  }
  return { format: "ndjson", header: true, names: [...names] };
}

// Tab first: a text may well hold commas in every row, hardly ever tabs.
const delimiters = ["\t", ",", ";", "|", " "];
// Rows that are looked at; a separator that fits a thousand rows fits the rest.
const sampleRows = 1000;

function guessDelimited(source: Source, options: LayoutOptions): Layout {
  const given = options.delimiter ?? (options.format === "tsv" ? "\t" : undefined);
  const candidates = given === undefined ? delimiters : [given];
  let best: { delimiter: string; rows: string[][]; columnCount: number; share: number } | undefined;
  for (const delimiter of candidates) {
    const rows = parseSample(source, { delimiter, comments: options.comments }, sampleRows);
    const { columnCount, share } = commonCount(rows);
    if (columnCount < 2) continue;
    if (best === undefined || share > best.share) best = { delimiter, rows, columnCount, share };
  }
  if (best === undefined) {
    const [first] = parseSample(source, { delimiter: "\n", comments: options.comments }, 1);
    if (first === undefined) {
      throw new InputError(`Cannot import "${source.name}": needed rows, found only blank lines and comments`);
    }
    throw new InputError(
      `Cannot import "${source.name}": needed at least two columns separated by ${
        given === undefined ? "comma, tab, semicolon, bar or spaces" : JSON.stringify(given)
      }, found one (first row: ${shorten(first[0])})`,
    );
  }
  const { delimiter, rows, columnCount } = best;
  const header = options.header ?? isHeader(rows);
  if (header && rows.length < 2) {
    throw new InputError(
      `Cannot import "${source.name}": needed rows below the header, found only ${shorten(rows[0].join(delimiter))}`,
    );
  }
  return {
    format: delimiter === "\t" ? "tsv" : "csv",
    delimiter,
    header,
    names: header ? rows[0].map((name) => name.trim()) : undefined,
    columnCount: header ? rows[0].length : columnCount,
  };
}

/** The most common number of fields above one (a row with one is bad, however many there are), and its share of the rows. */
function commonCount(rows: readonly string[][]): { columnCount: number; share: number } {
  const counts = new Map<number, number>();
  for (const { length } of rows) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [columnCount, times] = [...counts].reduce((best, entry) => entry[1] > best[1] ? entry : best, [0, 0]);
  return { columnCount, share: times / rows.length };
}

/** Names are no numbers and no ids: no field of the first row is numeric, has a colon, is empty, or comes again below. */
function isHeader(rows: readonly string[][]): boolean {
  const first = rows[0].map((field) => field.trim());
  if (first.some((field) => field === "" || field.includes(":") || /^-?\d+(\.\d+)?$/.test(field))) return false;
  const below = new Set(rows.slice(1).flatMap((row) => row.slice(0, 2)));
  return new Set(first).size === first.length && !first.slice(0, 2).some((field) => below.has(field));
}

/** A text of the file for a message: quoted, and short. */
export function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
