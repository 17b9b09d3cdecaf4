/** The golden crawl directories: what a crawl leaves on disk, field by field; and that docs/crawl.md says what it is. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { findPlatform } from "../../core/platforms/mod.ts";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { withFolder } from "./_cli.ts";
import { goldenPlatforms, makeGolden, operations } from "./_golden_crawl.ts";

const golden = new URL("../golden/crawl", import.meta.url).pathname;
const docs = await Deno.readTextFile(new URL("../../docs/crawl.md", import.meta.url));

/** Name and content of each file, gunzipped where it is packed: packers differ in what they write. */
async function readFolder(folder: string): Promise<Map<string, string>> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  return new Map(
    await Promise.all(names.map(async (name): Promise<[string, string]> => {
      const bytes = await Deno.readFile(join(folder, name));
      return [name, new TextDecoder().decode(name.endsWith(".gz") ? gunzipSync(bytes) : bytes)];
    })),
  );
}

for (const platform of goldenPlatforms) {
  Deno.test(`a crawl of ${findPlatform(platform).title} leaves the golden directories, byte for byte`, () =>
    withFolder(async (folder) => {
      await makeGolden(folder, platform);
      for (const operation of operations) {
        const made = await readFolder(join(folder, operation));
        const kept = await readFolder(join(golden, platform, operation));
        assert.deepEqual([...made.keys()], [...kept.keys()], operation);
        for (const [name, text] of kept) assert.equal(made.get(name), text, `${operation}/${name}`);
      }
    }));
}

/** Rows of the data dictionary: kind of file, field, type, unit, null, X, Bluesky. */
function readDictionary(): { kind: string; field: string; type: string; nullable: boolean; filled: Set<string> }[] {
  return docs.split(/^### /m).slice(1).flatMap((section) => {
    const kind = /^`(\w+)/.exec(section)?.[1] ?? "";
    return [...section.matchAll(/^\| `([\w.]+)` *\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|/gm)].map((cells) => {
      const [, field, type, , empty, x, bluesky] = cells.map((cell) => cell.trim());
      const filled = new Set([...(x === "yes" ? ["x"] : []), ...(bluesky === "yes" ? ["bluesky"] : [])]);
      return { kind, field, type, nullable: empty !== "never", filled };
    });
  });
}

Deno.test("the data dictionary names every field of every file, its type, its nulls and who fills it", async () => {
  const dictionary = readDictionary();
  for (const kind of ["profiles", "connections", "posts", "manifest", "accounts"]) {
    const entries = dictionary.filter((entry) => entry.kind === kind);
    assert.ok(entries.length > 0, `docs/crawl.md has no table of ${kind}`);
    for (const platform of goldenPlatforms) {
      const rows: Record<string, unknown>[] = [];
      for (const operation of operations) {
        for (const [name, text] of await readFolder(join(golden, platform, operation))) {
          if (!name.startsWith(kind)) continue;
          for (const line of text.trim().split("\n")) rows.push(JSON.parse(line));
        }
      }
      const fields = [...new Set(rows.flatMap(Object.keys))];
      assert.deepEqual(fields, entries.map(({ field }) => field), `fields of ${kind} on ${platform}`);
      for (const { field, type, nullable, filled } of entries) {
        const values = rows.map((row) => row[field]);
        const said = values.filter((value) => value !== null);
        for (const value of said) {
          assert.ok(isOfType(value, type), `${kind}.${field}: ${JSON.stringify(value)} is no ${type}`);
        }
        assert.ok(nullable || said.length === values.length, `${kind}.${field} is null on ${platform}`);
        assert.equal(said.length > 0, filled.has(platform), `${kind}.${field} on ${platform}`);
      }
    }
  }
});

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "id":
      return typeof value === "string" && /^(x|bluesky):\S+$/.test(value);
    case "time":
      return typeof value === "string" && new Date(value).toISOString() === value;
    case "text":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "count":
      return Number.isSafeInteger(value) && Number(value) >= 0;
    case "texts":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "ids":
      return Array.isArray(value) && value.every((item) => isOfType(item, "id"));
    case "object":
      return typeof value === "object";
  }
  return false;
}

Deno.test("the questions in docs/crawl.md are answered by DuckDB from a crawl directory as it is", async () => {
  const queries = [...docs.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql);
  assert.ok(queries.length >= 2);
  const database = await openDatabase();
  try {
    for (const platform of goldenPlatforms) {
      const answers = [];
      for (const sql of queries) {
        answers.push(await database.rows(sql.replaceAll("crawl/JOB", join(golden, platform, "followers"))));
      }
      const [followers] = answers;
      // 150 people, the other who is asked for, and the private one; whoever left is in no list.
      assert.deepEqual(followers.map(({ followers }) => Number(followers)), [152, 76], platform);
      assert.ok(answers.every((rows) => rows.length > 0));
    }
  } finally {
    database.close();
  }
});
