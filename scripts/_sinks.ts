/** Where workers write, as it is typed: a folder, or `s3://bucket/prefix`. */
import type { Sink } from "../core/crawl/sink.ts";
import { isBucketAddress, openBucket } from "../functions/crawl/bucket.ts";
import { openFolderSink } from "./_sink_folder.ts";

/** @param options.endpoint Address of the S3-compatible service. @throws {UsageError} If it is neither. */
export function openSink(text: string, { endpoint }: { endpoint?: string } = {}): Sink {
  if (!isBucketAddress(text)) return openFolderSink(text);
  return openBucket(text, { endpoint, env: (name) => Deno.env.get(name) });
}
