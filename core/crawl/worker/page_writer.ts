/**
 * Puts the pages of all of a worker's leases into few objects: one per job, kind and flush, so that files are not tiny and yet
 * little is lost in a crash. A page is durable when its promise resolves.
 */
import { gzipSync } from "node:zlib";
import { writeDelayMsMax, writeTriesMax, writtenPagesMax } from "../../limits.ts";
import type { Page } from "../../platforms/platform.ts";
import type { Sink } from "../sink.ts";
import type { Sleep, WorkerEvent } from "./context.ts";

export interface PageWriter {
  /** Says that a call is under way whose page may come; to be followed by one `end` or `write`. */
  expect(): void;
  /** The call brought no page. */
  end(): void;
  /** The call brought a page. */
  write(job: string, page: Page): PageWriting;
}

export interface PageWriting {
  /** Name that each of its rows carries in `page`. */
  readonly name: string;
  /** Objects that hold its rows. */
  readonly files: readonly string[];
  /** Resolves once its rows are durable; rejects if they cannot be written. */
  readonly durable: Promise<void>;
}

/** Kinds of rows, one object each. */
export const rowKinds = ["profiles", "connections", "posts"] as const;

export interface PageWriterOptions {
  readonly sink: Sink;
  /** Unique for this start of this worker, and safe in a file's name: names of pages and objects begin with it. */
  readonly run: string;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly retryDelayMs: (failures: number, random: number) => number;
  readonly onEvent: (event: WorkerEvent) => void;
}

export function createPageWriter(options: PageWriterOptions): PageWriter {
  let expected = 0;
  let batchCount = 0;
  let batch: Batch | null = null;

  const flush = () => {
    if (batch === null) return;
    const { name, pages, timer } = batch;
    batch = null;
    timer.abort();
    for (const [job, ofJob] of Map.groupBy(pages, ({ job }) => job)) void writePages(options, { job, name }, ofJob);
  };
  const flushIfComplete = () => {
    if (expected === 0) flush();
  };
  const openBatch = (): Batch => {
    const timer = new AbortController();
    void options.sleep(writeDelayMsMax, timer.signal).then(() => {
      if (!timer.signal.aborted) flush();
    });
    return { name: `${options.run}-${++batchCount}`, pages: [], timer };
  };
  return {
    expect: () => void expected++,
    end() {
      expected--;
      flushIfComplete();
    },
    write(job, page) {
      expected--;
      const { pages, name: batchName } = batch ??= openBatch();
      const { promise: durable, resolve, reject } = Promise.withResolvers<void>();
      const name = `${batchName}.${pages.length + 1}`;
      const files = rowKinds.filter((kind) => page[kind].length > 0).map((kind) => objectName(job, kind, batchName));
      pages.push({ job, name, page, resolve, reject });
      if (pages.length >= writtenPagesMax) flush();
      else flushIfComplete();
      return { name, files, durable };
    },
  };
}

interface Batch {
  readonly name: string;
  readonly pages: WaitingPage[];
  /** Ends the wait for more pages. */
  readonly timer: AbortController;
}

interface WaitingPage {
  readonly job: string;
  readonly name: string;
  readonly page: Page;
  resolve(): void;
  reject(error: unknown): void;
}

function objectName(job: string, kind: typeof rowKinds[number], batch: string): string {
  return `${job}/${kind}-${batch}.ndjson.gz`;
}

async function writePages(
  options: PageWriterOptions,
  batch: { job: string; name: string },
  pages: readonly WaitingPage[],
): Promise<void> {
  try {
    await Promise.all(rowKinds.map(async (kind) => {
      const lines = pages.flatMap(({ page, name }) => page[kind].map((row) => JSON.stringify({ page: name, ...row })));
      if (lines.length === 0) return;
      // The quickest level: ids repeat so much that higher ones save little. Synchronous, as a megabyte takes some 10 ms.
      const bytes = gzipSync(new TextEncoder().encode(`${lines.join("\n")}\n`), { level: 1 });
      await writeObject(options, objectName(batch.job, kind, batch.name), bytes);
    }));
    for (const { resolve } of pages) resolve();
  } catch (error) {
    for (const { reject } of pages) reject(error);
  }
}

/** Writes an object, and again where that fails: the same bytes under the same name, so that writing twice does no harm. */
async function writeObject(options: PageWriterOptions, name: string, bytes: Uint8Array): Promise<void> {
  const { sink, random, sleep, retryDelayMs, onEvent } = options;
  for (let failures = 1;; failures++) {
    try {
      return await sink.write(name, bytes);
    } catch (error) {
      if (failures >= writeTriesMax) throw error;
      const afterMs = retryDelayMs(failures, random());
      onEvent({ kind: "retry", what: "sink", reason: (error as Error).message, afterMs });
      await sleep(afterMs);
    }
  }
}
