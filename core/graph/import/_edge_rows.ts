/** Where the records of an edge file go: ids become keys, keys become rows of `rows.npy` in the order of the file. */
import type { BadRows } from "./_bad_rows.ts";
import { writeAll } from "../../workspace/files.ts";
import type { AccountTable } from "./_account_table.ts";
import type { Fields, RecordSink } from "./_tools.ts";

export interface EdgeRowsOptions {
  readonly file: string;
  /** Indexes of the columns among the fields of a record. */
  readonly follower: number;
  readonly influencer: number;
  readonly names: { readonly follower: string; readonly influencer: string };
  readonly selfFollows: "drop" | "keep";
  readonly undirected: boolean;
}

/** Marks a record that its reader found bad; the other entry is then the index of its reason. */
const badEntry = 0xffffffff;

export class EdgeRows implements RecordSink {
  rows = 0;
  rowsWritten = 0;
  selfFollows = 0;
  reversed = 0;

  /** Records of this block: entries of follower and influencer, and the record's number. */
  #followers = new Uint32Array(1024);
  #influencers = new Uint32Array(1024);
  #records = new Float64Array(1024);
  #count = 0;
  #reasons: string[] = [];
  readonly #encoder = new TextEncoder();
  #text = new Uint8Array(4096);

  constructor(
    readonly options: EdgeRowsOptions,
    readonly accounts: AccountTable,
    readonly output: Deno.FsFile,
    readonly bad: BadRows,
    readonly progress: () => void,
  ) {}

  addFields(fields: Fields, record: number): void {
    const { follower, influencer } = this.options;
    const needed = Math.max(follower, influencer) + 1;
    if (fields.count < needed) {
      return this.addBad(record, `needed ${needed} fields, found ${fields.count === 1 ? "one" : fields.count}`);
    }
    this.#add(
      this.accounts.intern(fields.bytes, fields.starts[follower], fields.ends[follower]),
      this.accounts.intern(fields.bytes, fields.starts[influencer], fields.ends[influencer]),
      record,
    );
  }

  addValues([follower, influencer]: readonly (string | null)[], record: number): void {
    this.#add(this.#internText(follower), this.#internText(influencer), record);
  }

  addBad(record: number, reason: string): void {
    this.#add(badEntry, this.#reasons.push(reason) - 1, record);
  }

  async settle(): Promise<void> {
    await this.accounts.resolve();
    const { selfFollows, undirected, file, names } = this.options;
    const { keyWords: keys, refusals } = this.accounts;
    const rows = new Uint32Array(this.#count * (undirected ? 8 : 4));
    let length = 0;
    for (let row = 0; row < this.#count; row++) {
      const [follower, influencer] = [this.#followers[row], this.#influencers[row]];
      const line = this.#records[row];
      if (follower === badEntry) {
        this.bad.add({ file, line, reason: this.#reasons[influencer] });
        continue;
      }
      if (refusals.size > 0 && (refusals.has(follower) || refusals.has(influencer))) {
        const [name, entry] = refusals.has(follower) ? [names.follower, follower] : [names.influencer, influencer];
        this.bad.add({ file, line, reason: `needed an account id in "${name}": ${refusals.get(entry)}` });
        continue;
      }
      const [low, high, low2, high2] = [
        keys[2 * follower],
        keys[2 * follower + 1],
        keys[2 * influencer],
        keys[2 * influencer + 1],
      ];
      const self = low === low2 && high === high2;
      if (self) this.selfFollows++;
      if (self && selfFollows === "drop") continue;
      rows[length++] = low;
      rows[length++] = high;
      rows[length++] = low2;
      rows[length++] = high2;
      if (!undirected || self) continue;
      this.reversed++;
      rows[length++] = low2;
      rows[length++] = high2;
      rows[length++] = low;
      rows[length++] = high;
    }
    this.rows += this.#count;
    this.rowsWritten += length / 4;
    this.#count = 0;
    this.#reasons = [];
    await writeAll(this.output, new Uint8Array(rows.buffer, 0, 4 * length));
    this.accounts.forgetIfFull();
    this.progress();
  }

  #add(follower: number, influencer: number, record: number): void {
    if (this.#count === this.#records.length) {
      this.#followers = widen(this.#followers, new Uint32Array(2 * this.#count));
      this.#influencers = widen(this.#influencers, new Uint32Array(2 * this.#count));
      this.#records = widen(this.#records, new Float64Array(2 * this.#count));
    }
    this.#followers[this.#count] = follower;
    this.#influencers[this.#count] = influencer;
    this.#records[this.#count++] = record;
  }

  #internText(text: string | null): number {
    if (text === null) return this.accounts.intern(this.#text, 0, 0);
    if (3 * text.length > this.#text.length) this.#text = new Uint8Array(3 * text.length);
    return this.accounts.intern(this.#text, 0, this.#encoder.encodeInto(text, this.#text).written);
  }
}

function widen<T extends Uint32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
