/** The five languages of the invented world: where they are spoken, what people are called, how they talk about themselves. */
import { english } from "./words_en.ts";
import { french } from "./words_fr.ts";
import { german } from "./words_de.ts";
import { portuguese } from "./words_pt.ts";
import { spanish } from "./words_es.ts";
import type { TopicVocabulary } from "./topics.ts";

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** Share of the speakers of the language who live here, in [0, 1]. */
  readonly share: number;
  readonly cities: readonly string[];
}

/** `{label}`, `{w1}`…`{w3}`, `{Label}` and `{W1}` (capital), `{brand}`, `{person}`, `{life}`, `{city}`, `{year}`, `{tag}` are filled in. */
export interface BioTemplates {
  readonly person: readonly string[];
  readonly brand: readonly string[];
  readonly media: readonly string[];
  readonly company: readonly string[];
  readonly organisation: readonly string[];
}

/** `{invented}`, `{W1}` and `{city}` are filled in. */
export interface NameTemplates {
  readonly brand: readonly string[];
  readonly media: readonly string[];
  readonly company: readonly string[];
  readonly organisation: readonly string[];
}

export interface Language {
  /** ISO 639-1. */
  readonly code: string;
  /** Share of people who speak it first, in [0, 1]. */
  readonly share: number;
  readonly countries: readonly Country[];
  /** First names, at most eight letters after accents are taken off. */
  readonly women: readonly string[];
  readonly men: readonly string[];
  /** Surnames are made of one start and one end, so that they sound right and belong to nobody in particular. */
  readonly surnameStarts: readonly string[];
  readonly surnameEnds: readonly string[];
  /** What people say of themselves that tells nothing of their interests. */
  readonly life: readonly string[];
  readonly bios: BioTemplates;
  readonly names: NameTemplates;
  readonly vocabulary: TopicVocabulary;
}

