/** Words of many things in one sorted list: finds those that have, for each word asked, a word that begins with it. */

/** A word of a thing; lesser ranks tell better what is meant, 0 to 126. */
export type AddWord = (word: string, owner: number, rank: number) => void;

export interface WordIndex {
  /**
   * Best match of each thing, `2 rank + (0 whole word | 1 prefix)`, 255 = none; over several words the worst of them.
   * Shape (things), valid until the next call.
   */
  match(words: readonly string[]): Uint8Array;
}

const nothing = 255;

/**
 * @param count Things, named by their numbers.
 * @param read Calls back for each word, all words of a thing in turn, the best rank of a word first.
 */
export function createWordIndex(count: number, read: (add: AddWord) => void): WordIndex {
  const { words, offsets, owners, ranks } = sortPostings(collectPostings(read));
  let [best, other] = [new Uint8Array(count), new Uint8Array(count)];
  return {
    match(asked) {
      best.fill(nothing);
      for (const [position, word] of asked.entries()) {
        other.fill(nothing);
        const first = lowerBound(words, word);
        const end = lowerBound(words, `${word}\uffff`);
        for (let at = first; at < end; at++) {
          const prefix = words[at] === word ? 0 : 1;
          for (let posting = offsets[at]; posting < offsets[at + 1]; posting++) {
            const owner = owners[posting];
            const rank = 2 * ranks[posting] + prefix;
            if (rank < other[owner]) other[owner] = rank;
          }
        }
        if (position > 0) {
          for (let owner = 0; owner < count; owner++) if (best[owner] > other[owner]) other[owner] = best[owner];
        }
        [best, other] = [other, best];
      }
      return best;
    },
  };
}

/**
 * The best few things.
 * @param ranks As `match` gives them.
 * @param before Which of two of the same rank comes first.
 */
export function takeBest(
  ranks: Uint8Array,
  { limit, keep, before }: {
    readonly limit: number;
    readonly keep?: (owner: number) => boolean;
    readonly before: (left: number, right: number) => boolean;
  },
): { owner: number; rank: number }[] {
  const taken: { owner: number; rank: number }[] = [];
  for (let owner = 0; owner < ranks.length; owner++) {
    const rank = ranks[owner];
    if (rank === nothing) continue;
    const last = taken.at(-1);
    if (
      taken.length === limit &&
      (last === undefined || !(rank < last.rank || (rank === last.rank && before(owner, last.owner))))
    ) {
      continue;
    }
    if (keep !== undefined && !keep(owner)) continue;
    let at = taken.length;
    while (
      at > 0 && (rank < taken[at - 1].rank || (rank === taken[at - 1].rank && before(owner, taken[at - 1].owner)))
    ) at--;
    taken.splice(at, 0, { owner, rank });
    if (taken.length > limit) taken.pop();
  }
  return taken;
}

/** Lower-cased words without accents: "Café Müller" -> ["cafe", "muller"]. */
export function splitWords(text: string): string[] {
  // deno-lint-ignore no-control-regex -- ASCII is the fast path
  const folded = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "");
  return folded.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

interface Postings {
  readonly words: readonly string[];
  readonly wordOf: Uint32Array;
  readonly owners: Uint32Array;
  readonly ranks: Uint8Array;
  readonly length: number;
}

function collectPostings(read: (add: AddWord) => void): Postings {
  const ids = new Map<string, number>();
  const words: string[] = [];
  /** Thing that a word was last seen in: a thing has a word once, by its best rank. */
  const lastOwner: number[] = [];
  let [wordOf, owners, ranks] = [new Uint32Array(1 << 12), new Uint32Array(1 << 12), new Uint8Array(1 << 12)];
  let length = 0;
  read((word, owner, rank) => {
    let id = ids.get(word);
    if (id === undefined) {
      ids.set(word, id = words.length);
      words.push(word);
      lastOwner.push(-1);
    }
    if (lastOwner[id] === owner) return;
    lastOwner[id] = owner;
    if (length === owners.length) {
      const grow = <T extends Uint32Array | Uint8Array>(old: T, bigger: T) => (bigger.set(old), bigger);
      wordOf = grow(wordOf, new Uint32Array(2 * length));
      owners = grow(owners, new Uint32Array(2 * length));
      ranks = grow(ranks, new Uint8Array(2 * length));
    }
    [wordOf[length], owners[length], ranks[length]] = [id, owner, rank];
    length++;
  });
  return { words, wordOf, owners, ranks, length };
}

/** Puts the postings of each word together, words in order. */
function sortPostings({ words, wordOf, owners, ranks, length }: Postings) {
  const order = Uint32Array.from(words.keys());
  order.sort((left, right) => words[left] < words[right] ? -1 : 1);
  const place = new Uint32Array(words.length);
  order.forEach((word, at) => place[word] = at);
  const offsets = new Uint32Array(words.length + 1);
  for (let posting = 0; posting < length; posting++) offsets[place[wordOf[posting]] + 1]++;
  for (let at = 0; at < words.length; at++) offsets[at + 1] += offsets[at];
  const next = offsets.slice();
  const [sortedOwners, sortedRanks] = [new Uint32Array(length), new Uint8Array(length)];
  for (let posting = 0; posting < length; posting++) {
    const to = next[place[wordOf[posting]]]++;
    sortedOwners[to] = owners[posting];
    sortedRanks[to] = ranks[posting];
  }
  return { words: Array.from(order, (word) => words[word]), offsets, owners: sortedOwners, ranks: sortedRanks };
}

function lowerBound(words: readonly string[], word: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
