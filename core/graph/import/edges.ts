/** Imports edges: files of who follows whom become rows of keys, and a table of which key is which account. */
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { writeAll } from "../../workspace/files.ts";
import { npyHeader } from "../../workspace/npy.ts";
import { platformDefault } from "../account_id.ts";
import { AccountTable } from "./_account_table.ts";
import { type BadRow, BadRows } from "./_bad_rows.ts";
import { readDelimited } from "./_delimited.ts";
import { EdgeRows } from "./_edge_rows.ts";
import { type Format, guessLayout, type Layout } from "./_layout.ts";
import { readNdjson } from "./_ndjson.ts";
import { readNpyRows } from "./_npy.ts";
import { openParquet, type ParquetTable, readParquet } from "./_parquet.ts";
import { type Compression, openSource, type Source, totalBytes } from "./_source.ts";
import type { ImportTools } from "./_tools.ts";
import { findColumn, guessEdgeColumns, isOneKind } from "./columns.ts";

export interface EdgeImportOptions {
  /** Of bare ids; "file" when left out. */
  readonly platform?: string;
  readonly kind?: "follow" | "comment" | "like" | "mention";
  /** Column by its name, or by its number from 1 where the file has no names. */
  readonly followerColumn?: string;
  readonly influencerColumn?: string;
  /** What to do with rows that name one account twice; by the columns' names when left out. */
  readonly selfFollows?: "drop" | "keep";
  /** Writes each row in both directions. */
  readonly undirected?: boolean;
  /** Bad rows that are tolerated. */
  readonly maxBad?: number;
  /** Told by the bytes when left out, as are header and delimiter. */
  readonly format?: Format;
  readonly header?: boolean;
  readonly delimiter?: string;
}

/** What one file was taken for. */
export interface EdgeColumns {
  readonly file: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly delimiter?: string;
  readonly header: boolean;
  readonly follower: string;
  readonly influencer: string;
  /** True where not both columns were named by the caller. */
  readonly guessed: boolean;
  /** Lines that start with "#". */
  comments: number;
}

export interface EdgeImport {
  /** Records read, the bad ones included; header, blank lines and comments are none. */
  readonly rows: number;
  /** Rows in `rows.npy`. */
  readonly rowsWritten: number;
  readonly selfFollows: number;
  readonly selfFollowsPolicy: { readonly policy: "drop" | "keep"; readonly why: string };
  /** Rows that `undirected` added. */
  readonly reversed: number;
  readonly bad: { readonly count: number; readonly shown: readonly BadRow[] };
  readonly columns: readonly EdgeColumns[];
  /** Distinct accounts, followers and influencers together. */
  readonly accounts: number;
  /** Base names and sizes on disk. */
  readonly sources: readonly { readonly name: string; readonly bytes: number }[];
  /** True where followers and influencers are of two kinds: user 5 is not title 5. */
  readonly bipartite: boolean;
  readonly platform: string;
  readonly kind: "follow" | "comment" | "like" | "mention";
  /** Of the first file. */
  readonly followerColumn: string;
  readonly influencerColumn: string;
}

/**
 * Reads files of edges and writes `rows.npy` (u64, shape (rows, 2): follower key, influencer key; in the order of the
 * files) and `accounts.parquet` (key, id) into `tools.folder`. Repeated edges stay: the network step counts them.
 *
 * @throws {InputError} If a file cannot be read or has not the needed columns, or too many rows are bad.
 */
export async function importEdges(
  files: readonly string[],
  options: EdgeImportOptions,
  tools: ImportTools,
): Promise<EdgeImport> {
  if (files.length === 0) throw new InputError("Cannot import edges: needed at least one file, found none");
  const platform = options.platform ?? platformDefault;
  const total = await totalBytes(files);
  const bad = new BadRows(options.maxBad);
  const state: ImportState = { tools, options, bad, total, bytesBefore: 0, sinks: [], columns: [], sources: [] };
  const output = await Deno.open(join(tools.folder, "rows.npy"), { write: true, createNew: true });
  const accounts = await AccountTable.open(tools, platform);
  try {
    // The number of rows is known at the end; its header has the same size then.
    await writeAll(output, npyHeader("<u8", [0, 2]));
    for (const file of files) await importFile(file, state, accounts, output);
    const { sinks, columns, sources } = state;
    const sum = (count: (sink: EdgeRows) => number) => sinks.reduce((total, sink) => total + count(sink), 0);
    const rowsWritten = sum((sink) => sink.rowsWritten);
    if (rowsWritten === 0) throw new InputError(describeNothing(files, bad, sum((sink) => sink.selfFollows)));
    await output.seek(0, Deno.SeekMode.Start);
    await writeAll(output, npyHeader("<u8", [rowsWritten, 2]));
    return {
      rows: sum((sink) => sink.rows),
      rowsWritten,
      selfFollows: sum((sink) => sink.selfFollows),
      selfFollowsPolicy: state.policy!,
      reversed: sum((sink) => sink.reversed),
      bad: { count: bad.count, shown: bad.shown },
      columns,
      accounts: await accounts.finish(tools.database),
      sources,
      bipartite: !isOneKind(columns[0].follower, columns[0].influencer),
      platform,
      kind: options.kind ?? "follow",
      followerColumn: columns[0].follower,
      influencerColumn: columns[0].influencer,
    };
  } finally {
    accounts.close();
    output.close();
  }
}

