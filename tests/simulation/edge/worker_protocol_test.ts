/** The whole worker protocol over HTTP: real coordinator, real Deno KV in memory, real sockets. Runs under the Deno of the edge too. */
import assert from "node:assert/strict";
import type { Coordinator } from "../../../core/crawl/coordinator.ts";
import { connectCoordinator } from "../../../core/crawl/http_client.ts";
import { ForeignLeaseError, type Lease, LeaseLostError, type PageReport } from "../../../core/crawl/protocol.ts";
import { makeMasterKey } from "../../../core/crawl/allowances/secrets.ts";
import { UsageError } from "../../../core/errors.ts";
import { makeKey } from "../../../core/workspace/keys.ts";
import type { KvDatabase } from "../../../functions/crawl/deno_kv_store.ts";
import { type Deployment, type DeploymentOptions, openDeployment } from "../../../functions/crawl/deployment.ts";

Deno.test("a crawl is ordered, worked by two workers and read back, all of it over HTTP", async () => {
  await withDeployment(async ({ connect, manager, makeWorker, tick }) => {
    await manager.addToken({ platform: "x", app: "research", name: "first", secret: "platform-secret" });
    const { id } = await manager.createJob({ platform: "x", operation: "followers", caps: { calls: 100 } });
    const accounts = Array.from({ length: 5 }, (_, index) => String(100 + index));
    assert.deepEqual(await manager.addAccounts(id, accounts), { added: 5 });
    assert.deepEqual(await manager.addAccounts(id, ["100", "105"], { seal: true }), { added: 1 });

    const first = connect(await makeWorker("first"));
    const second = connect(await makeWorker("second"));
    const reported: PageReport[] = [];
    for (let turn = 0; (await manager.readJob(id)).state === "active"; turn++) {
      assert.ok(turn < accounts.length + 2, "each lease brings the crawl on");
      const [worker, other] = turn % 2 === 0 ? [first, second] : [second, first];
      const { lease, grants, credentials } = await worker.lease("", { calls: 20, platforms: ["x"] });
      assert.ok(lease !== null && grants.length >= lease.units.length);
      assert.deepEqual(Object.values(credentials), ["platform-secret"]);
      await assert.rejects(other.renew("", lease.id, { calls: 1 }), ForeignLeaseError);
      await assert.rejects(other.commitPages("", lease.id, { pages: [], calls: 0 }), ForeignLeaseError);
      await assert.rejects(other.finish("", lease.id, { unused: [] }), ForeignLeaseError);

      const pages = lease.units.map((unit, index) => reportPage(grants[index].id, lease, unit.account));
      const { verdicts, finished } = await worker.commitPages("", lease.id, { pages, calls: 0 });
      assert.deepEqual([verdicts, finished], [pages.map(() => "counted"), true]);
      const again = await worker.commitPages("", lease.id, { pages, calls: 1 });
      assert.deepEqual(
        [again.verdicts, again.grants],
        [pages.map(() => "repeated"), []],
        "a lost answer is asked for again",
      );
      await assert.rejects(worker.renew("", "0-0", { calls: 1 }), LeaseLostError);
      reported.push(...pages);
    }
    assert.equal(reported.length, 6);
    await tick();
    const { state, totals } = await manager.readJob(id);
    assert.deepEqual([state, totals.outcomes.done, totals.pages, totals.connections], ["finished", 6, 6, 12]);
    const { pages } = await manager.listPages(id);
    assert.deepEqual(pages.map(({ accounts }) => accounts[0]).sort(), [...accounts, "105"]);
    assert.deepEqual((await manager.listAccounts(id)).accounts.map(({ outcome }) => outcome), Array(6).fill("done"));
  });
});

Deno.test("a key that was taken back works no longer, and one that may only work orders nothing", async () => {
  await withDeployment(async ({ connect, makeWorker, revoke }) => {
    const key = await makeWorker("w");
    const worker = connect(key);
    assert.equal((await worker.lease("", { calls: 1, platforms: ["x"] })).lease, null);
    await assert.rejects(worker.listJobs(), UsageError);
    await revoke("w");
    await assert.rejects(worker.lease("", { calls: 1, platforms: ["x"] }), UsageError);
  });
});

Deno.test("a tick with a sink works what is due by itself, and a second one finds nothing left", async () => {
  const written = new Map<string, Uint8Array>();
  const sink = {
    description: "memory",
    write: (name: string, bytes: Uint8Array) => Promise.resolve(void written.set(name, bytes)),
  };
  let calls = 0;
  const fetch = () => {
    calls++;
    const followers = [{ did: "did:plc:f1", handle: "one.example" }, { did: "did:plc:f2", handle: "two.example" }];
    return Promise.resolve(Response.json({ subject: { did: "did:plc:abc", handle: "abc.example" }, followers }));
  };
  await withDeployment(async ({ manager, tick }) => {
    const job = { platform: "bluesky", operation: "followers", accounts: ["did:plc:abc"] } as const;
    await manager.createSchedule({ name: "daily", everyMs: 86_400_000, job });
    const { started, pages } = await tick();
    assert.equal(pages, 1);
    const { state, totals } = await manager.readJob(started[0]);
    assert.deepEqual([state, totals.outcomes.done, totals.connections], ["finished", 1, 2]);
    const [page] = (await manager.listPages(started[0])).pages;
    assert.ok(page.files.every((file) => written.has(file)));
    const again = await tick();
    assert.deepEqual([again.started, again.ended, again.pages, calls], [[], started, 0, 1]);
  }, { sink, fetch });
});

interface Running {
  readonly manager: Coordinator;
  connect(key: string): Coordinator;
  makeWorker(name: string): Promise<string>;
  revoke(name: string): Promise<void>;
  tick: Deployment["tick"];
}

async function withDeployment(
  act: (running: Running) => Promise<void>,
  options: Pick<DeploymentOptions, "sink" | "fetch"> = {},
): Promise<void> {
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const { text: adminKey } = await makeKey({ name: "admin", scopes: ["crawl:admin"] }, { now: Date.now, random });
  const database = await Deno.openKv(":memory:") as unknown as KvDatabase;
  const secrets = { masterKey: makeMasterKey(), adminKey };
  const { app, tick } = await openDeployment({ database, secrets, ...options });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const connect = (key: string) => connectCoordinator(url, { key, fetch: (request) => fetch(request) });
  const asAdmin = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${adminKey}`, "content-type": "application/json" };
    return await (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).json();
  };
  try {
    await act({
      tick,
      connect,
      manager: connect(adminKey),
      makeWorker: async (name) => (await asAdmin("POST", "/v1/crawl/keys", { name, scopes: ["crawl:work"] })).key,
      revoke: async (name) => {
        const { keys } = await asAdmin("GET", "/v1/crawl/keys");
        await asAdmin("DELETE", `/v1/crawl/keys/${keys.find((key: { name: string }) => key.name === name).id}`);
      },
    });
  } finally {
    await server.shutdown();
    database.close();
  }
}

function reportPage(grant: string, { operation, job }: Lease, account: string): PageReport {
  return {
    grant,
    operation,
    accounts: [account],
    cursor: null,
    result: {
      kind: "page",
      next: null,
      files: [`${job}/connections-1.ndjson.gz`],
      page: `p-${account}`,
      rows: { profiles: 0, connections: 2, posts: 0 },
      digest: account,
      absent: [],
      resolved: [],
      resources: 2,
    },
  };
}
