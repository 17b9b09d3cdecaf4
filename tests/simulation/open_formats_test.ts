/** Everything on disk opens in other people's programs: arrays in NumPy, tables in DuckDB. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseNpyHeader } from "../../core/workspace/npy.ts";
import { listFiles } from "../../core/workspace/files.ts";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { runCli, withFolder } from "./_cli.ts";

/** Prints the shape, type and sum of each array, mapped as the design promises. */
const numpyScript = `
import json, sys
import numpy
for path in sys.stdin.read().splitlines():
    array = numpy.load(path, mmap_mode="r")
    assert isinstance(array, numpy.memmap) or array.size == 0, path
    print(json.dumps([array.dtype.str, list(array.shape), int(array.sum(dtype="u8"))]))
`;

async function withBuiltWorkspace(act: (workspace: string, paths: string[]) => Promise<void>) {
  await withFolder(async (folder) => {
    const edges = join(folder, "edges.csv");
    const rows = Array.from({ length: 20_000 }, (_, row) => `${(row * 7919) % 3001},${row % 13}`);
    await Deno.writeTextFile(edges, `follower,influencer\n${rows.join("\n")}\n`);
    const profiles = join(folder, "profiles.csv");
    await Deno.writeTextFile(profiles, "id,name,followers_count,motto\n1,One,5000,go\n2,Two,,\n");
    const workspace = join(folder, "workspace");
    const { code, err } = await runCli("start", edges, "--profiles", profiles, "--no-serve", "-w", workspace);
    assert.equal(code, 0, err);
    await act(workspace, (await listFiles(workspace)).map((path) => join(workspace, path)));
  });
}

Deno.test("numpy.load(mmap_mode='r') opens every array with the header's type and shape", async (test) => {
  const hasNumpy = await new Deno.Command(python(), { args: ["-c", "import numpy"], stdout: "null", stderr: "null" })
    .output().then(({ success }) => success, () => false);
  if (!hasNumpy) {
    console.log("skipped: python3 with numpy is missing (set $PYTHON to one that has it)");
    await test.step({ name: "python3 with numpy is missing", ignore: true, fn: () => {} });
    return;
  }
  await withBuiltWorkspace(async (_workspace, paths) => {
    const arrays = paths.filter((path) => path.endsWith(".npy"));
    assert.ok(arrays.length > 600, `${arrays.length} arrays`);
    const child = new Deno.Command(python(), { args: ["-c", numpyScript], stdin: "piped", stdout: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(arrays.join("\n")));
    await writer.close();
    const { success, stdout } = await child.output();
    assert.ok(success);
    const described = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
    for (const [index, path] of arrays.entries()) {
      const header = parseNpyHeader(await Deno.readFile(path), path);
      assert.deepEqual(described[index].slice(0, 2), [header.descr.replace("|", "<"), header.shape], path);
      assert.equal(header.dataOffset, 4096);
    }
    console.log(`${arrays.length} arrays opened`);
  });
});

Deno.test("DuckDB opens every table, and rows stand where indexes say", () =>
  withBuiltWorkspace(async (_workspace, paths) => {
    const database = await openDatabase();
    try {
      const tables = paths.filter((path) => path.endsWith(".parquet"));
      assert.ok(tables.length > 100, `${tables.length} tables`);
      for (const table of tables) await database.rows(`SELECT count(*) AS count FROM '${table}'`);
      const influencers = tables.find((table) => table.endsWith("influencers.parquet"))!;
      const rows = await database.rows(`FROM '${influencers}'`);
      assert.deepEqual(rows.map(({ index }) => Number(index)), rows.map((_, index) => index));
      assert.deepEqual(rows.map(({ id }) => id), rows.map(({ id }) => String(id)).sort());
      const one = rows.find(({ id }) => id === "file:1")!;
      assert.equal(one.name, "One");
      assert.equal(one.motto, "go");
      assert.ok(Math.abs(Number(one.coverage) - Number(one.followers) / 5000) < 1e-12);
      const counts = await database.rows(
        `SELECT count(*) AS people, count(DISTINCT id) AS ids FROM read_parquet([${
          tables.filter((table) => table.endsWith("followers.parquet")).map((table) => `'${table}'`).join()
        }])`,
      );
      assert.deepEqual([Number(counts[0].people), Number(counts[0].ids)], [3001, 3001]);
      console.log(`${tables.length} tables opened`);
    } finally {
      database.close();
    }
  }));

function python(): string {
  return Deno.env.get("PYTHON") ?? "python3";
}
