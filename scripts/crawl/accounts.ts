/** Lists of accounts: one a line, of any length, from a file or standard input; read as they come. */
import { InputError } from "../../core/errors.ts";
import { accountLineLengthMax, badRowsShownMax } from "../../core/limits.ts";
import type { AccountName, Platform } from "../../core/platforms/platform.ts";

/** First fields of a first line that name the column instead of an account. */
const columnNames = new Set([
  "id",
  "account",
  "account_id",
  "handle",
  "user",
  "user_id",
  "username",
  "screen_name",
  "did",
]);

export interface AccountList {
  /** Accounts in it that are kept. */
  readonly count: number;
  /** Lines that name no account. */
  readonly bad: number;
  /** From the beginning, as `nameText` writes them. */
  batches(): AsyncIterable<string[]>;
}

export interface AccountListOptions {
  readonly platform: Platform;
  /** Lines that name no account, tolerated. */
  readonly maxBad: number;
  /** Which accounts are meant; all when left out. */
  readonly keep?: (account: string) => boolean;
}

/** Accounts of a batch: some 30 KB, within one request body. */
const batchSize = 1000;

/**
 * Reads a list: an account a line, in whatever way people write it (id, handle, address of a profile). Of a line with commas or
 * tabs the first field counts; empty lines, lines that begin with "# " and a line of column names are passed over.
 * It is read through once before it is handed on, so that nothing is ordered from a list that breaks off half-way.
 *
 * @param path "-" is standard input, which is kept in a file meanwhile; `.gz` is unpacked.
 * @throws {InputError} If no account is in it, or more bad lines than are tolerated.
 */
export async function withAccountList<T>(
  path: string,
  options: AccountListOptions,
  act: (list: AccountList) => Promise<T>,
): Promise<T> {
  const spool = path === "-" ? await Deno.makeTempFile({ prefix: "asterism-accounts-" }) : undefined;
  try {
    if (spool !== undefined) await spoolInput(spool);
    const source = { path: spool ?? path, name: spool === undefined ? path : "standard input" };
    const state = { bad: 0 };
    let count = 0;
    for await (const batch of readBatches(source, options, state)) count += batch.length;
    return await act({ count, bad: state.bad, batches: () => readBatches(source, options, { bad: 0 }) });
  } finally {
    if (spool !== undefined) await Deno.remove(spool);
  }
}

async function spoolInput(path: string): Promise<void> {
  await Deno.stdin.readable.pipeTo((await Deno.open(path, { write: true })).writable);
}

interface Source {
  readonly path: string;
  /** For people. */
  readonly name: string;
}

async function* readBatches(
  { path, name }: Source,
  { platform, maxBad, keep }: AccountListOptions,
  state: { bad: number },
): AsyncGenerator<string[]> {
  const shown: string[] = [];
  let batch: string[] = [];
  let [line, accounts] = [0, 0];
  for await (const text of readLines(path)) {
    line++;
    const field = text.replace(/^\ufeff/, "").trim().split(/[,\t;]/, 1)[0].replace(/^"(.*)"$/, "$1").trim();
    if (field === "" || field.startsWith("# ") || (line === 1 && columnNames.has(field.toLowerCase()))) continue;
    let account: string;
    try {
      account = nameText(platform.readAccount(field));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      state.bad++;
      if (shown.length < badRowsShownMax) shown.push(`  line ${line}: ${JSON.stringify(field.slice(0, 60))}`);
      if (state.bad > maxBad) {
        throw new InputError(
          `Cannot read accounts from ${name}: needed an id or a handle of ${platform.title} on each line, found ` +
            `${state.bad} lines that are neither; --max-bad tolerates more\n${shown.join("\n")}`,
        );
      }
      continue;
    }
    accounts++;
    if (keep === undefined || keep(account)) batch.push(account);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
  if (accounts === 0) {
    const found = state.bad > 0 ? `found ${state.bad} lines that are neither\n${shown.join("\n")}` : "found nothing";
    throw new InputError(
      `Cannot read accounts from ${name}: needed an id or a handle of ${platform.title} on each line, ${found}`,
    );
  }
}

/** "12" or "@jack". */
export function nameText(name: AccountName): string {
  return "id" in name ? name.id : `@${name.handle}`;
}

async function* readLines(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const text of (await openText(path)).pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true }))) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    if (rest.length > accountLineLengthMax) {
      throw new InputError(
        `Cannot read accounts from ${path}: needed an account on each line, found a line without end`,
      );
    }
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function openText(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
    if ((await file.stat()).isDirectory) throw new InputError(`Cannot read "${path}": needed a file, found a folder`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new InputError(`Cannot read "${path}": there is no such file`);
    throw error;
  }
  return /\.gz$/i.test(path) ? unpack(file.readable, path) : file.readable;
}

function unpack(bytes: ReadableStream<Uint8Array<ArrayBuffer>>, path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = bytes.pipeThrough(new DecompressionStream("gzip")).getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(
          new InputError(`Cannot read "${path}": it is no whole gzip file (${(error as Error).message})`),
        );
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
