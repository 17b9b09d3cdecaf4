/** How many members use each term; on arrays that are kept, as this is asked for every community and many halves of it. */
import { languageCodes } from "./words/stop_words.ts";
import { noLanguage, type Terms } from "./words/terms.ts";

/** Valid until the next count. */
export interface TermCounts {
  /** Terms that some member uses. */
  readonly terms: readonly number[];
  /** Members that use it, shape (all terms). */
  readonly inside: Uint32Array;
  /** Members that say anything: the others tell nothing of how rare a word is. */
  readonly telling: number;
  /** Language of the community, or `noLanguage` where it has none, or the one that nearly all accounts have. */
  readonly language: number;
  /** The same for members of that language. */
  readonly insideLanguage: Uint32Array;
  readonly tellingLanguage: number;
}

export interface TermCounter {
  /** Accounts that say anything. */
  readonly telling: number;
  count(members: Uint32Array): TermCounts;
  /** Accounts of a language that use each term, shape (all terms), and all its accounts that say anything. */
  ofLanguage(language: number): { readonly accounts: Uint32Array; readonly telling: number };
}

/** Share of members, of those whose language is known, that makes it the language of a community. */
const languageShareMin = 0.6;
/** Accounts of the language outside of the community, at least, for a comparison to mean something. */
const outsideMin = 50;
/** Share of all accounts, of those whose language is known, that makes a language everybody's. */
const everybodyShare = 0.9;

export function createTermCounter({ count: termCount, offsets, terms, languages }: Terms): TermCounter {
  const inside = new Uint32Array(termCount);
  const insideLanguage = new Uint32Array(termCount);
  let touched: number[] = [];
  const byLanguage = new Map<number, { accounts: Uint32Array; telling: number }>();
  const says = (account: number) => Number(offsets[account + 1] > offsets[account]);
  const all = languages.reduce((sum, _, account) => sum + says(account), 0);
  const totals = countLanguages(languages);
  const known = totals.reduce((sum, count) => sum + count, 0);

  const languageOf = (members: Uint32Array): number => {
    const counts = countLanguages(Uint8Array.from(members, (member) => languages[member]));
    const sum = counts.reduce((all, count) => all + count, 0);
    const most = counts.reduce((best, count, language) => count > counts[best] ? language : best, 0);
    const tells = counts[most] >= languageShareMin * sum && totals[most] - counts[most] >= outsideMin &&
      totals[most] < everybodyShare * known;
    return tells ? most : noLanguage;
  };

  return {
    telling: all,
    count(members) {
      for (const term of touched) inside[term] = insideLanguage[term] = 0;
      touched = [];
      const language = languageOf(members);
      let [telling, tellingLanguage] = [0, 0];
      for (const member of members) {
        const speaks = Number(language !== noLanguage && languages[member] === language);
        telling += says(member);
        tellingLanguage += speaks * says(member);
        for (let entry = offsets[member]; entry < offsets[member + 1]; entry++) {
          const term = terms[entry];
          if (inside[term]++ === 0) touched.push(term);
          insideLanguage[term] += speaks;
        }
      }
      return { terms: touched, inside, telling, language, insideLanguage, tellingLanguage };
    },
    ofLanguage(language) {
      let known = byLanguage.get(language);
      if (known === undefined) {
        const accounts = new Uint32Array(termCount);
        let telling = 0;
        languages.forEach((spoken, account) => {
          if (spoken !== language) return;
          telling += says(account);
          for (let entry = offsets[account]; entry < offsets[account + 1]; entry++) accounts[terms[entry]]++;
        });
        byLanguage.set(language, known = { accounts, telling });
      }
      return known;
    },
  };
}

function countLanguages(languages: Uint8Array): number[] {
  const counts = new Array<number>(languageCodes.length).fill(0);
  for (const language of languages) if (language !== noLanguage) counts[language]++;
  return counts;
}
