/** The word lists of all languages together. */
import type { SensitiveTopic } from "../../answers/communities.ts";
import { german } from "./words_de.ts";
import { english } from "./words_en.ts";
import { spanish } from "./words_es.ts";
import { french } from "./words_fr.ts";
import { italian } from "./words_it.ts";
import { dutch } from "./words_nl.ts";
import { portuguese } from "./words_pt.ts";
import type { SensitiveWords } from "./words.ts";

export const sensitiveTopics: readonly SensitiveTopic[] = [
  "politics",
  "faith",
  "health",
  "sexuality",
  "union",
  "ethnicity",
];

/** By ISO 639-1. */
export const sensitiveWords: Readonly<Record<string, SensitiveWords>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  pt: portuguese,
  it: italian,
  nl: dutch,
};
