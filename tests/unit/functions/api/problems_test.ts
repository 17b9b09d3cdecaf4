import assert from "node:assert/strict";
import { CorruptFileError, InputError, NativeError, UnavailableError, UsageError } from "../../../../core/errors.ts";
import { requestBodyBytesMax } from "../../../../core/limits.ts";
import { ProblemSchema } from "../../../../functions/http/problem.ts";
import type { LogEntry } from "../../../../functions/http/context.ts";
import { fakeAnswers, fakeApi } from "./_fake.ts";

/** Reads an answer that must be a problem with this status. */
async function problemOf(response: Response, status: number) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = ProblemSchema.parse(await response.json());
  assert.equal(problem.status, status);
  assert.equal(problem.requestId, response.headers.get("x-request-id"));
  return problem;
}

Deno.test("a body that is not JSON is 400, also when it is cut or empty", async () => {
  const { post } = fakeApi();
  for (const body of ["{bad", '{"accounts":["x:1"', "", "\ufeff", "NaN"]) {
    await problemOf(await post("/v1/similarity", body), 400);
  }
});

Deno.test("JSON of another shape is 422 and names every field", async () => {
  const { post } = fakeApi();
  const pointersOf = async (body: unknown) =>
    (await problemOf(await post("/v1/overlap", body), 422)).errors!.map((fault) => `${fault.in} ${fault.pointer}`);
  assert.deepEqual(await pointersOf("null"), ["body #"]);
  assert.deepEqual(await pointersOf([]), ["body #"]);
  assert.deepEqual(await pointersOf({}), ["body #/accounts"]);
  assert.deepEqual(await pointersOf({ accounts: ["x:1"] }), ["body #/accounts"]);
  assert.deepEqual(await pointersOf({ accounts: ["x:1", 2, "", "x:4"] }), ["body #/accounts/1", "body #/accounts/2"]);
  assert.deepEqual(await pointersOf({ accounts: Array(7).fill("x:1") }), ["body #/accounts"]);
  assert.deepEqual(await pointersOf({ accounts: ["a", "b"], "x/y~": 1 }), ["body #/x~1y~0"]);
  assert.deepEqual(await pointersOf({ accounts: ["a\u0000", "b\ud800"] }), ["body #/accounts/0", "body #/accounts/1"]);
  assert.deepEqual(await pointersOf({ accounts: ["a".repeat(513), "b"] }), ["body #/accounts/0"]);
  assert.deepEqual(await pointersOf('{"__proto__":{},"accounts":["a","b"]}'), ["body #/__proto__"]);
});

Deno.test("a query that is wrong is 422 and names the parameter", async () => {
  const { ask } = fakeApi();
  const cases = {
    [`/v1/search?q=${"a".repeat(201)}`]: "query #/q",
    "/v1/search?q=a&q=b": "query #/q",
    "/v1/search?q=a%00": "query #/q",
    "/v1/search?q=a&limit=0": "query #/limit",
    "/v1/search?q=a&limit=51": "query #/limit",
    "/v1/search?q=a&limit=1e1": "query #/limit",
    "/v1/search?q=a&limit=-1": "query #/limit",
    "/v1/search?q=a&limit=": "query #/limit",
    "/v1/search?q=a&limt=5": "query #/limt",
    "/v1/accounts/x:1?limit=5": "query #/limit",
    "/v1/accounts/x:1/similar?by=size": "query #/by",
    "/v1/accounts/x:1/similar?limit=501": "query #/limit",
    "/v1/accounts/x:1/similar?minimum=-1": "query #/minimum",
    "/v1/accounts/x:1/similar?minimum=NaN": "query #/minimum",
    "/v1/accounts/x:1/similar?minimum=Infinity": "query #/minimum",
    "/v1/accounts/a%00b": "path #/account",
    [`/v1/accounts/${"a".repeat(513)}`]: "path #/account",
  };
  for (const [path, place] of Object.entries(cases)) {
    const problem = await problemOf(await ask(path), 422);
    const [fault] = problem.errors!;
    assert.equal(`${fault.in} ${fault.pointer}`, place, path);
  }
});

