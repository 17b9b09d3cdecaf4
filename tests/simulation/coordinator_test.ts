/** Crawls over HTTP as real processes: the coordinator alone, in the server, and behind one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { connectCoordinator } from "../../core/crawl/http_client.ts";
import { UnavailableError, UsageError } from "../../core/errors.ts";
import { makeMasterKey } from "../../core/crawl/allowances/secrets.ts";
import { edgePermissions } from "../../scripts/serve/permissions.ts";
import { root, runProcess, withFolder } from "./_cli.ts";
import { getJson, poll, withServer } from "./serve/running.ts";

const job = { platform: "bluesky", operation: "followers", accounts: ["did:plc:abc"] } as const;
const connect = (url: string, key: string) => connectCoordinator(url, { key, fetch: (request) => fetch(request) });

Deno.test("asterism coordinator: a first key makes the others, what was ordered is there after kill -9, one process has the database", () =>
  withFolder(async (workspace) => {
    const { key } = JSON.parse((await runProcess(["coordinator", "--new-key", "--json", "--quiet"])).out);
    assert.match(key, /^ast_[0-9A-Za-z]{49}$/);
    const first = await startCoordinator(workspace, { ASTERISM_ADMIN_KEY: key });
    const manager = connect(first.url, key);
    const { id } = await manager.createJob(job);
    await manager.addToken({ platform: "x", app: "a", name: "n", secret: "canary-platform-secret" });
    const made = await ask(first.url, key, "POST", "/v1/crawl/keys", { name: "w", scopes: ["crawl:work"] });
    const lease = async (url: string) =>
      (await connect(url, made.key).lease("", { calls: 1, platforms: ["bluesky"] })).lease;
    assert.equal((await lease(first.url))?.job, id);

    const second = await runProcess(["coordinator", "--port", "0", "--workspace", workspace]);
    assert.equal(second.code, 1);
    assert.match(second.err, new RegExp(`found process ${first.pid} using it`));
    await first.end("SIGKILL");

    const again = await startCoordinator(workspace, { ASTERISM_ADMIN_KEY: key });
    assert.equal((await connect(again.url, key).readJob(id)).totals.leased, 1);
    const { keys } = await ask(again.url, key, "GET", "/v1/crawl/keys");
    assert.deepEqual(keys.map(({ name }: { name: string }) => name), ["w"]);
    // Somebody watches: the end is not put off by it.
    const events = await fetch(`${again.url}/v1/crawl/jobs/${id}/events`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const reader = events.body!.getReader();
    await reader.read();
    assert.equal(await again.end("SIGTERM"), 0);
    await reader.cancel().catch(() => {});
    for (const canary of [key, made.key, "canary-platform-secret"]) {
      assert.ok(!first.printed().concat(again.printed()).includes(canary));
      for await (const { name, isFile } of Deno.readDir(join(workspace, "crawl"))) {
        const bytes = isFile ? await Deno.readFile(join(workspace, "crawl", name)) : new Uint8Array();
        assert.ok(!new TextDecoder("latin1").decode(bytes).includes(canary), `${name} holds a secret`);
      }
    }
  }));

Deno.test("asterism coordinator lets in nobody by accident, and says how to begin", () =>
  withFolder(async (workspace) => {
    const refused = await runProcess(["coordinator", "--host", "0.0.0.0", "--port", "0", "--workspace", workspace]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /needed a key that callers can show, found none; .*--new-key.*ASTERISM_ADMIN_KEY/);
    const { end, url, printed } = await startCoordinator(workspace, {});
    assert.equal((await fetch(`${url}/v1/crawl/jobs`)).status, 401);
    await end("SIGTERM");
    assert.match(printed(), /No key lets anybody in: make one with asterism coordinator --new-key/);
    const wrong = await runProcess(["coordinator", "--port", "0", "-w", workspace], {
      env: { ASTERISM_ADMIN_KEY: "canary-key", ASTERISM_MASTER_KEY: makeMasterKey() },
    });
    assert.equal(wrong.code, 2);
    assert.ok(!wrong.err.includes("canary"));
  }));

Deno.test("serve --crawl: the HTTP process has the database, and keeps what was ordered when it is killed", () =>
  withServer({ crawlHere: true, open: false, scopes: ["read", "crawl:admin"] }, async ({ url, key, workspace }) => {
    const manager = connect(url, key);
    const { id } = await manager.createJob(job);
    await manager.addToken({ platform: "x", app: "a", name: "n", secret: "s" });
    const headers = { authorization: `Bearer ${key}` };
    const search = await (await fetch(`${url}/v1/search?q=a`, { headers })).json();
    Deno.kill(search.hits[0].account.followers, "SIGKILL");
    assert.equal((await poll(5000, () => manager.readJob(id), /Cannot reach|fetch failed/)).id, id);
    const { paths } = await getJson(`${url}/openapi.json`);
    assert.ok(paths["/v1/crawl/leases"] && paths["/v1/search"]);
    const other = await runProcess(["coordinator", "--port", "0", "--workspace", workspace]);
    assert.match(other.err, /needed it for one process alone/);
  }));

Deno.test("serve --coordinator: the same questions, answered by the coordinator elsewhere with the caller's key", () =>
  withFolder(async (workspace) => {
    const { key } = JSON.parse((await runProcess(["coordinator", "--new-key", "--json", "--quiet"])).out);
    const coordinator = await startCoordinator(workspace, { ASTERISM_ADMIN_KEY: key });
    try {
      await withServer({ open: false, crawl: { address: coordinator.url } }, async ({ url, key: own }) => {
        const { id } = await connect(url, key).createJob(job);
        assert.equal((await connect(coordinator.url, key).readJob(id)).id, id);
        await assert.rejects(connect(url, own).readJob(id), UsageError);
        const events = await fetch(`${url}/v1/crawl/jobs/${id}/events`, {
          headers: { authorization: `Bearer ${key}` },
        });
        const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
        assert.match((await reader.read()).value!, /^retry: /);
        await reader.cancel();
        await coordinator.end("SIGTERM");
        await assert.rejects(connect(url, key).readJob(id), UnavailableError);
      });
    } finally {
      await coordinator.end("SIGKILL");
    }
  }));

Deno.test("the HTTP process may write exactly the crawl's database and lock, and reach exactly its coordinator", () => {
  const reach = { host: "::1", port: 80, folders: ["/w"], edits: "/w/edits" };
  const flags = (crawl: Parameters<typeof edgePermissions>[0]["crawl"]) =>
    edgePermissions({ ...reach, crawl }).slice(1);
  assert.deepEqual(flags(null), ["--allow-net=[::1]:80", "--allow-read=/w", "--allow-write=/w/edits"]);
  assert.deepEqual(flags({ folder: "/w/crawl" }), [
    "--allow-net=[::1]:80",
    "--allow-read=/w",
    "--allow-write=/w/edits,/w/crawl/crawl.kv,/w/crawl/crawl.kv.lock",
    "--allow-env=ASTERISM_MASTER_KEY",
  ]);
  const [net, ...rest] = flags({ address: "https://crawl.example/base" });
  assert.deepEqual([net, rest], ["--allow-net=[::1]:80,crawl.example:443", flags(null).slice(1)]);
  assert.equal(flags({ address: "http://[::1]:8070" })[0], "--allow-net=[::1]:80,[::1]:8070");
});

/** Runs `asterism coordinator` on a free port until it says where it is. */
async function startCoordinator(workspace: string, env: Record<string, string>) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-P=worker",
      join(root, "scripts/asterism.ts"),
      "coordinator",
      "--port",
      "0",
      "--workspace",
      workspace,
    ],
    cwd: root,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let printed = "";
  const ready = Promise.withResolvers<string>();
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      printed += text;
      const url = /answers at (http:\S+);/.exec(printed)?.[1];
      if (url !== undefined) ready.resolve(url);
    }
  });
  const ended = Promise.all([child.status, ...reading]).then(([{ code }]) => code);
  ended.then(() => ready.reject(new Error(`it ended: ${printed}`)));
  const url = await ready.promise;
  return {
    url,
    pid: child.pid,
    printed: () => printed,
    /** May be called twice. */
    async end(signal: Deno.Signal): Promise<number> {
      try {
        child.kill(signal);
      } catch {
        // It has ended already.
      }
      return await ended;
    },
  };
}

// deno-lint-ignore no-explicit-any -- answers are looked at by field, their shape is the routes' tests' matter
async function ask(url: string, key: string, method: string, path: string, body?: unknown): Promise<any> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return await (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).json();
}
