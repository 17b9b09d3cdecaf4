/** What each role may do stands in deno.json; a process that asks for more is refused. (The server's own: serve_test.ts.) */
import assert from "node:assert/strict";
import { join } from "node:path";
import { root } from "./_cli.ts";

const attempts = {
  ffi: `Deno.dlopen("libc.so.6", {})`,
  run: `new Deno.Command("true").outputSync()`,
  write: `Deno.writeTextFileSync("/tmp/asterism-permission-test", "")`,
  env: `Deno.env.get("HOME")`,
  "net elsewhere": `await fetch("http://192.0.2.1/", { signal: AbortSignal.timeout(100) })`,
};

async function refused(role: "edge" | "compute", attempt: keyof typeof attempts): Promise<boolean> {
  const code = `
    import "./functions/api/mod.ts";
    try { ${attempts[attempt]} } catch (error) { Deno.exit(error instanceof Deno.errors.NotCapable ? 42 : 0); }`;
  const path = await Deno.makeTempFile({ dir: join(root, ".cache"), suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, code.replace("./functions", "../functions"));
    const { code: exit } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--no-prompt", `-P=${role}`, path],
      cwd: root,
      stderr: "null",
    }).output();
    return exit === 42;
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("role edge serves the API without FFI, programs, writing or environment", async () => {
  for (const attempt of ["ffi", "run", "write", "env"] as const) assert.ok(await refused("edge", attempt), attempt);
});

Deno.test("role compute may do its work but speaks to this machine only", async () => {
  assert.ok(await refused("compute", "net elsewhere"));
  for (const attempt of ["ffi", "run", "env"] as const) assert.ok(!await refused("compute", attempt), attempt);
});
