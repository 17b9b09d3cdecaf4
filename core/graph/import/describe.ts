/** What an import took each file for, in words. */
import type { EdgeColumns } from "./edges.ts";
import type { ProfileColumns } from "./profiles.ts";

/** Lines for people: what each file was taken for. */
export function describeColumns(columns: readonly (EdgeColumns | ProfileColumns)[]): string[] {
  return columns.map((column) => {
    const head = `${column.file}: ${describeFormat(column)}`;
    const guess = column.guessed ? " (guessed)" : "";
    if ("follower" in column) return `${head}; "${column.follower}" follows "${column.influencer}"${guess}`;
    const fields = column.fields.map(({ field, column }) => field === column ? field : `${field} = "${column}"`);
    const kept = column.kept.length > 0 ? `; kept as they are: ${column.kept.join(", ")}` : "";
    return `${head}; profiles of ${describeRole(column.role)} by "${column.id}"${guess}` +
      `${fields.length > 0 ? `; ${fields.join(", ")}` : ""}${kept}`;
  });
}

function describeFormat(column: EdgeColumns | ProfileColumns): string {
  const format = { csv: "CSV", tsv: "TSV", ndjson: "NDJSON", parquet: "Parquet", npy: ".npy" }[column.format];
  const names = { ",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", " ": "space" };
  const details = [
    column.compression === "none" ? undefined : column.compression,
    column.delimiter === undefined
      ? undefined
      : `${names[column.delimiter as keyof typeof names] ?? `"${column.delimiter}"`}-separated`,
    column.header ? undefined : "no header",
  ].filter((detail) => detail !== undefined);
  return details.length === 0 ? format : `${format} (${details.join(", ")})`;
}

function describeRole(role: ProfileColumns["role"]): string {
  return role === "both" ? "followers and influencers" : `${role}s`;
}
