/**
 * The edge runs an older Deno, without native code and without a disk: `functions/` and what it imports must do with that. Deno 2.5 is
 * fetched from npm and run as a process: it checks types, then runs the suites of the crawl with few permissions.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { root, withFolder } from "./_cli.ts";

const edgeVersion = "2.5.7";
/** Deno Deploy gives a process so much. */
const bytesMax = 512 * 1024 * 1024;
/** Suites that the edge must pass, each in a process of its own: those that need no files, and do not take long. */
const suites = [
  ["tests/simulation/edge/stores.ts", "tests/unit/platforms"],
  ["tests/simulation/edge/worker_protocol_test.ts", "tests/simulation/edge/deploy_test.ts"],
  ["tests/unit/functions/crawl"],
  ["allowances/allowances", "jobs/coordinator", "allowances/quota", "allowances/secrets", "worker/worker"].map((name) =>
    `tests/unit/crawl/${name}_test.ts`
  ),
];
const permissions = [
  "--no-prompt",
  "--allow-read",
  "--allow-net=127.0.0.1",
  "--allow-env=ASTERISM_DATA",
  "--deny-ffi",
  "--deny-write",
  "--deny-run",
];

Deno.test(`functions/ runs under Deno ${edgeVersion} without native code, without files, in 512 MB`, async (test) => {
  const edge = await findEdgeDeno();
  if ("missing" in edge) {
    console.log(`skipped: Deno ${edgeVersion} cannot be had from npm (${edge.missing})`);
    return;
  }
  await withFolder(async (folder) => {
    // Other versions write their lock file differently: the project's own is not to be touched.
    await Deno.copyFile(join(root, "deno.lock"), join(folder, "deno.lock"));
    const common = ["--config", join(root, "deno.json"), "--lock", join(folder, "deno.lock")];

    await test.step("its types are those of the edge", async () => {
      const { code, output } = await runEdge(edge.path, ["check", "--quiet", ...common, "functions/"]);
      assert.equal(code, 0, output);
    });

    for (const suite of suites) {
      await test.step(`${suite.join(", ")} pass`, async () => {
        const args = ["test", "--quiet", "--no-check", ...common, ...permissions, ...suite];
        const { code, output, peakBytes } = await runEdge(edge.path, args);
        assert.equal(code, 0, output);
        const passed = Number(/ok \| (\d+) passed/.exec(output)?.[1]);
        console.log(`${passed} tests passed, at most ${Math.round(peakBytes / 1024 / 1024)} MB`);
        assert.ok(passed > 0, output);
        assert.ok(peakBytes > 0 && peakBytes < bytesMax, `needed less than ${bytesMax} bytes, found ${peakBytes}`);
      });
    }
  });
});

Deno.test("what must not be at the edge is refused there", async () => {
  const edge = await findEdgeDeno();
  if ("missing" in edge) return;
  const attempts = ['Deno.dlopen("libc.so.6", {})', 'Deno.writeTextFileSync("/tmp/asterism-edge-test", "")'];
  for (const attempt of attempts) {
    const code = `try { ${attempt} } catch (error) { Deno.exit(error instanceof Deno.errors.NotCapable ? 42 : 0) }`;
    await withFolder(async (folder) => {
      const file = join(folder, "attempt.ts");
      await Deno.writeTextFile(file, code);
      assert.equal(
        (await runEdge(edge.path, ["run", "--no-config", "--no-check", ...permissions, file])).code,
        42,
        attempt,
      );
    });
  }
});

/** The program itself: `npx` runs it in a process of its own, whose memory could not be seen. */
async function findEdgeDeno(): Promise<{ path: string } | { missing: string }> {
  const { code, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", `deno@${edgeVersion}`, "eval", "--no-config", "console.log(Deno.execPath())"],
    stdin: "null",
  }).output().catch((error) => ({
    code: 1,
    stdout: new Uint8Array(),
    stderr: new TextEncoder().encode(String(error)),
  }));
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return code === 0 ? { path: text(stdout) } : { missing: text(stderr).split("\n")[0] };
}

/** Runs it to its end. @returns The most memory that it had, as Linux counts it; 0 elsewhere. */
async function runEdge(path: string, args: readonly string[]) {
  const child = new Deno.Command(path, {
    args: [...args],
    cwd: root,
    // Certificates of the machine, as npm has them: the older Deno brings its own alone.
    env: { NO_COLOR: "1", DENO_TLS_CA_STORE: "system,mozilla", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let peakBytes = 0;
  let ended = false;
  const watching = (async () => {
    while (!ended) {
      peakBytes = Math.max(peakBytes, await readPeakBytes(child.pid));
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  })();
  const { code, stdout, stderr } = await child.output();
  ended = true;
  await watching;
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr), peakBytes };
}

/** The peak is kept by the system, so that between two looks nothing is missed but at the very end. */
async function readPeakBytes(pid: number): Promise<number> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const pollMs = 20;
