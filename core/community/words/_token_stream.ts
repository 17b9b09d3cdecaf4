/** All tokens of all accounts in order, as numbers. */
import { nameWordNumber, sourceBits, type WordSource } from "./fields.ts";
import { languageCodes } from "./stop_words.ts";
import { foldText } from "./tokens.ts";

/** What a spelling stands for. */
export interface WordInfo {
  readonly key: string;
  /** It may name a topic. */
  readonly says: boolean;
  /** It may stand inside a phrase. */
  readonly stop: boolean;
  readonly languages: readonly number[];
}

/** A token is 1 + its spelling; 0 is a pause. */
const pause = 0;

export class TokenStream {
  /** Tokens of account i: offsets[i] … offsets[i + 1]. */
  readonly offsets: number[] = [];
  tokens = new Uint32Array(1 << 16);
  sources = new Uint8Array(1 << 16);
  length = 0;
  /** Keys of the words that may name a topic. */
  readonly wordKeys: string[] = [];

  readonly #read: (spelling: string) => WordInfo;
  readonly #spellingIds = new Map<string, number>();
  readonly #spellings: string[] = [];
  readonly #uses: number[] = [];
  /** Word of each spelling; -1 stop word, -2 nothing. */
  readonly #wordOfSpelling: number[] = [];
  readonly #languagesOfSpelling: (readonly number[])[] = [];
  readonly #wordIds = new Map<string, number>();
  readonly #heard = new Uint16Array(languageCodes.length);

  /** @param read Called once for each spelling. */
  constructor(read: (spelling: string) => WordInfo) {
    this.#read = read;
  }

  /** @returns Counts of stop words by language since, valid until the next account. */
  beginAccount(): () => Uint16Array {
    this.offsets.push(this.length);
    this.#heard.fill(0);
    return () => this.#heard;
  }

  end(): void {
    this.offsets.push(this.length);
  }

  pause(): void {
    if (this.length > 0 && this.tokens[this.length - 1] !== pause) this.#push(pause, 0);
  }

  add(spelling: string, source: WordSource): void {
    const id = this.#spellingIds.get(spelling) ?? this.#learn(spelling, this.#read(spelling));
    this.#uses[id]++;
    for (const language of this.#languagesOfSpelling[id]) this.#heard[language]++;
    this.#push(id + 1, sourceBits[source]);
  }

  /** A value that is a term as a whole, whatever words it is of; a number is that of a word that is not told. */
  addWhole(value: string, source: WordSource): void {
    const spelling = /^\d+$/.test(value) ? nameWordNumber(value) : value;
    const id = this.#spellingIds.get(spelling) ?? this.#learn(spelling, {
      key: foldText(spelling).replace(/[\s_-]+/g, " "),
      says: !/^[\s\d\p{P}]*$/u.test(value) || /^\d+$/.test(value),
      stop: false,
      languages: [],
    });
    this.#uses[id]++;
    this.pause();
    this.#push(id + 1, sourceBits[source]);
    this.pause();
  }

  /** Word at a token, below 0 where it is none: -1 a stop word, -2 nothing, -3 a pause. */
  wordAt(at: number): number {
    const token = this.tokens[at];
    return token === pause ? -3 : this.#wordOfSpelling[token - 1];
  }

  spellingAt(at: number): string {
    return this.#spellings[this.tokens[at] - 1];
  }

  /** The spelling most used of each word. */
  displayWords(): string[] {
    const best = new Int32Array(this.wordKeys.length).fill(-1);
    this.#wordOfSpelling.forEach((word, spelling) => {
      if (word >= 0 && (best[word] < 0 || this.#uses[spelling] > this.#uses[best[word]])) best[word] = spelling;
    });
    return Array.from(best, (spelling) => this.#spellings[spelling]);
  }

  #learn(spelling: string, { key, says, stop, languages }: WordInfo): number {
    const id = this.#spellings.length;
    this.#spellingIds.set(spelling, id);
    this.#spellings.push(spelling);
    this.#uses.push(0);
    this.#languagesOfSpelling.push(languages);
    let word = stop ? -1 : -2;
    if (says) {
      word = this.#wordIds.get(key) ?? this.wordKeys.length;
      if (word === this.wordKeys.length) {
        this.#wordIds.set(key, word);
        this.wordKeys.push(key);
      }
    }
    this.#wordOfSpelling.push(word);
    return id;
  }

  #push(token: number, source: number): void {
    if (this.length === this.tokens.length) {
      const [tokens, sources] = [new Uint32Array(2 * this.length), new Uint8Array(2 * this.length)];
      tokens.set(this.tokens);
      sources.set(this.sources);
      [this.tokens, this.sources] = [tokens, sources];
    }
    this.tokens[this.length] = token;
    this.sources[this.length++] = source;
  }
}