Deno.test("an unknown route is 404, a known one with another method 405 with what it offers", async () => {
  const { ask, post } = fakeApi();
  for (const path of ["/", "/v1", "/v1/", "/v1/nothing", "/v2/search", "/v1/accounts", "/v1/accounts/a/b/c"]) {
    await problemOf(await ask(path), 404);
  }
  const refused = async (method: string, path: string, allow: string) => {
    const response = await ask(path, { method });
    assert.equal(response.headers.get("allow"), allow, `${method} ${path}`);
    await problemOf(response, 405);
  };
  await refused("POST", "/v1/search", "GET, HEAD");
  await refused("DELETE", "/v1/accounts/x:12", "GET, HEAD");
  await refused("OPTIONS", "/v1/accounts/x%2F12/similar", "GET, HEAD");
  await refused("GET", "/v1/similarity", "POST");
  await refused("PUT", "/docs.css", "GET, HEAD");
  await problemOf(await post("/docsXcss", {}), 404);
});

Deno.test("a body over the cap is 413, by its length or by its bytes when it says none", async () => {
  const { api, post } = fakeApi();
  const long = JSON.stringify({ accounts: ["x:1", "a".repeat(requestBodyBytesMax)] });
  await problemOf(await post("/v1/similarity", long), 413);
  let pulled = 0;
  const chunk = new TextEncoder().encode(" ".repeat(1024));
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const headers = {
    authorization: "Bearer ast_good",
    "content-type": "application/json",
    "transfer-encoding": "chunked",
  };
  const request = new Request("http://localhost/v1/similarity", { method: "POST", body: endless, headers });
  await problemOf(await api.request(request), 413);
  assert.ok(pulled < 4 * requestBodyBytesMax, `read ${pulled} bytes of a body that never ends`);
});

Deno.test("a body just under the cap is read", async () => {
  const { post } = fakeApi();
  const body = JSON.stringify({ accounts: ["x:1", "x:2"] }).padEnd(requestBodyBytesMax, " ");
  assert.equal((await post("/v1/similarity", body)).status, 200);
});

Deno.test("a body that is not called JSON is 415", async () => {
  const { post } = fakeApi();
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""]) {
    await problemOf(await post("/v1/similarity", { accounts: ["a", "b"] }, { headers: { "content-type": type } }), 415);
  }
  const charset = await post("/v1/similarity", { accounts: ["a", "b"] }, {
    headers: { "content-type": "application/json; charset=utf-8" },
  });
  assert.equal(charset.status, 200);
});

Deno.test("each error of the domain has its answer, and none shows a path or a stack", async () => {
  const cases = [
    [new InputError('Cannot read "/srv/secret/edges.csv": needed 2 columns'), 422, /"edges\.csv"/],
    [new UsageError("Cannot list 0 look-alikes"), 422, /0 look-alikes/],
    [new UnavailableError("The compute process restarts", 3), 503, /restarts/],
    [new CorruptFileError("/srv/secret/registers.npy", 7, "it was cut"), 503, /damaged/],
    [new NativeError("rank", "out_of_memory", "at /srv/secret"), 500, undefined],
    [new TypeError("x is undefined at /srv/secret/code.ts"), 500, undefined],
    ["a text that was thrown", 500, undefined],
  ] as const;
  for (const [error, status, detail] of cases) {
    const log: LogEntry[] = [];
    const answers = fakeAnswers([], { account: () => Promise.reject(error) });
    const { ask } = fakeApi({ answers: () => answers, logger: (entry) => log.push(entry) });
    const response = await ask("/v1/accounts/x:12");
    if (error instanceof UnavailableError) assert.equal(response.headers.get("retry-after"), "3");
    assert.equal(response.headers.has("etag"), false);
    const problem = await problemOf(response, status);
    if (detail) assert.match(problem.detail!, detail);
    assert.ok(!JSON.stringify(problem).includes("secret"), JSON.stringify(problem));
    const expected = status === 500 || error instanceof CorruptFileError;
    assert.equal(log[0].error !== undefined, expected, "what nobody expected is logged with its stack");
  }
});

Deno.test("questions without a network are 503 and say when to come back", async () => {
  const { ask, post } = fakeApi({ answers: () => undefined });
  for (const response of [await ask("/v1/search?q=a"), await post("/v1/overlap", { accounts: ["a", "b"] })]) {
    assert.equal(response.headers.get("retry-after"), "1");
    await problemOf(response, 503);
  }
});
