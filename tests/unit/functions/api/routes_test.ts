import assert from "node:assert/strict";
import * as changeSchemas from "../../../../functions/api/change_schemas.ts";
import * as communitySchemas from "../../../../functions/api/community_schemas.ts";
import * as mapSchemas from "../../../../functions/api/map_schemas.ts";
import * as editSchemas from "../../../../functions/api/edit_schemas.ts";
import * as schemas from "../../../../functions/api/schemas.ts";
import { UnavailableError } from "../../../../core/errors.ts";
import { type Asked, evidence, fakeAnswers, fakeApi } from "./_fake.ts";

function recordingApi() {
  const asked: Asked = [];
  const answers = fakeAnswers(asked);
  return { asked, ...fakeApi({ answers: () => answers }) };
}

Deno.test("every question reaches the answers as asked, and its answer fits its schema", async () => {
  const { asked, ask, post } = recordingApi();
  const accounts = ["x:12", "@b"];
  const replies = [
    [schemas.SearchAnswerSchema, await ask("/v1/search?q=run%20ning&platform=x&limit=3")],
    [schemas.AccountSchema, await ask("/v1/accounts/x:12")],
    [schemas.SimilarAnswerSchema, await ask("/v1/accounts/x:12/similar?by=lift&kind=brand&limit=5&minimum=0.25")],
    [schemas.MatrixAnswerSchema, await post("/v1/similarity", { accounts })],
    [schemas.OverlapAnswerSchema, await post("/v1/overlap", { accounts })],
    [communitySchemas.CommunityTreeSchema, await ask("/v1/communities?level=0")],
    [mapSchemas.MapAnswerSchema, await ask("/v1/map?level=0&limit=0")],
    [communitySchemas.CommunitySchema, await ask("/v1/communities/c-abcdefg?limit=5&offset=10")],
    [editSchemas.EditListSchema, await ask("/v1/edits")],
    [changeSchemas.ChangesAnswerSchema, await ask("/v1/changes")],
    [changeSchemas.CommunityChangesSchema, await ask("/v1/communities/c-abcdefg/changes")],
  ] as const;
  for (const [schema, response] of replies) {
    assert.equal(response.status, 200);
    schema.parse(await response.json());
  }
  assert.deepEqual(asked, [
    { question: "search", query: { text: "run ning", platform: "x", limit: 3 } },
    { question: "account", query: "x:12" },
    { question: "similar", query: { account: "x:12", by: "lift", kind: "brand", limit: 5, minimum: 0.25 } },
    { question: "similarity", query: { accounts } },
    { question: "overlap", query: { accounts } },
    { question: "communities", query: { level: 0 } },
    { question: "map", query: { level: 0, limit: 0 } },
    { question: "community", query: { id: "c-abcdefg", limit: 5, offset: 10 } },
    { question: "edits", query: {} },
    { question: "changes", query: {} },
    { question: "communityChanges", query: { id: "c-abcdefg" } },
  ]);
});

const admin = { authorization: "Bearer ast_admin" };

Deno.test("every edit reaches the answers as said, and nothing else does", async () => {
  const { asked, post } = recordingApi();
  const edits = [
    { action: "rename", text: "trail running" },
    { action: "pin", account: "@nina" },
    { action: "merge", into: "c-hijklmn" },
    { action: "split", accounts: ["x:1", "x:2", "x:3"] },
    { action: "split", accounts: ["x:1"], text: "ultra" },
    { action: "review", sensitive: false },
    { action: "undo" },
  ];
  const patch = (body: unknown) => post("/v1/communities/c-abcdefg", body, { method: "PATCH", headers: admin });
  for (const edit of edits) {
    const response = await patch(edit);
    assert.equal(response.status, 200, edit.action);
    editSchemas.EditOutcomeSchema.parse(await response.json());
    assert.deepEqual(asked.at(-1), { question: "edit", query: { id: "c-abcdefg", edit } });
  }
  const before = asked.length;
  const refused = [
    {},
    { action: "drop" },
    { action: "rename" },
    { action: "rename", text: "" },
    { action: "rename", text: "a\u0000" },
    { action: "rename", text: "a".repeat(121) },
    { action: "pin", account: "x:1", into: "c-hijklmn" },
    { action: "review", sensitive: "yes" },
    { action: "undo", id: "e-1" },
    { action: "save", text: "a", seeds: [], members: [] },
  ];
  for (const body of refused) assert.equal((await patch(body)).status, 422, JSON.stringify(body));
  assert.equal(asked.length, before);
  const missing = await post("/v1/communities/missing", edits[0], { method: "PATCH", headers: admin });
  assert.equal(missing.status, 404);
});

