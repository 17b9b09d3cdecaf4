/** An estimated number with its 95 % interval; low = value = high where it is exact. No unit of its own. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Whether two estimates may be told apart. Where their intervals overlap, they may not:
 * a page shows such neighbours as tied, however their values are ordered.
 */
export function separable(a: Estimate, b: Estimate): boolean {
  return a.high < b.low || b.high < a.low;
}

/** Both ends and the value through a function that never falls. */
export function mapEstimate(estimate: Estimate, rising: (x: number) => number): Estimate {
  return { value: rising(estimate.value), low: rising(estimate.low), high: rising(estimate.high) };
}

/** The value of the first, and the least interval that holds all of them. */
export function hull(first: Estimate, ...others: readonly Estimate[]): Estimate {
  return {
    value: first.value,
    low: Math.min(first.low, ...others.map(({ low }) => low)),
    high: Math.max(first.high, ...others.map(({ high }) => high)),
  };
}

/** The last point, walking from `inside` (where it holds) towards `outside` (where it may not), at which `holds` is true. */
export function bisect(inside: number, outside: number, holds: (x: number) => boolean): number {
  if (holds(outside)) return outside;
  // 60 halvings: below 1e-18 of the distance.
  for (let step = 0; step < 60; step++) {
    const middle = (inside + outside) / 2;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
