import { join } from "node:path";
import { importEdges } from "../../core/graph/import/mod.ts";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { digestFiles, seed } from "./_data.ts";
import { type Bench, median, time } from "./_harness.ts";
import { createRandom } from "../../scripts/_random.ts";

const rowCounts = { small: 50_000, full: 5_000_000 };

/** A CSV of two columns of ids to rows of keys and the table of accounts. */
export const importText: Bench = {
  name: "import",
  unit: "rows/s",
  async run({ size, kernel, folder }) {
    const rowCount = rowCounts[size];
    const file = join(folder, "follows.csv");
    const bytes = await writeCsv(file, rowCount);
    const out = join(folder, "import");
    const emptied = async () => {
      await Deno.remove(out, { recursive: true }).catch(() => {});
      await Deno.mkdir(out);
    };
    const database = await openDatabase();
    try {
      const importFile = async (path: string) => void await importEdges([path], {}, { database, kernel, folder: out });
      const seconds = await time(size === "full" ? 3 : 2, () => importFile(file), emptied);
      const digest = await digestFiles(kernel, [join(out, "rows.npy")]);
      const nearlyEmpty = join(folder, "one.csv");
      await Deno.writeTextFile(nearlyEmpty, "follower,influencer\n1,2\n");
      const distinct = await time(
        3,
        () =>
          database.rows(
            `SELECT count(*) FROM (SELECT DISTINCT * FROM read_csv('${file}', header = true, all_varchar = true))`,
          ),
      );
      const read = await time(3, () => Deno.readFile(file));
      return {
        input: `CSV of ${rowCount / 1e6} M rows, ${(bytes / 1e6).toFixed(0)} MB`,
        seed,
        count: rowCount,
        seconds,
        baselineSeconds: await time(2, () => importFile(nearlyEmpty), emptied),
        digest,
        limits: [{
          name: `reading the file, ${(bytes / median(read) / 1e9).toFixed(1)} GB/s`,
          rate: rowCount / median(read),
        }],
        peers: [{ name: "DuckDB counting the file's distinct rows", rate: rowCount / median(distinct) }],
      };
    } finally {
      database.close();
    }
  },
};

async function writeCsv(path: string, rowCount: number): Promise<number> {
  const random = createRandom(seed);
  const lines = ["follower,influencer"];
  await Deno.writeTextFile(path, "");
  for (let row = 0; row < rowCount; row++) {
    const follower = 1_000_000_000 + Math.floor(random() * rowCount / 5);
    lines.push(`${follower},${Math.floor(10_000 * random() ** 3)}`);
    if (lines.length >= 100_000) await Deno.writeTextFile(path, `${lines.splice(0).join("\n")}\n`, { append: true });
  }
  if (lines.length > 0) await Deno.writeTextFile(path, `${lines.join("\n")}\n`, { append: true });
  return (await Deno.stat(path)).size;
}
