import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, UsageError } from "../../core/errors.ts";
import { createKey } from "../../core/workspace/key_file.ts";
import { computePermissions, edgePermissions, editsFolder } from "../../scripts/serve/permissions.ts";
import { serve, type ServeOptions } from "../../scripts/serve/supervisor.ts";
import { drained, getJson, getText, poll, withServer, withWorkspace } from "./serve/running.ts";

const configFile = fileURLToPath(new URL("../../deno.json", import.meta.url));

Deno.test("a server of real processes survives kills, takes up a new network and ends in order", async (test) => {
  await withServer({}, async ({ url, workspace, notes, stop, ended }) => {
    const computePid = async () => (await getJson(`${url}/v1/accounts/x:12`)).followers as number;
    const edgePid = async () => (await getJson(`${url}/v1/search?q=a`)).hits[0].account.followers as number;

    await test.step("it answers the API, the reference and the page", async () => {
      assert.equal((await getJson(`${url}/readyz`)).network, "one");
      assert.notEqual(await computePid(), await edgePid());
      assert.match(await getText(`${url}/docs`), /<h1>Asterism API/);
      assert.match(await getText(`${url}/accounts/x:12`), /the page/);
      assert.match(await getText(`${url}/assets/app-1.js`), /the code/);
    });

    await test.step("a compute process that is killed: 503 with Retry-After for its questions, then answers again", async () => {
      const pid = await computePid();
      const asked = fetch(`${url}/v1/accounts/x:12/similar`);
      // The question must be with the compute process before it dies: its answer to a later one shows that.
      await computePid();
      Deno.kill(pid, "SIGKILL");
      const response = await asked;
      assert.equal(response.status, 503);
      assert.equal(response.headers.get("retry-after"), "1");
      assert.match((await response.json()).detail, /compute process/);
      const killedMs = performance.now();
      const other = await poll(5000, computePid);
      console.log(`answers again after ${Math.round(performance.now() - killedMs)} ms`);
      assert.notEqual(other, pid);
    });

    await test.step("an HTTP process that is killed is started again at the same address", async () => {
      const pid = await edgePid();
      Deno.kill(pid, "SIGKILL");
      assert.notEqual(await poll(5000, edgePid), pid);
      assert.ok(await poll(5000, computePid));
    });

    await test.step("a new network is taken up without a failed request, a broken one is left alone", async () => {
      await Deno.writeTextFile(join(workspace, "network/current"), "broken");
      const seen = new Set<string>();
      await poll(8000, async () => {
        await getJson(`${url}/v1/accounts/x:12`);
        const { network } = await getJson(`${url}/readyz`);
        seen.add(network);
        if (notes.some((note) => note.includes("this network is broken"))) {
          await Deno.writeTextFile(join(workspace, "network/current"), "two");
        }
        if (network !== "two") throw new Error("not yet");
      }, /not yet/);
      assert.deepEqual([...seen], ["one", "two"]);
    });

    await test.step("told to end, it answers what was asked and ends", async () => {
      const asked = fetch(`${url}/v1/overlap`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ accounts: ["a", "b"] }),
      });
      const pid = await computePid();
      stop();
      assert.equal((await asked).status, 200);
      await (await asked).body?.cancel();
      const stoppedMs = performance.now();
      await ended;
      console.log(`ended after ${Math.round(performance.now() - stoppedMs)} ms`);
      await assert.rejects(fetch(`${url}/healthz`), TypeError);
      assert.throws(() => Deno.kill(pid, "SIGURG"), "no process may stay behind");
    });
  });
});

Deno.test("serve() lets in nobody by accident: --open only on loopback, and never without a key otherwise", () =>
  withWorkspace(async (options) => {
    const refused = (changes: Partial<ServeOptions>, words: RegExp) =>
      assert.rejects(serve({ ...options, signal: AbortSignal.abort(), ...changes }), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, words);
        return true;
      });
    for (const host of ["0.0.0.0", "::", "192.168.0.7", "example.com", "127.0.0.1.example.com"]) {
      await refused({ open: true, host }, /only this machine/);
    }
    await refused({ open: false }, /asterism keys create/);
    const sources = { now: () => 0, random: (bytes: Uint8Array) => void bytes.fill(1) };
    await createKey(options.workspace, { name: "ci", scopes: ["read"] }, sources);
    await serve({ ...options, open: false, signal: AbortSignal.abort() });
  }));

