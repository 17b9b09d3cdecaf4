import { join } from "node:path";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { readNpy } from "../../core/workspace/npy.ts";
import { buildNetwork, digestFiles, seed, writeRows } from "./_data.ts";
import { type Bench, time, type Yardstick } from "./_harness.ts";
import { measureMemoryRead } from "./_yardsticks.ts";

/** Rows that the peer sorts; more would only make it slower per row. */
const peerRowsMax = 5_000_000;

/** The edge store, both directions, from raw rows: influencer keys, samples, sort, dedupe, marks, files. */
export const network: Bench = {
  name: "network",
  unit: "rows/s",
  async run({ size, kernel, library, folder }) {
    const rows = await writeRows(folder, size);
    const out = join(folder, "network");
    const emptied = () => Deno.remove(out, { recursive: true }).catch(() => {});
    let edges = 0;
    const seconds = await time(size === "full" ? 3 : 2, async () => {
      ({ edges } = await buildNetwork(kernel, rows, out));
    }, emptied);
    const names = ["by_influencer_marks", "by_follower_influencers", "follower_hashes"];
    const digest = await digestFiles(kernel, names.map((name) => join(out, "sample-07", `${name}.npy`)));
    const limits: Yardstick[] = [];
    const bandwidth = await measureMemoryRead(library, size === "full" ? 2 ** 30 : 2 ** 26);
    if (bandwidth !== undefined) {
      limits.push({ name: `memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s, 16 B a row`, rate: bandwidth / 16 });
    }
    return {
      input: `${rows.words}; ${edges} distinct edges`,
      seed,
      count: rows.rowCount,
      seconds,
      baselineSeconds: await time(2, () => kernel.checksumFile(join(out, "sample-07", "follower_hashes.npy"))),
      digest,
      limits,
      peers: [await measureDuckdb(rows.file)],
      quality: `${rows.rowCount - edges} duplicate rows removed`,
    };
  },
};

/** DuckDB making the same rows distinct and sorting them both ways, in memory. */
async function measureDuckdb(file: string): Promise<Yardstick> {
  const keys = (await readNpy(file)).data as BigUint64Array;
  const rowCount = Math.min(peerRowsMax, keys.length / 2);
  const column = (offset: number) => BigUint64Array.from({ length: rowCount }, (_, row) => keys[2 * row + offset]);
  const database = await openDatabase({ memoryBytes: 8 * 2 ** 30 });
  try {
    await database.run("CREATE TABLE rows (follower UBIGINT, influencer UBIGINT)");
    await database.appendUnsigned("rows", [column(0), column(1)]);
    const [seconds] = await time(1, async () => {
      await database.run("CREATE OR REPLACE TABLE edges AS SELECT DISTINCT * FROM rows");
      await database.run("CREATE OR REPLACE TABLE one_way AS FROM edges ORDER BY influencer, follower");
      await database.run("CREATE OR REPLACE TABLE other_way AS FROM edges ORDER BY follower, influencer");
    });
    return { name: `DuckDB, distinct and sorted both ways (${rowCount / 1e6} M rows)`, rate: rowCount / seconds };
  } finally {
    database.close();
  }
}
