import type { Random } from "./random.ts";

/**
 * Draws a whole number with given weights in constant time.
 *
 * Source: M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", 1991, doi:10.1109/32.92917.
 */
export class AliasTable {
  /** Keep the slot if a 32-bit draw is below this, else take the alias. */
  readonly #thresholds: Uint32Array;
  readonly #aliases: Uint32Array;
  /** Sum of the weights. */
  readonly total: number;

  /** @throws {RangeError} If the weights are empty, negative or all zero. */
  constructor(weights: ArrayLike<number>) {
    const count = weights.length;
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (!(weights[i] >= 0)) {
        throw new RangeError(`Cannot draw by weight: weights must be 0 or more, got ${weights[i]} at ${i}`);
      }
      total += weights[i];
    }
    if (!(total > 0)) {
      throw new RangeError(`Cannot draw by weight: needed one positive weight, got ${count} that sum to ${total}`);
    }
    this.total = total;
    this.#thresholds = new Uint32Array(count);
    this.#aliases = Uint32Array.from({ length: count }, (_, i) => i);
    const scaled = Float64Array.from({ length: count }, (_, i) => (weights[i] * count) / total);
    const small: number[] = [];
    const large: number[] = [];
    let heaviest = 0;
    for (let i = 0; i < count; i++) {
      (scaled[i] < 1 ? small : large).push(i);
      if (scaled[i] > scaled[heaviest]) heaviest = i;
    }
    while (small.length > 0 && large.length > 0) {
      const less = small.pop()!;
      const more = large[large.length - 1];
      this.#thresholds[less] = Math.floor(scaled[less] * 4294967295);
      this.#aliases[less] = more;
      scaled[more] -= 1 - scaled[less];
      if (scaled[more] < 1) small.push(large.pop()!);
    }
    // What rounding left over is full; a slot of weight zero must never be drawn.
    for (const rest of [...small, ...large]) {
      const keeps = weights[rest] > 0;
      this.#thresholds[rest] = keeps ? 4294967295 : 0;
      this.#aliases[rest] = keeps ? rest : heaviest;
    }
  }

  draw(random: Random): number {
    const slot = Math.floor(random.uniform() * this.#aliases.length);
    return (random.bits() >>> 0) < this.#thresholds[slot] ? slot : this.#aliases[slot];
  }
}
