/** Phrases: two words beside each other, or with a preposition and an article between them ("slice of life"), that several accounts use. */
import type { TokenStream } from "./_token_stream.ts";

export interface Phrase {
  /** Words, as numbers of the stream. */
  readonly left: number;
  readonly right: number;
  /** Stop words between them, as the first account writes it. */
  readonly between: readonly string[];
}

export interface PhraseFinder {
  readonly list: readonly Phrase[];
  /** Number in `list` of the phrase that begins at a token, -1 where none does. */
  from(at: number, end: number): number;
}

const betweenMax = 2;
/** What may stand between; what lists things ("mud and rye") makes no phrase. */
const joining = new Set(
  "of the for in de du des la le les del los las al da do dos das di della dei degli von der vom van het au aux".split(
    " ",
  ),
);
/** Slots that pairs are counted in by hash before any is kept: a pair in a slot of too few is in too few accounts. */
const slotBits = 22;

export function createPhraseFinder(stream: TokenStream, { accountsMin }: { accountsMin: number }): PhraseFinder {
  const wordCount = stream.wordKeys.length;
  const accountCount = stream.offsets.length - 1;
  const frequent = countFrequent(stream, accountsMin);
  /** End of the pair that begins at a token, or -1. */
  const pairEnd = (at: number, end: number): number => {
    const word = stream.wordAt(at);
    if (word < 0 || !frequent[word]) return -1;
    for (let next = at + 1; next < end && next <= at + 1 + betweenMax; next++) {
      const other = stream.wordAt(next);
      if (other >= 0) {
        return frequent[other] && other !== word && stream.sources[next] === stream.sources[at] ? next : -1;
      }
      if (other !== -1 || !joining.has(stream.spellingAt(next))) return -1;
    }
    return -1;
  };
  const keyOf = (at: number, next: number) =>
    (stream.wordAt(at) * wordCount + stream.wordAt(next)) * 2 + (next > at + 1 ? 1 : 0);

  const slots = new Uint8Array(1 << slotBits);
  const eachPair = (visit: (key: number, account: number, at: number, next: number) => void) => {
    for (let account = 0; account < accountCount; account++) {
      const end = stream.offsets[account + 1];
      for (let at = stream.offsets[account]; at < end; at++) {
        const next = pairEnd(at, end);
        if (next > 0) visit(keyOf(at, next), account, at, next);
      }
    }
  };
  eachPair((key) => {
    const slot = slotOf(key);
    if (slots[slot] < 255) slots[slot]++;
  });
  const counted = new Map<number, { accounts: number; last: number; at: number; next: number }>();
  eachPair((key, account, at, next) => {
    if (slots[slotOf(key)] < accountsMin) return;
    const known = counted.get(key);
    if (known === undefined) counted.set(key, { accounts: 1, last: account, at, next });
    else if (known.last !== account) {
      known.accounts++;
      known.last = account;
    }
  });
  const numbers = new Map<number, number>();
  const list: Phrase[] = [];
  for (const [key, { accounts, at, next }] of counted) {
    if (accounts < accountsMin) continue;
    numbers.set(key, list.length);
    const between = Array.from({ length: next - at - 1 }, (_, step) => stream.spellingAt(at + 1 + step));
    list.push({ left: stream.wordAt(at), right: stream.wordAt(next), between });
  }
  return {
    list,
    from(at, end) {
      const next = pairEnd(at, end);
      return next < 0 ? -1 : numbers.get(keyOf(at, next)) ?? -1;
    },
  };
}

/** Words of at least so many accounts, 1 or 0, shape (words). */
function countFrequent(stream: TokenStream, accountsMin: number): Uint8Array {
  const counts = new Uint8Array(stream.wordKeys.length);
  const last = new Int32Array(stream.wordKeys.length).fill(-1);
  for (let account = 0; account + 1 < stream.offsets.length; account++) {
    for (let at = stream.offsets[account]; at < stream.offsets[account + 1]; at++) {
      const word = stream.wordAt(at);
      if (word < 0 || last[word] === account) continue;
      last[word] = account;
      if (counts[word] < 255) counts[word]++;
    }
  }
  return counts.map((count) => Number(count >= accountsMin));
}

function slotOf(key: number): number {
  const low = key >>> 0;
  const high = Math.floor(key / 2 ** 32) >>> 0;
  let mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35) >>> (32 - slotBits);
}