interface ImportState {
  readonly tools: ImportTools;
  readonly options: EdgeImportOptions;
  readonly bad: BadRows;
  /** Bytes of all files, 0 = unknown, and of those that are done. */
  readonly total: number;
  bytesBefore: number;
  readonly sinks: EdgeRows[];
  readonly columns: EdgeColumns[];
  readonly sources: { name: string; bytes: number }[];
  policy?: EdgeImport["selfFollowsPolicy"];
}

async function importFile(
  file: string,
  state: ImportState,
  accounts: AccountTable,
  output: Deno.FsFile,
): Promise<void> {
  const { tools, options, bad } = state;
  const source = await openSource(file, tools.stdin);
  try {
    const layout = guessLayout(source, { ...options, comments: true });
    const table = layout.format === "parquet" ? await openParquet(source, tools) : undefined;
    const names = table === undefined ? layout.names : table.columns.map(({ name }) => name);
    const { follower, influencer, guessed } = chooseColumns(
      source,
      names,
      names?.length ?? layout.columnCount ?? 2,
      options,
    );
    const nameOf = (index: number) => names?.[index] ?? `column ${index + 1}`;
    const columns: EdgeColumns = {
      file: source.baseName,
      format: layout.format,
      compression: source.compression,
      delimiter: layout.delimiter,
      header: layout.header,
      follower: nameOf(follower),
      influencer: nameOf(influencer),
      guessed,
      comments: 0,
    };
    state.policy = choosePolicy(columns, state);
    state.columns.push(columns);
    const delimited = layout.delimiter !== undefined;
    const sink = new EdgeRows(
      {
        file: source.name,
        follower: delimited ? follower : 0,
        influencer: delimited ? influencer : 1,
        names: columns,
        selfFollows: state.policy.policy,
        undirected: options.undirected ?? false,
      },
      accounts,
      output,
      bad,
      () => {
        tools.signal?.throwIfAborted();
        tools.progress?.(state.bytesBefore + source.bytesRead(), state.total);
      },
    );
    state.sinks.push(sink);
    columns.comments = await readRecords(source, layout, table, columns, sink, tools);
    state.bytesBefore += source.bytesRead();
    const bytes = source.path === undefined ? source.bytesRead() : (await Deno.stat(source.path)).size;
    state.sources.push({ name: source.baseName, bytes });
  } finally {
    await source.close();
  }
}

/** @returns How many lines were comments. */
async function readRecords(
  source: Source,
  layout: Layout,
  table: ParquetTable | undefined,
  { follower, influencer }: EdgeColumns,
  sink: EdgeRows,
  tools: ImportTools,
): Promise<number> {
  const columns = { columns: [follower, influencer], ids: true };
  if (table !== undefined) {
    await readParquet(source, table, columns, sink, tools.database);
    await table.remove();
  } else if (layout.format === "npy") await readNpyRows(source, sink);
  else if (layout.format === "ndjson") await readNdjson(source, columns, sink);
  else {
    return await readDelimited(source, {
      delimiter: layout.delimiter!,
      comments: true,
      header: layout.header,
      columnCount: layout.columnCount!,
    }, sink);
  }
  return 0;
}

function chooseColumns(
  source: Source,
  names: readonly string[] | undefined,
  count: number,
  { followerColumn, influencerColumn }: EdgeImportOptions,
) {
  const find = (given: string | undefined) => given === undefined ? undefined : findColumn(source, names, count, given);
  const [follower, influencer] = [find(followerColumn), find(influencerColumn)];
  if (count < 2) {
    throw new InputError(`Cannot import "${source.name}": needed two columns, found one: ${JSON.stringify(names![0])}`);
  }
  if (follower !== undefined && follower === influencer) {
    throw new InputError(
      `Cannot import "${source.name}": needed two columns, found "${followerColumn}" named for both`,
    );
  }
  return guessEdgeColumns(names, { follower, influencer });
}

function choosePolicy(columns: EdgeColumns, { options, policy: before }: ImportState): EdgeImport["selfFollowsPolicy"] {
  if (options.selfFollows !== undefined) return { policy: options.selfFollows, why: "as asked" };
  const { follower, influencer, header, file, format } = columns;
  const named = header || format === "ndjson";
  const policy = isOneKind(follower, influencer)
    ? {
      policy: "drop",
      why: named ? `"${follower}" and "${influencer}" are of one kind` : "columns without names are taken for one kind",
    } as const
    : { policy: "keep", why: `"${follower}" and "${influencer}" are of two kinds` } as const;
  if (before !== undefined && before.policy !== policy.policy) {
    throw new InputError(
      `Cannot import "${file}" together with the files before it: needed one way with self-follows (--self-follows drop or keep), found both (${before.why}; ${policy.why})`,
    );
  }
  return before ?? policy;
}

function describeNothing(files: readonly string[], bad: BadRows, selfFollows: number): string {
  const which = files.length === 1 ? `"${files[0] === "-" ? "standard input" : files[0]}"` : `${files.length} files`;
  const found = selfFollows > 0 ? `${selfFollows} self-follows` : bad.count > 0 ? `${bad.count} bad ones` : "none";
  return [`Cannot import ${which}: needed at least one usable row, found ${found}`, ...bad.describe()].join("\n");
}
