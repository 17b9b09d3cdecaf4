/**
 * Seeded randomness on 32-bit arithmetic: the same numbers on every machine, and a stream of its own for every account,
 * so that account i can be made without its neighbours.
 */

/** What a stream is for. Numbers are added, never moved: they are part of what a seed means. */
export const purposes = {
  communities: 1,
  influencer: 2,
  influencerText: 3,
  followerTraits: 4,
  followerFollows: 5,
  followerPerson: 6,
  botBatch: 7,
  planted: 8,
  rankOrder: 9,
  communityOrder: 10,
  botOrder: 11,
  humanOrder: 12,
  nicknameOrder: 13,
  botDigits: 14,
  bios: 15,
  spanning: 16,
  laterChanges: 17,
  laterInterests: 18,
  laterFollows: 19,
  laterBio: 20,
  posts: 21,
  accountStates: 22,
} as const;

/**
 * xoroshiro64**: 64 bits of state, period 2^64 - 1.
 *
 * Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2021, doi:10.1145/3460772.
 */
export class Random {
  #low = 1;
  #high = 0;

  constructor(seed = 0, purpose = 0, index = 0) {
    this.restart(seed, purpose, index);
  }

  /** Goes to the start of the stream of (seed, purpose, index); the three are whole numbers, seed below 2^53, index below 2^32. */
  restart(seed: number, purpose: number, index: number): this {
    const key = mix((seed >>> 0) ^ mix(Math.floor(seed / 0x100000000) + 0x632be5ab)) + Math.imul(purpose, 0x85157af5);
    this.#low = mix(mix(key) ^ index);
    this.#high = mix(mix(key ^ 0x5bd1e995) + Math.imul(index, 0x9e3779b1)) | 1;
    return this;
  }

  /** Next number as a signed 32-bit integer. */
  bits(): number {
    const low = this.#low;
    let high = this.#high;
    const scrambled = Math.imul(low, 0x9e3779bb);
    const result = Math.imul((scrambled << 5) | (scrambled >>> 27), 5);
    high ^= low;
    this.#low = ((low << 26) | (low >>> 6)) ^ high ^ (high << 9);
    this.#high = (high << 13) | (high >>> 19);
    return result;
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  uniform(): number {
    return (this.bits() >>> 0) * 2.3283064365386963e-10;
  }

  /** Uniform whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** One of the items, all alike. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }
}

/** Finaliser of MurmurHash3: a bijection of 32-bit integers. */
export function mix(value: number): number {
  value ^= value >>> 16;
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 16);
}

/**
 * A seeded shuffle of [0, count) that needs no array: four Feistel rounds, walked until the result is in range.
 * Gives exact counts ("the first 400 of the shuffled order are bots") that any one account can look up alone.
 */
export class Permutation {
  readonly #halfBits: number;
  readonly #keys: Int32Array;

  constructor(readonly count: number, seed: number, purpose: number) {
    const random = new Random(seed, purpose);
    this.#keys = Int32Array.from({ length: 4 }, () => random.bits());
    this.#halfBits = Math.max(1, Math.ceil((32 - Math.clz32(Math.max(count - 1, 1))) / 2));
  }

  /** Place of `index` in the shuffled order. */
  at(index: number): number {
    const mask = (1 << this.#halfBits) - 1;
    let value = index;
    do {
      let left = value >>> this.#halfBits;
      let right = value & mask;
      for (let round = 0; round < 4; round++) {
        const next = left ^ (mix(right ^ this.#keys[round]) & mask);
        left = right;
        right = next;
      }
      value = ((left << this.#halfBits) | right) >>> 0;
    } while (value >= this.count);
    return value;
  }
}
