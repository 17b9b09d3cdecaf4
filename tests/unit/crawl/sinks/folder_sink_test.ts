import assert from "node:assert/strict";
import { join } from "node:path";
import { openFolderSink } from "../../../../scripts/_sink_folder.ts";

async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a folder sink writes whole objects side by side and leaves nothing else", () =>
  withFolder(async (folder) => {
    const sink = openFolderSink(join(folder, "crawl"));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => sink.write(`job/${index}.gz`, bytes(`object ${index}`))),
    );
    const names = (await Array.fromAsync(Deno.readDir(join(folder, "crawl", "job")))).map(({ name }) => name);
    assert.equal(names.length, 20);
    assert.equal(await Deno.readTextFile(join(folder, "crawl", "job", "7.gz")), "object 7");
  }));

Deno.test("writing an object twice leaves the same object", () =>
  withFolder(async (folder) => {
    const sink = openFolderSink(folder);
    for (let time = 0; time < 2; time++) await sink.write("job/a.gz", bytes("same"));
    assert.equal(await Deno.readTextFile(join(folder, "job", "a.gz")), "same");
  }));

Deno.test("a folder sink that failed works again once the reason is gone, and a failed object is not seen", () =>
  withFolder(async (folder) => {
    const sink = openFolderSink(join(folder, "crawl"));
    await sink.write("job/a.gz", bytes("a"));
    await Deno.remove(join(folder, "crawl"), { recursive: true });
    await Deno.writeTextFile(join(folder, "crawl"), "a file where the folder was");
    await assert.rejects(sink.write("job/b.gz", bytes("b")));
    await Deno.remove(join(folder, "crawl"));
    await sink.write("job/b.gz", bytes("b"));
    const names = (await Array.fromAsync(Deno.readDir(join(folder, "crawl", "job")))).map(({ name }) => name);
    assert.deepEqual(names, ["b.gz"]);
  }));

Deno.test("names that lead out of the folder are refused", () =>
  withFolder(async (folder) => {
    const sink = openFolderSink(join(folder, "crawl"));
    for (const name of ["../x", "/etc/x", "job/../../x", "", "job//x", "job/x\n", "job/."]) {
      await assert.rejects(sink.write(name, bytes("x")), TypeError, JSON.stringify(name));
    }
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  }));
