/**
 * Our mark: the typographer's asterism, three stars.
 */
import type { VNode } from "preact";

/** Four-pointed star around the origin, 1 from centre to point. */
export const starPath = "M0-1C.14-.3.3-.14 1 0 .3.14.14.3 0 1-.14.3-.3.14-1 0-.3-.14-.14-.3 0-1Z";

export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 32 30" aria-hidden="true">
      {[[16, 8], [8, 21.5], [24, 21.5]].map(([x, y]) => (
        <path key={x} d={starPath} transform={`translate(${x} ${y}) scale(7.6)`} />
      ))}
    </svg>
  );
}
