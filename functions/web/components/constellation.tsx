/**
 * The account as a star among its nearest. For eyes only: the table of look-alikes says the same in words.
 */
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatPlainShare } from "../format.ts";
import { nameOf, shorten } from "../names.ts";
import { accountRoute } from "../router.ts";
import {
  type ConstellationData,
  type ConstellationLayout,
  layoutConstellation,
  type Star,
} from "./constellation_layout.ts";
import { Link } from "./link.tsx";
import { starPath } from "./mark.tsx";

export interface ConstellationProps extends ConstellationData {
  /** Id of the account that is pointed at, here or in the table. */
  readonly pointed: string | null;
  readonly onPoint: (id: string | null) => void;
}

export function Constellation({ pointed, onPoint, ...data }: ConstellationProps): VNode {
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const layout = width > 0
    ? layoutConstellation(data, { width, height: Math.min(Math.max(width * 0.82, 280), 520) })
    : null;
  return (
    <figure class="constellation" ref={frame}>
      {layout !== null && <Chart layout={layout} center={nameOf(data.center)} pointed={pointed} onPoint={onPoint} />}
      <figcaption>
        Nearer is more alike; rings mark the audience in common, faint spokes the 95 % interval. A line joins each
        account to the one here it is most alike. Larger stars have larger audiences. Direction means nothing.
      </figcaption>
    </figure>
  );
}

interface ChartProps {
  readonly layout: ConstellationLayout;
  readonly center: string;
  readonly pointed: string | null;
  readonly onPoint: (id: string | null) => void;
}

function Chart({ layout: { stars, rings, width, above, height }, center, pointed, onPoint }: ChartProps): VNode {
  const placeOf = (position: number) => position < 0 ? { x: 0, y: 0 } : stars[position];
  return (
    <svg width={width} height={height} viewBox={`${-width / 2} ${-above} ${width} ${height}`} aria-hidden="true">
      {rings.map(({ jaccard, radius }) => (
        <g key={jaccard}>
          <circle class="ring" r={radius} />
          <text class="ring-label" y={-radius}>{formatPlainShare(jaccard)}</text>
        </g>
      ))}
      {stars.map(({ account, spoke: [near, far] }) => (
        <line key={account.id} class="spoke" x1={near.x} y1={near.y} x2={far.x} y2={far.y} />
      ))}
      {stars.map((star) => {
        const from = placeOf(star.parent);
        return <line key={star.account.id} class="bond" x1={from.x} y1={from.y} x2={star.x} y2={star.y} />;
      })}
      <path class="star-center" d={starPath} transform="scale(15)">
        <title>{center}</title>
      </path>
      {stars.map((star) => (
        <StarMark key={star.account.id} star={star} pointed={pointed === star.account.id} onPoint={onPoint} />
      ))}
    </svg>
  );
}

function StarMark({ star: { account, x, y, size, label }, pointed, onPoint }: {
  star: Star;
  pointed: boolean;
  onPoint: (id: string | null) => void;
}): VNode {
  // A star without room for its name says it while it is pointed at.
  const shown = label ?? {
    text: shorten(nameOf(account), 20),
    x: x + (x < 0 ? 1 : -1) * (size + 5),
    y,
    anchor: x < 0 ? "start" as const : "end" as const,
  };
  return (
    <Link to={accountRoute(account.id)} tabindex={-1} class={pointed ? "star pointed" : "star"}>
      <g onMouseEnter={() => onPoint(account.id)} onMouseLeave={() => onPoint(null)}>
        <circle class="star-target" cx={x} cy={y} r={Math.max(size, 12)} />
        <circle class="star-dot" cx={x} cy={y} r={size} />
        {(label !== null || pointed) && (
          <text class="star-label" x={shown.x} y={shown.y} text-anchor={shown.anchor}>{shown.text}</text>
        )}
        <title>{nameOf(account)}</title>
      </g>
    </Link>
  );
}

function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
