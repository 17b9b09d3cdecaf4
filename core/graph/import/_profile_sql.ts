/** SQL that turns the texts of a profile file into the columns of `profiles.parquet`. */
import { sqlName, sqlText } from "../database.ts";
import { type ProfileField, profileSynonyms } from "./columns.ts";

/** Canonical columns with their types, in the order of the file. */
export const profileTypes: Record<ProfileField, "VARCHAR" | "BOOLEAN" | "BIGINT"> = {
  handle: "VARCHAR",
  name: "VARCHAR",
  bio: "VARCHAR",
  location: "VARCHAR",
  url: "VARCHAR",
  verified: "BOOLEAN",
  created: "VARCHAR",
  followers_claimed: "BIGINT",
  following_claimed: "BIGINT",
  posts_claimed: "BIGINT",
  kind: "VARCHAR",
  language: "VARCHAR",
};

// Columns that the network step adds; a file's own column of such a name is kept under another.
const reservedNames = ["id", "key", "index", "role", "rank", "sample", "followers", "coverage"];

/** Names of the further columns in `profiles.parquet`, told apart without regard to case, as SQL does. */
export function chooseKeptNames(names: readonly string[]): string[] {
  const taken = new Set<string>(Object.keys(profileSynonyms));
  return names.map((name, index) => {
    const plain = name === "" ? `column ${index + 1}` : name;
    const wanted = reservedNames.includes(plain.toLowerCase()) ? `given_${plain}` : plain;
    let free = wanted;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${wanted}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** Expression of a canonical field from the text in `column`; null where the text cannot be understood. */
export function fieldSql(field: ProfileField, column: string): string {
  const text = sqlName(column);
  switch (profileTypes[field]) {
    case "BIGINT":
      return countSql(text);
    case "BOOLEAN":
      return `CASE WHEN lower(${text}) IN ('true', 't', 'yes', 'y', '1', '1.0') THEN true
        WHEN lower(${text}) IN ('false', 'f', 'no', 'n', '0', '0.0') THEN false END`;
    case "VARCHAR":
      return field === "created" ? timeSql(text) : text;
  }
}

/** "1234", "1,234", "1234.0" and "1.2e3" are counts; what is below 0 is none. */
function countSql(text: string): string {
  const loose = `try_cast(round(try_cast(replace(${text}, ',', '') AS DOUBLE)) AS BIGINT)`;
  const count = `coalesce(try_cast(${text} AS BIGINT), ${loose})`;
  return `CASE WHEN ${count} >= 0 THEN ${count} END`;
}

/** ISO 8601 in UTC, from ISO times and dates, seconds or milliseconds since 1970, and the form of X's old API. */
function timeSql(text: string): string {
  const time = `CASE
    WHEN regexp_full_match(${text}, '\\d{9,10}(\\.0)?') THEN make_timestamp(try_cast(${text} AS DOUBLE)::BIGINT * 1000000)
    WHEN regexp_full_match(${text}, '\\d{12,13}(\\.0)?') THEN make_timestamp(try_cast(${text} AS DOUBLE)::BIGINT * 1000)
    ELSE coalesce(
      try_strptime(${text}, '%a %b %d %H:%M:%S +0000 %Y'),
      try_cast(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')
    END`;
  return `strftime(${time}, ${sqlText("%Y-%m-%dT%H:%M:%SZ")})`;
}