Deno.test("POST /v1/communities keeps a community, and hands over the caller's name for its request", async () => {
  const { asked, post } = recordingApi();
  const request = { text: "mine", seeds: ["@a"], members: ["x:1"] };
  const send = (headers: Record<string, string>) =>
    post("/v1/communities", request, { headers: { ...admin, ...headers } });
  const response = await send({ "idempotency-key": "8e03978e" });
  assert.equal(response.status, 201);
  assert.equal((await response.json()).community, "s-abcdefghij");
  assert.deepEqual(asked, [{ question: "save", query: { ...request, idempotencyKey: "8e03978e" } }]);
  assert.equal((await send({})).status, 201);
  assert.equal((await send({ "idempotency-key": "k".repeat(256) })).status, 422);
  assert.equal(asked.length, 2);
});

Deno.test("GET /v1/accounts/{account} takes ids, handles and bare ids, percent-encoded or not", async () => {
  const { asked, ask } = recordingApi();
  const cases = {
    "x:12": "x:12",
    "x%3A12": "x:12",
    "@handle": "@handle",
    "%40handle": "@handle",
    "12": "12",
    "did:plc:abc": "did:plc:abc",
    "web:https%3A%2F%2Fa.b%2Fc": "web:https://a.b/c",
    "100%25": "100%",
    "%2525": "%25",
    "caf%C3%A9": "café",
    "a%3Fb%23c": "a?b#c",
    "similar": "similar",
    "__proto__": "__proto__",
  };
  for (const [written, meant] of Object.entries(cases)) {
    const response = await ask(`/v1/accounts/${written}`);
    assert.equal(response.status, 200, written);
    assert.equal(asked.at(-1)!.query, meant);
  }
  assert.equal((await ask("/v1/accounts/similar/similar")).status, 200);
  assert.equal((asked.at(-1)!.query as { account: string }).account, "similar");
});

Deno.test("GET /healthz and /readyz need no key; readiness is 503 while there is no network", async () => {
  const { api } = fakeApi();
  assert.deepEqual(await (await api.request("/healthz")).json(), { status: "ok" });
  const { network, signatures } = evidence;
  assert.deepEqual(await (await api.request("/readyz")).json(), { status: "ready", network, signatures });
  const { api: empty } = fakeApi({ answers: () => undefined });
  assert.equal((await empty.request("/healthz")).status, 200);
  const response = await empty.request("/readyz");
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "1");
});

Deno.test("an answer has an ETag of its question and its generations, and is 304 to who has it", async () => {
  let answers = fakeAnswers();
  const { ask } = fakeApi({ answers: () => answers });
  const first = await ask("/v1/accounts/x:12/similar?limit=5");
  const tag = first.headers.get("etag")!;
  assert.match(tag, /^"[0-9a-f]{24}"$/);
  assert.equal(first.headers.get("cache-control"), "private, no-cache");
  assert.equal(first.headers.get("vary"), "Authorization");

  const asksAgain = (path: string, ifNoneMatch: string, method = "GET") =>
    ask(path, { method, headers: { "if-none-match": ifNoneMatch } });
  for (const header of [tag, `W/${tag}`, `"x", ${tag}`]) {
    const again = await asksAgain("/v1/accounts/x:12/similar?limit=5", header);
    assert.equal(again.status, 304, header);
    assert.equal(await again.text(), "");
    assert.equal(again.headers.get("etag"), tag);
  }
  assert.equal((await asksAgain("/v1/accounts/x:12/similar?limit=5", tag, "HEAD")).status, 304);
  assert.equal((await asksAgain("/v1/accounts/x:12/similar?limit=6", tag)).status, 200);
  assert.equal((await asksAgain("/v1/accounts/missing", tag)).status, 404);
  assert.equal((await asksAgain("/v1/accounts/missing", "*")).status, 404);

  answers = fakeAnswers([], { revision: "n s2", evidence: { ...evidence, signatures: "0002-cccccccc" } });
  const swapped = await asksAgain("/v1/accounts/x:12/similar?limit=5", tag);
  assert.equal(swapped.status, 200, "a new generation is a new answer");
  assert.notEqual(swapped.headers.get("etag"), tag);
});

