/** NumPy's legacy generator, as far as drawing without replacement needs it: published protocols name its seeds. */

/** What `numpy.random.RandomState(seed).choice(items, count, replace=False)` gives. */
export function chooseLegacy<T>(items: readonly T[], { seed, count }: { seed: number; count: number }): T[] {
  const next = createMersenneTwister(seed);
  const order = items.map((_, i) => i);
  for (let i = items.length - 1; i >= 1; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let other = next() & mask;
    while (other > i) other = next() & mask;
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order.slice(0, count).map((i) => items[i]);
}

/** MT19937 (Matsumoto & Nishimura 1998), 32 bits at a time. */
function createMersenneTwister(seed: number): () => number {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) state[i] = Math.imul(1_812_433_253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = 624;
  return () => {
    if (at === 624) {
      for (let i = 0; i < 624; i++) {
        const mixed = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7fff_ffff);
        state[i] = state[(i + 397) % 624] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908_b0df : 0);
      }
      at = 0;
    }
    let value = state[at++];
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c_5680;
    value ^= (value << 15) & 0xefc6_0000;
    return (value ^ (value >>> 18)) >>> 0;
  };
}
