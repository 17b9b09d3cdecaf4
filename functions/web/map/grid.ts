/**
 * Finds the account nearest to a place on the map, by a grid of cells.
 */
import type { Point } from "./camera.ts";

export interface Grid {
  /**
   * The nearest within a radius; of two as near, the one drawn later.
   * @returns Its place in drawing order, or -1.
   */
  nearest(point: Point, radius: number): number;
}

/** Cells on a side: a hundred thousand accounts are then six to a cell. */
const side = 128;

/** @param places x and y in turn, in the unit square. */
export function buildGrid(places: Float32Array): Grid {
  const count = places.length / 2;
  const starts = new Uint32Array(side * side + 1);
  const cellOf = (place: number) => cell(places[2 * place]) + side * cell(places[2 * place + 1]);
  for (let place = 0; place < count; place++) starts[cellOf(place) + 1]++;
  for (let index = 0; index < side * side; index++) starts[index + 1] += starts[index];
  const next = starts.slice(0, -1);
  const members = new Uint32Array(count);
  for (let place = 0; place < count; place++) members[next[cellOf(place)]++] = place;

  function nearest({ x, y }: Point, radius: number): number {
    let best = -1;
    let bestDistance = radius * radius;
    for (let row = cell(y - radius); row <= cell(y + radius); row++) {
      for (let column = cell(x - radius); column <= cell(x + radius); column++) {
        const index = column + side * row;
        for (let at = starts[index]; at < starts[index + 1]; at++) {
          const place = members[at];
          const distance = (places[2 * place] - x) ** 2 + (places[2 * place + 1] - y) ** 2;
          if (distance < bestDistance || (distance === bestDistance && place > best)) {
            best = place;
            bestDistance = distance;
          }
        }
      }
    }
    return best;
  }

  return { nearest };
}

function cell(coordinate: number): number {
  return Math.min(Math.max(Math.floor(coordinate * side), 0), side - 1);
}
