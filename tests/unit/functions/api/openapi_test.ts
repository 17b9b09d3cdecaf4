import assert from "node:assert/strict";
import { exportMediaTypes } from "../../../../core/answers/export.ts";
import { fakeApi } from "./_fake.ts";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly { readonly key: readonly string[] }[];
  readonly responses: Readonly<Record<string, { description: string; content?: Record<string, unknown> }>>;
}

async function operationsOf(): Promise<[string, Operation][]> {
  const document = await (await fakeApi().api.request("/openapi.json")).json();
  assert.equal(document.openapi, "3.1.0");
  return Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation])
  );
}

Deno.test("/openapi.json lists every route that is served, each once, with a name and a summary", async () => {
  const { api } = fakeApi();
  const served = api.routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  const operations = await operationsOf();
  assert.deepEqual(operations.map(([route]) => route).sort(), [...new Set(served)].sort());
  assert.equal(new Set(operations.map(([, { operationId }]) => operationId)).size, operations.length);
  for (const [route, { summary }] of operations) assert.ok(summary.length > 5, route);
});

Deno.test("every guarded route declares its scope and what can go wrong", async () => {
  const operations = await operationsOf();
  const guarded = operations.filter(([route]) => route.includes("/v1/"));
  assert.equal(guarded.length, 15);
  for (const [route, { security }] of operations) {
    assert.ok(Array.isArray(security), `${route} declares no scope`);
    assert.equal(security.length > 0, route.includes("/v1/"), route);
  }
  for (const [route, { security, responses }] of guarded) {
    const edits = ["patch /v1/communities/{id}", "post /v1/communities"];
    assert.deepEqual(security, [{ key: [edits.includes(route) ? "admin" : "read"] }], route);
    const good = route === "post /v1/communities" ? "201" : "200";
    const common = [good, "401", "403", "421", "422", "500", "503"];
    const others = /^(post|patch)/.test(route)
      ? ["400", "404", "413", "415"]
      : /{account}|communities|changes|map|exports/.test(route)
      ? ["404"]
      : [];
    assert.deepEqual(Object.keys(responses).sort(), [...common, ...others].sort(), route);
    for (const [status, { content }] of Object.entries(responses)) {
      const answered = route.includes("/exports/") ? Object.values(exportMediaTypes) : ["application/json"];
      const types = status === good ? answered : ["application/problem+json"];
      assert.deepEqual(Object.keys(content!), types, `${route} ${status}`);
    }
  }
});

Deno.test("every reference in the document leads somewhere", async () => {
  const text = await (await fakeApi().api.request("/openapi.json")).text();
  const { components } = JSON.parse(text);
  const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  assert.ok(names.length > 20);
  for (const name of names) assert.ok(components.schemas[name], name);
  assert.deepEqual(components.securitySchemes.key.scheme, "bearer");
});

Deno.test("/docs shows every route, shape and problem without a script or anything from elsewhere", async () => {
  const { api } = fakeApi();
  const response = await api.request("http://asterism.example/docs");
  const page = await response.text();
  assert.match(response.headers.get("content-type")!, /^text\/html/);
  assert.equal(response.headers.get("content-security-policy")!.includes("unsafe"), false);
  assert.ok(!/<script|<style|\son\w+=|\sstyle=|javascript:/i.test(page), "nothing inline");
  const elsewhere = [...page.matchAll(/(?:src|href)="(?!\/|#)([^"]*)"/g)];
  assert.deepEqual(elsewhere.map(([, url]) => url), [], "nothing from elsewhere");
  for (const [, { operationId }] of await operationsOf()) assert.ok(page.includes(`id="${operationId}"`), operationId);
  const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(target), `#${target}`);
  assert.ok(page.includes("http://asterism.example/v1/search?q=running+shoes"));
  assert.ok(!page.includes("undefined") && !page.includes("[object"), "everything is written out");
  assert.equal((await api.request("/docs.css")).headers.get("content-type"), "text/css; charset=utf-8");
});
