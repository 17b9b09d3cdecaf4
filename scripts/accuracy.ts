/**
 * Measures the similarity estimates on a file of edges: `deno task accuracy --help`.
 * Exact values come from DuckDB. Exit code 1 when an estimate is worse than promised.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { accuracyFaults, fileKey, formatAccuracy, measureAccuracy } from "./_accuracy.ts";
import { openDatabase } from "./_duckdb.ts";

const help = `deno task accuracy [options]
  --edges FILE          CSV or TSV of follower, influencer with a header, may be .gz
                        (default: twitter-followers-100 of the data folder)
  --columns A,B         names of the follower and influencer columns (default: the first two)
  --seeds N             hash seeds 1 … N (default: 50)
  --registers K         registers of a signature (default: 1024)
  --lists S             keep up to S followers as exact lists (default: 0, none)
  --influencers N       only the N most followed (default: 100)
  --minimum-followers N only influencers with so many (default: 1)
  --json                print the report as JSON`;

const encoder = new TextEncoder();

const { values: options } = parseArgs({
  options: {
    edges: { type: "string" },
    columns: { type: "string" },
    seeds: { type: "string", default: "50" },
    registers: { type: "string", default: "1024" },
    lists: { type: "string", default: "0" },
    influencers: { type: "string", default: "100" },
    "minimum-followers": { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (options.help) {
  console.log(help);
  Deno.exit(0);
}
Deno.exit(await main());

async function main(): Promise<number> {
  const file = options.edges ?? `${dataFolder()}/twitter-followers-100/edges.csv.gz`;
  const { sets, shared } = await readExact(file);
  const report = measureAccuracy({
    sets,
    countShared: (left, right) => shared.get(left * sets.length + right) ?? 0,
    registerCount: Number(options.registers),
    listLimit: Number(options.lists),
    seeds: Array.from({ length: Number(options.seeds) }, (_, index) => BigInt(index + 1)),
    progress: (done, total) =>
      Deno.stderr.isTerminal() && Deno.stderr.writeSync(encoder.encode(`\rseed ${done}/${total}`)),
  });
  const faults = accuracyFaults(report);
  console.log(options.json ? JSON.stringify({ ...report, faults }) : formatAccuracy(report));
  for (const fault of faults) console.error(`Outside the bounds: ${fault}`);
  return faults.length > 0 ? 1 : 0;
}

/** Follower keys of each influencer and, under left · sets + right, the shared followers of each pair that has some. */
async function readExact(file: string): Promise<{ sets: BigUint64Array[]; shared: Map<number, number> }> {
  const database = await openDatabase();
  try {
    const source = `read_csv(${text(file)}, header = true, all_varchar = true)`;
    const names = options.columns?.split(",") ??
      (await database.rows(`DESCRIBE FROM ${source}`)).slice(0, 2).map((row) => String(row.column_name));
    const [follower, influencer] = names.map((name) => `"${name.replaceAll('"', '""')}"`);
    await database.run(`
      CREATE TABLE links AS SELECT DISTINCT ${follower} AS follower, ${influencer} AS influencer FROM ${source};
      CREATE TABLE chosen AS
        SELECT influencer, row_number() OVER (ORDER BY count(*) DESC, influencer) - 1 AS position
        FROM links GROUP BY influencer HAVING count(*) >= ${Number(options["minimum-followers"])}
        ORDER BY position LIMIT ${Number(options.influencers)};
      CREATE TABLE edges AS SELECT follower, position::INTEGER AS position FROM links JOIN chosen USING (influencer)`);
    const keysOf: bigint[][] = [];
    // A follower that is no number is keyed by its place among all: any distinct numbers do.
    const rows = await database.rows(`
      SELECT position, coalesce(TRY_CAST(follower AS BIGINT), dense_rank() OVER (ORDER BY follower))::VARCHAR AS number
      FROM edges ORDER BY ALL`);
    for (const { position, number } of rows) (keysOf[Number(position)] ??= []).push(fileKey(BigInt(String(number))));
    const shared = new Map<number, number>();
    const pairs = await database.rows(`
      SELECT a.position AS lower, b.position AS upper, count(*) AS shared FROM edges a JOIN edges b USING (follower)
      WHERE a.position < b.position GROUP BY ALL`);
    for (const pair of pairs) shared.set(Number(pair.lower) * keysOf.length + Number(pair.upper), Number(pair.shared));
    return { sets: keysOf.map((keys) => BigUint64Array.from(keys)), shared };
  } finally {
    database.close();
  }
}

function dataFolder(): string {
  return Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
