/**
 * What became of a community, drawn: circles before at the left, after at the right, their areas as many accounts.
 */
import type { VNode } from "preact";
import type { CommunityEvent } from "../../../core/answers/changes.ts";

const [width, height, radiusMax] = [72, 48, 15];

export function EventSign({ event: { kind, sizeBefore, sizeAfter, kin } }: { event: CommunityEvent }): VNode {
  const pieces = kin.slice(0, 3).map(({ size }) => size);
  const before = kind === "birth" ? [] : kind === "merge" ? pieces : [sizeBefore];
  const after = kind === "death" ? [] : kind === "split" ? pieces : [sizeAfter];
  const largest = Math.max(1, ...before, ...after);
  const [left, right] = [place(before, largest), place(after, largest)];
  const [x1, x2] = [16, width - 16];
  return (
    <svg class="event-sign" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      {left.flatMap(({ y: y1 }) =>
        right.map(({ y: y2 }) => <path key={`${y1} ${y2}`} d={`M${x1} ${y1}C36 ${y1} 36 ${y2} ${x2} ${y2}`} />)
      )}
      {left.map(({ y, radius }) => <circle key={y} class="event-before" cx={x1} cy={y} r={radius} />)}
      {right.map(({ y, radius }) => <circle key={y} class="event-after" cx={x2} cy={y} r={radius} />)}
      {left.length === 0 && <path class="event-rays" d={`M${x2 - 22} ${height / 2}h-10`} />}
      {right.length === 0 && <path class="event-rays" d={`M${x1 + 22} ${height / 2}h10`} />}
    </svg>
  );
}

function place(sizes: readonly number[], largest: number): { y: number; radius: number }[] {
  const step = height / Math.max(sizes.length, 1);
  const radiusTop = Math.min(radiusMax, step / 2 - 1);
  return sizes.map((size, position) => ({
    y: step * (position + 0.5),
    radius: Math.max(radiusTop * Math.sqrt(size / largest), 2),
  }));
}
