import assert from "node:assert/strict";
import { createWeb } from "../../../functions/web/mod.ts";

const files: Readonly<Record<string, string>> = {
  "index.html": "<!doctype html>",
  "app-1a.js": "1",
  "app-1a.css": "a{}",
  "secret.txt": "no",
};
const web = createWeb({
  readAsset: (path) => Promise.resolve(path in files ? new TextEncoder().encode(files[path]) : undefined),
});

Deno.test("createWeb() serves the document for every view, with a policy that lets nothing in from elsewhere", async () => {
  const paths = [
    "/",
    "/accounts/x:12",
    "/accounts/x%3A12?by=lift",
    "/communities",
    "/communities/c-1",
    "/build?topic=a",
  ];
  for (const path of [...paths, "/map?at=0.5,0.5,2", "/changes"]) {
    const response = await web.request(path);
    assert.equal(await response.text(), "<!doctype html>");
    assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'self';/);
    assert.equal(response.headers.get("cache-control"), "no-cache");
  }
});

Deno.test("createWeb() serves hashed files for ever, with their types", async () => {
  const types = { "app-1a.js": "text/javascript; charset=utf-8", "app-1a.css": "text/css; charset=utf-8" };
  for (const [name, type] of Object.entries(types)) {
    const response = await web.request(`/assets/${name}`);
    assert.equal(await response.text(), files[name]);
    assert.equal(response.headers.get("content-type"), type);
    assert.match(response.headers.get("cache-control") ?? "", /immutable/);
  }
});

Deno.test("createWeb() leaves to others what it does not have, and no way out of its folder", async () => {
  for (
    const path of [
      "/assets/secret.txt",
      "/assets/..%2fapp-1a.js",
      "/assets/.env",
      "/assets/none.js",
      "/nowhere",
      "/v1/search",
    ]
  ) {
    assert.equal((await web.request(path)).status, 404, path);
  }
});
