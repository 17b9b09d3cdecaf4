/** Which accounts a job has already: 128-bit hashes in one flat table, 16 bytes and less than half as much again for each account. */
import type { Digest } from "./_digest.ts";

export class AccountSet {
  #slots = new Uint32Array(4 * 1024);
  #size = 0;
  readonly #hash = new Uint32Array(4);

  constructor(private readonly digest: Digest) {}

  get size(): number {
    return this.#size;
  }

  has(account: string): boolean {
    this.#read(account);
    return this.#isTaken(this.#find(this.#slots, this.#hash));
  }

  /** @returns Whether it is new. */
  add(account: string): boolean {
    this.#read(account);
    const slot = this.#find(this.#slots, this.#hash);
    if (this.#isTaken(slot)) return false;
    this.#slots.set(this.#hash, slot);
    this.#size++;
    if (this.#size > this.#slots.length / 4 * loadMax) this.#grow();
    return true;
  }

  #read(account: string) {
    this.digest.words(account, this.#hash);
    // Four zeros are an empty slot.
    this.#hash[3] |= 1;
  }

  #isTaken(slot: number): boolean {
    return this.#slots[slot + 3] !== 0;
  }

  /** The slot of a hash, or the empty one where it belongs. */
  #find(slots: Uint32Array, hash: Uint32Array): number {
    const mask = slots.length / 4 - 1;
    for (let place = hash[0] & mask;; place = (place + 1) & mask) {
      const slot = 4 * place;
      if (slots[slot + 3] === 0) return slot;
      if (
        slots[slot] === hash[0] && slots[slot + 1] === hash[1] && slots[slot + 2] === hash[2] &&
        slots[slot + 3] === hash[3]
      ) return slot;
    }
  }

  #grow() {
    const slots = new Uint32Array(2 * this.#slots.length);
    for (let slot = 0; slot < this.#slots.length; slot += 4) {
      const hash = this.#slots.subarray(slot, slot + 4);
      if (hash[3] !== 0) slots.set(hash, this.#find(slots, hash));
    }
    this.#slots = slots;
  }
}

/** Fuller tables are searched for longer. */
const loadMax = 0.7;
