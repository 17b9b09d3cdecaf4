/**
 * The map in words: the communities one looks at, for keyboards, screen readers and everybody else.
 */
import type { VNode } from "preact";
import { communityColour, cssColour } from "../map/colours.ts";
import type { MapAnswer } from "../../../core/answers/map.ts";
import { formatCount, groupDigits } from "../format.ts";
import { communityRoute } from "../router.ts";
import { Link } from "./link.tsx";

export interface MapListProps {
  readonly answer: MapAnswer;
  /** Positions of the communities in view, the one that takes most of it first. */
  readonly inView: readonly number[];
  readonly onPoint: (position: number) => void;
  readonly onFly: (position: number) => void;
}

const rowsShown = 60;

export function MapList({ answer: { communities }, inView, onPoint, onFly }: MapListProps): VNode {
  const largestFirst = [...inView].sort((one, other) => communities[other].size - communities[one].size);
  return (
    <>
      <table class="map-table">
        <caption>
          {inView.length === communities.length
            ? `All ${groupDigits(communities.length)} communities`
            : `${groupDigits(inView.length)} of ${groupDigits(communities.length)} communities in view`}
        </caption>
        <thead class="unseen">
          <tr>
            <th scope="col">Community</th>
            <th scope="col">Accounts</th>
            <th scope="col">Show</th>
          </tr>
        </thead>
        <tbody>
          {largestFirst.slice(0, rowsShown).map((position) => {
            const { id, label, size, sensitive } = communities[position];
            return (
              <tr key={id} onMouseEnter={() => onPoint(position)} onMouseLeave={() => onPoint(-1)}>
                <th scope="row">
                  <span class="map-row">
                    <Swatch position={position} sensitive={sensitive} />
                    <Link to={communityRoute(id)} onFocus={() => onPoint(position)} onBlur={() => onPoint(-1)}>
                      {label}
                    </Link>
                    {sensitive && <span class="chip chip-sensitive">sensitive</span>}
                  </span>
                </th>
                <td class="map-size" title={groupDigits(size)}>{formatCount(size)}</td>
                <td class="map-fly">
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Show ${label} on the map`}
                    onClick={() => onFly(position)}
                  >
                    <span aria-hidden="true">show</span>
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {inView.length > rowsShown && (
        <p class="section-note">and {groupDigits(inView.length - rowsShown)} smaller ones; come closer to see them</p>
      )}
    </>
  );
}

/** The community's colour on the map, in light and in dark. */
function Swatch({ position, sensitive }: { position: number; sensitive: boolean }): VNode {
  const [light, dark] = (["light", "dark"] as const).map((theme) =>
    cssColour(communityColour(position, { theme, sensitive }))
  );
  return (
    <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="6" cy="6" r="5" fill={`light-dark(${light}, ${dark})`} />
    </svg>
  );
}
