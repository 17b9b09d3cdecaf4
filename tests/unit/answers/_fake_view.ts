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
  const column = <T>(pick: (row: Given) => T | undefined) => rows.map((row) => pick(row) ?? null) as (T | null)[];
  return {
    count: rows.length,
    id: rows.map(({ id }) => id),
    handle: column(({ handle }) => handle),
    name: column(({ name }) => name),
    kind: column(({ kind }) => kind),
    bio: column(({ bio }) => bio),
    location: column(() => undefined),
    url: column(() => undefined),
    verified: column(() => undefined),
    created: column(() => undefined),
    followersClaimed: column(() => undefined),
    followers: rows.map(({ followers }) => followers ?? 0),
    coverage: column(({ coverage }) => coverage),
    extra: new Map(),
  };
}
