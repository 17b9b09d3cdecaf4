/** Counts records that cannot be used, keeps the first ones to show, and stops the import when they are too many. */
import { InputError } from "../../errors.ts";
import { badRowsDefault, badRowsShownMax } from "../../limits.ts";

export interface BadRow {
  readonly file: string;
  /** Line of a text, row of a table; from 1. */
  readonly line: number;
  readonly reason: string;
}

export class BadRows {
  count = 0;
  readonly shown: BadRow[] = [];

  constructor(readonly limit: number = badRowsDefault) {}

  /** @throws {InputError} If this is one more than the limit. */
  add(row: BadRow): void {
    this.count++;
    if (this.shown.length < badRowsShownMax) this.shown.push(row);
    if (this.count > this.limit) {
      throw new InputError(
        `Cannot import "${row.file}": at most ${this.limit} bad rows are allowed (--max-bad), found more\n${
          this.describe().join("\n")
        }`,
      );
    }
  }

  /** The first bad rows, one line each. */
  describe(): string[] {
    return this.shown.map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`);
  }
}
