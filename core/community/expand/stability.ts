/** How sure a ranking is: the two halves of the people (even and odd bins) have nothing to do with each other. */

/**
 * Share of the first `size` that are among the first `size` of both halves, in [0, 1]; 0 of nobody.
 * @param halfRanks Shape (found, 2), from 0.
 */
export function measureAgreement(halfRanks: Uint32Array, size: number): number {
  let agreeing = 0;
  for (let i = 0; i < size; i++) if (halfRanks[2 * i] < size && halfRanks[2 * i + 1] < size) agreeing++;
  return size === 0 ? 0 : agreeing / size;
}

/**
 * Standard error of a score: half the difference of the halves (the sketch), and the spread of likeness over the seeds over
 * the root of their number (the choice of seeds), as independent parts.
 *
 * @param score Over the best score.
 * @param halves The same from each half of the people.
 * @param jaccards With each seed.
 */
export function scoreError(score: number, halves: readonly [number, number], jaccards: readonly number[]): number {
  const sketch = Math.abs(halves[0] - halves[1]) / 2;
  const count = jaccards.length;
  const mean = jaccards.reduce((sum, value) => sum + value, 0) / count;
  const variance = jaccards.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1);
  const seeds = mean > 0 ? Math.abs(score) * Math.sqrt(variance / count) / mean : 0;
  return Math.hypot(sketch, seeds);
}
