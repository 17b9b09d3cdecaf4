/** Real data with tags: who follows whom, and what the followed are about. Looked for in `../shared/data` or `$ASTERISM_DATA`. */
import { fileURLToPath } from "node:url";
import type { Influencers } from "../../core/graph/influencers.ts";
import type { Tagged } from "./hidden_half.ts";

export interface TagSet {
  readonly name: string;
  /** What a tag is. */
  readonly tags: string;
  /** They count as a whole, not by their words. */
  readonly whole: boolean;
  readonly edges: string;
  readonly importOptions: readonly string[];
  readonly minimumFollowers: number;
  /** Columns of the influencers, by bare id. */
  readProfiles(): Promise<Map<string, Profile>>;
}

/** What is shown of an account: categories, or words of a title or page. */
export interface Profile {
  readonly category?: string;
  readonly title?: string;
  /** Words of its page, parted by blanks. */
  readonly words?: string;
}

const folder = Deno.env.get("ASTERISM_DATA") ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const anime = `${folder}/anime/user_anime.csv.gz`;
const books = `${folder}/book-crossing/user_book.csv.gz`;
const pages = `${folder}/facebook-pages/edges.csv.gz`;

export const tagSets: readonly TagSet[] = [
  {
    name: "anime",
    tags: "genres",
    whole: true,
    edges: anime,
    importOptions: [],
    minimumFollowers: 1,
    readProfiles: () => readTable(`${folder}/anime/anime.tsv.gz`, ({ genre }) => ({ category: genre })),
  },
  {
    name: "anime-titles",
    tags: "words of titles",
    whole: false,
    edges: anime,
    importOptions: [],
    minimumFollowers: 1,
    readProfiles: () => readTable(`${folder}/anime/anime.tsv.gz`, ({ name }) => ({ title: name })),
  },
  {
    name: "book-titles",
    tags: "words of titles",
    whole: false,
    edges: books,
    importOptions: [],
    minimumFollowers: 5,
    readProfiles: () => readTable(`${folder}/book-crossing/books.tsv.gz`, ({ title }) => ({ title })),
  },
  {
    name: "book-authors",
    tags: "authors",
    whole: true,
    edges: books,
    importOptions: [],
    minimumFollowers: 5,
    readProfiles: () => readTable(`${folder}/book-crossing/books.tsv.gz`, ({ author }) => ({ category: author })),
  },
  {
    name: "pages",
    tags: "words of page names",
    whole: false,
    edges: pages,
    importOptions: ["--undirected"],
    minimumFollowers: 1,
    readProfiles: () => readTable(`${folder}/facebook-pages/target.csv.gz`, ({ page_name: title }) => ({ title }), ","),
  },
  {
    name: "page-words",
    tags: "words of descriptions",
    whole: true,
    edges: pages,
    importOptions: ["--undirected"],
    minimumFollowers: 1,
    async readProfiles() {
      const lists: Record<string, number[]> = JSON.parse(await readGzip(`${folder}/facebook-pages/features.json.gz`));
      // Only numbers of words are told; a letter makes them words that a label may use.
      return new Map(Object.entries(lists).map(([id, list]) => [id, { words: list.map((n) => `w${n}`).join(" ") }]));
    },
  },
];

/** Rows by their first column. */
async function readTable(
  path: string,
  pick: (row: Record<string, string>) => Profile,
  separator = "\t",
): Promise<Map<string, Profile>> {
  const [header, ...lines] = (await readGzip(path)).trimEnd().split(/\r?\n/);
  const names = header.split(separator);
  return new Map(lines.map((line) => {
    const cells = splitLine(line, separator);
    return [cells[0], pick(Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ""])))];
  }));
}

async function readGzip(path: string): Promise<string> {
  return await new Response((await Deno.open(path)).readable.pipeThrough(new DecompressionStream("gzip"))).text();
}

function splitLine(line: string, separator: string): string[] {
  if (separator === "\t") return line.split("\t");
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

/** @param ids Account ids of the influencers in order, `file:12`. */
export function tagAccounts(ids: readonly string[], profiles: ReadonlyMap<string, Profile>): Tagged {
  const rows = ids.map((id) => profiles.get(id.slice(id.indexOf(":") + 1)) ?? {});
  const unknown = ids.map(() => null);
  return {
    count: ids.length,
    reveal(visible, tagsOf): Influencers {
      const show = (pick: (row: Profile) => string | undefined) =>
        rows.map((_, account) => visible[account] === 1 ? pick(rows[tagsOf[account]]) || null : null);
      return {
        count: ids.length,
        id: ids,
        handle: unknown,
        name: show(({ title }) => title),
        kind: unknown,
        bio: unknown,
        location: unknown,
        url: unknown,
        verified: unknown,
        created: unknown,
        followersClaimed: unknown,
        followers: ids.map(() => 1),
        coverage: unknown,
        extra: new Map([["category", show(({ category }) => category)], ["words", show(({ words }) => words)]]),
      };
    },
  };
}
