/** Where the members of communities lie: near their own neighbours, within their community's disc, not on top of each other. */
import type { Points } from "./_layout_discs.ts";

/** Nodes that are in a community, in the order of communities; see `layout.ts`. */
export interface Members {
  /** Neighbours of each as compressed rows: positions in this order, and how much each counts; a row adds up to 1. */
  readonly offsets: readonly number[];
  readonly neighbours: readonly number[];
  readonly shares: Float32Array;
  readonly radii: readonly number[];
  /** Where each community's members begin, and one more. */
  readonly starts: readonly number[];
  readonly communityOf: readonly number[];
}

/** Discs of the communities. */
export interface Discs extends Points {
  readonly radii: readonly number[];
}

export const memberRounds = 120;
/** Share of the way to the mean of its neighbours that a member goes in the first round. */
const attraction = 0.3;
/** In the last rounds of this share members only make room for each other. */
const calm = 0.3;
const repulsion = 0.35;
/** Free space around a member: distance of two that do not push each other, over the sum of their radii. */
export const spacing = 1.5;
/** Every so many rounds the members of a community are spread over its disc. */
const spreadEvery = 4;
/** How far towards even they are brought, and how much of the disc they fill. */
const spreadShare = 0.5;
const fill = 0.95;

/** Moves members, all at once in each round. `x` and `y` are where they begin and where they end. */
export function relaxMembers({ x, y }: Points, members: Members, discs: Discs): void {
  if (x.length === 0) return;
  const grid = makeGrid(members, discs);
  for (let round = 0; round < memberRounds; round++) {
    const heat = 1 - round / memberRounds;
    const pull = attraction * Math.max(0, (heat - calm) / (1 - calm));
    const cells = grid.sort(x, y);
    const moved = members.communityOf.map((_, i) =>
      moveMember(i, { x, y }, { members, discs, grid, cells, pull, heat })
    );
    moved.forEach(([newX, newY], i) => {
      x[i] = newX;
      y[i] = newY;
    });
    if (round % spreadEvery === spreadEvery - 1) {
      discs.radii.forEach((_, community) => spreadCommunity({ x, y }, community, members, discs));
    }
  }
}

interface Round {
  readonly members: Members;
  readonly discs: Discs;
  readonly grid: Grid;
  readonly cells: readonly (readonly number[])[];
  readonly pull: number;
  readonly heat: number;
}

function moveMember(
  i: number,
  { x, y }: Points,
  { members, discs, grid, cells, pull, heat }: Round,
): readonly [number, number] {
  const { offsets, neighbours, shares, radii, communityOf } = members;
  let [meanX, meanY] = [0, 0];
  for (let entry = offsets[i]; pull > 0 && entry < offsets[i + 1]; entry++) {
    meanX += shares[entry] * (x[neighbours[entry]] - x[i]);
    meanY += shares[entry] * (y[neighbours[entry]] - y[i]);
  }
  let [overX, overY] = [0, 0];
  const [column, row] = [grid.columnOf(x[i]), grid.rowOf(y[i])];
  for (let r = row - 1; r <= row + 1; r++) {
    for (let c = column - 1; c <= column + 1; c++) {
      for (const j of cells[r * grid.columns + c]) {
        if (j === i) continue;
        const need = (radii[i] + radii[j]) * spacing;
        let awayX = x[i] - x[j];
        let awayY = y[i] - y[j];
        let squared = awayX * awayX + awayY * awayY;
        if (squared >= need * need) continue;
        if (squared < 1e-9) {
          awayX = i < j ? 1e-3 : -1e-3;
          awayY = 0;
          squared = awayX * awayX;
        }
        const distance = Math.sqrt(squared);
        const push = (need - distance) / distance *
          (radii[j] * radii[j] / (radii[i] * radii[i] + radii[j] * radii[j]));
        overX += push * awayX;
        overY += push * awayY;
      }
    }
  }
  let moveX = pull * meanX + repulsion * overX;
  let moveY = pull * meanY + repulsion * overY;
  const length = Math.sqrt(moveX * moveX + moveY * moveY);
  const most = spacing * (0.3 + 2 * heat);
  if (length > most) {
    moveX *= most / length;
    moveY *= most / length;
  }
  return keepInside(communityOf[i], x[i] + moveX, y[i] + moveY, discs);
}

