/** Networks whose communities are known, read from the data folder (each has a README there). */
import { join } from "node:path";

export interface TaggedSet {
  readonly name: string;
  /** Account ids: who follows whom. */
  readonly followers: readonly string[];
  readonly influencers: readonly string[];
  /** Account ids of each known community; they may overlap and name accounts that nobody follows. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly seedCount: number;
  readonly step: number;
  /** Members of a community that is scored. */
  readonly sizes: { readonly from: number; readonly to: number };
}

export interface SetReader {
  readonly name: string;
  /** Folder below the data folder. */
  readonly folder: string;
  read(folder: string): Promise<TaggedSet>;
}

/** The protocol of the 2018 paper for its Twitter tags. */
const wide = { seedCount: 30, step: 10 };
/** Its protocol for e-mail. */
const narrow = { seedCount: 5, step: 5 };
const common = { from: 60, to: 700 };

/** What the default method was chosen on. */
export const taggedSets: readonly SetReader[] = [
  {
    name: "anime",
    folder: "anime",
    read: async (folder) => ({
      name: "anime",
      ...readColumns(await readTable(join(folder, "user_anime.csv.gz"), ","), "user", "anime"),
      groups: groupBy(
        (await readTable(join(folder, "anime.tsv.gz"), "\t")).flatMap((row) =>
          row.genre.split(",").map((genre) => [genre.trim(), row.anime_ids] as const)
        ),
      ),
      ...wide,
      sizes: common,
    }),
  },
  {
    name: "books-publisher",
    folder: "book-crossing",
    read: (folder) => readBooks(folder, "publisher", { name: "books-publisher", ...wide, sizes: common }),
  },
  {
    name: "books-author",
    folder: "book-crossing",
    read: (folder) =>
      readBooks(folder, "author", { name: "books-author", seedCount: 10, step: 5, sizes: { from: 20, to: 700 } }),
  },
  {
    name: "facebook-pages",
    folder: "facebook-pages",
    read: async (folder) => ({
      name: "facebook-pages",
      ...bothWays(readColumns(await readTable(join(folder, "edges.csv.gz"), ","), "id_1", "id_2")),
      groups: groupBy((await readTable(join(folder, "target.csv.gz"), ",")).map((row) => [row.page_type, row.id])),
      ...wide,
      sizes: { from: 60, to: Infinity },
    }),
  },
  {
    name: "lastfm-asia",
    folder: "lastfm-asia",
    read: async (folder) => ({
      name: "lastfm-asia",
      ...bothWays(readColumns(await readTable(join(folder, "edges.csv.gz"), ","), "node_1", "node_2")),
      groups: groupBy((await readTable(join(folder, "target.csv.gz"), ",")).map((row) => [row.target, row.id])),
      ...wide,
      sizes: { from: 54, to: Infinity },
    }),
  },
  {
    name: "deezer-romania",
    folder: "deezer-romania",
    read: async (folder) => {
      const genres: Record<string, string[]> = JSON.parse(await readText(join(folder, "genres.json.gz")));
      return {
        name: "deezer-romania",
        ...bothWays(readColumns(await readTable(join(folder, "edges.csv.gz"), ","), "node_1", "node_2")),
        groups: groupBy(
          Object.entries(genres).flatMap(([user, liked]) => liked.map((genre) => [genre, user] as const)),
        ),
        ...wide,
        sizes: { from: 60, to: 2500 },
      };
    },
  },
  {
    name: "dblp",
    folder: "dblp",
    read: async (folder) => {
      const { communities }: { communities: number[][] } = JSON.parse(
        await readText(join(folder, "ground_truth.json.gz")),
      );
      const pairs = (await readText(join(folder, "edges.csv.gz"))).trim().split("\n").map((line) => line.split("\t"));
      return {
        name: "dblp",
        ...bothWays({
          followers: pairs.map(([left]) => left.trim()),
          influencers: pairs.map(([, right]) => right.trim()),
        }),
        groups: new Map(communities.map((members, number) => [`venue ${number}`, members.map(String)])),
        ...wide,
        sizes: common,
      };
    },
  },
];

/** What the default was not chosen on: the 2018 paper's own set, by its own protocol. */
export const email: SetReader = {
  name: "email-eu-core",
  folder: "email-eu-core",
  read: async (folder) => ({
    name: "email-eu-core",
    ...readColumns(await readTable(join(folder, "edges.csv.gz"), ","), "source", "target"),
    groups: groupBy((await readTable(join(folder, "departments.csv.gz"), ",")).map((row) => [row.department, row.id])),
    ...narrow,
    sizes: { from: 26, to: Infinity },
  }),
};

async function readBooks(
  folder: string,
  column: "author" | "publisher",
  rest: Pick<TaggedSet, "name" | "seedCount" | "step" | "sizes">,
): Promise<TaggedSet> {
  return {
    ...readColumns(await readTable(join(folder, "user_book.csv.gz"), ","), "user", "book"),
    groups: groupBy((await readTable(join(folder, "books.tsv.gz"), "\t")).map((row) => [row[column], row.book])),
    ...rest,
  };
}

async function readText(path: string): Promise<string> {
  const { body } = new Response((await Deno.open(path)).readable.pipeThrough(new DecompressionStream("gzip")));
  return await new Response(body).text();
}

/** Rows by column name. The files of the data folder quote nothing that holds a separator in the columns that are read. */
async function readTable(path: string, separator: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await readText(path)).trim().split(/\r?\n/);
  const names = header.split(separator);
  return lines.map((line) => {
    const cells = line.split(separator);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}

/** Rows that name an account as its own follower are left out where both columns are of one kind, as at import. */
function readColumns(rows: readonly Record<string, string>[], follower: string, influencer: string) {
  const oneKind = !follower.startsWith("user");
  const kept = rows.filter((row) => !oneKind || row[follower] !== row[influencer]);
  return { followers: kept.map((row) => row[follower]), influencers: kept.map((row) => row[influencer]) };
}

function bothWays({ followers, influencers }: Pick<TaggedSet, "followers" | "influencers">) {
  return { followers: [...followers, ...influencers], influencers: [...influencers, ...followers] };
}

function groupBy(pairs: readonly (readonly [group: string, account: string])[]): Map<string, string[]> {
  const groups = new Map<string, Set<string>>();
  for (const [group, account] of pairs) {
    if (group === "") continue;
    const members = groups.get(group) ?? new Set();
    members.add(account);
    groups.set(group, members);
  }
  return new Map([...groups].map(([group, members]) => [group, [...members]]));
}
