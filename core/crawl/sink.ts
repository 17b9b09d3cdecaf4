/** Where a worker writes what it fetched, before it commits: a folder, or a bucket of an S3-compatible service. */

export interface Sink {
  /** For people: "folder crawl/", "bucket s3://…". */
  readonly description: string;
  /**
   * Writes a whole object; durable when it resolves, never seen half-written.
   * @param name Path below the sink, with "/": `job/connections-w1-000001.ndjson.gz`. Written once, never changed.
   */
  write(name: string, bytes: Uint8Array): Promise<void>;
}
