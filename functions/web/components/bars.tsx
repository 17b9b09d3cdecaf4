/**
 * A number with its interval, drawn: the bar ends at the value, the whisker spans the interval.
 * The thick middle of the whisker is sketch noise, its dashed rest stands for followers that were not seen.
 * Positions are percentages, so a bar fits any width without being measured.
 */
import type { VNode } from "preact";
import type { Interval } from "../../../core/answers/answers.ts";

export interface BarProps {
  readonly value: Interval;
  /** The part of the interval that is sketch noise alone; the whole of it when left out. */
  readonly sketch?: Interval;
  /** Value at the right end; the same for bars that are compared. */
  readonly scaleMax: number;
  /** Draws a line there, such as lift 1: as often as by chance. */
  readonly reference?: number;
  /** Whether the whisker leaves out what was not seen, because nobody knows how much that is: its ends stay open. */
  readonly open?: boolean;
}

const middle = 10;
const capHeight = 4;

export function Bar({ value, sketch = value, scaleMax, reference, open = false }: BarProps): VNode {
  const at = (number: number) => `${Math.min(Math.max(number / scaleMax, 0), 1) * 100}%`;
  const exact = value.low === value.high;
  return (
    <svg class="bar" width="100%" height={2 * middle} aria-hidden="true">
      <rect class="bar-track" x="0" y={middle - 0.5} width="100%" height="1" />
      <rect class="bar-value" x="0" y={middle - 5} width={at(value.value)} height="10" rx="1.5" />
      {reference !== undefined && reference < scaleMax && (
        <line class="bar-reference" x1={at(reference)} x2={at(reference)} y1="0" y2={2 * middle} />
      )}
      {!exact && (
        <>
          <line class="whisker-halo" x1={at(value.low)} x2={at(value.high)} y1={middle} y2={middle} />
          <line class="whisker-coverage" x1={at(value.low)} x2={at(sketch.low)} y1={middle} y2={middle} />
          <line class="whisker-coverage" x1={at(sketch.high)} x2={at(value.high)} y1={middle} y2={middle} />
          <line class="whisker" x1={at(sketch.low)} x2={at(sketch.high)} y1={middle} y2={middle} />
          {!open &&
            [value.low, value.high].map((end) => (
              <line
                key={end}
                class="whisker-cap"
                x1={at(end)}
                x2={at(end)}
                y1={middle - capHeight}
                y2={middle + capHeight}
              />
            ))}
        </>
      )}
    </svg>
  );
}

/** A round number at or above the greatest end of the intervals, for the right end of the scale. */
export function chooseScaleMax(intervals: readonly Interval[]): number {
  const greatest = Math.max(0, ...intervals.map((interval) => interval.high));
  if (greatest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(greatest));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= greatest * (1 - 1e-9)) ?? 10;
  return step * power;
}
