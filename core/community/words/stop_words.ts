/** Words that say nothing of a topic, by language: the lists of the `stopword` package, and what people say in every profile. */
import * as stopwords from "stopword";
import { foldText } from "./tokens.ts";

/** Main languages by ISO 639-1, with the package's lists. Languages whose lists hold too many words of others ("islam", "sun") are left out. */
const lists: Readonly<Record<string, readonly string[]>> = {
  en: stopwords.eng,
  de: stopwords.deu,
  fr: stopwords.fra,
  es: stopwords.spa,
  pt: [...stopwords.por, ...stopwords.porBr],
  it: stopwords.ita,
  nl: stopwords.nld,
  sv: stopwords.swe,
  da: stopwords.dan,
  no: stopwords.nob,
  fi: stopwords.fin,
  pl: stopwords.pol,
  cs: stopwords.ces,
  hu: stopwords.hun,
  ro: stopwords.ron,
  ca: stopwords.cat,
  tr: stopwords.tur,
  id: stopwords.ind,
  vi: stopwords.vie,
  ru: stopwords.rus,
  uk: stopwords.ukr,
  bg: stopwords.bul,
  el: stopwords.ell,
  ar: stopwords.ara,
  fa: stopwords.fas,
  he: stopwords.heb,
  hi: stopwords.hin,
  bn: stopwords.ben,
  th: stopwords.tha,
  ja: stopwords.jpn,
  ko: stopwords.kor,
  zh: stopwords.zho,
};

/** What profiles of all topics say. */
const profileWords =
  `official account page profile follow follows following follower followers dm dms inbox link links bio url website site
  web blog views opinion opinions own tweets tweet retweet rt repost post posts contact email mail booking info enquiries inquiries
  subscribe channel instagram insta twitter facebook tiktok youtube snapchat whatsapp telegram linkedin ig yt fb est since founded
  based born dont im ive don't i'm welcome home new please thanks via every each always never still just more most many much lot really only even also
  offiziell offizielle seite meinung privat impressum folgt folge kontakt anfragen seit
  officiel officielle opinions suivez abonnez contactez depuis compte
  oficial cuenta opiniones sigueme siguenos contacto desde perfil pagina
  opinioes siga contato conta ufficiale opinioni seguimi contatti pagina dal
  mening meningen volg officieel sinds`.split(/\s+/);

export const languageCodes: readonly string[] = Object.keys(lists);

const languagesOf = new Map<string, number[]>();
for (const [language, code] of languageCodes.entries()) {
  for (const word of lists[code]) {
    for (const key of new Set([foldText(word), foldText(word).replaceAll("'", "")])) {
      const known = languagesOf.get(key);
      if (known === undefined) languagesOf.set(key, [language]);
      else if (!known.includes(language)) known.push(language);
    }
  }
}
const saidByAll = new Set(profileWords.map(foldText));

/** @param key A folded word. */
export function isStopWord(key: string): boolean {
  return languagesOf.has(key) || saidByAll.has(key);
}

/** Positions in `languageCodes` of the languages whose stop word it is. */
export function languagesOfStopWord(key: string): readonly number[] {
  return languagesOf.get(key) ?? [];
}
