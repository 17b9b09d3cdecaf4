/** How well a partition fits a truth. All measures are of two labellings of the same things, label i of thing i. */

/** Cells, rows and columns of the table of who is in both groups. */
function countTogether(left: ArrayLike<number>, right: ArrayLike<number>) {
  const cells = new Map<string, number>();
  const [rows, columns] = [new Map<number, number>(), new Map<number, number>()];
  for (let i = 0; i < left.length; i++) {
    const key = `${left[i]} ${right[i]}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
    rows.set(left[i], (rows.get(left[i]) ?? 0) + 1);
    columns.set(right[i], (columns.get(right[i]) ?? 0) + 1);
  }
  return { cells, rows, columns };
}

/** Mutual information over the arithmetic mean of the entropies, in [0, 1]; 1 where both are one group. */
export function normalizedMutualInformation(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const { cells, rows, columns } = countTogether(left, right);
  const total = left.length;
  const entropy = (counts: ReadonlyMap<number, number>) => {
    let sum = 0;
    for (const count of counts.values()) sum -= count / total * Math.log(count / total);
    return sum;
  };
  let information = 0;
  for (const [key, count] of cells) {
    const [row, column] = key.split(" ").map(Number);
    information += count / total * Math.log(count * total / (rows.get(row)! * columns.get(column)!));
  }
  const mean = (entropy(rows) + entropy(columns)) / 2;
  return mean === 0 ? 1 : Math.max(0, information / mean);
}

/** Rand index adjusted for chance (Hubert & Arabie 1985): 1 for the same groups, about 0 for random ones. */
export function adjustedRandIndex(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const { cells, rows, columns } = countTogether(left, right);
  const pairsIn = (counts: ReadonlyMap<unknown, number>) => {
    let sum = 0;
    for (const count of counts.values()) sum += count * (count - 1) / 2;
    return sum;
  };
  const all = left.length * (left.length - 1) / 2;
  const expected = all === 0 ? 0 : pairsIn(rows) * pairsIn(columns) / all;
  const most = (pairsIn(rows) + pairsIn(columns)) / 2;
  return most === expected ? 1 : (pairsIn(cells) - expected) / (most - expected);
}

/** Mean over both sides of each group's best F1 with a group of the other side, groups weighted alike; groups may overlap. */
export function bestMatchF1(left: readonly ReadonlySet<number>[], right: readonly ReadonlySet<number>[]): number {
  return (meanBest(left, right) + meanBest(right, left)) / 2;
}

function meanBest(groups: readonly ReadonlySet<number>[], others: readonly ReadonlySet<number>[]): number {
  const holders = new Map<number, number[]>();
  others.forEach((other, number) => {
    for (const member of other) holders.set(member, [...holders.get(member) ?? [], number]);
  });
  let sum = 0;
  for (const group of groups) {
    const shared = new Map<number, number>();
    for (const member of group) {
      for (const other of holders.get(member) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    let best = 0;
    for (const [other, both] of shared) best = Math.max(best, 2 * both / (group.size + others[other].size));
    sum += best;
  }
  return groups.length === 0 ? 0 : sum / groups.length;
}
