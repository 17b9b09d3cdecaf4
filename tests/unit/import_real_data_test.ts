/** Real files import as they are; counts are those of the README beside each. Skipped where the data is not there. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EdgeImportOptions, importEdges, importProfiles } from "../../core/graph/import/mod.ts";
import { withFolder } from "./graph/import/_fixture.ts";

const folder = Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const ignore = !existsSync(folder);
if (ignore) console.log(`import of real files skipped: there is no folder ${folder}`);

interface Expected {
  readonly rows: number;
  readonly rowsWritten: number;
  readonly selfFollows?: number;
  readonly accounts?: number;
  readonly bipartite: boolean;
}

const edgeFiles: [path: string, options: EdgeImportOptions, expected: Expected][] = [
  ["twitter-followers-100/edges.csv.gz", {}, {
    rows: 100_600,
    rowsWritten: 100_600,
    bipartite: true,
    accounts: 28_459,
  }],
  ["slashdot/edges.csv.gz", {}, {
    rows: 948_464,
    rowsWritten: 870_161,
    selfFollows: 78_303,
    accounts: 82_168,
    bipartite: false,
  }],
  ["anime/user_anime.csv.gz", {}, { rows: 256_855, rowsWritten: 256_855, bipartite: true }],
  ["lastfm-hetrec/user_artists.tsv.gz", {}, { rows: 92_834, rowsWritten: 92_834, bipartite: true }],
  ["lastfm-hetrec/user_friends.tsv.gz", {}, {
    rows: 25_434,
    rowsWritten: 25_434,
    selfFollows: 0,
    accounts: 1_892,
    bipartite: false,
  }],
  ["book-crossing/user_book.csv.gz", {}, { rows: 162_528, rowsWritten: 162_528, bipartite: true }],
  ["email-eu-core/edges.csv.gz", {}, {
    rows: 25_571,
    rowsWritten: 24_929,
    selfFollows: 642,
    accounts: 1_005,
    bipartite: false,
  }],
  ["dblp/edges.csv.gz", { undirected: true }, {
    rows: 1_049_866,
    rowsWritten: 2_099_732,
    selfFollows: 0,
    accounts: 317_080,
    bipartite: false,
  }],
  ["facebook-pages/edges.csv.gz", { undirected: true }, {
    rows: 171_002,
    rowsWritten: 2 * (171_002 - 179),
    selfFollows: 179,
    accounts: 22_470,
    bipartite: false,
  }],
];

for (const [path, options, expected] of edgeFiles) {
  Deno.test({
    name: `importEdges() reads ${path} without preparation and counts as its README does`,
    ignore,
    fn: () =>
      withFolder({}, async (_, tools) => {
        const result = await importEdges([join(folder, path)], options, tools);
        const found = Object.fromEntries(Object.keys(expected).map((name) => [name, result[name as keyof Expected]]));
        assert.deepEqual(found, expected);
        assert.equal(result.bad.count, 0);
      }),
  });
}

type Edges = { follower: string; influencer: string };
const readers: Edges = { follower: "user", influencer: "book" };
const profileFiles: [path: string, edges: Edges, profiles: number, role: string, fields: string[]][] = [
  ["anime/anime.tsv.gz", { follower: "user", influencer: "anime" }, 6_444, "influencer", ["name", "kind"]],
  ["lastfm-hetrec/artists.tsv.gz", { follower: "userID", influencer: "artistID" }, 17_632, "influencer", ["name"]],
  ["book-crossing/books.tsv.gz", readers, 17_384, "influencer", ["name"]],
  ["book-crossing/users.csv.gz", readers, 1_768, "follower", []],
  ["facebook-pages/target.csv.gz", { follower: "id_1", influencer: "id_2" }, 22_470, "both", ["name", "kind"]],
];

for (const [path, edgeColumns, profiles, role, fields] of profileFiles) {
  Deno.test({
    name: `importProfiles() reads ${path} without preparation`,
    ignore,
    fn: () =>
      withFolder({}, async (_, tools) => {
        const result = await importProfiles([join(folder, path)], { edgeColumns }, tools);
        assert.equal(result.profiles, profiles);
        assert.equal(result.bad.count, 0);
        assert.equal(result.role, role);
        assert.deepEqual(result.columns[0].fields.map(({ field }) => field), fields);
      }),
  });
}
