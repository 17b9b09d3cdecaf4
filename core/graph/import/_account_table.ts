/**
 * Turns the ids of a file into keys: each distinct text is checked, completed with its platform and hashed once.
 *
 * Ids come as ranges of bytes and are looked up without making a text of them; that, not parsing, is where the time of an
 * import goes (3 M edges, 1 M distinct ids: 0.5 s here, 2.9 s as joins in SQL). When the table is full it is spilled and
 * begun again, so memory is bounded whatever the file; ids that come again are spilled again, and made distinct at the end.
 */
import { join } from "node:path";
import { accountIdBytesMax } from "../../limits.ts";
import { writeAll } from "../../workspace/files.ts";
import { type Database, sqlText } from "../database.ts";
import { formatAccountId, parseAccountId } from "../account_id.ts";
import type { ImportTools } from "./_tools.ts";

/** Distinct ids held at once: some 100 MB with ids of 20 bytes. */
const idsMax = 2 * 1024 * 1024;
const idBytesMax = 64 * 1024 * 1024;

export class AccountTable {
  /** Keys by entry, each as two 32-bit words, low first. Entries of refused ids are 0. */
  keyWords = new Uint32Array(2 * 1024);
  /** Why an entry is no id. */
  readonly refusals = new Map<number, string>();

  #count = 0;
  /** Entries below this have their key. */
  #resolved = 0;
  /** Bytes of all ids, each followed by a line feed. */
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;
  /** Where the id of an entry starts in `#bytes`; shape (more than entries). */
  #starts = new Uint32Array(2048);
  /** Open addressing, pairs: entry + 1, or 0 where free, and the id's hash; a power of two, at most half full. */
  #slots = new Uint32Array(2 * 2048);

  private constructor(
    readonly tools: ImportTools,
    readonly platform: string,
    readonly spill: Deno.FsFile,
    readonly spillPath: string,
    readonly limit: number,
  ) {}

  /** @param limit Distinct ids that are held at once; results do not depend on it. */
  static async open(tools: ImportTools, platform: string, limit = idsMax): Promise<AccountTable> {
    const path = join(tools.folder, ".tmp-accounts.tsv");
    const spill = await Deno.open(path, { write: true, createNew: true });
    return new AccountTable(tools, platform, spill, path, limit);
  }

