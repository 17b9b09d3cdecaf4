/** The table of influencers as it is asked: columns in memory, row i = influencer index i. Written by `network.ts`. */
import { parquetMetadata, parquetRead } from "hyparquet";
import { CorruptFileError } from "../errors.ts";

/** A cell of a profile column that the network does not interpret. */
export type Cell = string | number | boolean | null;

/** Columns that every network has, in the order of the file; further profile columns follow them. */
export const influencerColumns = [
  "index",
  "id",
  "handle",
  "name",
  "kind",
  "bio",
  "location",
  "url",
  "verified",
  "created",
  "followers_claimed",
  "followers",
  "coverage",
] as const;

export interface Influencers {
  readonly count: number;
  /** Account ids, ascending bytewise. */
  readonly id: readonly string[];
  readonly handle: readonly (string | null)[];
  readonly name: readonly (string | null)[];
  readonly kind: readonly (string | null)[];
  readonly bio: readonly (string | null)[];
  readonly location: readonly (string | null)[];
  readonly url: readonly (string | null)[];
  readonly verified: readonly (boolean | null)[];
  readonly created: readonly (string | null)[];
  /** Followers that the platform states; null = unknown. */
  readonly followersClaimed: readonly (number | null)[];
  /** Distinct followers in the network. */
  readonly followers: readonly number[];
  /** followers / followersClaimed, at most 1; null = unknown. */
  readonly coverage: readonly (number | null)[];
  /** Further profile columns by name. */
  readonly extra: ReadonlyMap<string, readonly Cell[]>;
}

/** Reads `influencers.parquet` of a network generation. @throws {CorruptFileError} If it is not such a table. */
export async function readInfluencers(path: string): Promise<Influencers> {
  const columns = await readColumns(path);
  const column = <T>(name: typeof influencerColumns[number]): readonly T[] => {
    const cells = columns.get(name);
    if (cells === undefined) throw new CorruptFileError(path, 0, `needed a column "${name}", found none`);
    return cells as unknown as readonly T[];
  };
  const id = column<string>("id");
  return {
    count: id.length,
    id,
    handle: column("handle"),
    name: column("name"),
    kind: column("kind"),
    bio: column("bio"),
    location: column("location"),
    url: column("url"),
    verified: column("verified"),
    created: column("created"),
    followersClaimed: column("followers_claimed"),
    followers: column("followers"),
    coverage: column("coverage"),
    extra: new Map([...columns].filter(([name]) => !(influencerColumns as readonly string[]).includes(name))),
  };
}

async function readColumns(path: string): Promise<Map<string, Cell[]>> {
  const { buffer } = await Deno.readFile(path);
  try {
    const metadata = parquetMetadata(buffer);
    const rowCount = Number(metadata.num_rows);
    const columns = new Map<string, Cell[]>();
    for (const { name } of metadata.schema.slice(1)) columns.set(name, new Array<Cell>(rowCount).fill(null));
    await parquetRead({
      file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) },
      metadata,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const cells = columns.get(columnName)!;
        for (let row = 0; row < columnData.length; row++) cells[rowStart + row] = toCell(columnData[row]);
      },
    });
    return columns;
  } catch (error) {
    throw new CorruptFileError(path, 0, `it is not a Parquet table (${(error as Error).message})`);
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value);
}
