/** Influencer tables of a few columns; what is not given is unknown. */
import type { Cell, Influencers } from "../../../core/graph/influencers.ts";
import type { World } from "../../../scripts/simulator/world/mod.ts";

export interface Said {
  readonly bio?: string;
  readonly name?: string;
  readonly handle?: string;
  readonly kind?: string;
  readonly [column: string]: Cell | undefined;
}

const known = new Set(["bio", "name", "handle", "kind"]);

export function influencersSaying(rows: readonly Said[]): Influencers {
  const unknown = rows.map(() => null);
  const column = (name: "bio" | "name" | "handle" | "kind") => rows.map((row) => row[name] ?? null);
  const extra = new Set(rows.flatMap((row) => Object.keys(row)).filter((name) => !known.has(name)));
  return {
    count: rows.length,
    id: rows.map((_, i) => `x:${i}`),
    handle: column("handle"),
    name: column("name"),
    kind: column("kind"),
    bio: column("bio"),
    location: unknown,
    url: unknown,
    verified: unknown,
    created: unknown,
    followersClaimed: unknown,
    followers: rows.map(() => 1),
    coverage: unknown,
    extra: new Map([...extra].map((name) => [name, rows.map((row) => row[name] ?? null)])),
  };
}

export function influencersOf({ influencers }: World): Influencers {
  return influencersSaying(
    influencers.map(({ bio, name, handle, kind, language }) => ({ bio, name, handle, kind, language })),
  );
}
