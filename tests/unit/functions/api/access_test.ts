import assert from "node:assert/strict";
import { createKey, openKeyStore, revokeKey } from "../../../../core/workspace/key_file.ts";
import { checkScopesDeclared } from "../../../../functions/http/access.ts";
import { createApi } from "../../../../functions/api/mod.ts";
import { isApiPath } from "../../../../functions/http/app.ts";
import { type Asked, fakeAnswers, fakeApi } from "./_fake.ts";

const guarded = [
  { method: "GET", path: "/v1/search", query: "?q=a" },
  { method: "GET", path: "/v1/accounts/x:12", query: "" },
  { method: "GET", path: "/v1/accounts/x:12/similar", query: "?limit=3" },
  { method: "GET", path: "/v1/map", query: "?limit=3" },
  { method: "GET", path: "/v1/exports/members", query: "?format=csv" },
  { method: "POST", path: "/v1/similarity", query: "" },
  { method: "POST", path: "/v1/overlap", query: "" },
  { method: "GET", path: "/v1/edits", query: "" },
] as const;
const authorizations = [
  { header: undefined, status: 401 },
  { header: "", status: 401 },
  { header: "Bearer", status: 401 },
  { header: "Bearer ", status: 401 },
  { header: "Basic YTpi", status: 401 },
  { header: "ast_good", status: 401 },
  { header: "Bearer ast_good, Bearer ast_good", status: 401 },
  { header: "Bearer ast_good extra", status: 401 },
  { header: "Bearer AST_GOOD", status: 401 },
  { header: "Bearer ast_mistyped", status: 401 },
  { header: "Bearer ast_unknown", status: 401 },
  { header: "Bearer ast_expired", status: 401 },
  { header: "Bearer ast_revoked", status: 401 },
  { header: "Bearer ast_people", status: 403 },
  { header: "Bearer ast_good", status: 200 },
  { header: "bearer   ast_good ", status: 200 },
  { header: "Bearer ast_admin", status: 200 },
] as const;
/** Ways to write a path that some servers take for the path itself. None is a way in. */
const tricks: readonly ((path: string) => string)[] = [
  (path) => `/${path}`,
  (path) => path.replace("/v1/", "//v1//"),
  (path) => path.replace("/v1/", "/v1%2f"),
  (path) => path.replace("/v1/", "/V1/"),
  (path) => `${path}/`,
  (path) => `${path}%2f`,
  (path) => `${path}//`,
  (path) => `${path}%00`,
  (path) => `${path};a=b`,
  (path) => path.replace("/v1/", "/v1/%2e/"),
  (path) => path.replace("/v1/", "/docs/../v1/"),
  (path) => path.replace("/v1/", "/healthz/%2e%2e/v1/"),
  (path) => path.replace("/v1/", "\\v1\\"),
];

function sender() {
  const asked: Asked = [];
  const answers = fakeAnswers(asked);
  const { api } = fakeApi({ answers: () => answers });
  const send = (method: string, target: string, authorization: string | undefined, given?: unknown) => {
    const headers = new Headers({ "content-type": "application/json" });
    if (authorization !== undefined) headers.set("authorization", authorization);
    const asked = given ?? (method === "POST" ? { accounts: ["x:1", "x:2"] } : undefined);
    const body = asked === undefined ? undefined : JSON.stringify(asked);
    return Promise.resolve(api.request(new Request(`http://localhost${target}`, { method, headers, body })));
  };
  return { asked, send };
}

Deno.test("every route answers every kind of key as declared, and says what is wrong with it", async () => {
  const { asked, send } = sender();
  for (const { method, path, query } of guarded) {
    for (const { header, status } of authorizations) {
      const before = asked.length;
      const response = await send(method, path + query, header);
      assert.equal(response.status, status, `${method} ${path} with ${header}`);
      const answered = asked.length > before;
      // A map that was written already is not asked for again.
      assert.ok(status === 200 ? answered || path === "/v1/map" : !answered, "only who is let in is answered");
      assert.equal(response.headers.get("www-authenticate")?.startsWith("Bearer "), status === 200 ? undefined : true);
      const key = /ast_\w+/i.exec(header ?? "")?.[0];
      assert.ok(key === undefined || !(await response.text()).includes(key), "a key is never repeated");
    }
  }
});

const edits = [
  { method: "PATCH", path: "/v1/communities/c-abcdefg", body: { action: "undo" }, good: 200 },
  { method: "POST", path: "/v1/communities", body: { text: "a", seeds: [], members: ["x:1"] }, good: 201 },
] as const;

Deno.test("edits need scope admin: a key that may only read is 403, and nothing is kept", async () => {
  const { asked, send } = sender();
  for (const { method, path, body, good } of edits) {
    for (const { header, status } of authorizations) {
      const before = asked.length;
      const isAdmin = header === "Bearer ast_admin";
      const expected = isAdmin ? good : status === 200 ? 403 : status;
      const response = await send(method, path, header, body);
      assert.equal(response.status, expected, `${method} ${path} with ${header}`);
      assert.equal(asked.length > before, isAdmin);
    }
  }
});