Deno.test("a 304 is only for those who may read", async () => {
  const { api, ask } = fakeApi();
  const tag = (await ask("/v1/accounts/x:12")).headers.get("etag")!;
  const response = await api.request("/v1/accounts/x:12", { headers: { "if-none-match": tag } });
  assert.equal(response.status, 401);
});

Deno.test("one request sees one network, however often it changes meanwhile", async () => {
  let turns = 0;
  const { ask } = fakeApi({
    answers: () => fakeAnswers([], { evidence: { ...evidence, signatures: `000${++turns}-00000000` } }),
  });
  await ask("/v1/search?q=a");
  assert.equal(turns, 1);
});

Deno.test("every answer has a request id and headers that keep it in its place", async () => {
  const { api, ask } = fakeApi({ requestId: () => "request-7" });
  for (const response of [await ask("/v1/accounts/x:12"), await api.request("/docs"), await ask("/nowhere")]) {
    assert.equal(response.headers.get("x-request-id"), "request-7");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.match(response.headers.get("content-security-policy")!, /^default-src 'none'/);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.ok(response.headers.has("cache-control"));
  }
});

Deno.test("the log names the request, never its query, key or body", async () => {
  const lines: string[] = [];
  const { ask, post } = fakeApi({ logger: (entry) => lines.push(JSON.stringify(entry)), requestId: () => "r" });
  await ask("/v1/search?q=canary");
  await post("/v1/overlap", { accounts: ["canary", "x:1"] });
  assert.deepEqual(JSON.parse(lines[0]), {
    requestId: "r",
    method: "GET",
    path: "/v1/search",
    status: 200,
    milliseconds: 1,
  });
  assert.ok(!lines.join().includes("canary") && !lines.join().includes("ast_"));
});

Deno.test("GET /v1/exports/{what} is a file with a name and a type, read piece by piece", async () => {
  const { asked, ask } = recordingApi();
  const response = await ask("/v1/exports/members?format=csv");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.equal(response.headers.get("content-disposition"), 'attachment; filename="asterism-members.csv"');
  assert.equal(await response.text(), "a,b\r\n1,2\r\n");
  const tag = response.headers.get("etag")!;
  const again = await ask("/v1/exports/members?format=csv", { headers: { "if-none-match": tag } });
  assert.equal(again.status, 304);
  assert.equal(await (await ask("/v1/exports/members?format=csv", { method: "HEAD" })).text(), "");
  assert.deepEqual(asked[0], { question: "exportFile", query: { what: "members", format: "csv" } });
  assert.equal((await ask("/v1/exports/followers")).status, 422);
  assert.equal((await ask("/v1/exports/members?format=xlsx")).status, 422);
  assert.equal((await ask("/v1/exports/members?format=gexf")).status, 422);
});

Deno.test("a map is written once for all who ask for it, and again when it failed", async () => {
  let calls = 0;
  const { map } = fakeAnswers();
  const answers = fakeAnswers([], {
    map: (query) => {
      if (++calls === 1) return Promise.reject(new UnavailableError("not yet"));
      return map(query);
    },
  });
  const { ask } = fakeApi({ answers: () => answers });
  assert.equal((await ask("/v1/map")).status, 503);
  const texts = await Promise.all(
    ["/v1/map", "/v1/map", "/v1/map?limit=5"].map(async (path) => (await ask(path)).text()),
  );
  assert.equal(texts[0], texts[1]);
  assert.equal(calls, 3, "one failed, two questions");
});