  /** Entry of the id at bytes[start..end), white space around it left out. Good until `forgetIfFull`. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    while (start < end && bytes[start] <= 32 && isBlank(bytes[start])) start++;
    while (end > start && bytes[end - 1] <= 32 && isBlank(bytes[end - 1])) end--;
    // One byte more than is allowed is kept: enough to be refused for it.
    if (end - start > accountIdBytesMax) end = start + accountIdBytesMax + 1;
    const hash = hashRange(bytes, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = 2 * hash & mask;; slot = (slot + 2) & mask) {
      const entry = slots[slot] - 1;
      if (entry < 0) return this.#add(bytes, start, end, hash, slot);
      if (slots[slot + 1] === hash && this.#equals(entry, bytes, start, end)) return entry;
    }
  }

  /** Gives every new entry its key or the reason why it has none. */
  async resolve(): Promise<void> {
    if (this.#resolved === this.#count) return;
    const ids: string[] = [];
    const entries: number[] = [];
    this.#decodeNew().forEach((text, index) => {
      const entry = this.#resolved + index;
      const size = this.#starts[entry + 1] - this.#starts[entry] - 1;
      const refusal = size > accountIdBytesMax ? tooLong : text === undefined ? notUtf8 : refuse(text);
      if (refusal !== undefined || text === undefined) return this.refusals.set(entry, refusal ?? notUtf8);
      try {
        ids.push(formatAccountId(parseAccountId(text.trim(), this.platform)));
        entries.push(entry);
      } catch (error) {
        this.refusals.set(entry, (error as Error).message);
      }
    });
    this.#resolved = this.#count;
    const keys = await this.tools.kernel.accountKeys(ids);
    const words = new Uint32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
    let lines = "";
    for (let index = 0; index < ids.length; index++) {
      this.keyWords[2 * entries[index]] = words[2 * index];
      this.keyWords[2 * entries[index] + 1] = words[2 * index + 1];
      lines += `${keys[index]}\t${ids[index]}\n`;
    }
    await writeAll(this.spill, new TextEncoder().encode(lines));
  }

  /** Begins again when the table is large; all entries so far are void. To be called when none is in use. */
  forgetIfFull(): void {
    if (this.#count < this.limit && this.#length < idBytesMax) return;
    this.#count = this.#resolved = this.#length = 0;
    this.#slots.fill(0);
    this.refusals.clear();
  }

  /** Writes `accounts.parquet` (key, id; by key) and ends the table. @returns How many accounts there are. */
  async finish(database: Database): Promise<number> {
    this.close();
    const path = join(this.tools.folder, "accounts.parquet");
    await database.run(
      `COPY (SELECT DISTINCT key, id FROM read_csv(${
        sqlText(this.spillPath)
      }, columns = {key: 'UBIGINT', id: 'VARCHAR'},
        delim = '\t', quote = '', escape = '', header = false, auto_detect = false) ORDER BY key, id)
      TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await Deno.remove(this.spillPath);
    const [{ count }] = await database.rows(`SELECT count(*) AS count FROM read_parquet(${sqlText(path)})`);
    return Number(count);
  }

  #closed = false;
  close(): void {
    if (!this.#closed) this.spill.close();
    this.#closed = true;
  }

  #equals(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes;
    let at = this.#starts[entry];
    if (this.#starts[entry + 1] - at - 1 !== end - start) return false;
    while (start < end) if (known[at++] !== bytes[start++]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const entry = this.#count++;
    while (this.#length + end - start + 1 > this.#bytes.length) this.#bytes = grow(this.#bytes);
    for (let at = start; at < end; at++) this.#bytes[this.#length++] = bytes[at];
    this.#bytes[this.#length++] = 10;
    if (2 * entry === this.keyWords.length) {
      this.keyWords = grow(this.keyWords);
      this.#starts = grow(this.#starts);
    }
    this.#starts[entry + 1] = this.#length;
    this.#slots[slot] = entry + 1;
    this.#slots[slot + 1] = hash;
    if (4 * this.#count > this.#slots.length) this.#widen();
    return entry;
  }

  #widen(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let from = 0; from < this.#slots.length; from += 2) {
      if (this.#slots[from] === 0) continue;
      let slot = 2 * this.#slots[from + 1] & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = this.#slots[from];
      slots[slot + 1] = this.#slots[from + 1];
    }
    this.#slots = slots;
  }

  /** Texts of the entries without key; undefined where the bytes are no UTF-8. */
  #decodeNew(): (string | undefined)[] {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const count = this.#count - this.#resolved;
    try {
      // All at once is many times faster than one by one, and right unless an id holds a line feed.
      const texts = decoder.decode(this.#bytes.subarray(this.#starts[this.#resolved], this.#length)).split("\n");
      if (texts.length === count + 1) return texts.slice(0, count);
    } catch {
      // Some id is no UTF-8: one by one tells which.
    }
    return Array.from({ length: count }, (_, index) => {
      const entry = this.#resolved + index;
      try {
        return decoder.decode(this.#bytes.subarray(this.#starts[entry], this.#starts[entry + 1] - 1));
      } catch {
        return undefined;
      }
    });
  }
}

const notUtf8 = "its bytes are not UTF-8";
const tooLong = `it is longer than ${accountIdBytesMax} bytes`;

/** What is wrong with a text as account id, in the words of a bad row. */
function refuse(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return "it is empty";
  return /\p{Cc}/u.test(trimmed) ? "it has a control character" : undefined;
}

/** FNV-1a, then a finaliser, since the slots are chosen by the low bits. */
function hashRange(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

function grow<T extends Uint8Array | Uint32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(2 * array.length);
  larger.set(array);
  return larger;
}
