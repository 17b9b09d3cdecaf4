import assert from "node:assert/strict";
import { crawlBodyBytesMax } from "../../../../core/limits.ts";
import { UsageError } from "../../../../core/errors.ts";
import { readApi } from "../../../../functions/api/mod.ts";
import { crawlApi } from "../../../../functions/crawl/mod.ts";
import { proxyCrawl } from "../../../../functions/crawl/proxy.ts";
import { type App, createApp } from "../../../../functions/http/app.ts";
import { fakeAnswers, fakeKeys as readKeys } from "../api/_fake.ts";
import { fakeServer } from "./_fake.ts";

Deno.test("crawl questions are handed on with the caller's key and answered as the coordinator does", async () => {
  const { proxy, there } = serverWithProxy();
  const headers = { authorization: "Bearer ast_workerA", "content-type": "application/json" };
  const body = JSON.stringify({ calls: 1, platforms: ["x"] });
  const leased = await proxy.request("/v1/crawl/leases", { method: "POST", headers, body });
  assert.equal(leased.status, 200);
  assert.equal(leased.headers.get("cache-control"), "no-store");
  assert.equal((await leased.json()).lease.id, "l-1");
  assert.deepEqual(there.asked.at(-1), { question: "lease", given: [{ calls: 1, platforms: ["x"] }] });
  const foreign = await proxy.request("/v1/crawl/leases/l-1/renew", {
    method: "POST",
    headers: { ...headers, authorization: "Bearer ast_workerB" },
    body: '{"calls":0}',
  });
  assert.deepEqual([foreign.status, (await foreign.json()).type], [403, "/docs#foreign-lease"]);
  const listed = await proxy.request("/v1/crawl/jobs?limit=7&cursor=a%2Fb", {
    headers: { authorization: "Bearer ast_manager" },
  });
  assert.equal((await listed.json()).jobs.length, 1);
  assert.deepEqual(there.asked.at(-1)?.given, [{ limit: 7, cursor: "a/b" }]);
});

Deno.test("a server that hands on lets nobody in by itself: keys of its own say nothing there, and none is none", async () => {
  const { proxy, there } = serverWithProxy();
  // Good for the read API of this server, unknown to the coordinator.
  const own = { headers: { authorization: "Bearer ast_good" } };
  assert.equal((await proxy.request("/v1/search?q=a", own)).status, 200);
  const refused = await proxy.request("/v1/crawl/jobs", own);
  assert.equal(refused.status, 401);
  assert.match(refused.headers.get("www-authenticate")!, /^Bearer /);
  assert.equal((await proxy.request("/v1/crawl/jobs")).status, 401);
  assert.deepEqual(there.asked, []);
});

Deno.test("nothing but what a question needs is handed on, to that coordinator alone, and no redirection is followed", async () => {
  const sent: Request[] = [];
  const { proxy } = serverWithProxy((request) => {
    sent.push(request);
    return Promise.resolve(Response.json({}, { headers: { "set-cookie": "a=b", server: "secret/1.0" } }));
  });
  const answer = await proxy.request("/v1/crawl/tick", {
    method: "POST",
    headers: {
      authorization: "Bearer ast_x",
      cookie: "session=1",
      "x-forwarded-for": "10.0.0.1",
      host: "evil.example",
    },
  });
  const [{ url, headers, redirect }] = sent;
  assert.deepEqual([url, redirect], ["https://crawl.example/base/v1/crawl/tick", "error"]);
  assert.deepEqual([...headers], [["authorization", "Bearer ast_x"]]);
  assert.deepEqual([answer.headers.has("set-cookie"), answer.headers.has("server")], [false, false]);
  for (const path of ["/v1/crawl/../search?q=a", "/v1/crawl/%2e%2e/search?q=a", "//v1/crawl/tick"]) {
    await (await proxy.request(path)).body?.cancel();
  }
  assert.equal(sent.length, 1);
});

Deno.test("a coordinator that cannot be reached is 503, and a body is capped before it is read", async () => {
  const { proxy } = serverWithProxy(() => Promise.reject(new TypeError("connection refused at 10.0.0.7")));
  const answer = await proxy.request("/v1/crawl/jobs");
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "5"]);
  assert.ok(!(await answer.text()).includes("10.0.0.7"));
  const body = " ".repeat(crawlBodyBytesMax + 1);
  const headers = { "content-length": String(body.length) };
  assert.equal((await proxy.request("/v1/crawl/jobs", { method: "POST", body, headers })).status, 413);
});

Deno.test("the document is the same, whether crawls are here or elsewhere", async () => {
  const { proxy } = serverWithProxy();
  const here = serverWith((app) => app.route("/", crawlApi()));
  const documentOf = async (app: App) => await (await app.request("/openapi.json")).json();
  const document = await documentOf(proxy);
  assert.deepEqual(document, await documentOf(here));
  assert.ok(document.paths["/v1/crawl/leases"] && document.paths["/v1/search"]);
});

Deno.test("crawls are handed on to https or this machine only", () => {
  for (const address of ["http://crawl.example", "file:///etc", "https://user:secret@crawl.example"]) {
    assert.throws(() => proxyCrawl(address, { fetch }), UsageError);
  }
});

function serverWithProxy(fetch?: (request: Request) => Promise<Response>) {
  const there = fakeServer();
  const base = fetch === undefined ? "http://127.0.0.1:1" : "https://crawl.example/base/";
  const handOn = async (request: Request) => await there.app.request(request);
  return { there, proxy: serverWith((app) => app.route("/", proxyCrawl(base, { fetch: fetch ?? handOn }))) };
}

function serverWith(addCrawl: (app: App) => unknown): App {
  const answers = fakeAnswers();
  const options = { answers: () => answers, keys: readKeys, open: false, clock: () => 0 };
  return createApp(options, (app) => {
    app.route("/", readApi());
    addCrawl(app);
  });
}
