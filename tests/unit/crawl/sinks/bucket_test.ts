/** The bucket against a real S3-compatible server, through its failures. */
import assert from "node:assert/strict";
import { NotFoundError } from "../../../../core/errors.ts";
import { isBucketAddress, openBucket } from "../../../../functions/crawl/bucket.ts";
import { type Fault, withService } from "./_service.ts";

const busy: Fault = (_, response) => {
  response.writeHead(503, { "content-type": "application/xml" });
  response.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate</Message></Error>");
};
const cut: Fault = (request) => void request.socket.destroy();
/** The object is stored, and nobody is told. */
const answerLost: Fault = (request, response, serve) => {
  response.end = (() => {
    request.socket.destroy();
    return response;
  }) as typeof response.end;
  serve(request, response);
};

/** Of s3rver's only account. */
function credentials(change: Record<string, string> = {}) {
  const variables: Record<string, string> = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER", ...change };
  return (name: string): string | undefined => variables[name];
}

const object = crypto.getRandomValues(new Uint8Array(60_000));

Deno.test("an object that was written is read back, below the bucket's prefix, and may be written again", () =>
  withService(async ({ endpoint }) => {
    const bucket = openBucket("s3://crawls/asterism/", { endpoint, env: credentials() });
    for (let time = 0; time < 2; time++) await bucket.write("job/connections-1.ndjson.gz", object);
    assert.deepEqual(await bucket.read("job/connections-1.ndjson.gz"), object);
    const whole = openBucket("s3://crawls", { env: credentials({ AWS_ENDPOINT_URL_S3: endpoint }) });
    assert.deepEqual(await whole.read("asterism/job/connections-1.ndjson.gz"), object);
    await assert.rejects(bucket.read("job/other"), NotFoundError);
  }));

Deno.test("objects are written side by side", () =>
  withService(async ({ endpoint }) => {
    const bucket = openBucket("s3://crawls/a", { endpoint, env: credentials() });
    await Promise.all(Array.from({ length: 16 }, (_, index) => bucket.write(`job/${index}`, object.subarray(index))));
    for (const index of [0, 7, 15]) assert.deepEqual(await bucket.read(`job/${index}`), object.subarray(index));
  }));

Deno.test("a request that failed is an error, and the same one afterwards does what it should", () =>
  withService(async ({ endpoint, faults }) => {
    const bucket = openBucket("s3://crawls/a", { endpoint, env: credentials() });
    for (const [index, fault] of [busy, cut, answerLost, busy, cut].entries()) {
      faults.push(fault);
      const first = bucket.write(`job/${index}`, object);
      // Where a connection breaks that was used before, the runtime may ask again by itself.
      if (fault === busy) {
        await assert.rejects(first, /Cannot write object "job\/\d": the service answered 503 \(SlowDown\)/);
      } else await first.catch((error: Error) => assert.match(error.message, /^Cannot write object "job/));
      await bucket.write(`job/${index}`, object);
      assert.deepEqual(await bucket.read(`job/${index}`), object);
    }
    faults.push(busy);
    await assert.rejects(bucket.read("job/0"), /the service answered 503 \(SlowDown\)/);
  }));

Deno.test("wrong credentials are refused by the server, and no error says what they were", () =>
  withService(async ({ endpoint }) => {
    const secret = "wrong-secret-canary";
    const bucket = openBucket("s3://crawls/a", { endpoint, env: credentials({ AWS_SECRET_ACCESS_KEY: secret }) });
    const error = await bucket.write("job/x", object).then(() => null, (error: Error) => error);
    assert.match(error!.message, /the service answered 403 \(SignatureDoesNotMatch\)/);
    assert.ok(!Deno.inspect(error).includes(secret) && !Deno.inspect(bucket).includes(secret));
  }));

Deno.test("what is no bucket, or has no credentials, is refused at once", () => {
  const env = credentials();
  for (const address of ["s3://", "s3://A/b", "s3:///b", "http://a/b", "s3://a_b/c"]) {
    assert.throws(() => openBucket(address, { env }), { name: "UsageError" }, address);
  }
  assert.throws(() => openBucket("s3://crawls", { env: () => undefined }), /needed AWS_ACCESS_KEY_ID/);
  assert.ok(isBucketAddress("s3://crawls/a") && !isBucketAddress("crawls/s3://"));
});
