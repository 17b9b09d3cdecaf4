/**
 * Mutual information of two covers whose groups may overlap, over the larger entropy.
 *
 * Source: McDaid, Greene & Hurley, "Normalized Mutual Information to evaluate overlapping community finding algorithms", 2011,
 * arXiv:1110.2515 (NMI_max).
 */

type Cover = readonly ReadonlySet<number>[];

/** @param count Things that could be in groups. @returns In [0, 1]; 1 for the same groups. */
export function overlappingNmi(left: Cover, right: Cover, count: number): number {
  const [leftEntropy, rightEntropy] = [left, right].map((cover) =>
    cover.reduce((sum, { size }) => sum + entropyOf(size, count), 0)
  );
  const most = Math.max(leftEntropy, rightEntropy);
  if (most === 0) return left.length === right.length ? 1 : 0;
  const shared = leftEntropy - sumConditional(left, right, count) + rightEntropy - sumConditional(right, left, count);
  return Math.max(0, shared / 2 / most);
}

/** Sum over the groups of what stays unknown of each when the best matching one of `others` is known. */
function sumConditional(groups: Cover, others: Cover, count: number): number {
  const holders = new Map<number, number[]>();
  others.forEach((other, number) => {
    for (const member of other) {
      const list = holders.get(member);
      if (list === undefined) holders.set(member, [number]);
      else list.push(number);
    }
  });
  // Groups without a common member tell of each other only where both together are most of all.
  const large = others.map((_, number) => number).sort((a, b) => others[b].size - others[a].size);
  let sum = 0;
  for (const group of groups) {
    const shared = new Map<number, number>();
    for (const member of group) {
      for (const other of holders.get(member) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    for (const other of large) {
      if (2 * (group.size + others[other].size) < count) break;
      if (!shared.has(other)) shared.set(other, 0);
    }
    let least = entropyOf(group.size, count);
    for (const [other, both] of shared) {
      least = Math.min(least, conditional(group.size, others[other].size, both, count));
    }
    sum += least;
  }
  return sum;
}

function conditional(size: number, otherSize: number, both: number, count: number): number {
  const neither = count - size - otherSize + both;
  const agree = h(neither, count) + h(both, count);
  const differ = h(otherSize - both, count) + h(size - both, count);
  // A complement matches by what is missing: it does not count.
  if (agree < differ) return Infinity;
  return agree + differ - entropyOf(otherSize, count);
}

function entropyOf(size: number, count: number): number {
  return h(size, count) + h(count - size, count);
}

function h(size: number, count: number): number {
  return size <= 0 ? 0 : -size * Math.log2(size / count);
}
