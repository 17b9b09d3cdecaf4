/** Tables as CSV (RFC 4180): UTF-8, a header, CRLF, quotes where they are needed. */
import { type Cell, listRows, type Table } from "./table.ts";

/** Rows that are written at once. */
const rowsAtOnce = 4096;

export async function* writeCsv(table: Table): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { columns, rowCount } = table;
  const encoder = new TextEncoder();
  yield await Promise.resolve(encoder.encode(writeRow(columns.map(({ name }) => name))));
  for (let first = 0; first < rowCount; first += rowsAtOnce) {
    const lines = listRows(table, first, rowsAtOnce).map((row) => writeRow(columns.map((column) => column.at(row))));
    yield encoder.encode(lines.join(""));
  }
}

function writeRow(cells: readonly Cell[]): string {
  return cells.map(writeCell).join(",") + "\r\n";
}

/**
 * Names and bios are written by strangers: text that a spreadsheet would run as a formula gets an apostrophe in front, as in the
 * tables that the page gives away. Numbers are left as they are; the Parquet files have every text unchanged.
 */
export function writeCell(cell: Cell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
