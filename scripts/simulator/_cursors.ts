/**
 * Cursors as platforms give them: opaque, bound to one list, and exact under changes, since they name a place and not a count.
 * Nothing is stored: a cursor is the place, scrambled, with a checksum.
 */
import { mix } from "./world/random.ts";

/** What a cursor belongs to. */
export interface CursorScope {
  readonly account: number;
  /** One number for each endpoint. */
  readonly list: number;
}

export interface Place {
  /** Position from which to read on; negative ones are entries that came after the list was made. */
  readonly position: number;
  /** Tells cursors of one place apart: a page that is empty still moves its cursor. */
  readonly turn: number;
}

const digits = 32;
/** Positions from −2^20: more follows than come in the course of a crawl. */
const positionOffset = 1 << 20;
/** Digits: 1 of turn, 7 of position, 5 of checksum. */
const cursorLength = 13;

export class Cursors {
  readonly #digitOf = new Map<string, number>();

  /**
   * @param alphabet 32 characters.
   * @param seed Of the simulator: cursors of another one are not accepted.
   */
  constructor(readonly alphabet: string, readonly seed: number) {
    [...alphabet].forEach((character, digit) => this.#digitOf.set(character, digit));
  }

  write(scope: CursorScope, { position, turn }: Place): string {
    const key = this.#key(scope, turn % digits);
    const scrambled = (position + positionOffset) ^ (key & 0x3fffffff);
    const check = mix(key ^ Math.imul(position, 0x9e3779b1)) >>> 7;
    return this.#text(turn % digits, 1) + this.#text(scrambled, 7) + this.#text(check, 5);
  }

  /** null = not a cursor of that list. */
  read(scope: CursorScope, text: string): Place | null {
    if (text.length !== cursorLength) return null;
    const turn = this.#number(text, 0, 1);
    const scrambled = this.#number(text, 1, 8);
    if (turn === null || scrambled === null) return null;
    const position = (scrambled ^ (this.#key(scope, turn) & 0x3fffffff)) - positionOffset;
    const place = { position, turn };
    return this.write(scope, place) === text ? place : null;
  }

  #key({ account, list }: CursorScope, turn: number): number {
    return mix(mix(this.seed ^ Math.imul(account + 1, 0x85ebca6b)) ^ ((list << 8) | turn));
  }

  #text(value: number, length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) {
      text = this.alphabet[value % digits] + text;
      value = Math.floor(value / digits);
    }
    return text;
  }

  #number(text: string, start: number, end: number): number | null {
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = this.#digitOf.get(text[i]);
      if (digit === undefined) return null;
      value = value * digits + digit;
    }
    return value;
  }
}
