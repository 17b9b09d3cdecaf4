/** Picks what is exported and how it is written. */
import { InputError } from "../../errors.ts";
import type { CommunityView } from "../community/tree.ts";
import { type ExportFile, type ExportFormat, exportMediaTypes, type ExportQuery, type ExportWhat } from "../export.ts";
import { writeCsv } from "./csv.ts";
import { writeGexf } from "./gexf.ts";
import { writeParquet } from "./parquet.ts";
import { communityTable, edgeTable, memberTable, neighbourGraph } from "./tables.ts";

/** @throws {InputError} If what is asked for is not written in that format. */
export function exportFile(asked: CommunityView, { what, format = "parquet" }: ExportQuery): ExportFile {
  return { name: `asterism-${what}.${format}`, mediaType: exportMediaTypes[format], bytes: write(asked, what, format) };
}

function write(asked: CommunityView, what: ExportWhat, format: ExportFormat): AsyncIterable<Uint8Array<ArrayBuffer>> {
  if (format === "gexf") {
    if (what === "graph") return writeGexf(neighbourGraph(asked));
    throw new InputError(`Cannot export ${what} as gexf: needed parquet or csv, as only the graph is one`);
  }
  const table = { communities: communityTable, members: memberTable, graph: edgeTable }[what](asked);
  return format === "csv" ? writeCsv(table) : writeParquet(table);
}