function keepInside(community: number, x: number, y: number, discs: Discs): readonly [number, number] {
  const outX = x - discs.x[community];
  const outY = y - discs.y[community];
  const distance = Math.sqrt(outX * outX + outY * outY);
  const scale = distance > discs.radii[community] ? discs.radii[community] / distance : 1;
  return [discs.x[community] + outX * scale, discs.y[community] + outY * scale];
}

/** Brings members outwards or inwards, in the order they lie in, towards the same density from the middle to the rim. */
function spreadCommunity({ x, y }: Points, community: number, { starts, radii }: Members, discs: Discs): void {
  const own = Array.from({ length: starts[community + 1] - starts[community] }, (_, i) => starts[community] + i);
  if (own.length === 0) return;
  let [meanX, meanY, total] = [0, 0, 0];
  for (const i of own) {
    const area = radii[i] * radii[i];
    meanX += area * x[i];
    meanY += area * y[i];
    total += area;
  }
  meanX /= total;
  meanY /= total;
  const distances = own.map((i) => Math.sqrt((x[i] - meanX) * (x[i] - meanX) + (y[i] - meanY) * (y[i] - meanY)));
  const order = own.map((i, at) => ({ i, distance: distances[at] }))
    .sort((left, right) => left.distance - right.distance || left.i - right.i);
  let within = 0;
  for (const { i, distance } of order) {
    const area = radii[i] * radii[i];
    const even = fill * discs.radii[community] * Math.sqrt((within + area / 2) / total);
    within += area;
    const scale = distance > 1e-9 ? 1 + spreadShare * (even / distance - 1) : 1;
    const newX = discs.x[community] + (x[i] - meanX) * scale;
    const newY = discs.y[community] + (y[i] - meanY) * scale;
    [x[i], y[i]] = keepInside(community, newX, newY, discs);
  }
}

interface Grid {
  readonly columns: number;
  columnOf(x: number): number;
  rowOf(y: number): number;
  /** Members by cell, ascending. */
  sort(x: Float64Array, y: Float64Array): number[][];
}

/** Cells so large that two members that push each other are in the same or in touching ones. A rim of empty cells lies around. */
function makeGrid({ radii }: Members, discs: Discs): Grid {
  let [left, top, right, bottom] = [0, 0, 0, 0];
  discs.radii.forEach((radius, i) => {
    left = Math.min(left, discs.x[i] - radius);
    top = Math.min(top, discs.y[i] - radius);
    right = Math.max(right, discs.x[i] + radius);
    bottom = Math.max(bottom, discs.y[i] + radius);
  });
  let cell = 0;
  for (const radius of radii) cell = Math.max(cell, 2 * radius * spacing);
  const cellsOf = (length: number) => Math.floor(length / cell) + 1;
  // Never many more cells than members, however far apart they are.
  while (cellsOf(right - left) * cellsOf(bottom - top) > 8 * radii.length + 64) cell *= 2;
  const [columns, rows] = [cellsOf(right - left) + 2, cellsOf(bottom - top) + 2];
  const clamp = (at: number, count: number) => Math.max(1, Math.min(count - 2, at));
  const grid: Grid = {
    columns,
    columnOf: (x) => clamp(Math.floor((x - left) / cell) + 1, columns),
    rowOf: (y) => clamp(Math.floor((y - top) / cell) + 1, rows),
    sort(x, y) {
      const cells: number[][] = Array.from({ length: columns * rows }, () => []);
      x.forEach((_, i) => cells[grid.rowOf(y[i]) * columns + grid.columnOf(x[i])].push(i));
      return cells;
    },
  };
  return grid;
}
