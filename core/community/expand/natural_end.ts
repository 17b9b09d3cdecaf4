/** Where a ranking ends by itself. */

/** Means of the two sides differ by less: it is one slope without a bend. */
const fallMin = 2;
const membersMin = 3;

/**
 * Splits falling scores in two so that the sides differ most (largest variance between classes, Otsu 1979): members above, the
 * rest below. On planted communities it came nearer to the truth, when noise was high, than the elbow of the curve, the widest gap,
 * a share of the best score or the least conductance (docs/architecture.md).
 *
 * @param scores Best first, any unit that has 0 at "no sign of belonging".
 * @returns How many are above; all of them where the scores have no bend.
 */
export function findNaturalEnd(scores: ArrayLike<number>): number {
  const count = scores.length;
  if (count <= membersMin) return count;
  let total = 0;
  for (let i = 0; i < count; i++) total += scores[i];
  let above = 0;
  let best = { size: count, spread: 0, upper: 0, lower: 0 };
  for (let size = 1; size < count; size++) {
    above += scores[size - 1];
    const upper = above / size;
    const lower = (total - above) / (count - size);
    const spread = size * (count - size) * (upper - lower) ** 2;
    if (spread > best.spread) best = { size, spread, upper, lower };
  }
  return best.upper < fallMin * best.lower ? count : Math.max(membersMin, best.size);
}
