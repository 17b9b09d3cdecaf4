/** Random order from a seed, the same as `zig/src/shuffle.zig` gives: mulberry32, whose steps are 32-bit. */
export class Random {
  #state: number;

  constructor(seed: number, stream: number) {
    this.#state = seed >>> 0;
    this.#state = (this.next() ^ Math.floor(seed / 2 ** 32)) >>> 0;
    this.#state = (this.next() ^ stream) >>> 0;
    this.#state = this.next();
  }

  /** A u32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  shuffle(items: number[]): number[] {
    for (let left = items.length; left > 1; left--) {
      const drawn = Math.floor(this.next() * left / 2 ** 32);
      [items[left - 1], items[drawn]] = [items[drawn], items[left - 1]];
    }
    return items;
  }
}
