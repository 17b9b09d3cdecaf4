/** What an import is handed: where to write, who computes, whom to tell. */
import type { Kernel, Progress } from "../../kernel/kernel.ts";
import type { Database } from "../database.ts";

export interface ImportTools {
  readonly database: Database;
  readonly kernel: Pick<Kernel, "accountKeys">;
  /** Exists and is empty; the only place that is written to. */
  readonly folder: string;
  /** In bytes of the files as they are on disk; the total is 0 where standard input makes it unknown. */
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Read where a file is `-`. */
  readonly stdin?: ReadableStream<Uint8Array>;
}

/** Where a reader puts what it finds. Records are numbered from 1: lines of a text, rows of a table. */
export interface RecordSink {
  /** A record of a delimited text. The view is valid during the call only. */
  addFields(fields: Fields, record: number): void;
  /** A record with the values of the columns that the reader was asked for; null = no value. */
  addValues(values: readonly (string | null)[], record: number): void;
  /** A record that cannot be used. */
  addBad(record: number, reason: string): void;
  /** Called between blocks: works off what was added. @throws {InputError} If too many records are bad. */
  settle(): Promise<void>;
}

/** Fields of one record as ranges of bytes. */
export interface Fields {
  bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
}
