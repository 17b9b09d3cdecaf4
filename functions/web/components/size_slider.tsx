/**
 * How large the community is to be: a slider under the curve of how well the n-th best account fits, its natural end marked.
 */
import type { VNode } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { ExpansionAnswer } from "../../../core/answers/expansion.ts";
import { endedText } from "../community_words.ts";
import { usePage } from "../context.ts";
import { groupDigits } from "../format.ts";
import type { BuildRoute } from "../router.ts";
import { Link } from "./link.tsx";

const height = 72;

export function SizeSlider({ route, answer }: { route: BuildRoute; answer: ExpansionAnswer }): VNode | null {
  const { navigate } = usePage();
  const { curve, naturalSize, members } = answer;
  const [dragged, setDragged] = useState<number | null>(null);
  const id = useId();
  useEffect(() => setDragged(null), [answer]);
  if (curve.length < 2) return null;

  const size = Math.min(dragged ?? members.length, curve.length);
  const at = (count: number) => `${(count - 1) / (curve.length - 1) * 100}%`;
  const choose = (count: number) => navigate({ ...route, size: count === naturalSize ? null : count });

  return (
    <div class="size">
      <h2>
        <label for={id}>Size</label>
        <output for={id}>{groupDigits(size)}</output>
      </h2>
      <div class="size-chart">
        <svg width="100%" height={height} aria-hidden="true">
          <svg viewBox={`0 0 ${curve.length - 1} 1`} preserveAspectRatio="none" width="100%" height={height}>
            <path class="curve-all" d={areaPath(curve, curve.length)} />
            <path class="curve-taken" d={areaPath(curve, size)} />
          </svg>
          {naturalSize >= 1 && naturalSize <= curve.length && (
            <>
              <line class="curve-natural" x1={at(naturalSize)} x2={at(naturalSize)} y1="0" y2={height} />
              <text
                class="curve-label"
                x={at(naturalSize)}
                y="2"
                dx={naturalSize * 2 < curve.length ? 6 : -6}
                text-anchor={naturalSize * 2 < curve.length ? "start" : "end"}
              >
                natural end, {groupDigits(naturalSize)}
              </text>
            </>
          )}
        </svg>
        <input
          id={id}
          type="range"
          min={1}
          max={curve.length}
          value={size}
          aria-valuetext={`${size} members${size === naturalSize ? ", the natural end" : ""}`}
          onInput={(event) => setDragged(event.currentTarget.valueAsNumber)}
          onChange={(event) => choose(event.currentTarget.valueAsNumber)}
        />
        <p class="size-scale" aria-hidden="true">
          <span>1</span>
          <span>{groupDigits(curve.length)}</span>
        </p>
      </div>
      <p class="section-note">
        {endedText(answer)}{" "}
        {members.length !== naturalSize && naturalSize > 0 && (
          <Link to={{ ...route, size: null }}>Back to its natural end, {groupDigits(naturalSize)}</Link>
        )}
      </p>
    </div>
  );
}

/** Area under the first `count` values of a curve, in a box one unit high. */
export function areaPath(curve: readonly number[], count: number): string {
  const top = Math.max(...curve, Number.MIN_VALUE);
  const points = curve.slice(0, Math.max(count, 1)).map((value, place) => `${place} ${round(1 - value / top)}`);
  return `M0 1L${points.join("L")}L${points.length - 1} 1Z`;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
