import { Hono } from "hono";
import { MemoryStore } from "../../../../core/crawl/memory_store.ts";
import { openKvKeys } from "../../../../functions/crawl/kv_keys.ts";
import { fakeCoordinator, fakeKeys, fakeServer } from "./_fake.ts";
const book = await openKvKeys(new MemoryStore(), { now: Date.now, random: (b) => void crypto.getRandomValues(b) });
const { text } = await book.create({ name: "w", scopes: ["crawl:work"] });
const coordinator = fakeCoordinator([]);
const lease1 = await coordinator.lease("any", { calls: 1, platforms: [] });
const canned = {
  ...coordinator,
  lease: () => Promise.resolve(lease1),
  commitPages: async (_w: string, _l: string, r: { pages: readonly unknown[] }) => ({
    ...(await coordinator.renew("any", lease1.lease!.id, { calls: 0 })),
    verdicts: r.pages.map(() => "counted" as const),
  }),
};
const { app } = fakeServer({ coordinator: canned, keys: book });
const { app: appFakeKeys } = fakeServer({
  coordinator: canned,
  keys: {
    verify: () =>
      Promise.resolve({
        state: "valid",
        key: { id: "a", name: "", hash: "", scopes: ["crawl:work"], created: "", expires: null, revoked: null },
      }),
  },
});
const bare = new Hono();
bare.post("/v1/crawl/leases", async (c) => {
  await c.req.json();
  return c.json(lease1);
});
bare.post("/v1/crawl/leases/:id/pages", async (c) => {
  const b = await c.req.json();
  return c.json(await canned.commitPages("any", "l", b));
});
const report = (i: number) => ({
  grant: `0123456789abcdef0123456789abcdef-${i}`,
  operation: "followers",
  accounts: [`${1000 + i}`],
  cursor: "abcdefgh",
  result: {
    kind: "page",
    next: "ijkl",
    files: ["job/connections-w1-000001.ndjson.gz"],
    page: "p-1234",
    rows: { profiles: 0, connections: 1000, posts: 0 },
    digest: "0123456789abcdef",
    absent: [],
    resolved: [],
    resources: 1000,
  },
  quota: { limit: 15, remaining: 14, resetAfterMs: 1000 },
});
const bodies = {
  "leases": { path: "/v1/crawl/leases", body: JSON.stringify({ calls: 8, platforms: ["x", "bluesky"] }) },
  "pages x1": { path: "/v1/crawl/leases/l-1/pages", body: JSON.stringify({ calls: 1, pages: [report(0)] }) },
  "pages x20": {
    path: "/v1/crawl/leases/l-1/pages",
    body: JSON.stringify({ calls: 1, pages: Array.from({ length: 20 }, (_, i) => report(i)) }),
  },
};
for (const [name, { path, body }] of Object.entries(bodies)) {
  for (const [which, target] of [["bare", bare], ["app, canned key", appFakeKeys], ["app", app]] as const) {
    const run = async (n: number) => {
      for (let i = 0; i < n; i++) {
        const r = await target.fetch(
          new Request("http://127.0.0.1" + path, {
            method: "POST",
            body,
            headers: {
              "content-type": "application/json",
              authorization: `Bearer ${text}`,
              "content-length": String(body.length),
            },
          }),
        );
        if (r.status !== 200) throw new Error(await r.text());
        await r.text();
      }
    };
    await run(2000);
    const t = performance.now();
    await run(10000);
    const ms = performance.now() - t;
    console.log(name.padEnd(10), which.padEnd(16), (ms / 10).toFixed(1), "us/request");
  }
}