Deno.test("a supervisor that is killed takes its processes with it", () =>
  withWorkspace(async (options) => {
    const supervisor = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", new URL("serve/supervisor.ts", import.meta.url).href, JSON.stringify(options)],
      stdout: "piped",
    }).spawn();
    const lines = supervisor.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const url = (await lines.read()).value!.trim();
    const pids = [
      (await getJson(`${url}/v1/accounts/x:12`)).followers,
      (await getJson(`${url}/v1/search?q=a`)).hits[0].account.followers,
    ];
    supervisor.kill("SIGKILL");
    await supervisor.status;
    await lines.cancel();
    for (const pid of pids) {
      // SIGURG does nothing to a process but is refused when there is none.
      await poll(5000, () =>
        Promise.resolve(assert.throws(() => Deno.kill(pid, "SIGURG"))), /Missing expected exception/);
    }
  }));

Deno.test("serve() with keys asks for them", () =>
  withServer({ open: false }, async ({ url, key }) => {
    assert.equal((await drained(fetch(`${url}/v1/search?q=a`))).status, 401);
    const headers = { authorization: `Bearer ${key}` };
    assert.equal((await drained(fetch(`${url}/v1/search?q=a`, { headers }))).status, 200);
  }));

Deno.test("serve() says so when the address is taken", () =>
  withWorkspace(async (options) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    try {
      const { port } = listener.addr as Deno.NetAddr;
      const signal = new AbortController().signal;
      await assert.rejects(serve({ ...options, port, signal }), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, /^Cannot listen on 127\.0\.0\.1, port \d+: another program does/);
        return true;
      });
    } finally {
      listener.close();
    }
  }));

Deno.test("the processes may do what they are for and nothing else", () =>
  withWorkspace(async ({ workspace, page }) => {
    const library = join(workspace, "lib.so");
    const own = { folders: [workspace, page], workspace, library, edits: editsFolder(workspace) };
    const edge = await tryForbidden(workspace, edgePermissions({ host: "127.0.0.1", port: 65_000, ...own }));
    const compute = await tryForbidden(workspace, computePermissions(own));
    const refusedToBoth = {
      readOwn: "done",
      readElsewhere: "refused",
      readSystem: "refused",
      write: "refused",
      writeBeside: "refused",
      writeUp: "refused",
      renameOut: "refused",
      linkOut: "refused",
      symlinkOut: "refused",
      makeReadable: "refused",
      removeAll: "refused",
      run: "refused",
      connect: "refused",
      fetch: "refused",
      listenElsewhere: "refused",
      environment: "refused",
      openOtherLibrary: "refused",
      worker: "refused",
    };
    const { openLibrary: openedByEdge, writeEdits: edgeWrites, ...edgeRest } = edge;
    assert.deepEqual(edgeRest, refusedToBoth);
    assert.equal(openedByEdge, "refused");
    assert.equal(edgeWrites, "done", "the one folder that the one process may write");
    const { openLibrary: openedByCompute, writeEdits: computeWrites, ...computeRest } = compute;
    assert.equal(computeWrites, "refused");
    assert.deepEqual(computeRest, refusedToBoth);
    // The file is no library: it was let through and could not be loaded.
    for (const path of ["/a,b", "/a,/"]) {
      assert.throws(() => edgePermissions({ host: "::1", port: 1, folders: [path], edits: "/e" }), UsageError);
      assert.throws(() => edgePermissions({ host: "::1", port: 1, folders: [], edits: path }), UsageError);
      assert.throws(() => computePermissions({ workspace, library: path }), UsageError);
    }
    assert.match(openedByCompute, /^failed: .*(invalid|too short|could not|cannot)/i);
  }));

/** Runs `serve/forbidden.ts` with these permissions. */
async function tryForbidden(workspace: string, permissions: readonly string[]): Promise<Record<string, string>> {
  const library = join(workspace, "lib.so");
  await Deno.writeTextFile(library, "not a library");
  const readable = join(workspace, "network/current");
  const unreadable = join(workspace, "..", "secret");
  const options = { readable, unreadable, writable: readable, library, edits: editsFolder(workspace) };
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--config",
      configFile,
      ...permissions,
      new URL("serve/forbidden.ts", import.meta.url).href,
      JSON.stringify(options),
    ],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