export const languages: readonly Language[] = [
  {
    code: "en",
    share: 0.45,
    countries: [
      { code: "GB", share: 0.34, cities: ["Leeds", "Bristol", "Glasgow", "Cardiff", "Norwich", "Sheffield", "London"] },
      { code: "US", share: 0.45, cities: ["Portland", "Austin", "Denver", "Chicago", "Boston", "Tucson", "Brooklyn"] },
      { code: "IE", share: 0.07, cities: ["Cork", "Galway", "Dublin"] },
      { code: "CA", share: 0.08, cities: ["Halifax", "Toronto", "Calgary"] },
      { code: "AU", share: 0.06, cities: ["Hobart", "Perth", "Melbourne"] },
    ],
    women: words("Anna Maya Ruth Ellie Grace Nora Tess Jodie Priya Holly Imogen Bea Freya Alice Keira Zoe Martha Ivy"),
    men: words("Tom Owen Callum Ravi Jack Ned Felix Isaac Hugh Marcus Dylan Sam Leo Ewan Arthur Kofi Joel Ross"),
    surnameStarts: words("Ash Brom Cal Der Fen Hal Kirk Lang Mar Nor Pen Rad Sel Thorn Under Wex"),
    surnameEnds: words("wick ford low combe shaw dale more tree gate holm bury leigh"),
    life: [
      "Views my own",
      "Coffee first",
      "Night shifts, day dreams",
      "Parent of two",
      "Teacher on weekdays",
      "Nurse, mostly awake",
      "Learning as I go",
      "Here for the replies",
    ],
    bios: {
      person: [
        "{person}. {city}.",
        "{person}. #{tag}",
        "{W1}, {w2} and {w3}. {city}.",
        "{W1} and {w2}. {life}.",
        "{life}. Also {w1} and {w2}. {city}.",
      ],
      brand: ["{brand}. {city}.", "{brand}. Since {year}.", "{W1}, {w2} and {w3}, made in {city}.", "{brand}. #{tag}"],
      media: [
        "News and long reads: {label}. Every Friday.",
        "All about {label}: {w1}, {w2}, {w3}.",
        "{Label}, week by week. {city}.",
      ],
      company: ["Trade supplier: {w1}, {w2}. {city}.", "We supply shops with {w1} and {w2}. Since {year}."],
      organisation: ["Open evenings, all welcome. {city}.", "{W1}, {w2} and good company since {year}. {city}."],
    },
    names: {
      brand: ["{invented}", "{invented} {W1}", "{W1} & {invented}", "{invented} Goods"],
      media: ["The {W1} Post", "{invented} Weekly", "The {city} {W1}", "{W1} Letter"],
      company: ["{invented} Supply", "{invented} Works", "{invented} Trading"],
      organisation: ["{city} {W1} Club", "{city} {W1} Society", "{W1} Friends {city}"],
    },
    vocabulary: english,
  },
  {
    code: "es",
    share: 0.18,
    countries: [
      { code: "ES", share: 0.45, cities: ["Gijón", "Valencia", "Sevilla", "Zaragoza", "Bilbao"] },
      { code: "MX", share: 0.28, cities: ["Puebla", "Mérida", "Guadalajara"] },
      { code: "AR", share: 0.16, cities: ["Rosario", "Mendoza", "Córdoba"] },
      { code: "CO", share: 0.11, cities: ["Medellín", "Cali", "Bogotá"] },
    ],
    women: words("Lucía Marta Elena Inés Carmen Paula Alba Nuria Sofía Rocío Clara Julia"),
    men: words("Pablo Diego Javier Mateo Iván Sergio Andrés Hugo Rubén Tomás Bruno Álvaro"),
    surnameStarts: words("Alm Bar Cas Del Ester Gal Lor Mont Peñ Rib Sal Val"),
    surnameEnds: words("edero anza illar ueña oriz arte enal isco uriel aldo"),
    life: [
      "Opiniones mías",
      "Café y poco más",
      "Madrugo sin querer",
      "Dos hijos, cero silencio",
      "Docente entre semana",
      "Aprendiendo despacio",
      "Del norte, con lluvia",
    ],
    bios: {
      person: [
        "{person}. {city}.",
        "{person}. #{tag}",
        "{W1}, {w2}, {w3}. {city}.",
        "{W1} y {w2}. {life}.",
        "{life}. También {w1} y {w2}. {city}.",
      ],
      brand: ["{brand}. {city}.", "{brand}. Desde {year}.", "{W1}, {w2}, {w3}: hecho en {city}.", "{brand}. #{tag}"],
      media: ["Noticias y reportajes: {label}. Cada viernes.", "Todo sobre {label}: {w1}, {w2}, {w3}."],
      company: ["Proveedor para tiendas: {w1}, {w2}. {city}.", "Distribuimos {w1} y {w2}. Desde {year}."],
      organisation: ["Puertas abiertas los jueves. {city}.", "{W1}, {w2} y buena gente desde {year}. {city}."],
    },
    names: {
      brand: ["{invented}", "{invented} {W1}", "Casa {invented}"],
      media: ["Revista {W1}", "Diario {invented}", "El {W1} de {city}", "Cuaderno {invented}"],
      company: ["Talleres {invented}", "{invented} y Compañía", "Almacenes {invented}"],
      organisation: ["Club {W1} {city}", "Amigos {W1} {city}"],
    },
    vocabulary: spanish,
  },
  {
    code: "pt",
    share: 0.14,
    countries: [
      { code: "BR", share: 0.74, cities: ["Recife", "Curitiba", "Salvador", "Belo Horizonte", "Florianópolis"] },
      { code: "PT", share: 0.26, cities: ["Porto", "Braga", "Coimbra", "Lisboa"] },
    ],
    women: words("Ana Beatriz Camila Inês Joana Larissa Marina Rita Teresa Luana Helena"),
    men: words("João Caio Tiago Rafael Miguel Davi Bruno Duarte Vítor Nuno Renato"),
    surnameStarts: words("Alv Bar Cast Dant Far Gol Lim Mes Palm Quint Seix Vil"),
    surnameEnds: words("eiral osinho ande uela areda ovar inhal edo ares irão"),
    life: [
      "Opiniões minhas",
      "Café antes de tudo",
      "Sonho acordado",
      "Dois filhos e um violão",
      "Professora de dia",
      "Aprendendo aos poucos",
      "Longe do mar, por enquanto",
    ],
    bios: {
      person: [
        "{person}. {city}.",
        "{person}. #{tag}",
        "{W1}, {w2}, {w3}. {city}.",
        "{W1} e {w2}. {life}.",
        "{life}. Também {w1} e {w2}. {city}.",
      ],
      brand: ["{brand}. {city}.", "{brand}. Desde {year}.", "{W1}, {w2}, {w3}: feito em {city}.", "{brand}. #{tag}"],
      media: ["Notícias e reportagens: {label}. Toda sexta.", "Tudo sobre {label}: {w1}, {w2}, {w3}."],
      company: ["Fornecedor para lojas: {w1}, {w2}. {city}.", "Distribuímos {w1} e {w2}. Desde {year}."],
      organisation: ["Portas abertas às quintas. {city}.", "{W1}, {w2} e boa gente desde {year}. {city}."],
    },
    names: {
      brand: ["{invented}", "{invented} {W1}", "Casa {invented}"],
      media: ["Revista {W1}", "Jornal {invented}", "{W1} de {city}", "Caderno {invented}"],
      company: ["Oficinas {invented}", "{invented} Comércio", "Armazém {invented}"],
      organisation: ["Clube {W1} {city}", "Amigos {W1} {city}"],
    },
    vocabulary: portuguese,
  },
  {
    code: "de",
    share: 0.12,
    countries: [
      { code: "DE", share: 0.74, cities: ["Leipzig", "Freiburg", "Bremen", "Köln", "Kassel", "Hamburg"] },
      { code: "AT", share: 0.15, cities: ["Graz", "Linz", "Wien"] },
      { code: "CH", share: 0.11, cities: ["Bern", "Basel", "Zürich"] },
    ],
    women: words("Lena Greta Hanna Mia Jana Svenja Karin Ute Antje Frieda Nele Merle Wiebke"),
    men: words("Jonas Malte Timo Lukas Fritz Sven Bernd Emil Anton Henrik Jannis Ole Uwe"),
    surnameStarts: words("Ahl Brand Diester Eber Hollen Kalt Linden Mohr Rotten Stein Wald Wester"),
    surnameEnds: words("bach moser feld kamp brink hagen loh wieser horst egger"),
    life: [
      "Meine Meinung",
      "Erst Kaffee",
      "Meistens unterwegs",
      "Zwei Kinder, wenig Schlaf",
      "Im Büro, leider",
      "Lernt noch",
      "Aus dem Norden",
    ],
    bios: {
      person: [
        "{person}. {city}.",
        "{person}. #{tag}",
        "{W1}, {w2}, {w3}. {city}.",
        "{W1} und {w2}. {life}.",
        "{life}. Und {w1}, {w2}. {city}.",
      ],
      brand: ["{brand}. {city}.", "{brand}. Seit {year}.", "{W1}, {w2}, {w3}: gemacht in {city}.", "{brand}. #{tag}"],
      media: ["Nachrichten und Berichte: {label}. Jeden Freitag.", "Alles über {label}: {w1}, {w2}, {w3}."],
      company: ["Großhandel: {w1}, {w2}. {city}.", "Wir beliefern Läden mit {w1} und {w2}. Seit {year}."],
      organisation: ["Offener Abend, alle willkommen. {city}.", "{W1}, {w2} und gute Leute seit {year}. {city}."],
    },
    names: {
      brand: ["{invented}", "{invented} {W1}", "{W1} & {invented}"],
      media: ["{W1} Magazin", "{invented} Blatt", "{city} {W1}", "{W1} Bote {city}"],
      company: ["{invented} Werke", "{invented} Handel", "{invented} & Söhne"],
      organisation: ["{W1} Verein {city}", "{W1} Freunde {city}"],
    },
    vocabulary: german,
  },
  {
    code: "fr",
    share: 0.11,
    countries: [
      { code: "FR", share: 0.76, cities: ["Nantes", "Lyon", "Lille", "Rennes", "Grenoble", "Marseille"] },
      { code: "BE", share: 0.14, cities: ["Liège", "Namur", "Bruxelles"] },
      { code: "CA", share: 0.1, cities: ["Québec", "Montréal"] },
    ],
    women: words("Camille Léa Chloé Manon Inès Élise Margot Sylvie Agathe Noémie Lucie Odile"),
    men: words("Hugo Théo Julien Bastien Rémi Gaspard Étienne Yann Loïc Quentin Marius Armand"),
    surnameStarts: words("Bel Char Dor Font Gar Jol Lan Mer Per Roch Tess Vill"),
    surnameEnds: words("vaux rieux mont zel andier ivet oncourt esne uchet aubin"),
    life: [
      "Mes opinions",
      "Café d'abord",
      "Toujours en retard",
      "Deux enfants, un jardin",
      "Prof la semaine",
      "J'apprends encore",
      "Breton malgré la pluie",
    ],
    bios: {
      person: [
        "{person}. {city}.",
        "{person}. #{tag}",
        "{W1}, {w2}, {w3}. {city}.",
        "{W1} et {w2}. {life}.",
        "{life}. Aussi {w1} et {w2}. {city}.",
      ],
      brand: ["{brand}. {city}.", "{brand}. Depuis {year}.", "{W1}, {w2}, {w3} : fait à {city}.", "{brand}. #{tag}"],
      media: ["Actualités et récits : {label}. Chaque vendredi.", "{Label}, semaine après semaine : {w1}, {w2}, {w3}."],
      company: ["Grossiste : {w1}, {w2}. {city}.", "Nous livrons les boutiques : {w1}, {w2}. Depuis {year}."],
      organisation: ["Portes ouvertes le jeudi. {city}.", "{W1}, {w2} et bonne compagnie depuis {year}. {city}."],
    },
    names: {
      brand: ["{invented}", "{invented} {W1}", "Maison {invented}"],
      media: ["Revue {W1}", "Le Carnet {invented}", "Gazette {W1} {city}", "Les Cahiers {invented}"],
      company: ["Ateliers {invented}", "{invented} et Fils", "Comptoir {invented}"],
      organisation: ["Club {W1} {city}", "Les Amis {W1} {city}"],
    },
    vocabulary: french,
  },
];

/** Names without a topic, for a passion that nobody named: neither name nor handle gives it away. */
export const neutralMediaNames: readonly string[] = ["{invented} Notes", "{invented} Letter", "{city} {invented}"];

/** Syllables of invented brand names. */
export const brandStarts: readonly string[] = words(
  "Var Ton Ond Bro Vel Kes Mir Tal Hav Lum Quor Sand Ret Fjol Zum Gral Pell Dru",
);
export const brandEnds: readonly string[] = words(
  "kel deri ry vane ba tona sko ivo lund essa nika bry oma tare undo illo wen rok",
);

/** Syllables of nicknames: 13 consonants by 5 vowels, chosen so that no ugly word comes out; a number can be read aloud. */
export const nicknameConsonants = "bdfjlmnrstvwy";
export const nicknameVowels = "aeiou";

function words(text: string): readonly string[] {
  return text.split(" ");
}
