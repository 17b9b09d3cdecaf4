/** Who uses which word or phrase: one table over all accounts. */
import type { Influencers } from "../../graph/influencers.ts";
import { openFields, sourceBits, type WordSource } from "./fields.ts";
import { createPhraseFinder } from "./_phrases.ts";
import { isStopWord, languageCodes, languagesOfStopWord } from "./stop_words.ts";
import { foldText, readTokens } from "./tokens.ts";
import { TokenStream } from "./_token_stream.ts";

export interface Terms {
  readonly count: number;
  /** As most accounts write it, in lower case; categories as they are given. */
  readonly text: readonly string[];
  /** The same without case and accents. */
  readonly key: readonly string[];
  /** Accounts that use it, and those of them that do so elsewhere than in their name, shape (count). */
  readonly accounts: Uint32Array;
  readonly accountsBeyondNames: Uint32Array;
  /** Words of a phrase, as terms; undefined for words. */
  readonly parts: readonly (readonly [number, number] | undefined)[];
  /** Rows of accounts: entries offsets[i] … offsets[i + 1] of `terms`, each term once, with the places where it stood. */
  readonly offsets: Uint32Array;
  readonly terms: Uint32Array;
  readonly sources: Uint8Array;
  /** Position in `languageCodes` of the language that an account writes or states; 255 = not known. Shape (accounts). */
  readonly languages: Uint8Array;
  /** Accounts whose bio says something. */
  readonly accountsWithText: number;
}

/** Accounts that must use a phrase, and each of its words, for it to count. */
const phraseAccountsMin = 3;
const wordLengthMax = 40;
export const noLanguage = 255;

/** Reads bios, names, handles, hashtags, categories and page words of all accounts. */
export function readTerms(influencers: Influencers): Terms {
  const stream = new TokenStream(wordOf);
  const languages = new Uint8Array(influencers.count).fill(noLanguage);
  const fields = openFields(influencers);
  for (let row = 0; row < influencers.count; row++) {
    const heard = stream.beginAccount();
    const readText = (text: string | null, source: WordSource) => {
      if (text === null) return;
      readTokens(text, {
        word: (word, inHashtag) => stream.add(word, inHashtag ? "hashtag" : source),
        pause: () => stream.pause(),
      });
      stream.pause();
    };
    readText(influencers.bio[row], "bio");
    languages[row] = languageOf(fields.language(row), heard());
    for (const value of fields.categories(row)) stream.addWhole(value, "category");
    for (const word of fields.pageWords(row)) stream.addWhole(word, "page");
    readText(influencers.name[row], "name");
    for (const word of fields.handleWords(row)) stream.add(word, "name");
  }
  stream.end();
  return countTerms(stream, influencers.count, languages);
}

/** What the stream needs to know of a spelling. */
function wordOf(spelling: string) {
  const key = foldText(spelling);
  const stop = isStopWord(key);
  // A single Latin letter, or what is no word at all.
  const empty = spelling.length > wordLengthMax || !/^\p{L}/u.test(spelling) || [...key].length < 2;
  return { key, says: !stop && !empty, stop, languages: languagesOfStopWord(key) };
}

/** The language stated, else the one whose stop words were heard most, if one alone. */
function languageOf(stated: string | null, heard: Uint16Array): number {
  const position = stated === null ? -1 : languageCodes.indexOf(stated);
  if (position >= 0) return position;
  let [best, most, tied] = [noLanguage, 0, false];
  heard.forEach((count, language) => {
    if (count > most) [best, most, tied] = [language, count, false];
    else if (count === most) tied = true;
  });
  return tied ? noLanguage : best;
}

function countTerms(stream: TokenStream, accountCount: number, languages: Uint8Array): Terms {
  const phrases = createPhraseFinder(stream, { accountsMin: phraseAccountsMin });
  const wordCount = stream.wordKeys.length;
  const text = stream.displayWords();
  const key = [...stream.wordKeys];
  const parts: (readonly [number, number] | undefined)[] = new Array(wordCount).fill(undefined);
  for (const phrase of phrases.list) {
    const words = [text[phrase.left], ...phrase.between, text[phrase.right]];
    text.push(words.join(" "));
    key.push(foldText(words.join(" ")));
    parts.push([phrase.left, phrase.right]);
  }
  const count = text.length;
  // A hashtag "#trailrunning" says "trail running"; a category "slice of life" is the phrase of bios.
  const sameAs = new Int32Array(wordCount).fill(-1);
  const byKey = new Map(stream.wordKeys.map((wordKey, word) => [wordKey, word]));
  for (let term = wordCount; term < count; term++) {
    for (const spelled of [key[term], key[term].replaceAll(" ", "")]) {
      const word = byKey.get(spelled);
      if (word !== undefined) sameAs[word] = term;
    }
  }

  const offsets = new Uint32Array(accountCount + 1);
  const terms: number[] = [];
  const sources: number[] = [];
  const accounts = new Uint32Array(count);
  const accountsBeyondNames = new Uint32Array(count);
  /** Entry of a term in the row that is being written. */
  const entryOf = new Int32Array(count).fill(-1);
  let accountsWithText = 0;
  for (let account = 0; account < accountCount; account++) {
    const first = terms.length;
    let all = 0;
    const note = (term: number, source: number) => {
      const entry = entryOf[term];
      all |= source;
      if (entry >= first) sources[entry] |= source;
      else {
        entryOf[term] = terms.length;
        terms.push(term);
        sources.push(source);
      }
    };
    for (let at = stream.offsets[account]; at < stream.offsets[account + 1]; at++) {
      const word = stream.wordAt(at);
      if (word < 0) continue;
      const source = stream.sources[at];
      note(sameAs[word] >= 0 ? sameAs[word] : word, source);
      const phrase = phrases.from(at, stream.offsets[account + 1]);
      if (phrase >= 0) note(wordCount + phrase, source);
    }
    for (let entry = first; entry < terms.length; entry++) {
      accounts[terms[entry]]++;
      if (sources[entry] !== sourceBits.name) accountsBeyondNames[terms[entry]]++;
    }
    if ((all & (sourceBits.bio | sourceBits.hashtag)) !== 0) accountsWithText++;
    offsets[account + 1] = terms.length;
  }
  return {
    count,
    text,
    key,
    accounts,
    accountsBeyondNames,
    parts,
    offsets,
    terms: Uint32Array.from(terms),
    sources: Uint8Array.from(sources),
    languages,
    accountsWithText,
  };
}
