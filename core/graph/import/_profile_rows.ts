/** Where the records of a profile file go: texts, in batches, into a table of the SQL engine. */
import type { Database } from "../database.ts";
import { formatAccountId, parseAccountId } from "../account_id.ts";
import type { BadRows } from "./_bad_rows.ts";
import type { Fields, RecordSink } from "./_tools.ts";

export interface ProfileRowsOptions {
  readonly file: string;
  /** Existing table of VARCHAR columns: the account id, then every column of the file in its order. */
  readonly table: string;
  readonly columnCount: number;
  readonly idColumn: number;
  readonly idName: string;
  readonly platform: string;
}

export class ProfileRows implements RecordSink {
  rows = 0;
  #batch: (string | null)[][];
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(
    readonly options: ProfileRowsOptions,
    readonly database: Database,
    readonly bad: BadRows,
    readonly progress: () => void,
  ) {
    this.#batch = this.#emptyBatch();
  }

  addFields({ bytes, starts, ends, count }: Fields, record: number): void {
    const values: (string | null)[] = [];
    try {
      for (let index = 0; index < count; index++) {
        values.push(this.#decoder.decode(bytes.subarray(starts[index], ends[index])));
      }
    } catch {
      return this.addBad(record, `needed UTF-8 in field ${values.length + 1}, found other bytes`);
    }
    this.addValues(values, record);
  }

  addValues(values: readonly (string | null)[], record: number): void {
    const { idColumn, idName, platform, columnCount } = this.options;
    const text = values[idColumn]?.trim() ?? "";
    if (text === "") return this.addBad(record, `needed an account id in "${idName}": it is empty`);
    let id: string;
    try {
      id = formatAccountId(parseAccountId(text, platform));
    } catch (error) {
      return this.addBad(record, (error as Error).message);
    }
    this.rows++;
    this.#batch[0].push(id);
    for (let index = 0; index < columnCount; index++) {
      const value = values[index]?.trim() ?? "";
      this.#batch[index + 1].push(value === "" ? null : value);
    }
  }

  addBad(line: number, reason: string): void {
    this.rows++;
    this.bad.add({ file: this.options.file, line, reason });
  }

  async settle(): Promise<void> {
    await this.database.appendTexts(this.options.table, this.#batch);
    this.#batch = this.#emptyBatch();
    this.progress();
  }

  #emptyBatch(): (string | null)[][] {
    return Array.from({ length: this.options.columnCount + 1 }, () => []);
  }
}
