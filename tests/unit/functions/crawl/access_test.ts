import assert from "node:assert/strict";
import { MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import { checkScopesDeclared } from "../../../../functions/http/access.ts";
import { openKvKeys } from "../../../../functions/crawl/kv_keys.ts";
import { createCrawlServer } from "../../../../functions/crawl/mod.ts";
import { canarySecret, fakeCoordinator, fakeKeys, fakeServer } from "./_fake.ts";
import { routes } from "./_routes.ts";

const authorizations = [
  { header: undefined, status: 401 },
  { header: "Bearer", status: 401 },
  { header: "Basic YTpi", status: 401 },
  { header: "ast_manager", status: 401 },
  { header: "Bearer ast_manager extra", status: 401 },
  { header: "Bearer ast_mistyped", status: 401 },
  { header: "Bearer ast_unknown", status: 401 },
  { header: "Bearer ast_expired", status: 401 },
  { header: "Bearer ast_revoked", status: 401 },
  { header: "Bearer ast_reader", status: 403 },
  { header: "Bearer ast_people", status: 403 },
  { header: "Bearer ast_workerA", scope: "crawl:work" },
  { header: "Bearer ast_manager", scope: "crawl:admin" },
  { header: "Bearer ast_admin", scope: "all" },
] as const;

Deno.test("the matrix has every route of the document, and the document every route that is served", async () => {
  const { app } = fakeServer();
  const { paths } = await (await app.request("/openapi.json")).json();
  const documented = Object.entries<Record<string, { security: { key: string[] }[] }>>(paths)
    .filter(([path]) => path.startsWith("/v1/"))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, { security }]) => `${method.toUpperCase()} ${path} ${security[0].key[0]}`)
    );
  const cases = routes.map(({ method, route, scope }) => `${method} /v1/crawl${route} ${scope}`);
  assert.deepEqual(documented.sort(), cases.sort());
});

Deno.test("every route lets in whom its scope lets in, and nobody else: also on an open server", async () => {
  for (const open of [false, true]) {
    const { app, ask, asked, renew } = await serverWithKey(open);
    for (const { method, path, scope: needed, body, good } of routes) {
      for (const { header, ...expected } of authorizations) {
        renew();
        await ask("POST", "/v1/crawl/leases", { key: "ast_workerA", body: { calls: 1, platforms: [] } });
        const before = asked.length;
        const isIn = "scope" in expected && (expected.scope === "all" || expected.scope === needed);
        const headers = new Headers(body === undefined ? {} : { "content-type": "application/json" });
        if (header !== undefined) headers.set("authorization", header);
        const response = await app.request(`http://localhost/v1/crawl${path}`, {
          method,
          headers,
          body: body === undefined ? undefined : JSON.stringify(body),
        });
        const name = `${method} ${path} with ${header}${open ? ", open" : ""}`;
        const isForeign = path.includes("l-1") && header === "Bearer ast_admin";
        const status = isForeign ? 403 : isIn ? good : "status" in expected ? expected.status : 403;
        assert.equal(response.status, status, name);
        if (status === 401 || (status === 403 && !isForeign)) {
          assert.match(response.headers.get("www-authenticate")!, /^Bearer /, name);
          assert.equal(asked.length, before, `${name}: only who is let in is answered`);
        }
        // A stream of events has no end as long as the job goes on.
        if (path.endsWith("/events")) await response.body?.cancel();
        else assert.ok(!(await response.text()).includes(/ast_\w+/.exec(header ?? "")?.[0] ?? "?"), name);
      }
    }
  }
});

const workers = ["workerA", "workerB", "revoked", "expired", "unknown", "reader", "manager", "admin", null] as const;

Deno.test("a lease answers to the key that took it and to no other, on every lease route", async () => {
  const { ask, asked, renew } = fakeServer();
  for (const { path, body, good } of routes.filter(({ path }) => path.includes("l-1"))) {
    for (const worker of workers) {
      for (const owner of ["workerA", "workerB"]) {
        renew();
        await ask("POST", "/v1/crawl/leases", { key: `ast_${owner}`, body: { calls: 1, platforms: [] } });
        const key = worker === null ? null : `ast_${worker}`;
        const response = await ask("POST", `/v1/crawl${path}`, { key, body });
        const isWorker = worker === "workerA" || worker === "workerB" || worker === "admin";
        const refused = worker === "reader" || worker === "manager" || isWorker ? 403 : 401;
        assert.equal(response.status, worker === owner ? good : refused, `${path} of ${owner} by ${worker}`);
        assert.equal(asked.length, worker === owner ? 2 : 1, "what is not one's own is not touched");
        const text = await response.text();
        assert.equal(text.includes(canarySecret), worker === owner && good === 200, "no secret for others");
        if (isWorker && worker !== owner) assert.equal(JSON.parse(text).type, "/docs#foreign-lease");
      }
    }
  }
});

Deno.test("a lease that has ended is 409 with its fence", async () => {
  const { ask } = fakeServer();
  const response = await ask("POST", "/v1/crawl/leases/l-9/renew", { key: "ast_workerA", body: { calls: 0 } });
  const { type, status, fence } = await response.json();
  assert.deepEqual([type, status, fence], ["/docs#lease-lost", 409, 7]);
});

Deno.test("answers to workers may be kept nowhere, and the log has no secret, key, query or body", async () => {
  const log: unknown[] = [];
  const { ask } = fakeServer({ logger: (entry) => log.push(entry) });
  const key = "ast_workerA";
  const answers = [
    await ask("POST", "/v1/crawl/leases", { key, body: { calls: 1, platforms: ["canary-platform"] } }),
    await ask("POST", "/v1/crawl/leases/l-1/pages", { key, body: { calls: 1, pages: [] } }),
    await ask("POST", "/v1/crawl/leases/l-2/pages", { key, body: { calls: 1, pages: [] } }),
    await ask("POST", "/v1/crawl/leases", { key, body: { calls: "canary-body" } }),
  ];
  for (const answer of answers) assert.equal(answer.headers.get("cache-control"), "no-store");
  await ask("POST", "/v1/crawl/tokens?canary-query=1", { body: { secret: "canary-secret" } });
  assert.equal(log.length, 5);
  for (const canary of ["canary", "ast_", "Bearer"]) assert.ok(!JSON.stringify(log).includes(canary), canary);
});

Deno.test("what is wrong with a secret is said without it", async () => {
  const { ask } = fakeServer();
  for (const secret of ["canary-\u0000", "canary-".repeat(1000), ["canary"], { canary: 1 }]) {
    const response = await ask("POST", "/v1/crawl/tokens", { body: { platform: "x", app: "a", name: "n", secret } });
    assert.equal(response.status, 422);
    assert.ok(!(await response.text()).includes("canary"));
  }
});

Deno.test("a crawl route without a declared scope cannot be served", () => {
  const app = createCrawlServer({
    coordinator: fakeCoordinator(),
    keys: fakeKeys,
    open: false,
    clock: () => 0,
    sleep: () => Promise.resolve(),
  });
  app.post("/v1/crawl/forgotten", (context) => context.text(""));
  assert.throws(() => checkScopesDeclared(app), /POST \/v1\/crawl\/forgotten: needed a declared scope/);
});

async function serverWithKey(open: boolean) {
  const now = () => Date.UTC(2026, 10, 25);
  const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const keyBook = await openKvKeys(new MemoryStore(), { now, random });
  const { key } = await keyBook.create({ name: "w", scopes: ["crawl:work"] });
  return fakeServer({ open, keyBook: { ...keyBook, revoke: () => keyBook.revoke(key.id) } });
}
