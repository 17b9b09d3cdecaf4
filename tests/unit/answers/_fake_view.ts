import type { Influencers } from "../../../core/graph/influencers.ts";

interface Given {
  id: string;
  handle?: string | null;
  name?: string | null;
  kind?: string | null;
  bio?: string | null;
  followers?: number;
  coverage?: number | null;
}

/** An influencer table of a few rows; what is not given is unknown. */
export function inventInfluencers(rows: readonly Given[]): Influencers {
  const column = <T>(pick: (row: Given) => T | null | undefined): (T | null)[] => rows.map((row) => pick(row) ?? null);
  const unknown = rows.map(() => null);
  return {
    count: rows.length,
    id: rows.map(({ id }) => id),
    handle: column(({ handle }) => handle),
    name: column(({ name }) => name),
    kind: column(({ kind }) => kind),
    bio: column(({ bio }) => bio),
    location: unknown,
    url: unknown,
    verified: unknown,
    created: unknown,
    followersClaimed: unknown,
    followers: rows.map(({ followers }) => followers ?? 0),
    coverage: column(({ coverage }) => coverage),
    extra: new Map(),
  };
}
