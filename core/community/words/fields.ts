/** What an account says of itself, field by field. */
import type { Cell, Influencers } from "../../graph/influencers.ts";
import { splitCompound } from "./tokens.ts";

/** Where a word stood, as bits. */
export const sourceBits = { bio: 1, hashtag: 2, category: 4, page: 8, name: 16 } as const;
export type WordSource = keyof typeof sourceBits;

/** Names of columns that hold categories, and lists of words, in any spelling ("Page_Type", "keywords"). */
const categoryColumn =
  /^(page|main|sub)?(categor(y|ies)|genres?|tags?|topics?|types?|hashtags?|interests?|industry|sector|niche|subjects?)$/;
const wordColumn = /^(page|description)?(words?|keywords?|features?|terms?)$/;
const languageColumn = /^(lang|language|locale)$/;

/** The text of a word of which only the number is known. */
export function nameWordNumber(number: string): string {
  return `word ${number}`;
}

export function isWordNumber(text: string): boolean {
  return /^word \d+$/.test(text);
}

/** Kinds of accounts, not topics. */
const accountKinds = new Set(
  "person people personal user creator brand business company organisation organization media group page bot other none unknown"
    .split(" "),
);

export interface Fields {
  /** Cells of the categories of an account, each one value. */
  categories(row: number): string[];
  /** Words of its page; numbers are numbers of words that are not told. */
  pageWords(row: number): string[];
  /** ISO 639-1 where the profile says. */
  language(row: number): string | null;
  /** Words of its handle, where they can be told apart. */
  handleWords(row: number): string[];
}

export function openFields({ kind, handle, extra }: Influencers): Fields {
  const columns = [...extra].map(([name, cells]) => ({ name: name.toLowerCase().replace(/[^a-z]/g, ""), cells }));
  const matching = (pattern: RegExp) => columns.filter(({ name }) => pattern.test(name)).map(({ cells }) => cells);
  const categories = matching(categoryColumn);
  const pages = matching(wordColumn);
  const [languages] = matching(languageColumn);
  return {
    categories: (row) => [
      ...splitList(kind[row]).filter((value) => !accountKinds.has(value.toLowerCase())),
      ...categories.flatMap((cells) => splitList(cells[row])),
    ],
    pageWords: (row) => pages.flatMap((cells) => splitList(cells[row])).flatMap((value) => value.split(/\s+/)),
    language: (row) => {
      const said = languages?.[row];
      return typeof said === "string" && /^[a-z]{2}\b/i.test(said) ? said.slice(0, 2).toLowerCase() : null;
    },
    handleWords: (row) => {
      const words = splitCompound(handle[row] ?? "");
      return words.length > 1 ? words.filter((word) => word.length > 2) : [];
    },
  };
}

/** Values of a cell: a JSON list, or parted by commas, semicolons or bars. */
function splitList(cell: Cell | undefined): string[] {
  if (cell === null || cell === undefined || typeof cell === "boolean") return [];
  const text = String(cell).trim();
  if (text.startsWith("[")) {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list)) return list.map(String).filter((value) => value !== "");
    } catch {
      // Not JSON after all: brackets around a list with commas.
    }
  }
  return text.replace(/^\[|\]$/g, "").split(/[,;|]/).map((value) => value.trim()).filter((value) => value !== "");
}