Deno.test("an open server lets programs of this machine and its own page edit, and no page of another site", async () => {
  const asked: Asked = [];
  const answers = fakeAnswers(asked);
  const { api } = fakeApi({ open: true, answers: () => answers });
  const origin = "http://localhost:8080";
  const cases: [headers: Record<string, string>, let_in: boolean][] = [
    [{}, true],
    [{ origin }, true],
    [{ origin, "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "none" }, true],
    [{ origin: "http://evil.example", "sec-fetch-site": "cross-site" }, false],
    [{ origin: "http://evil.example" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    // Other programs of this machine that a browser shows, and pages without an origin.
    [{ origin: "http://localhost:3000", "sec-fetch-site": "same-site" }, false],
    [{ origin: "https://localhost:8080" }, false],
    [{ origin: "http://127.0.0.1:8080" }, false],
    [{ origin: "null", "sec-fetch-site": "cross-site" }, false],
    [{ origin: "null" }, false],
    [{ origin: "" }, false],
  ];
  for (const { method, path, body, good } of edits) {
    const send = async (headers: Record<string, string>) =>
      (await api.request(`${origin}${path}`, {
        method,
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      })).status;
    for (const [headers, letIn] of cases) {
      const before = asked.length;
      assert.equal(await send(headers), letIn ? good : 403, `${method} with ${JSON.stringify(headers)}`);
      assert.equal(asked.length > before, letIn);
    }
    const before = asked.length;
    // What a browser sends for a form, without asking first, is no JSON.
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      assert.equal(await send({ "content-type": type }), 415, type);
    }
    assert.equal(await send({ authorization: "Bearer ast_good" }), 403, "a key that is shown counts");
    const foreign = new Request(`http://evil.example${path}`, { method, body: JSON.stringify(body) });
    assert.equal((await api.request(foreign)).status, 421, "nor under a foreign name");
    assert.equal(asked.length, before);
  }
});

Deno.test("no way to write a path, and no other method, leads past the key", async () => {
  const { asked, send } = sender();
  let requests = 0;
  for (const { method, path, query } of guarded) {
    for (const { header, status: declared } of authorizations) {
      if (declared === 200) continue;
      for (const trick of tricks) {
        const response = await send(method, trick(path) + query, header);
        assert.ok([401, 403, 404, 405].includes(response.status), `${method} ${trick(path)}: ${response.status}`);
        requests++;
      }
      for (const other of ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]) {
        const response = await send(other, path + query, header);
        const expected: number = other === "HEAD" && method === "GET" ? declared : 405;
        assert.equal(response.status, expected, `${other} ${path}`);
        requests++;
      }
    }
  }
  assert.deepEqual(asked, [], `of ${requests} requests none may be answered`);
});

Deno.test("an unusual path with a good key is answered as what it says, not as what it resembles", async () => {
  const { send } = sender();
  for (const path of ["//v1/search?q=a", "/v1//search?q=a", "/v1%2fsearch?q=a", "/V1/search?q=a", "/v1/search/?q=a"]) {
    assert.equal((await send("GET", path, "Bearer ast_good")).status, 404, path);
  }
});

Deno.test("HEAD is GET without a body", async () => {
  const { send } = sender();
  const response = await send("HEAD", "/v1/accounts/x:12", "Bearer ast_good");
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

Deno.test("an open server lets everybody read, but not with a bad key and not under a foreign name", async () => {
  const { api } = fakeApi({ open: true });
  const statusOf = async (url: string, headers: Record<string, string> = {}) =>
    (await api.request(url, { headers })).status;
  for (const host of ["localhost", "localhost:8787", "127.0.0.1:8787", "[::1]:8787"]) {
    assert.equal(await statusOf(`http://${host}/v1/search?q=a`), 200, host);
  }
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.7"]) {
    assert.equal(await statusOf(`http://${host}/v1/search?q=a`), 421, host);
  }
  assert.equal(await statusOf("http://localhost/v1/search?q=a", { authorization: "Bearer ast_revoked" }), 401);
});

Deno.test("real keys are let in and turned away by the store", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let nowMs = Date.UTC(2026, 0, 1);
    const sources = { now: () => nowMs, random: (bytes: Uint8Array) => void bytes.fill(7) };
    const { text, key } = await createKey(folder, { name: "test", scopes: ["read"] }, sources);
    const answers = fakeAnswers();
    const keys = openKeyStore(folder, sources);
    const api = createApi({ answers: () => answers, keys, open: false, clock: () => 0 });
    const detailOf = async (shown: string) => {
      const response = await api.request("/v1/search?q=a", { headers: { authorization: `Bearer ${shown}` } });
      return response.status === 200 ? "welcome" : (await response.json()).detail;
    };
    assert.equal(await detailOf(text), "welcome");
    assert.match(await detailOf(text.slice(0, -1) + (text.endsWith("0") ? "1" : "0")), /mistyped/);
    assert.match(await detailOf(text.slice(0, -1)), /not an API key/);
    await revokeKey(folder, key.id, sources);
    nowMs += 1000;
    assert.match(await detailOf(text), /taken back/);
    await Deno.writeTextFile(`${folder}/keys.json`, "{");
    nowMs += 1000;
    assert.match(await detailOf(text), /damaged/, "a damaged key file lets nobody in");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a route without a declared scope cannot be served", () => {
  const { api } = fakeApi();
  api.get("/v1/forgotten", (context) => context.text("oh"));
  assert.throws(() => checkScopesDeclared(api), /GET \/v1\/forgotten: needed a declared scope/);
});

Deno.test("isApiPath() leaves the page its paths and keeps every spelling of the API's", () => {
  for (const path of ["/v1/search", "/v1", "//v1/search", "/V1/x", "/v1%2fsearch", "/docs", "/docs.css", "/healthz"]) {
    assert.ok(isApiPath(path), path);
  }
  for (const path of ["/", "/accounts/x:12", "/assets/app-1.js", "/docsx", "/v1x", "/favicon.svg"]) {
    assert.ok(!isApiPath(path), path);
  }
});
