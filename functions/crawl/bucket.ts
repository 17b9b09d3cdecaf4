/** A bucket of an S3-compatible service as sink, and to read from; writes no file, so that it serves on Deno Deploy too. */
import { S3Client, S3Errors } from "npm:@bradenmacdonald/s3-lite-client@1.0.0";
import type { Sink } from "../../core/crawl/sink.ts";
import { InputError, NotFoundError, UsageError } from "../../core/errors.ts";
import { bucketTimeoutMs } from "../../core/limits.ts";

export interface Bucket extends Sink {
  /** @throws {NotFoundError} If there is no such object. */
  read(name: string): Promise<Uint8Array>;
}

export interface BucketOptions {
  /** `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_ENDPOINT_URL_S3` and the like. */
  readonly env: (name: string) => string | undefined;
  /** Address of the service; Amazon's of the region when left out. */
  readonly endpoint?: string;
}

/** Whether a text names a bucket. */
export function isBucketAddress(text: string): boolean {
  return text.startsWith("s3://");
}

/**
 * @param address `s3://bucket/prefix`.
 * @throws {UsageError} If it is none. @throws {InputError} If the credentials are missing.
 */
export function openBucket(address: string, { env, endpoint }: BucketOptions): Bucket {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/*$/.exec(address);
  if (parts === null) throw new UsageError(`Cannot use bucket "${address}": needed s3://bucket/prefix`);
  const [, bucket, prefix = ""] = parts;
  const [accessKey, secretKey] = [env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY")];
  if (!accessKey || !secretKey) {
    throw new InputError(
      `Cannot use bucket "${address}": needed AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, found none`,
    );
  }
  const region = env("AWS_REGION") || env("AWS_DEFAULT_REGION") || "us-east-1";
  const endPoint = endpoint || env("AWS_ENDPOINT_URL_S3") || env("AWS_ENDPOINT_URL") ||
    `https://s3.${region}.amazonaws.com`;
  const client = new S3Client({
    endPoint,
    region,
    bucket,
    accessKey,
    secretKey,
    sessionToken: env("AWS_SESSION_TOKEN") || undefined,
  });
  const keyOf = (name: string) => prefix === "" ? name : `${prefix}/${name}`;
  return {
    description: `bucket ${address}`,
    async write(name, bytes) {
      // One request, whole or not at all; the client would cut what is larger into parts.
      await within(
        name,
        "write",
        client.putObject(keyOf(name), bytes.slice(), { partSize: Math.max(bytes.length + 1, partBytesMin) }),
      );
    },
    async read(name) {
      const answer = client.getObject(keyOf(name)).then((response) => response.arrayBuffer());
      return new Uint8Array(await within(name, "read", answer));
    },
  };
}

/** Least size of a part that services take, in bytes. */
const partBytesMin = 5 * 1024 * 1024;

/** The answer, or an error that names the object and quotes nothing that was sent. */
async function within<T>(name: string, act: "read" | "write", answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${bucketTimeoutMs} ms`)), bucketTimeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    const message = `Cannot ${act} object "${name}": ${describe(error as Error)}`;
    if (error instanceof S3Errors.ServerError && error.statusCode === 404) throw new NotFoundError(message);
    throw new Error(message);
  } finally {
    clearTimeout(timer);
  }
}

function describe(error: Error): string {
  if (error instanceof S3Errors.ServerError) return `the service answered ${error.statusCode} (${error.code})`;
  return error instanceof S3Errors.S3Error ? error.name : error.message;
}
