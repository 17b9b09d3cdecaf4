/** Files to take away: what is in them, and in which formats. Aggregates and influencers only; never followers. */

export type ExportWhat = "communities" | "members" | "graph";
export type ExportFormat = "parquet" | "csv" | "gexf";

export const exportKinds: readonly ExportWhat[] = ["communities", "members", "graph"];
export const exportFormats: readonly ExportFormat[] = ["parquet", "csv", "gexf"];

export const exportMediaTypes: Readonly<Record<ExportFormat, string>> = {
  parquet: "application/vnd.apache.parquet",
  csv: "text/csv; charset=utf-8",
  gexf: "application/gexf+xml",
};

export interface ExportQuery {
  readonly what: ExportWhat;
  /** Parquet where left out. */
  readonly format?: ExportFormat;
}

export interface ExportFile {
  /** Such as `asterism-members.csv`. */
  readonly name: string;
  readonly mediaType: string;
  /** The file from its beginning, made as it is read. */
  readonly bytes: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** Part of `Answers`. */
export interface ExportAnswers {
  /**
   * @throws {NotFoundError} While no communities were detected.
   * @throws {InputError} If what is asked for is not written in that format.
   */
  exportFile(query: ExportQuery): Promise<ExportFile>;
}
