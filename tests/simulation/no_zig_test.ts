/** Where no Zig can be had, the TypeScript kernel does everything, says so, and comes to the same bytes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readCurrent } from "../../core/workspace/generation.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { runCli, runProcess, withFolder } from "./_cli.ts";

async function checksums(workspace: string): Promise<string> {
  const opened = await openWorkspace(workspace);
  const generations = [...await readCurrent(opened, "network"), ...await readCurrent(opened, "signatures")];
  return JSON.stringify(generations.map(({ manifest }) => manifest.files));
}

Deno.test("start works without Zig, says why it is slow, and writes the same files", () =>
  withFolder(async (folder) => {
    const path = join(folder, "edges.csv");
    const rows = Array.from({ length: 5000 }, (_, row) => `${(row * 7919) % 1201},${row % 7}`);
    await Deno.writeTextFile(path, `follower,influencer\n${rows.join("\n")}\n`);
    const [plain, native] = [join(folder, "plain"), join(folder, "native")];
    const env = { ZIG: join(folder, "no-zig"), ASTERISM_CACHE: join(folder, "cache") };
    const { code, out, err } = await runProcess(["start", path, "--no-serve", "-w", plain], { env });
    assert.equal(code, 0, err);
    assert.match(err, /No native library \(ZIG names ".*no-zig".*found no compiler\).*slowly/);
    assert.match(out, /file:\d/);
    assert.equal((await runCli("start", path, "--no-serve", "-w", native)).code, 0);
    assert.equal(await checksums(plain), await checksums(native));
  }));
