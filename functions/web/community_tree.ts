/**
 * Which communities a list shows, and in what order. Pure.
 */
import type { CommunitySummary } from "../../core/answers/communities.ts";
import { isUnsure } from "./community_words.ts";
import type { CommunitiesRoute } from "./router.ts";

export interface TreeRow {
  readonly community: CommunitySummary;
  /** Steps from the left, 0 for a row without its parent above it. */
  readonly depth: number;
  /** Whether it has rows of its own below, shown or not. */
  readonly parts: number;
  /** It is shown because of one of its parts: it does not match itself. */
  readonly onTheWay: boolean;
}

/**
 * Rows in the order of reading: each community, then its parts, largest first.
 * With a level, or words, or a filter, those that match; in the tree with those that hold them.
 *
 * @param open Ids whose parts are shown; with words or a filter all are.
 */
export function listRows(
  communities: readonly CommunitySummary[],
  { route, open }: { route: Pick<CommunitiesRoute, "level" | "text" | "only">; open: ReadonlySet<string> },
): TreeRow[] {
  const matches = createMatcher(route);
  const asked = route.text.trim() !== "" || route.only !== null;
  if (route.level !== null) {
    return communities.filter((community) => community.level === route.level && matches(community))
      .sort(bySize).map((community) => ({ community, depth: 0, parts: 0, onTheWay: false }));
  }
  const known = new Set(communities.map(({ id }) => id));
  const partsOf = new Map<string | null, CommunitySummary[]>();
  for (const community of communities) {
    const parent = community.parent !== null && known.has(community.parent) ? community.parent : null;
    const siblings = partsOf.get(parent);
    if (siblings === undefined) partsOf.set(parent, [community]);
    else siblings.push(community);
  }
  const rows: TreeRow[] = [];
  function walk(parent: string | null, depth: number): boolean {
    let any = false;
    for (const community of (partsOf.get(parent) ?? []).toSorted(bySize)) {
      // Without children, the one below is the whole again.
      const parts = community.children === 0 ? 0 : partsOf.get(community.id)?.length ?? 0;
      const own = matches(community);
      const place = rows.length;
      rows.push({ community, depth, parts, onTheWay: asked && !own });
      const below = (asked || open.has(community.id)) && parts > 0 ? walk(community.id, depth + 1) : false;
      if (own || below) any = true;
      else if (asked) rows.length = place;
    }
    return any;
  }
  walk(null, 0);
  return rows;
}

function createMatcher({ text, only }: Pick<CommunitiesRoute, "text" | "only">) {
  const words = fold(text).split(/\s+/).filter((word) => word !== "");
  return ({ label, id, sensitive }: CommunitySummary): boolean => {
    if (only === "unsure" && !isUnsure(label)) return false;
    if (only === "sensitive" && sensitive === null) return false;
    if (words.length === 0) return true;
    const read = fold([label.text, id, ...label.words.map(({ text }) => text)].join(" "));
    return words.every((word) => read.includes(word));
  };
}

function bySize(one: CommunitySummary, other: CommunitySummary): number {
  return other.size - one.size || (one.id < other.id ? -1 : 1);
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
