/** Reads one JSON object a line. */
import type { Source } from "./_source.ts";
import type { RecordSink } from "./_tools.ts";

const lineFeed = 10;
/** Bytes of a line; a longer one is one document, not a record. */
const lineBytesMax = 16 * 1024 * 1024;

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export interface NdjsonOptions {
  /** Names of the values that the sink is given, in this order. */
  readonly columns: readonly string[];
  /** Values are account ids: texts, or whole numbers of 0 or more; anything else is a bad record. Else any value has a text. */
  readonly ids: boolean;
}

export async function readNdjson(source: Source, options: NdjsonOptions, sink: RecordSink): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 0;
  let rest: Uint8Array = new Uint8Array();
  let skipping = false;
  const take = (bytes: Uint8Array) => {
    line++;
    if (skipping) {
      skipping = false;
      return;
    }
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return sink.addBad(line, "needed UTF-8, found other bytes");
    }
    if (text.trim() !== "") readRecord(text, line, options, sink);
  };
  for await (const block of source.blocks) {
    const bytes = new Uint8Array(rest.length + block.length);
    bytes.set(rest);
    bytes.set(block, rest.length);
    let at = 0;
    for (let end; (end = bytes.indexOf(lineFeed, at)) >= 0; at = end + 1) take(bytes.subarray(at, end));
    rest = bytes.subarray(at);
    if (rest.length > lineBytesMax || skipping) {
      if (!skipping) sink.addBad(line + 1, `needed a line below ${lineBytesMax} bytes, found a longer one`);
      skipping = true;
      rest = new Uint8Array();
    }
    await sink.settle();
  }
  if (rest.length > 0) take(rest);
  await sink.settle();
}

function readRecord(text: string, line: number, { columns, ids }: NdjsonOptions, sink: RecordSink): void {
  let record: Json;
  try {
    record = parseExactly(text);
  } catch (error) {
    return sink.addBad(line, `needed a JSON object (${(error as Error).message})`);
  }
  if (record === null || typeof record !== "object" || Array.isArray(record)) {
    return sink.addBad(
      line,
      `needed a JSON object, found ${Array.isArray(record) ? "an array" : JSON.stringify(record)}`,
    );
  }
  const values: (string | null)[] = [];
  for (const name of columns) {
    const value = Object.hasOwn(record, name) ? record[name] : null;
    if (ids) {
      const problem = refuseId(value);
      if (problem !== undefined) return sink.addBad(line, `needed an account id in "${name}": ${problem}`);
    }
    values.push(toText(value));
  }
  sink.addValues(values, line);
}

/** JSON whose long whole numbers arrive as texts of their digits: ids above 2^53 would lose their last ones. */
function parseExactly(text: string): Json {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(
    text,
    ((_name: string, value: Json, context?: { source?: string }) => {
      const source = context?.source ?? "";
      return typeof value === "number" && /^-?\d{16,}$/.test(source) ? source : value;
    }) as (name: string, value: Json) => Json,
  );
}

function refuseId(value: Json): string | undefined {
  if (value === null) return "there is none";
  if (typeof value === "string") return value.isWellFormed() ? undefined : "it is not valid Unicode";
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? undefined : `${value} is not a whole number of 0 or more`;
  }
  return `${JSON.stringify(value).slice(0, 60)} is neither text nor number`;
}

function toText(value: Json): string | null {
  if (value === null) return null;
  return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
}
