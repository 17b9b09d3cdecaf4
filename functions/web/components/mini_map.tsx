/**
 * Where a community lies among the others of its level. For eyes only: "Near it" says the same in words.
 */
import type { VNode } from "preact";
import type { Community } from "../../../core/answers/communities.ts";
import type { MapCommunity } from "../../../core/answers/map.ts";
import { useAnswer } from "../answer.ts";
import { usePage } from "../context.ts";
import { mapRoute } from "../router.ts";
import { Link } from "./link.tsx";

/** More circles than these are dust. */
const circleCount = 300;
const margin = 0.03;

export function MiniMap({ community: { id, level } }: { community: Community }): VNode | null {
  const { api } = usePage();
  const { value: map } = useAnswer(`${level}`, (signal) => api.map({ level, limit: 0 }, signal));
  const own = map?.communities.find((community) => community.id === id);
  // Without a map there is nothing to say about it here: the map's own view says why.
  if (map === null || own === undefined) return null;
  const near = new Set(
    map.ties.flatMap(({ from, to }) => {
      const [one, other] = [map.communities[from].id, map.communities[to].id];
      return one === id ? other : other === id ? one : [];
    }),
  );
  return (
    <Link to={{ ...mapRoute(id), level }} class="mini-map" aria-label="Show on the map">
      <svg viewBox={viewBoxOf(map.communities)} aria-hidden="true">
        {map.communities.slice(0, circleCount).map(({ id: other, x, y, radius }) => (
          <circle
            key={other}
            class={other === id ? "mini-own" : near.has(other) ? "mini-near" : "mini-other"}
            cx={x * 100}
            cy={y * 100}
            r={Math.max(radius * 100, 0.6)}
          />
        ))}
        <circle class="mini-own" cx={own.x * 100} cy={own.y * 100} r={Math.max(own.radius * 100, 1.5)} />
      </svg>
    </Link>
  );
}

/** Around all circles, in hundredths of the map. */
function viewBoxOf(communities: readonly MapCommunity[]): string {
  const left = Math.min(...communities.map(({ x, radius }) => x - radius));
  const right = Math.max(...communities.map(({ x, radius }) => x + radius));
  const top = Math.min(...communities.map(({ y, radius }) => y - radius));
  const bottom = Math.max(...communities.map(({ y, radius }) => y + radius));
  return [left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin]
    .map((value) => (value * 100).toFixed(2)).join(" ");
}
