/** Names and short texts in the language of the account. No text holds a quote or a backslash, so all may stand in JSON as they are. */
import {
  brandEnds,
  brandStarts,
  type Language,
  neutralMediaNames,
  nicknameConsonants,
  nicknameVowels,
} from "./data/languages.ts";
import { unnamedTopic } from "./data/topics.ts";
import type { Random } from "./random.ts";

/** Longest handle, in characters. */
export const handleLengthMax = 15;

/** Kinds of accounts, as profiles name them. */
export type Kind = "person" | "brand" | "media" | "company" | "organisation";

export interface Place {
  readonly country: string;
  readonly city: string;
}

export interface PersonName {
  readonly first: string;
  readonly name: string;
}

export function drawPlace(language: Language, random: Random): Place {
  let rest = random.uniform();
  const country = language.countries.find(({ share }) => (rest -= share) < 0) ?? language.countries[0];
  return { country: country.code, city: random.pick(country.cities) };
}

export function drawPersonName(language: Language, isWoman: boolean, random: Random): PersonName {
  const first = random.pick(isWoman ? language.women : language.men);
  return { first, name: `${first} ${random.pick(language.surnameStarts)}${random.pick(language.surnameEnds)}` };
}

/** A brand name that is none: "Varkel", "Mirolund". */
export function drawInvented(random: Random): string {
  const start = random.pick(brandStarts);
  const end = random.pick(brandEnds);
  const middle = random.pick(["", "a", "e", "i", "o"]);
  return start + (/^[aeiou]/.test(end) ? "" : middle) + end;
}

export function drawOrganisationName(
  kind: Exclude<Kind, "person">,
  topic: string,
  language: Language,
  random: Random,
  city: string,
): string {
  const templates = topic === unnamedTopic ? neutralMediaNames : language.names[kind];
  return fill(random.pick(templates), {
    invented: drawInvented(random),
    W1: capital(random.pick(language.vocabulary[topic][3].split(" "))),
    city,
  });
}

export function drawBio(kind: Kind, topic: string, language: Language, random: Random, city: string): string {
  const [label, brand, person, list] = language.vocabulary[topic];
  const words = list.split(" ");
  const first = random.below(words.length);
  const [w1, w2, w3] = [0, 1, 2].map((step) => words[(first + step) % words.length]);
  const year = String(1998 + random.below(24));
  const life = random.pick(language.life);
  const texts = {
    label,
    Label: capital(label),
    brand,
    person,
    life,
    w1,
    w2,
    w3,
    W1: capital(w1),
    city,
    year,
    tag: hashtag(label),
  };
  return fill(random.pick(bioTemplates(kind, topic, language)), texts);
}

/** The label of the passion that nobody named stands nowhere, not even as a hashtag; its words do. */
function bioTemplates(kind: Kind, topic: string, language: Language): readonly string[] {
  const templates = language.bios[topic === unnamedTopic ? "person" : kind];
  return topic === unnamedTopic ? templates.filter((template) => !template.includes("{tag}")) : templates;
}

/** "trail running" -> "trailrunning". */
export function hashtag(label: string): string {
  return latin(label);
}

/** Lower-case letters and digits of a text, accents taken off. */
export function latin(text: string): string {
  return text.normalize("NFD").replaceAll("ß", "ss").toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** A handle from a name: whole words as long as they fit, no leading article. */
export function handleOf(name: string): string {
  const words = name.replace(/^(The|El|Le|La|Les) /, "").split(/[ &]+/).map(latin);
  let handle = words[0].slice(0, handleLengthMax);
  for (const word of words.slice(1)) {
    if (handle.length + word.length <= handleLengthMax) handle += word;
  }
  return handle;
}

const syllables = [...nicknameConsonants].flatMap((consonant) => [...nicknameVowels].map((vowel) => consonant + vowel));

/** Syllables that tell `count` accounts apart. */
export function nicknameLength(count: number): number {
  let length = 3;
  for (let most = syllables.length ** 3; most < count; most *= syllables.length) length++;
  return length;
}

/** A number said in `length` syllables: one nickname for each number, and none twice. */
export function nickname(value: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    text += syllables[value % syllables.length];
    value = Math.floor(value / syllables.length);
  }
  return text;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key]);
}
